"""The numbers of a run, by kind of question and over all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.answer import Answer
from evals.questions import Item
from evals.scoring import Verdict

OFF_TOPIC = "offtopic"


@dataclass(frozen=True, slots=True)
class Result:
    """A question, what was said, and what that is worth."""

    item: Item
    answer: Answer
    verdict: Verdict


def metrics(results: Sequence[Result]) -> dict[str, Any]:
    """Shares are 0 to 1, and None where there is nothing to take a share of."""
    kinds = dict.fromkeys(result.item.kind for result in results)
    answerable = [r for r in results if not r.item.abstain]
    off_topic = [r for r in results if r.item.abstain and r.item.kind == OFF_TOPIC]
    unanswerable = [r for r in results if r.item.abstain and r.item.kind != OFF_TOPIC]
    answered = [r for r in answerable if r.answer.status == "answered"]
    citations = sum(len(r.answer.citations) for r in results)
    return {
        "kinds": {kind: _group([r for r in results if r.item.kind == kind]) for kind in kinds},
        "all": _group(results),
        "answerable": _group(answerable),
        "unanswerable": _group(unanswerable),
        "off_topic": _group(off_topic),
        "citations": {"n": citations, "exact": citations - sum(len(r.verdict.inexact) for r in results)},
        "answered_cites_evidence": {"n": len(answered), "share": _share(answered, lambda r: r.verdict.cites_evidence)},
    }


def _group(results: Sequence[Result]) -> dict[str, Any]:
    quoted = [_words(result.answer) for result in results if result.answer.citations]
    times = [result.answer.timings_ms.total for result in results]
    return {
        "n": len(results),
        "right": _share(results, lambda r: r.verdict.right),
        "abstained": _share(results, lambda r: r.answer.status == "abstained"),
        "median_words": median(quoted) if quoted else None,
        "median_ms": round(median(times), 2) if times else None,
    }


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> float | None:
    return round(sum(map(holds, results)) / len(results), 4) if results else None


def _words(answer: Answer) -> int:
    return sum(len(citation.quote.split()) for citation in answer.citations)
