"""One way to score whatever a system shows, ours or a rival's."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from assistant.answer import Citation
from assistant.units import words_in
from evals.intervals import Estimate, share
from evals.questions import OFF_TOPIC, Item
from evals.rivals.remote import Shown
from evals.scoring import cites_evidence, missing_facts


@dataclass(frozen=True, slots=True)
class Score:
    """`right` None: not scored, as the item does not say what has to be told. `why` says what is wrong.

    `cited`: a passage shown holds, or lies in, a piece of evidence.
    """

    item: Item
    shown: Shown
    right: bool | None
    why: str
    cited: bool


def score(item: Item, shown: Shown) -> Score:
    """As `evals.scoring.judge`: abstained where that is right, else every fact told and a passage with the evidence shown."""
    cited = cites_evidence(item.evidence, [_citation(quote) for quote in shown.quotes])
    if not item.abstain and not shown.abstained and not item.facts:
        return Score(item, shown, None, "", cited)
    why = _why_not(item, shown, cited)
    return Score(item, shown, not why, why, cited)


def totals(scores: Sequence[Score]) -> dict[str, Any]:
    """Shares by what is asked of the system; words and milliseconds."""
    answerable = [s for s in scores if not s.item.abstain]
    off_topic = [s for s in scores if s.item.kind == OFF_TOPIC]
    near = [s for s in scores if s.item.abstain and s.item.kind != OFF_TOPIC]
    times = [s.shown.ms for s in scores]
    words = [words_in(s.shown.text) for s in scores if not s.shown.abstained]
    return {
        "right": share(s.right for s in answerable if s.right is not None),
        "wrongly_abstained": _abstained(answerable),
        "near_misses_abstained": _abstained(near),
        "off_topic_abstained": _abstained(off_topic),
        "cited": share(s.cited for s in answerable if not s.shown.abstained),
        "median_words": median(words) if words else None,
        "median_ms": round(median(times), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }


def _why_not(item: Item, shown: Shown, cited: bool) -> str:
    if item.abstain or shown.abstained:
        said = "abstained" if shown.abstained else "answered"
        return "" if item.abstain and shown.abstained else f"{said} instead of {'abstained' if item.abstain else 'answered'}"
    if missing := missing_facts(item.facts, shown.text):
        return f"not told: {'; '.join(missing)}"
    return "" if cited else "no passage shown holds the evidence"


def _citation(quote: str) -> Citation:
    return Citation("", "", "", None, "", None, 0, len(quote), quote, "", marker=1)


def _abstained(scores: Sequence[Score]) -> Estimate:
    return share(s.shown.abstained for s in scores)
