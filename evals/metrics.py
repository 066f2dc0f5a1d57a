"""The numbers of a run, by kind and language of question and over all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from assistant.answer import Answer
from assistant.units import words_in
from evals.curves import calibration, histogram, latency, risk_coverage
from evals.intervals import Estimate, mean, share
from evals.questions import OFF_TOPIC, Item
from evals.retrieval import NAMES
from evals.scoring import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """A question, what was said, and what that is worth. `answer` is None where answering raised `error`.

    `retrieval`: the measures of `evals.retrieval`. `best_holds`: the best-ranked evidence overlaps what the item names.
    """

    item: Item
    verdict: Verdict
    answer: Answer | None
    retrieval: Mapping[str, float] | None = None
    best_holds: bool = False
    error: str | None = None

    @property
    def scored(self) -> bool:
        """Whether its being right could be told. Without facts only a wrong abstention shows, which alone would be no share."""
        return self.answer is not None and (self.item.abstain or bool(self.item.facts))


def metrics(results: Sequence[Result]) -> dict[str, Any]:
    """What metrics.json tells of the results. Shares are 0 to 1, and None where there is nothing to take a share of."""
    answered = [r for r in results if not r.item.abstain and r.answer and r.answer.is_answered]
    citations = sum(len(r.answer.citations) for r in results if r.answer)
    times = [r.answer.timings_ms.total for r in results if r.answer]
    # Small talk is no guess at whether the corpus answers, and has no confidence.
    decided = [(r, r.answer.confidence) for r in results if r.answer and r.answer.status != "smalltalk"]
    confidence = [told for _, told in decided]
    return {
        "groups": {name: _group(group) for name, group in groups(results).items()},
        "citations": {"n": citations, "exact": citations - sum(len(r.verdict.inexact) for r in results)},
        "answered_cites_evidence": asdict(share(r.verdict.cites_evidence for r in answered)),
        "calibration": calibration(confidence, [not r.item.abstain for r, _ in decided]),
        "risk_coverage": risk_coverage(confidence, [_wrong_if_answered(r) for r, _ in decided]),
        "latency_histogram": histogram(times),
    }


def groups(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each group that figures are given for."""
    kinds, languages = (dict.fromkeys(names) for names in ([r.item.kind for r in results], [r.item.lang for r in results]))
    return {
        "all": list(results),
        "answerable": [r for r in results if not r.item.abstain],
        "unanswerable": [r for r in results if r.item.abstain and r.item.kind != OFF_TOPIC],
        "off_topic": [r for r in results if r.item.kind == OFF_TOPIC],
        "abstain": [r for r in results if r.item.abstain],
        **{f"kind:{kind}": [r for r in results if r.item.kind == kind] for kind in kinds},
        **{f"lang:{lang}": [r for r in results if r.item.lang == lang] for lang in languages},
    }


def _group(results: Sequence[Result]) -> dict[str, Any]:
    answers = [r.answer for r in results if r.answer]
    quoted = [_words(answer) for answer in answers if answer.citations]
    return {
        "n": len(results),
        "not_scored": sum(not r.scored for r in results),
        **{name: asdict(estimate) for name, estimate in _estimates(results).items()},
        "median_words": median(quoted) if quoted else None,
        "latency_ms": latency([answer.timings_ms.total for answer in answers]),
    }


def _estimates(results: Sequence[Result]) -> dict[str, Estimate]:
    outcomes = [r.verdict.outcome for r in results if r.scored]
    # Whether it abstained is known of every answer, whether or not its correctness is.
    replied = [(r.verdict.outcome, r.answer) for r in results if r.answer]
    verdicts = [r.verdict for r in results]
    return {
        "right": share(outcome == "right" for outcome in outcomes),
        "wrong_answer": share(outcome == "wrong answer" for outcome in outcomes),
        "wrong_abstention": share(outcome == "wrong abstention" for outcome, _ in replied),
        "abstained": share(answer.status == "abstained" for _, answer in replied),
        "citation_precision": mean(v.citation_precision for v in verdicts),
        "citation_recall": mean(v.citation_recall for v in verdicts),
        "span_f1": mean(v.span_f1 for v in verdicts),
        "short_f1": mean(v.short_f1 for v in verdicts),
        **{name: mean(r.retrieval[name] for r in results if r.retrieval) for name in NAMES},
    }


def _wrong_if_answered(result: Result) -> bool:
    """Whether an answer would be wrong; for one that was not given, whether its best evidence is beside the point."""
    if result.item.abstain:
        return True
    if result.answer and result.answer.is_answered:
        known = result.verdict.outcome != "not scored"
        return result.verdict.outcome != "right" if known else not result.verdict.cites_evidence
    return not result.best_holds


def _words(answer: Answer) -> float:
    return sum(words_in(citation.quote) for citation in answer.citations)
