"""What was found for a question, and who writes the answer from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Citation, RelatedPassage
from assistant.citations import related
from assistant.question import Question
from assistant.reading.reading import Reading
from index.search import Hit

# Of what is found for each part of a question, so many passages may be shown as related.
_RELATED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What was found for one part of a question, what reading it told, and whether that is enough for an answer."""

    part: str
    hits: tuple[Hit, ...]
    reading: Reading
    confidence: float
    is_answered: bool
    retrieve_ms: float


class Answerer(Protocol):
    """Writes an answer from what was found. Whether there is to be one is decided before."""

    name: str

    def answer(self, question: Question, language: str, findings: Sequence[Finding]) -> Answer:
        """`findings`: one for each part of the question, at least one of them answered. Own words are in `language`."""


def standalone(findings: Sequence[Finding]) -> str:
    """The question as it was understood."""
    return " ".join(finding.part for finding in findings)


def related_to(findings: Sequence[Finding], citations: Sequence[Citation] = ()) -> tuple[RelatedPassage, ...]:
    """What else was found."""
    hits = {hit.passage.id: hit for finding in findings for hit in finding.hits[:_RELATED]}
    return related(hits.values(), citations)
