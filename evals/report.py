"""report.html: the figures of a run and its failed questions in one page that needs nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals import wording
from evals.failures import MOST, failed, failure, lang, script, thinned
from evals.figures import estimate, figures, operating_point

_TEMPLATE = "report.html.jinja"


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure: its name, the figure, its interval or what it is out of, and what it means."""

    label: str
    value: str
    detail: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Each cell is a text and a smaller one under it; the first cell of a row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


def write_report(
    path: Path,
    metrics: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    traces: Mapping[str, Mapping[str, Any]],
) -> None:
    """Write the page. `metrics` and `rows` are what metrics.json and results.jsonl hold; `traces` go by the rows' ids."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": wording.percent,
        "decimal": wording.decimal,
        "clipped": wording.clipped,
        "lang": lang,
        "script": script,
    }
    page = environment.get_template(_TEMPLATE).render(view(metrics, rows, traces))
    # A lone surrogate, which JSON can hold, has no UTF-8.
    path.write_text(page, encoding="utf-8", errors="xmlcharrefreplace")


def view(
    metrics: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    traces: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """What the template shows."""
    metrics = {**metrics, "groups": _ordered(metrics["groups"])}
    groups = metrics["groups"]
    wrong = failed(rows)
    shown = [failure(row, traces.get(row["id"])) for row in thinned(wrong)]
    return {
        "metrics": metrics,
        "cards": _cards(metrics),
        "plots": figures(metrics, rows),
        "overall": _grid("Right and wrong, by group, kind and language", groups, wording.ANSWERS),
        "cited": _grid("Citations, by group, kind and language", groups, wording.CITATIONS),
        "retrieved": _grid("Retrieval, by group, kind and language", groups, wording.RETRIEVAL),
        "times": _times(groups),
        "measures": {
            "answers": wording.ANSWERS,
            "citations": wording.CITATIONS,
            "retrieval": (wording.RECALL, *wording.RANKED),
        },
        "operating": operating_point(metrics),
        "unscored": sum(row["outcome"] == "not scored" for row in rows),
        "inexact": [(row["id"], row["inexact"]) for row in rows if row["inexact"]],
        "failed": len(wrong),
        "most": MOST,
        "failures": [(wording.OUTCOMES[o], [f for f in shown if f.row["outcome"] == o]) for o in wording.OUTCOMES],
    }


def _ordered(groups: Mapping[str, Any]) -> dict[str, Any]:
    """The groups that the report has names for, then the kinds and languages."""
    names = [*(name for name in wording.GROUPS if name in groups), *(name for name in groups if name not in wording.GROUPS)]
    return {name: groups[name] for name in names}


def _cards(metrics: Mapping[str, Any]) -> list[Card]:
    groups, citations = metrics["groups"], metrics["citations"]
    exact = citations["exact"] / citations["n"] if citations["n"] else None
    return [
        _share("Answered rightly", estimate(groups, "answerable", "right"), "of the questions that the sources answer"),
        _share("Rightly left unanswered", estimate(groups, "abstain", "right"), "of those the sources do not answer"),
        _share("Answers that quote evidence", metrics["answered_cites_evidence"], "though perhaps not all of it"),
        Card(
            "Quotes verbatim", wording.percent(exact), f"{citations['exact']} of {citations['n']}", "exact, not therefore apt"
        ),
        Card(
            "Calibration error",
            wording.decimal((metrics["calibration"] or {}).get("ece")),
            "0 is best",
            "how far confidence is from the truth on average",
        ),
        _time(groups.get("all")),
    ]


def _share(label: str, estimate: Mapping[str, Any], meaning: str) -> Card:
    detail = wording.interval(estimate)
    return Card(label, wording.percent(estimate["value"]), f"{detail} · n {estimate['n']}" if detail else "none", meaning)


def _time(group: Mapping[str, Any] | None) -> Card:
    times = (group or {}).get("latency_ms") or {}
    middle, slow = times.get("p50"), times.get("p95")
    detail = f"95 % within {slow:.0f} ms" if slow is not None else ""
    return Card(
        "Median time", f"{middle:.0f} ms" if middle is not None else wording.NOTHING, detail, "a question, on this machine"
    )


def _grid(caption: str, groups: Mapping[str, Any], measures: Sequence[wording.Measure]) -> Grid:
    rows = []
    for name, group in groups.items():
        counts = (wording.group_label(name), ""), (str(group["n"]), ""), (str(group["not_scored"]), "")
        estimates = (estimate(groups, name, measure.key) for measure in measures)
        rows.append((*counts, *((wording.percent(e["value"]), wording.interval(e)) for e in estimates)))
    return Grid(caption, ("Group", "Questions", "Not scored", *(m.label for m in measures)), tuple(rows))


def _times(groups: Mapping[str, Any]) -> Grid:
    names = ("mean", "p50", "p90", "p95", "p99", "max")
    rows = []
    for name, group in groups.items():
        times = group["latency_ms"] or {}
        cells = (wording.decimal(times.get(key), 0) for key in names)
        words = wording.decimal(group["median_words"], 0)
        rows.append(((wording.group_label(name), ""), (str(times.get("n", 0)), ""), *((c, "") for c in (*cells, words))))
    return Grid(
        "Milliseconds a question, and words quoted (two characters of Japanese count as one)",
        ("Group", "n", *names, "median words"),
        tuple(rows),
    )
