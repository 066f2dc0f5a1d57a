"""What the chat and the server need of an assistant."""

from collections.abc import Iterator
from typing import Protocol

from langchain_core.runnables import RunnableConfig

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus, Document


class Answers(Protocol):
    """Answers questions from a corpus; raises `AssistantError` for what cannot be answered at all."""

    @property
    def ready(self) -> bool:
        """Whether a question is answered at once, rather than when all is loaded."""
        ...

    @property
    def corpus(self) -> Corpus:
        """The documents and passages that answers quote. Raises `AssistantError` where there will be none."""
        ...

    def original(self, document: Document) -> bytes:
        """The bytes of the file that a document was read from. Raises `AssistantError` where it cannot be read any more."""
        ...

    def check(self) -> None:
        """Find out whether a question could be answered now. Raises `AssistantError` where none could."""
        ...

    def stream(self, input: Question, config: RunnableConfig | None = None) -> Iterator[str | Answer]:
        """Pieces of the answer's text, then exactly one `Answer`, last.

        Raises `UnfinishedError` once the deadline that `config` may hold has passed, or nobody waits any more.
        """
        ...

    def examples(self) -> tuple[str, ...]:
        """Questions to start with."""
        ...
