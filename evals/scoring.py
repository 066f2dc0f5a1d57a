"""Whether an answer is right, and if not, why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from corpus.document import Corpus
from evals.questions import Item, plain

_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth; `why` says what is wrong with one that is not right.

    `inexact` are the markers of quotes that do not stand in their document at the place they name. `cites_evidence`: a
    quote lies in, or holds, a piece of the item's evidence.
    """

    right: bool
    why: str
    inexact: tuple[int, ...]
    cites_evidence: bool


def judge(item: Item, answer: Answer, corpus: Corpus) -> Verdict:
    """To abstain from: wants an abstention. Any other: wants every fact told, and a quote that holds evidence."""
    inexact = tuple(c.marker for c in answer.citations if not is_exact(c, corpus))
    cites = cites_evidence(item.evidence, answer.citations)
    why = _why_not(item, answer, cites)
    return Verdict(not why, why, inexact, cites)


def missing_facts(facts: Sequence[Sequence[str]], text: str) -> list[str]:
    """The first alternative of each fact none of whose alternatives stands in the text."""
    texts = (plain(text), plain(_MARKER.sub("", text)))
    return [fact[0] for fact in facts if not any(plain(a) in told for a in fact for told in texts)]


def cites_evidence(evidence: Sequence[str], citations: Sequence[Citation]) -> bool:
    """Whether a quote holds, or lies in, a piece of evidence."""
    quotes = [quote for quote in (plain(c.quote) for c in citations) if quote]
    return any(e in quote or quote in e for e in map(plain, evidence) if e for quote in quotes)


def is_exact(citation: Citation, corpus: Corpus) -> bool:
    """Whether the quote is what stands at its place in its document."""
    document = corpus.document(citation.document_id)
    return document is not None and document.text[citation.start : citation.end] == citation.quote != ""


def _why_not(item: Item, answer: Answer, cites: bool) -> str:
    wanted = "abstained" if item.abstain else "answered"
    if answer.status != wanted:
        return f"{answer.status} instead of {wanted}"
    if item.abstain:
        return ""
    if missing := missing_facts(item.facts, answer.answer):
        return f"not told: {'; '.join(missing)}"
    return "" if cites else "no quote holds the evidence"
