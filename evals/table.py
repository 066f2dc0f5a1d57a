"""The numbers of a run as text for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

_HEADINGS = ("kind", "n", "right %", "abstained %", "words quoted", "ms")


def table(numbers: Mapping[str, Any]) -> str:
    """A row for each kind of question, then what matters over all."""
    groups = {**numbers["kinds"], "all": numbers["all"]}
    rows = [_HEADINGS, *((kind, *_cells(group)) for kind, group in groups.items())]
    return "\n".join([*aligned(rows), "", *aligned(_summary(numbers))])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line for each row: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def _summary(numbers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    cited, citations = numbers["answered_cites_evidence"], numbers["citations"]
    exact = citations["exact"] / citations["n"] if citations["n"] else None
    return [
        _line("answerable: right", numbers["answerable"], "right"),
        _line("unanswerable: abstained", numbers["unanswerable"], "abstained"),
        _line("off-topic: abstained", numbers["off_topic"], "abstained"),
        ("answered: a quote holds the evidence", _percent(cited["share"]), f"of {cited['n']}"),
        ("citations: exact", _percent(exact), f"of {citations['n']}"),
    ]


def _line(name: str, group: Mapping[str, Any], key: str) -> tuple[str, str, str]:
    return name, _percent(group[key]), f"of {group['n']}"


def _cells(group: Mapping[str, Any]) -> tuple[str, ...]:
    words, milliseconds = (f"{v:.0f}" if v is not None else "-" for v in (group["median_words"], group["median_ms"]))
    return str(group["n"]), _percent(group["right"]), _percent(group["abstained"]), words, milliseconds


def _percent(share: float | None) -> str:
    """Only what is whole may read 100.0."""
    return "-" if share is None else f"{share * 100 if share == 1 else min(share * 100, 99.9):.1f}"
