"""Questions worth suggesting: made from the sentences of the corpus, and offered only if they really get answered."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.deadline import NEVER, Deadline
from assistant.languages.registry import language
from corpus.document import Document, Passage

if TYPE_CHECKING:
    from index.search import Hit, Index

EXAMPLES = 5
NEAR = 3
# Passages tried for the examples at the start; a large corpus is not searched to its end for five good questions.
TRIED = 40


class Searches:
    """How many more questions may be asked of the index to verify them, and until when."""

    def __init__(self, left: float = math.inf, deadline: Deadline = NEVER) -> None:
        self.left, self.deadline = left, deadline

    def take(self) -> bool:
        """Whether there is one left, which is then taken. Raises `UnfinishedError` when the deadline is over."""
        self.deadline.check()
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Suggestions:
    """Verified questions of one index. `answers` tells whether a question gets answered; what it said is remembered.

    What is remembered is of the corpus only, and only what was found out to its end. Requests may share it.
    """

    def __init__(self, index: "Index", answers: Callable[[str, Deadline], bool]) -> None:
        self._index, self._answers = index, answers
        self._outcomes: dict[str, bool] = {}
        self._known: dict[str, str | None] = {}

    def examples(self, searches: Searches | None = None, count: int = EXAMPLES) -> tuple[str, ...]:
        """Up to five questions, or so many, from different sections, to start a conversation with; fewer where searches run out."""
        searches = searches or Searches()
        documents = {document.id: document for document in self._index.corpus.documents}
        found: dict[tuple[str, ...], str] = {}
        for passage in self._index.corpus.passages[:TRIED]:
            if passage.section in found:
                continue
            if question := self._question(passage, documents[passage.document_id], searches):
                found[passage.section] = question
            if len(found) == count:
                break
        return tuple(found.values())

    def near(self, hits: "Sequence[Hit]", searches: Searches | None = None) -> tuple[str, ...]:
        """Up to three questions that passages near a question do answer, or any others do; fewer where searches run out."""
        searches = searches or Searches()
        found: dict[str, None] = {}
        for hit in hits[: 2 * NEAR]:
            if question := self._question(hit.passage, hit.document, searches):
                found[question] = None
            if len(found) == NEAR:
                break
        return tuple(found) or self.examples(searches, NEAR)

    def _question(self, passage: Passage, document: Document, searches: Searches) -> str | None:
        if passage.id in self._known:
            return self._known[passage.id]
        for question in questions_in(passage, document):
            if question not in self._outcomes:
                if not searches.take():
                    return None
                self._outcomes[question] = self._answers(question, searches.deadline)
            if self._outcomes[question]:
                return self._known.setdefault(passage.id, question)
        return self._known.setdefault(passage.id, None)


def questions_in(passage: Passage, document: Document) -> Iterator[str]:
    """Every question that may be suggested because of this passage, whether or not it gets answered."""
    for sentence in passage.sentences:
        if sentence.role in ("sentence", "lead"):
            yield from language(document.language).questions_of(document.text[sentence.start : sentence.end])
