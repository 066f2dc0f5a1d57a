"""Questions worth suggesting: made from the sentences of the corpus, and offered only if they really get answered."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.asked import holders
from corpus.document import Document, Passage

if TYPE_CHECKING:
    from index.search import Hit, Index

EXAMPLES = 5
NEAR = 3
# Passages tried for the examples at the start; a large corpus is not searched to its end for five good questions.
TRIED = 40

# A name as the subject: up to six words that do not open a clause of their own.
_SUBJECT = r"((?!In |For |As |Since |By |This |These |It |He |She |They |A |An |Based |Couples )(?:The )?(?:[A-Z][\w’'/-]*|of|and|on|for|in charge)(?: (?:[A-Z][\w’'()/-]*|of|and|on|for|in charge)){0,6})"
_PASSIVE = re.compile(_SUBJECT + r" (was|were|is|are) (?:newly |first |also )?(\w+ed|set up|set|held|built|made)\b(.*)", re.S)
_BEEN = re.compile(_SUBJECT + r" has been (\w+ed|set up|set) since \d{4}")
_ACTIVE = re.compile(_SUBJECT + r" (?:not only )?(consists of|[a-z]{3,}s)\b(?! been\b)", re.S)
_HAS_DONE = re.compile(_SUBJECT + r" has (?!been )(set|published|issued|developed|\w+ed) ", re.S)
_NOT_VERBS = {"has", "was", "is", "does", "this", "its", "his", "as", "plays", "takes", "various", "previous"}


class Suggestions:
    """Verified questions of one index. `answers` tells whether a question gets answered; what it said is remembered."""

    def __init__(self, index: "Index", answers: Callable[[str], bool]) -> None:
        self._index, self._answers = index, answers
        self._known: dict[str, str | None] = {}

    def examples(self) -> tuple[str, ...]:
        """Up to five questions from different sections, to start a conversation with."""
        documents = {document.id: document for document in self._index.corpus.documents}
        found: dict[tuple[str, ...], str] = {}
        for passage in self._index.corpus.passages[:TRIED]:
            if passage.section not in found and (question := self._question(passage, documents[passage.document_id])):
                found[passage.section] = question
            if len(found) == EXAMPLES:
                break
        return tuple(found.values())

    def near(self, hits: "Sequence[Hit]") -> tuple[str, ...]:
        """Up to three questions that passages near a question do answer."""
        questions = (self._question(hit.passage, hit.document) for hit in hits[: 2 * NEAR])
        return tuple(dict.fromkeys(filter(None, questions)))[:NEAR]

    def _question(self, passage: Passage, document: Document) -> str | None:
        if passage.id not in self._known:
            self._known[passage.id] = next(filter(self._answers, questions_in(passage, document)), None)
        return self._known[passage.id]


def questions_in(passage: Passage, document: Document) -> Iterator[str]:
    """Every question that may be suggested because of this passage, whether or not it gets answered."""
    for sentence in passage.sentences:
        if sentence.role in ("sentence", "lead"):
            yield from questions_of(document.text[sentence.start : sentence.end])


def questions_of(sentence: str) -> Iterator[str]:
    """Questions that a sentence of simple form answers: when, who or what by its voice, and what else it holds."""
    if match := _PASSIVE.match(sentence):
        subject, be, verb, rest = match.groups()
        if holders("date", rest):
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
