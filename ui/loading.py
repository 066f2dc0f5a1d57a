"""An assistant that is still being opened, so that the server need not wait for it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from langchain_core.runnables import RunnableConfig

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus, Document
from corpus.errors import ClosedError
from ui.answers import Answers

_NOTHING = Corpus((), (), "")


class LoadingAnswers:
    """Answers by an assistant that is given to it later. Raises `ClosedError` for a question before that or after its end."""

    def __init__(self) -> None:
        self._assistant: Answers | None = None
        self._is_over = False

    @contextmanager
    def over(self, opening: AbstractContextManager[Answers]) -> Iterator[None]:
        """Open the assistant and answer by it, until the end of the `with` statement."""
        try:
            with opening as assistant:
                self._assistant = assistant
                try:
                    yield
                finally:
                    self._assistant = None
        finally:
            self._is_over = True

    @property
    def ready(self) -> bool:
        """Whether the assistant is open."""
        return self._assistant is not None

    @property
    def corpus(self) -> Corpus:
        """Nothing as long as the assistant is being opened."""
        return self._opened().corpus if self._assistant or self._is_over else _NOTHING

    def original(self, document: Document) -> bytes:
        """That of what is behind it."""
        return self._opened().original(document)

    def check(self) -> None:
        """As the assistant does, once it is open."""
        self._opened().check()

    def stream(self, input: Question, config: RunnableConfig | None = None) -> Iterator[str | Answer]:
        """Pieces of the answer, then the answer."""
        return self._opened().stream(input, config)

    def examples(self) -> tuple[str, ...]:
        """None as long as the assistant is being opened."""
        return self._opened().examples() if self._assistant or self._is_over else ()

    def _opened(self) -> Answers:
        if assistant := self._assistant:
            return assistant
        if self._is_over:
            raise ClosedError(
                "The assistant has stopped or could not be started", "whoever runs it finds the reason in its log"
            )
        raise ClosedError("The assistant is still starting", "ask again in a few seconds")
