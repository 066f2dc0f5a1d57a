"""Which questions of a run failed, and what to tell of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.question import language_of
from evals.plots import contribution

MOST = 500
_NAMED = 12
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Feature:
    """What a feature put on the scales: `contribution` to the log-odds, with its bar, if any."""

    name: str
    value: float | None
    contribution: float
    bar: Markup


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of `results.jsonl` with the trace of its question, and for each part of the question its features."""

    row: Mapping[str, Any]
    trace: Mapping[str, Any] | None
    features: tuple[tuple[Feature, ...], ...]
    found: str


def failed(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows that went wrong, by outcome. One that could not be scored is there when answering raised."""
    order = ("not scored", "wrong answer", "wrong abstention")
    wrong = [row for row in rows if row["error"] or row["outcome"] in order[1:]]
    return sorted(wrong, key=lambda row: order.index(row["outcome"]))


def thinned(rows: Sequence[Mapping[str, Any]], most: int = MOST) -> list[Mapping[str, Any]]:
    """At most so many, taken evenly from all over."""
    return [rows[place * len(rows) // most] for place in range(most)] if len(rows) > most else list(rows)


def failure(row: Mapping[str, Any], trace: Mapping[str, Any] | None) -> Failure:
    """What the report tells of a row."""
    parts = trace["parts"] if trace else ()
    return Failure(row, trace, tuple(_features(part) for part in parts), _found(parts))


def lang(name: object) -> Markup:
    """The lang attribute of a language tag; nothing for what is none."""
    fits = isinstance(name, str) and _LANGUAGE.fullmatch(name)
    return Markup(' lang="{}"').format(name) if fits else Markup("")


def script(text: str) -> Markup:
    """The lang attribute of a Japanese text; nothing for any other, whose language nobody told."""
    return lang("ja") if language_of(text) == "ja" else Markup("")


def _features(part: Mapping[str, Any]) -> tuple[Feature, ...]:
    """The most decisive features, what all others add up to, and the intercept."""
    first, others = part["features"][:_NAMED], part["features"][_NAMED:]
    told = [(f["name"], f["value"], f["contribution"]) for f in first]
    if others:
        told.append((f"{len(others)} others", None, sum(f["contribution"] for f in others)))
    largest = max((abs(weight) for *_, weight in told), default=0.0)
    bars = [Feature(name, value, weight, contribution(weight, largest)) for name, value, weight in told]
    # The same for every question, and larger than what tells them apart.
    return (*bars, Feature("every question (intercept)", None, part["intercept"], Markup("")))


def _found(parts: Sequence[Mapping[str, Any]]) -> str:
    """Where the evidence stood among the candidates; empty where there is no telling."""
    candidates = [c for part in parts for c in part["candidates"]]
    if all(c["holds_evidence"] is None for c in candidates):
        return ""
    ranks = [c["rank"] for c in candidates if c["holds_evidence"]]
    if not ranks:
        return "None of the candidates below holds evidence: it was not found, or ranked too low."
    return f"The first candidate that holds evidence is number {min(ranks)}."
