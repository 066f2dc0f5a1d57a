"""Whether an answer is right, and if not, why not; how well its quotes support it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Citation
from corpus.document import Corpus, Place
from evals.evidence import Gold, Pieces, overlap, touches
from evals.questions import Item, plain
from evals.words import short_f1

Outcome = Literal["right", "wrong answer", "wrong abstention", "not scored"]
_MARKER = re.compile(r"\s*\[\d+\]")
_LAST_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth; `why` says what is wrong with one that is not right.

    `citation_precision`: share of the quotes that overlap evidence or hold a required fact. `citation_recall`: share of
    the pieces of evidence that a quote overlaps. `span_f1`: F1 of the characters of quotes and evidence. Each is 0 to 1,
    None where there is nothing to judge. `inexact` are the markers of quotes that do not stand in their document at the
    place they name. `cites_evidence`: a quote lies in, or holds, a piece of the item's evidence. `short_f1`: F1 of the tokens
    of the short answer and the nearest expected one, of an answer to a question that wants a single fact.
    """

    outcome: Outcome
    why: str = ""
    citation_precision: float | None = None
    citation_recall: float | None = None
    span_f1: float | None = None
    inexact: tuple[int, ...] = ()
    cites_evidence: bool = False
    short_f1: float | None = None


UNSCORED = Verdict("not scored")


def judge(item: Item, answer: Answer, corpus: Corpus, gold: Gold) -> Verdict:
    """To abstain from: wants an abstention. Any other: wants every fact told, and a quote that holds evidence."""
    cites = cites_evidence(item.evidence, answer.citations)
    outcome, why = _outcome(item, answer, cites)
    inexact = tuple(c.marker for c in answer.citations if not is_exact(c, corpus))
    if item.abstain:
        return Verdict(outcome, why, inexact=inexact, cites_evidence=cites)
    precision = citation_precision(item, answer.citations, gold)
    recall = citation_recall(answer.citations, gold) if answer.is_answered else None
    short = short_answer_f1(item, answer)
    return Verdict(outcome, why, precision, recall, span_f1(answer.citations, gold.pieces), inexact, cites, short)


def missing_facts(facts: Sequence[Sequence[str]], text: str) -> list[str]:
    """The first alternative of each fact none of whose alternatives stands in the text."""
    texts = (plain(_LAST_MARKERS.sub("", text)), plain(_MARKER.sub("", text)))
    return [fact[0] for fact in facts if not any(plain(a) in told for a in fact for told in texts)]


def cites_evidence(evidence: Sequence[str], citations: Sequence[Citation]) -> bool:
    """Whether a quote holds, or lies in, a piece of evidence."""
    quotes = [quote for quote in (plain(c.quote) for c in citations) if quote]
    return any(e in quote or quote in e for e in map(plain, evidence) if e for quote in quotes)


def is_exact(citation: Citation, corpus: Corpus) -> bool:
    """Whether the quote is what stands at its place in its document."""
    document = corpus.document(citation.document_id)
    return document is not None and document.text[citation.start : citation.end] == citation.quote != ""


def citation_precision(item: Item, citations: Sequence[Citation], gold: Gold) -> float | None:
    """The share of the quotes that overlap a piece of evidence or hold a required fact; None of none."""
    facts = [plain(alternative) for fact in item.facts for alternative in fact]
    supports = [
        any(touches(quoted(c), piece) for piece in gold.pieces) or any(fact in plain(c.quote) for fact in facts)
        for c in citations
    ]
    return sum(supports) / len(supports) if supports else None


def citation_recall(citations: Sequence[Citation], gold: Gold) -> float | None:
    """The share of the pieces of evidence that a quote overlaps; None of none."""
    cited = [any(touches(quoted(c), piece) for c in citations) for piece in gold.pieces]
    return sum(cited) / len(cited) if cited else None


def span_f1(citations: Sequence[Citation], pieces: Pieces) -> float:
    """F1 of the characters of all quotes and those of all evidence.

    What stands in several places counts once: each quote where it overlaps the evidence most, each piece of evidence
    where it overlaps the quotes most.
    """
    evidence = [place for piece in pieces for place in piece]
    chosen = [_nearest(quoted(c), evidence) for c in citations]
    told, wanted = _characters(chosen), _characters(_nearest(piece, chosen) for piece in pieces if piece)
    return 2 * len(told & wanted) / (len(told) + len(wanted)) if told else 0.0


def short_answer_f1(item: Item, answer: Answer) -> float | None:
    """0 where an answer names no short one; None without an answer, and where not a single fact is wanted: that of several
    facts, or of none, no few words can be compared with."""
    if not answer.is_answered or len(item.facts) != 1:
        return None
    return short_f1(answer.short_answer.text, item.facts[0]) if answer.short_answer else 0.0


def quoted(citation: Citation) -> tuple[Place, ...]:
    """Where a quote stands, first the place it names."""
    return (Place(citation.document_id, citation.start, citation.end), *citation.also_in)


def _outcome(item: Item, answer: Answer, cites: bool) -> tuple[Outcome, str]:
    wanted = "abstained" if item.abstain else "answered"
    # A partial answer is one too: what it lacks shows in the facts that it does not tell.
    if wanted != ("answered" if answer.is_answered else answer.status):
        return ("wrong answer" if item.abstain else "wrong abstention"), f"{answer.status} instead of {wanted}"
    if item.abstain:
        return "right", ""
    if not item.facts:
        return "not scored", ""
    if missing := missing_facts(item.facts, answer.answer):
        return "wrong answer", f"not told: {'; '.join(missing)}"
    return ("right", "") if cites else ("wrong answer", "no quote holds the evidence")


def _nearest(places: Sequence[Place], others: Sequence[Place]) -> Place:
    return max(places, key=lambda place: sum(overlap(place, other) for other in others))


def _characters(places: Iterable[Place]) -> set[tuple[str, int]]:
    return {(place.document_id, i) for place in places for i in range(place.start, place.end)}
