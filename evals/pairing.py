"""The questions that two runs share, and what became of each."""

from dataclasses import dataclass
from typing import Literal

from evals.saved import Row, Run

Pair = tuple[Row, Row]
Change = Literal["better", "worse", "changed", "same"]
_RANKS = {"wrong answer": 1, "wrong abstention": 1, "not scored": 2, "right": 3}


@dataclass(frozen=True, slots=True)
class Matched:
    """Ids. `pairs`: (before, after) of the questions that are the same in both runs; `other`: the id stands for another
    question, or other things are expected of it; `added` and `removed`: in the later or in the earlier run only."""

    pairs: dict[str, Pair]
    other: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def match(before: Run, after: Run) -> Matched:
    """Pair the rows of two runs by id, in the order of the later run."""
    old, new = before.rows, after.rows
    shared = [name for name in new if name in old]
    pairs = {name: (old[name], new[name]) for name in shared if _question(old[name]) == _question(new[name])}
    return Matched(
        pairs,
        tuple(name for name in shared if name not in pairs),
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
    )


def what_happened(before: Row, after: Row) -> tuple[Change, str]:
    """Whether a question went better or worse, and how, in words."""
    was, now = outcome(before), outcome(after)
    if rank(before) != rank(after):
        return ("better" if rank(after) > rank(before) else "worse"), f"{was} -> {now}"
    if was != now:
        return "changed", f"{was} -> {now}"
    if _status(before) != _status(after):
        return "changed", f"{now}, {_status(before)} -> {_status(after)}"
    return ("same", "") if quotes(before) == quotes(after) else ("changed", f"{now}, other quotes")


def rank(row: Row) -> int:
    """Outcomes from worst to best: failed, wrong, not scored, right."""
    return 0 if row.error is not None else _RANKS[row.outcome]


def outcome(row: Row) -> str:
    """The outcome in words."""
    return "failed" if row.error is not None else row.outcome


def quotes(row: Row) -> list[str]:
    """What the answer quotes."""
    return [citation.quote for citation in row.answer.citations] if row.answer else []


def _question(row: Row) -> tuple[object, ...]:
    return row.turns, row.kind, row.abstain, row.answers, row.evidence


def _status(row: Row) -> str:
    """Runs from before there were partial answers call them answered: by itself that is no difference."""
    if row.answer is None:
        return "no answer"
    return "answered" if row.answer.is_answered else row.answer.status
