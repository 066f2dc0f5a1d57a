"""The trace of a question to read in a terminal."""

import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from assistant.printed import as_json
from assistant.question import Question
from assistant.respond import Responder
from corpus.errors import one_line
from evals.table import aligned
from evals.trace import Feature, PartTrace, Trace, TracedCandidate, trace

WIDTH = 98
_FEATURES = 12
_TITLE = 20
_COLUMNS = "    #  score  probability  passage  cosine   bm25"


@dataclass(frozen=True, slots=True)
class Explained:
    """The same trace as text of at most 100 columns, and as JSON on one line."""

    text: str
    json: str


def explain(responder: Responder, question: Question) -> Explained:
    """Ask a question and tell how it came to its answer. Raises `AssistantError`."""
    found = trace(responder, responder.reply(question))
    return Explained("\n".join(_lines(found)), as_json(asdict(found)))


def _lines(found: Trace) -> Iterator[str]:
    yield from _wrapped(found.question, "question: ")
    for understood in found.standalone:
        yield from _wrapped(understood, "understood as: ") if understood != found.question else ()
    yield f"{found.status}: confidence {found.confidence:.2f}, threshold {found.threshold:.2f}"
    for number, part in enumerate(found.parts, 1):
        yield from _part(part, f"part {number} of {len(found.parts)}" if len(found.parts) > 1 else "")
    if missed := found.nearest_miss:
        yield ""
        yield from _wrapped(one_line(missed.in_words), f"nearest miss: number {missed.candidate.rank}, ")
        yield from _wrapped(_clipped(missed.candidate.text), "    ")


def _part(part: PartTrace, name: str) -> Iterator[str]:
    yield ""
    if name:
        yield from _wrapped(part.question, f"{name}: ")
    yield f"asks for: {part.asked}, confidence {part.confidence:.2f}"
    yield ""
    yield "candidates (* is quoted; score and probability rank them, the other figures are of the passage)"
    yield _COLUMNS
    for candidate in part.candidates:
        yield from _candidate(candidate)
    yield ""
    yield "features (value, and what it adds to the log-odds of the confidence)"
    yield from _features(part)


def _candidate(c: TracedCandidate) -> Iterator[str]:
    figures = f"{c.score:5.2f}  {c.probability:11.2f}  {c.passage_score:7.2f}  {c.cosine:6.2f}  {c.bm25:5.2f}"
    head = f"{'*' if c.quoted else ' '} {c.rank:3}  {figures}  "
    where = ", ".join(part for part in (_clipped(c.document, _TITLE), c.section) if part)
    yield head + _clipped(where, WIDTH - len(head))
    yield from _wrapped(_clipped(c.text), " " * 7)


def _features(part: PartTrace) -> Iterator[str]:
    first, others = part.features[:_FEATURES], part.features[_FEATURES:]
    rows = [_row(feature) for feature in first]
    if others:
        rows.append((f"  {len(others)} others", "", f"{sum(f.contribution for f in others):+.2f}"))
    yield from aligned([*rows, ("  every question (intercept)", "", f"{part.intercept:+.2f}")])


def _row(feature: Feature) -> tuple[str, str, str]:
    return f"  {feature.name}", f"{feature.value:.2f}", f"{feature.contribution:+.2f}"


def _clipped(text: str, length: int = 280) -> str:
    line = one_line(text)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _wrapped(text: str, head: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * (len(head) if head.isspace() else 4))
