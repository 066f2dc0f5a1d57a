"""A run as it was written: the rows of `results.jsonl`, what `metrics.json` says it was made from, and its measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import AliasPath, BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Answer
from corpus.errors import AnswerFileError
from evals.questions import OFF_TOPIC
from evals.retrieval import NAMES
from evals.scoring import Outcome

OUTCOMES = {"right": "right", "wrong_answer": "wrong answer", "wrong_abstention": "wrong abstention"}
CITATIONS = ("citation_precision", "citation_recall", "span_f1", "short_f1")
MEASURES = (*OUTCOMES, "abstained", *CITATIONS, *NAMES)
GROUPS = ("all", "answerable", "unanswerable", "off_topic", "abstain")
KIND, LANGUAGE = "kind:", "lang:"
_REMEDY = "name a folder written by eval run, or its results.jsonl"


class Row(BaseModel):
    """What became of one question. `answers` and `evidence` are what was expected; None where the row does not tell."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: str
    lang: str = "en"
    turns: tuple[str, ...] = Field(min_length=1)
    abstain: bool
    answers: tuple[tuple[str, ...], ...] | None = None
    evidence: tuple[str, ...] | None = None
    outcome: Outcome
    citation_precision: float | None
    citation_recall: float | None
    span_f1: float | None
    short_f1: float | None = None
    inexact: tuple[int, ...]
    retrieval: dict[str, float] | None
    error: str | None
    answer: Answer | None


class Origin(BaseModel):
    """What a run was made from; None where it is not known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    questions_sha256: str | None = None
    split: str | None = None
    corpus_fingerprint: str | None = None
    answerer: str | None = None
    threshold: float | None = None
    parameters_sha256: str | None = None
    version: str | None = None


class _Totals(Origin):
    asked: int | None = Field(default=None, validation_alias=AliasPath("groups", "all", "n"))


@dataclass(frozen=True, slots=True)
class Run:
    """`rows` by the question's id, in the order they were asked."""

    rows: dict[str, Row]
    origin: Origin


def read_run(path: Path) -> Run:
    """A folder that `eval run` wrote, or a results.jsonl file. Raises `AnswerFileError`."""
    file = path / "results.jsonl" if path.is_dir() else path
    # Not splitlines: a JSON string may hold other line separators.
    lines = _text(file).split("\n")
    rows = {row.id: row for row in (_row(line, f"line {n} of {file}") for n, line in enumerate(lines, 1) if line.strip())}
    if not rows:
        raise AnswerFileError(f"{file} holds no results", _REMEDY)
    totals = _totals(file.parent / "metrics.json")
    if totals.asked not in (None, len(rows)):
        raise AnswerFileError(f"{file} holds {len(rows)} results, but {totals.asked} questions were asked", "run it again")
    return Run(rows, totals)


def group(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows of a group of `metrics.json`: one of `GROUPS`, `kind:` and a kind, or `lang:` and a language."""
    return [row for row in rows if _belongs(row, name)]


def measured(row: Row, measure: str) -> float | None:
    """A measure of `MEASURES` for one question, 0 to 1; None where it has none. That it was left unanswered is known of
    every question that was asked, whether or not an answer can be scored."""
    if measure in NAMES:
        return (row.retrieval or {}).get(measure)
    if measure in CITATIONS:
        value: float | None = getattr(row, measure)
        return value
    if row.answer is None:
        return None
    if measure == "abstained":
        return float(row.answer.status == "abstained")
    known = measure == "wrong_abstention" or (row.outcome != "not scored" and (row.abstain or row.answers != ()))
    return float(row.outcome == OUTCOMES[measure]) if known else None


def _belongs(row: Row, name: str) -> bool:
    return {
        "all": True,
        "answerable": not row.abstain,
        "unanswerable": row.abstain and row.kind != OFF_TOPIC,
        "off_topic": row.kind == OFF_TOPIC,
        "abstain": row.abstain,
    }.get(name, name in (KIND + row.kind, LANGUAGE + row.lang))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerFileError(f"Cannot read {file} ({error})", _REMEDY) from error


def _row(line: str, where: str) -> Row:
    try:
        return Row.model_validate_json(line)
    except ValidationError as error:
        raise _unusable(f"{where} is no result of a question", error) from error


def _totals(file: Path) -> _Totals:
    """Results may have been copied without their totals: then nothing is known of their origin."""
    if not file.exists():
        return _Totals()
    try:
        return _Totals.model_validate_json(_text(file))
    except ValidationError as error:
        raise _unusable(f"{file} does not hold the totals of a run", error) from error


def _unusable(problem: str, error: ValidationError) -> AnswerFileError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return AnswerFileError(f"{problem} ({field + ': ' if field else ''}{first['msg']})", _REMEDY)
