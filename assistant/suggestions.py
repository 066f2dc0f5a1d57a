"""Questions worth suggesting: made from the sentences of the corpus, and offered only if they really get answered."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.deadline import NEVER, Deadline
from assistant.languages.en.answer_types import holds_time
from corpus.document import Document, Passage

if TYPE_CHECKING:
    from index.search import Hit, Index

EXAMPLES = 5
NEAR = 3
# Passages tried for the examples at the start; a large corpus is not searched to its end for five good questions.
TRIED = 40

# A name as the subject: up to six words that do not open a clause of their own.
_SUBJECT = r"((?!In |For |As |Since |By |This |These |It |He |She |They |A |An |Based )(?:The )?(?:[A-Z][\w’'/-]*|of|and|on|for|in charge)(?: (?:[A-Z][\w’'()/-]*|of|and|on|for|in charge)){0,6})"
_PASSIVE = re.compile(_SUBJECT + r" (was|were|is|are) (?:newly |first |also )?(\w+ed|set up|set|held|built|made)\b(.*)", re.S)
_BEEN = re.compile(_SUBJECT + r" has been (\w+ed|set up|set) since \d{4}")
_ACTIVE = re.compile(_SUBJECT + r" (?:not only )?(consists of|[a-z]{3,}s)\b(?! been\b)", re.S)
_HAS_DONE = re.compile(_SUBJECT + r" has (?!been )(set|published|issued|developed|\w+ed) ", re.S)
_NOT_VERBS = {"has", "was", "is", "does", "this", "its", "his", "as", "plays", "takes", "various", "previous"}


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
            yield from questions_of(document.text[sentence.start : sentence.end])


def questions_of(sentence: str) -> Iterator[str]:
    """Questions that a sentence of simple form answers: when, who or what by its voice, and what else it holds."""
    if match := _PASSIVE.match(sentence):
        subject, be, verb, rest = match.groups()
        if holds_time(rest):
            yield f"When {be} {_inside(subject)} {verb}?"
        if re.match(r"\s+by the [A-Z]", rest):
            yield f"Who {be} {_inside(subject)} {verb} by?"
    if match := _BEEN.match(sentence):
        yield f"Since when has {_inside(match.group(1))} been {match.group(2)}?"
    if match := _HAS_DONE.match(sentence):
        yield f"What has {_inside(match.group(1))} {match.group(2)}?"
    if (match := _ACTIVE.match(sentence)) and match.group(2) not in _NOT_VERBS:
        yield f"What does {_inside(match.group(1))} {_base_form(match.group(2))}?"


def _inside(subject: str) -> str:
    return f"the {subject[4:]}" if subject.startswith("The ") else subject


def _base_form(verb: str) -> str:
    if verb == "consists of":
        return "consist of"
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("sses", "shes", "ches", "xes")) else verb[:-1]
