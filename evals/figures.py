"""What the report draws of a run's metrics."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from evals import plots, wording
from evals.plots import Estimate, Plot
from evals.svg import Head

_NOTHING: Mapping[str, Any] = {"value": None, "low": None, "high": None, "n": 0}


def figures(metrics: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Plot | None]:
    """The plots by their names in the template. `metrics` and `rows` as in `write_report`."""
    groups, outcomes = metrics["groups"], Counter(row["outcome"] for row in rows)
    told = "Each row has a dot at the share and a line over its 95 % interval. The numbers are in the table below."
    by_group = [_named(groups, name, wording.RIGHT.key, wording.group_label(name)) for name in groups]
    return {
        "outcomes": plots.composition(
            Head("outcomes", "Outcomes of all questions", "One bar, divided by outcome. The counts are listed below it."),
            [(label, outcomes[outcome]) for outcome, label in wording.OUTCOMES.items()],
        ),
        "groups": plots.intervals(Head("groups", "Share right, by group, kind and language", told), by_group),
        "citations": plots.intervals(
            Head("citations", "Citation figures", told), _overall(groups, "answerable", wording.CITATIONS)
        ),
        "retrieval": plots.intervals(Head("retrieval", "Retrieval figures", told), _overall(groups, "all", wording.RETRIEVAL)),
        **_curves(metrics),
    }


def operating_point(metrics: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The point that answers most while its confidences reach the threshold of the run."""
    points = (metrics["risk_coverage"] or {}).get("points") or []
    return max((p for p in points if p["threshold"] >= metrics["threshold"]), key=lambda p: p["coverage"], default=None)


def estimate(groups: Mapping[str, Any], group: str, key: str) -> Mapping[str, Any]:
    """A figure of a group, one that tells nothing where there is none."""
    return groups.get(group, {}).get(key) or _NOTHING


def _curves(metrics: Mapping[str, Any]) -> dict[str, Plot | None]:
    times = metrics["groups"].get("all", {}).get("latency_ms") or {}
    marks = [(name, times[name]) for name in ("p50", "p95") if times.get(name) is not None]
    return {
        "reliability": plots.reliability(
            Head("reliability", "Reliability diagram", "Dots on the diagonal are confidences that hold true."),
            (metrics["calibration"] or {}).get("bins") or [],
        ),
        "risk": plots.risk_coverage(
            Head("risk", "Risk-coverage curve", "The share of wrong answers, from the most confident answer to all questions."),
            (metrics["risk_coverage"] or {}).get("points") or [],
            operating_point(metrics),
        ),
        "latency": plots.histogram(
            Head("latency", "Times of all questions", "A histogram of milliseconds, with median and 95th percentile."),
            metrics["latency_histogram"] or [],
            marks,
        ),
    }


def _overall(groups: Mapping[str, Any], group: str, measures: Sequence[wording.Measure]) -> list[Estimate]:
    return [_named(groups, group, measure.key, measure.label) for measure in measures]


def _named(groups: Mapping[str, Any], group: str, key: str, label: str) -> Estimate:
    found = estimate(groups, group, key)
    return Estimate(label, *(found[part] for part in ("value", "low", "high", "n")))
