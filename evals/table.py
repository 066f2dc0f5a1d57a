"""The numbers of a run as text for a terminal, within 100 columns."""

from collections.abc import Mapping, Sequence
from typing import Any

_HEADINGS = ("kind", "n", "right %", "(95 %)", "abstained %", "(95 %)", "recall@5", "short F1", "words", "ms")
_WIDEST = 16
# name, group, figure
_SUMMARY = (
    ("answerable: right", "answerable", "right"),
    ("unanswerable: abstained", "unanswerable", "abstained"),
    ("off-topic: abstained", "off_topic", "abstained"),
)
_RETRIEVAL = (("recall@1", "R@1"), ("recall@5", "R@5"), ("nDCG@10", "nDCG@10"))


def table(numbers: Mapping[str, Any]) -> str:
    """A row for each kind of question and each language, then what matters over all."""
    groups = numbers["groups"]
    kinds = [(name.removeprefix("kind:"), group) for name, group in groups.items() if name.startswith("kind:")]
    languages = [(name, group) for name, group in groups.items() if name.startswith("lang:")]
    named = [*kinds, *languages, ("all", groups["all"])]
    rows = [_HEADINGS, *((name[:_WIDEST], *_cells(group)) for name, group in named)]
    return "\n".join([*aligned(rows), "", *aligned(_summary(numbers))])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line for each row: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]


def _summary(numbers: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    groups, citations = numbers["groups"], numbers["citations"]
    exact = citations["exact"] / citations["n"] if citations["n"] else None
    return [
        *(_line(name, groups[group][figure]) for name, group, figure in _SUMMARY),
        _line("answered: a quote holds the evidence", numbers["answered_cites_evidence"]),
        ("citations: exact", _percent(exact), "", f"of {citations['n']}"),
        _line("answered: short answer (F1)", groups["answerable"]["short_f1"]),
        *(_line(f"answerable: {name}", groups["answerable"][figure]) for name, figure in _RETRIEVAL),
        ("calibration error (ECE)", _number(numbers["calibration"]["ece"]), "", ""),
        ("area under risk-coverage (AURC)", _number(numbers["risk_coverage"]["aurc"]), "", ""),
        ("not scored", str(groups["all"]["not_scored"]), "", f"of {groups['all']['n']}"),
    ]


def _line(name: str, estimate: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return name, _percent(estimate["value"]), _interval(estimate), f"of {estimate['n']}"


def _cells(group: Mapping[str, Any]) -> tuple[str, ...]:
    right, abstained, milliseconds = group["right"], group["abstained"], group["latency_ms"]["p50"]
    words, spent = (f"{value:.0f}" if value is not None else "-" for value in (group["median_words"], milliseconds))
    shares = (_percent(right["value"]), _interval(right), _percent(abstained["value"]), _interval(abstained))
    return str(group["n"]), *shares, *(_percent(group[figure]["value"]) for figure in ("R@5", "short_f1")), words, spent


def _interval(estimate: Mapping[str, Any]) -> str:
    low, high = estimate["low"], estimate["high"]
    return f"{_percent(low)}-{_percent(high)}" if low is not None else ""


def _percent(share: float | None) -> str:
    """Only what is whole may read 100.0."""
    return "-" if share is None else f"{share * 100 if share == 1 else min(share * 100, 99.9):.1f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
