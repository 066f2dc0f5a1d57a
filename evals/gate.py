"""The gate: what of a run must not become worse, named in `[tool.nisc.gate]` of a project's pyproject.toml."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, field_validator

from corpus.errors import SettingsError
from evals.paired import Difference, paired
from evals.pairing import Pair, outcome, rank
from evals.saved import GROUPS, KIND, LANGUAGE, MEASURES, Run, group, measured

PROJECT = Path("pyproject.toml")
# Abstaining is right or wrong depending on the question: only where all are to be abstained from has it a worse side.
TO_ABSTAIN = ("unanswerable", "off_topic", "abstain")
LOWER_IS_BETTER = ("wrong_answer", "wrong_abstention")


class Gate(BaseModel):
    """`metrics`: names like `answerable.right`. `questions`: ids. `exact`: every quote must be verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metrics: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    exact: StrictBool = False

    @field_validator("metrics")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not _is_metric(name):
                raise ValueError(
                    f"there is no metric {name}; a name is a group ({', '.join(GROUPS)}, {KIND}KIND, {LANGUAGE}LANGUAGE),"
                    f" a dot and a measure ({', '.join(MEASURES)}), abstained only of {', '.join(TO_ABSTAIN)}"
                )
        return names


def read_gate(project: Path | None) -> Gate | None:
    """The gate in a file like pyproject.toml. None stands for the one in the working folder, where it holds a gate.

    Raises `SettingsError` if the file cannot be read, holds no gate, or one with names that do not exist.
    """
    if project is None and not PROJECT.exists():
        return None
    table = _table(project or PROJECT)
    if table is None and project is None:
        return None
    if table is None:
        raise SettingsError(f"{project} has no table [tool.nisc.gate]", "see docs/evaluation.md for what it holds")
    try:
        return Gate.model_validate(table)
    except ValidationError as error:
        raise SettingsError(f"[tool.nisc.gate] of {project or PROJECT}: {_fault(error)}", "correct it") from error


def regressions(gate: Gate, pairs: Mapping[str, Pair], after: Run) -> Iterator[str]:
    """What became worse, in words. Raises `SettingsError` for what the gate names and these runs do not tell."""
    for name in gate.metrics:
        found = difference(list(pairs.values()), name)
        if found is None:
            raise SettingsError(
                f"The gate names {name}, which no question in both runs has", "take it out, or compare other runs"
            )
        if regressed(name, found):
            yield f"{name} went from {found.before:.1%} to {found.after:.1%} ({_points(found)})"
    for question in gate.questions:
        if question not in pairs:
            raise SettingsError(
                f"The gate names the question {question}, which is not the same in both runs",
                "correct the id, or compare runs of one question set",
            )
        before, after_row = pairs[question]
        if rank(after_row) < rank(before):
            yield f"{question} went from {outcome(before)} to {outcome(after_row)}"
    # A question that failed has no measures, so no metric would show it.
    yield from (f"{a.id} now fails: {a.error}" for b, a in pairs.values() if a.error is not None and b.error is None)
    if gate.exact:
        yield from (f"{row.id}: quote [{marker}] is not verbatim" for row in after.rows.values() for marker in row.inexact)


def difference(pairs: Sequence[Pair], name: str) -> Difference | None:
    """How a metric changed; None where no question has it in both runs."""
    group_name, _, measure = name.rpartition(".")
    members = {row.id for row in group([after for _, after in pairs], group_name)}
    return paired([pair for pair in pairs if pair[1].id in members], lambda row: measured(row, measure))


def regressed(name: str, found: Difference) -> bool:
    """Whether the whole interval lies on the worse side of no change."""
    return found.low > 0 if name.rpartition(".")[2] in LOWER_IS_BETTER else found.high < 0


def _is_metric(name: str) -> bool:
    group_name, _, measure = name.rpartition(".")
    known = group_name in GROUPS or (group_name.startswith((KIND, LANGUAGE)) and group_name not in (KIND, LANGUAGE))
    return known and measure in MEASURES and (measure != "abstained" or group_name in TO_ABSTAIN)


def _table(project: Path) -> object:
    try:
        content: object = tomllib.loads(project.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"Cannot read the gate in {project} ({error})", "name a file with the table [tool.nisc.gate]"
        ) from error
    for key in ("tool", "nisc", "gate"):
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"there is no field {name}, only {', '.join(Gate.model_fields)}"
    return f"{name}: {first['msg'].removeprefix('Value error, ')}"


def _points(found: Difference) -> str:
    change, low, high = (f"{share * 100:+.1f}" for share in (found.change, found.low, found.high))
    return f"{change} points over {found.n} questions, 95 % interval {low} to {high}"
