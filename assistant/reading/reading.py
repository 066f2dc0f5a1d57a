"""What reading the found passages has told, and who reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.units import Unit
from index.query import Query
from index.search import Hit


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A unit that may be quoted. `answered`: log-odds that the text around it answers the question; `probability`: that the
    unit belongs to what answers; `short`: the short answer in it, as a span of the document's text without blanks at its
    ends. `score` ranks it among the others, by `features`."""

    unit: Unit
    answered: float
    probability: float
    short: tuple[int, int] | None = None
    score: float = 0.0
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """`evidence`, best first; the probability that it answers, 0 to 1, and the features it was made from."""

    evidence: tuple[Evidence, ...]
    confidence: float
    features: Mapping[str, float]


class Reader(Protocol):
    """Reads what was found for a question."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """`hits` best first. Without any, there is no evidence and the confidence is 0."""
