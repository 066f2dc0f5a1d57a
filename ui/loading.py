"""An assistant that is still being opened, so that the server need not wait for it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus
from corpus.errors import AssistantError
from ui.answers import Answers

_NOTHING = Corpus((), (), "")


class LoadingAnswers:
    """Answers by an assistant that is given to it later: until then questions wait.

    Whoever waits is told when there will be no assistant: `AssistantError`, from everything but `ready`.
    """

    def __init__(self) -> None:
        self._settled = threading.Event()
        self._assistant: Answers | None = None
        self._failure = AssistantError("The assistant has stopped", "start it again")

    @contextmanager
    def over(self, opening: AbstractContextManager[Answers]) -> Iterator[None]:
        """Open the assistant and answer by it. What goes wrong is told to those who wait, and raised."""
        try:
            with opening as self._assistant:
                self._settled.set()
                yield
        except AssistantError as error:
            self._failure = error
            raise
        finally:
            self._settled.set()

    @property
    def ready(self) -> bool:
        """Whether the assistant is open."""
        return self._settled.is_set() and self._assistant is not None

    def wait(self) -> Answers:
        """The assistant, once it is open."""
        self._settled.wait()
        if self._assistant is None:
            raise AssistantError(self._failure.problem, self._failure.remedy)
        return self._assistant

    @property
    def corpus(self) -> Corpus:
        """Nothing as long as the assistant is being opened."""
        return self.wait().corpus if self._settled.is_set() else _NOTHING

    def invoke(self, input: Question, config: None = None) -> Answer:
        """The answer, once the assistant is open."""
        return self.wait().invoke(input, config)

    def stream(self, input: Question, config: None = None) -> Iterator[Any]:
        """Pieces of the answer, once the assistant is open."""
        yield from self.wait().stream(input, config)

    def examples(self) -> tuple[str, ...]:
        """None as long as the assistant is being opened."""
        return self.wait().examples() if self._settled.is_set() else ()
