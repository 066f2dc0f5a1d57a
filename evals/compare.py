"""What changed between two runs, question by question and measure by measure, and whether the gate lets it pass."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import get_args

from corpus.errors import AnswerFileError
from evals.gate import Gate, difference, read_gate, regressions
from evals.paired import Difference
from evals.pairing import Change, Matched, Pair, match, quotes, what_happened
from evals.saved import Origin, Row, read_run
from evals.table import aligned

METRICS = (
    "answerable.right",
    "unanswerable.abstained",
    "off_topic.abstained",
    "all.wrong_answer",
    "answerable.wrong_abstention",
    "answerable.citation_precision",
    "answerable.citation_recall",
    "answerable.span_f1",
    "answerable.short_f1",
    "answerable.R@1",
    "answerable.R@5",
    "answerable.nDCG@10",
)
_HEADINGS = ("", "questions", "before %", "after %", "difference", "95 % interval")
_WARNINGS = {
    "corpus_fingerprint": "The corpora differ: spans, evidence and what can be answered may have changed with them.",
    "questions_sha256": "The question sets differ: only what both hold unchanged is compared.",
}
_LISTED: tuple[Change, ...] = ("better", "worse", "changed")
_NOTED = ("split", "version", "answerer", "threshold", "parameters_sha256")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`text` is to be printed. `regressions` says what the gate does not let pass, a line for each; empty without a gate."""

    text: str
    regressions: tuple[str, ...]


def compare(before: Path, after: Path, project: Path | None = None) -> Comparison:
    """Compare two folders that `eval run` wrote, or their results.jsonl, by the gate in `project`.

    None stands for the pyproject.toml of the working folder, where that holds a gate. Questions are paired by id, and left
    out where the question, its kind or what is expected changed. Raises `AnswerFileError` or `SettingsError` for files that
    cannot be used, and for a gate that these runs cannot be held against.
    """
    gate = read_gate(project)
    old, new = read_run(before), read_run(after)
    found = match(old, new)
    if not found.pairs:
        raise AnswerFileError(f"{before} and {after} have no question in common", "compare runs of one question set")
    worse = tuple(regressions(gate, found.pairs, new)) if gate else ()
    parts = (_origins(old.origin, new.origin), _questions(found), _measures(found.pairs), _verdict(gate, worse))
    return Comparison("\n\n".join("\n".join(part) for part in parts if part), worse)


def _origins(old: Origin, new: Origin) -> list[str]:
    lines = [f"Warning: {_warning(name, old, new)}" for name in _WARNINGS if _warning(name, old, new)]
    noted = [(name, getattr(old, name), getattr(new, name)) for name in _NOTED]
    return lines + [f"{name}: {_short(was)} before, {_short(now)} after" for name, was, now in noted if was != now]


def _warning(name: str, old: Origin, new: Origin) -> str:
    was, now = getattr(old, name), getattr(new, name)
    if was is None or now is None:
        return f"{name} is not known of both runs: there is no metrics.json, or it does not tell."
    return "" if was == now else _WARNINGS[name]


def _short(value: object) -> str:
    return value[:12] if isinstance(value, str) else str(value)


def _questions(found: Matched) -> list[str]:
    """Only ids and outcomes: report.html shows the rest, and who tests on a set should not be made to read it."""
    happened = {name: what_happened(*pair) for name, pair in found.pairs.items()}
    counts = Counter(change for change, _ in happened.values())
    told = ", ".join(f"{counts[change]} {change}" for change in get_args(Change))
    lines = [f"{len(happened)} question{'' if len(happened) == 1 else 's'} in both runs: {told}"]
    for change in _LISTED:
        lines += _list(change, {name: how for name, (what, how) in happened.items() if what == change})
    for title, names in {"added": found.added, "removed": found.removed, "left out, as they differ": found.other}.items():
        lines += [f"{title}: {', '.join(names)}"] if names else []
    return lines


def _list(title: str, moves: Mapping[str, str]) -> Iterator[str]:
    if moves:
        yield f"{title}:"
        width = max(map(len, moves))
        yield from (f"  {name.ljust(width)}  {what}" for name, what in moves.items())


def _measures(pairs: Mapping[str, Pair]) -> list[str]:
    both = list(pairs.values())
    found = {name: difference(both, name) for name in METRICS}
    rows = [(name, *_cells(change)) for name, change in found.items() if change]
    old, new = [a for a, _ in both], [b for _, b in both]
    return [
        *aligned([_HEADINGS, *rows]),
        f"quotes that are verbatim: {_exact(old)} before, {_exact(new)} after",
        f"median ms a question: {_milliseconds(old)} before, {_milliseconds(new)} after (tells of the machine too)",
    ]


def _cells(change: Difference) -> tuple[str, ...]:
    interval = f"{change.low * 100:+.1f} to {change.high * 100:+.1f}"
    return str(change.n), f"{change.before * 100:.1f}", f"{change.after * 100:.1f}", f"{change.change * 100:+.1f}", interval


def _exact(rows: Sequence[Row]) -> str:
    total = sum(len(quotes(row)) for row in rows)
    return f"{total - sum(len(row.inexact) for row in rows)} of {total}"


def _milliseconds(rows: Sequence[Row]) -> str:
    times = [row.answer.timings_ms.total for row in rows if row.answer]
    return f"{median(times):.0f}" if times else "-"


def _verdict(gate: Gate | None, worse: Sequence[str]) -> list[str]:
    if gate is None:
        return []
    return [f"gate: {len(worse)} regressed" if worse else "gate: passed"]
