"""What was compared, and the figures beside each other, as text for a terminal."""

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.intervals import Estimate
from evals.questions import OFF_TOPIC, Item
from evals.rivals.systems import Ran
from evals.table import aligned

SHARES = {
    "right": "right",
    "wrongly_abstained": "wrongly abstained",
    "near_misses_abstained": "near misses abstained",
    "off_topic_abstained": "off-topic abstained",
    "cited": "cited",
}
HEADINGS = ("system", *SHARES.values(), "words", "ms", "ms p95")
WIDTH = 120
# Above this load a time tells of what else was running.
IDLE = 1.0
LEGEND = (
    "right: of the questions with an answer, every required fact is told and a passage shown holds the evidence; cited: of "
    "those answered, a passage shown holds the evidence; words: median shown when not abstaining; ms: median of a warm "
    "system. Shares in %, with 95 % intervals (Wilson)."
)


def header(source: str, load: float, items: Sequence[Item], fit_on: Sequence[Item], ran: Sequence[Ran]) -> Iterator[str]:
    """The questions, the texts, the machine, and each system's versions and settings.

    `load` is how many processes were running or waiting before the comparison began.
    """
    to_abstain = [item for item in items if item.abstain]
    off_topic = sum(item.kind == OFF_TOPIC for item in to_abstain)
    yield (
        f"{source}: {len(items) - len(to_abstain)} questions with an answer, "
        f"{len(to_abstain) - off_topic} near misses, {off_topic} off-topic"
    )
    same = {item.id for item in fit_on} >= {item.id for item in items}
    flattering = "the very questions reported, which flatters the fitted" if same else "the split dev of the same set"
    yield f"Thresholds fitted to the most questions right, on {flattering}"
    busy = " (others were at work: compare no times)" if load > IDLE else ""
    yield f"{os.cpu_count()} processors, load {load:.1f} before{busy}"
    programs = dict.fromkeys(one.program for one in ran if one.program)
    named = [f"{one.name}: {one.settings or f'not run: {one.not_run}'}" for one in ran]
    for line in ["", *programs, "", *named]:
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ") or [""]


def table(ran: Sequence[Ran], results: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A row for each system, whether it ran or not."""
    yield from aligned([HEADINGS, *(_row(one, results.get(one.name)) for one in ran)])
    yield from ["", *textwrap.wrap(LEGEND, WIDTH)]


def _row(ran: Ran, found: Mapping[str, Any] | None) -> tuple[str, ...]:
    if found is None:
        return ran.name, "not run", *["-"] * (len(HEADINGS) - 2)
    words = "-" if found["median_words"] is None else f"{found['median_words']:.0f}"
    return ran.name, *(_cell(found[name]) for name in SHARES), words, f"{found['median_ms']:.1f}", f"{found['p95_ms']:.1f}"


def _cell(share: Estimate) -> str:
    if share.value is None or share.low is None or share.high is None:
        return "-"
    return f"{100 * share.value:.1f} ({100 * share.low:.0f}–{100 * share.high:.0f})"
