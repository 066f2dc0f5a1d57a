"""The trace of one question: what was found, how it scored, which features decided, and what nearly happened instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.answerability import contributions
from assistant.answering import Finding
from assistant.languages.registry import language_for
from assistant.reading.reading import Evidence
from assistant.respond import Reply, Responder
from assistant.units import Unit
from corpus.document import Place
from evals.evidence import Gold, touches

SHOWN = 10
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """A decision feature; `contribution` is its value times its weight, in log-odds of the confidence."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class TracedCandidate:
    """A piece of evidence that could be quoted.

    `score` ranks it; `probability`: that it is what answers; `passage_score`, `cosine` and
    `bm25` are of its passage. `holds_evidence`: it overlaps what the question's item names, None where nothing is named.
    """

    rank: int
    passage_id: str
    document: str
    section: str
    text: str
    score: float
    probability: float
    passage_score: float
    cosine: float
    bm25: float
    quoted: bool
    holds_evidence: bool | None


@dataclass(frozen=True, slots=True)
class PartTrace:
    """One part of the question: features the most decisive first, the best `SHOWN` candidates."""

    question: str
    asked: str
    confidence: float
    intercept: float
    features: tuple[Feature, ...]
    candidates: tuple[TracedCandidate, ...]


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The best candidate that was not quoted, and what kept it from being quoted."""

    candidate: TracedCandidate
    in_words: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How a question came to its answer. Small talk has no parts."""

    question: str
    standalone: tuple[str, ...]
    status: str
    confidence: float
    threshold: float
    parts: tuple[PartTrace, ...]
    nearest_miss: NearestMiss | None


def trace(responder: Responder, reply: Reply, gold: Gold | None = None) -> Trace:
    """The trace of a reply; `gold` tells where the question's evidence stands, where that is known."""
    answer = reply.answer
    parts = tuple(_part(responder, finding, answer, gold) for finding in reply.findings)
    standalone = tuple(finding.part for finding in reply.findings)
    missed = _nearest_miss(responder, reply, gold)
    return Trace(answer.question, standalone, answer.status, answer.confidence, responder.threshold, parts, missed)


def holds_evidence(unit: Unit, gold: Gold) -> bool:
    """Whether a unit overlaps a piece of evidence."""
    return any(touches(_places(unit), piece) for piece in gold.pieces)


def _part(responder: Responder, finding: Finding, answer: Answer, gold: Gold | None) -> PartTrace:
    weights = responder.parameters.answerable
    found = contributions(finding.reading.features, weights) if finding.reading.features else []
    features = tuple(Feature(name, round(value, 4), round(weighed, 4)) for name, value, weighed in found)
    candidates = tuple(_candidate(rank, r, answer, gold) for rank, r in enumerate(finding.reading.evidence[:SHOWN], 1))
    kind, intercept = language_for(finding.part).answer_type(finding.part), responder.parameters.intercept
    return PartTrace(finding.part, kind, round(finding.confidence, 4), intercept, features, candidates)


def _candidate(rank: int, evidence: Evidence, answer: Answer, gold: Gold | None) -> TracedCandidate:
    unit = evidence.unit
    hit = unit.hit
    return TracedCandidate(
        rank=rank,
        passage_id=hit.passage.id,
        document=hit.document.title,
        section=" > ".join(hit.passage.section),
        text=unit.text,
        score=round(evidence.score, 4),
        probability=round(evidence.probability, 4),
        passage_score=round(hit.score, 4),
        cosine=round(hit.cosine, 4),
        bm25=round(hit.bm25, 4),
        quoted=_is_quoted(unit, answer),
        holds_evidence=holds_evidence(unit, gold) if gold and gold.pieces else None,
    )


def _is_quoted(unit: Unit, answer: Answer) -> bool:
    quotes = [(c.start, c.end) for c in answer.citations if c.document_id == unit.hit.document.id]
    return all(any(a <= start and end <= b for a, b in quotes) for start, end in unit.spans)


def _places(unit: Unit) -> tuple[Place, ...]:
    """Where a unit stands, in the text it was taken from and in those that its sentences recur in."""
    own = (Place(unit.hit.document.id, start, end) for start, end in unit.spans)
    return (*own, *(place for s in unit.sentences for place in s.sentence.also_in))


def _nearest_miss(responder: Responder, reply: Reply, gold: Gold | None) -> NearestMiss | None:
    """Of all parts, the most probable candidate that was not quoted; where nothing was, of the most confident part."""
    answer = reply.answer
    findings = [finding for finding in reply.findings if finding.reading.evidence]
    if answer.status == "abstained" and findings:
        finding = max(findings, key=lambda f: f.confidence)
        return NearestMiss(_candidate(1, finding.reading.evidence[0], answer, gold), _why_not_answered(responder, finding))
    left = [
        (evidence.score, rank, finding, evidence)
        for finding in findings
        for rank, evidence in enumerate(finding.reading.evidence, 1)
        if not _is_quoted(evidence.unit, answer)
    ]
    if not left:
        return None
    _, rank, finding, missed = max(left, key=lambda row: row[0])
    answered = finding.confidence >= responder.threshold
    words = _why_not_quoted(finding, missed) if answered else _why_not_answered(responder, finding)
    return NearestMiss(_candidate(rank, missed, answer, gold), words)


def _why_not_answered(responder: Responder, finding: Finding) -> str:
    told = f"confidence {finding.confidence:.2f}"
    if finding.confidence >= responder.threshold:
        return f"{told}, but the question is in a language that the encoder does not know"
    if finding.confidence != finding.reading.confidence:
        return f"{told}: taken for an instruction, not a question"
    found = contributions(finding.reading.features, responder.parameters.answerable)
    against = [(name, weighed) for name, _, weighed in found if weighed < 0]
    return f"{told} < {responder.threshold:.2f}; most against: {_named(against)}"


def _why_not_quoted(finding: Finding, missed: Evidence) -> str:
    best = finding.reading.evidence[0]
    return f"score {missed.score:.2f} against {best.score:.2f} of the best that is quoted, probability {missed.probability:.2f}"


def _named(weighed: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {value:+.2f}" for name, value in weighed[:_NAMED]) or "nothing"
