"""The one shape of an answer, for the command line, HTTP, the chat and the evaluation."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.document import Place

Status = Literal["answered", "partial", "abstained", "smalltalk"]


@dataclass(frozen=True, slots=True)
class RelatedPassage:
    """A passage worth reading. `text[start:end] == quote` holds in the document whose text has the hash `sha256`.

    `file` is the file that the document was read from, relative to the corpus folder; `as_of` the date that it is of, as
    2024-05-15, where one is known.
    """

    passage_id: str
    document_id: str
    title: str
    url: str | None
    section: str
    page: int | None
    start: int
    end: int
    quote: str
    sha256: str
    also_in: tuple[Place, ...] = ()
    file: str = ""
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(RelatedPassage):
    """The evidence behind a statement of the answer; `marker` is the number shown as `[1]` in the answer text."""

    marker: int


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words of a quote that are the answer itself: `document.text[start:end] == text` holds in the document that
    the citation with this `marker` quotes, and the span lies within that of the citation."""

    text: str
    marker: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: float = 0.0
    compose: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    `answer` holds verbatim evidence with `[n]` markers, one for each citation (or, where `status` is `abstained`, what is
    missing, with no marker). `status` is `partial` where something that was asked is answered, and a note at the end of
    `answer` names what was looked for and not found. `confidence` is the calibrated probability that the corpus answers the
    question, 0 to 1.
    """

    question: str
    standalone_question: str
    language: str
    status: Status
    answer: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    related: tuple[RelatedPassage, ...] = ()
    suggestions: tuple[str, ...] = ()
    answerer: str = "extractive"
    index: IndexInfo = field(default_factory=lambda: IndexInfo(""))
    timings_ms: Timings = field(default_factory=Timings)
    short_answer: ShortAnswer | None = None

    @property
    def is_answered(self) -> bool:
        """Whether anything that was asked is answered."""
        return self.status in ("answered", "partial")
