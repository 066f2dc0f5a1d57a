"""Asks every question of a set, scores the answers, and writes what came out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.question import cleaned
from assistant.settings import Settings
from corpus.errors import AnswerFileError, QuestionError
from corpus.reader import read_corpus
from evals.metrics import Result, metrics
from evals.questions import DEFAULT_SET, Item, missing_evidence, read_questions
from evals.scoring import judge
from evals.table import table
from index.build import Progress
from index.model import Notify


@dataclass(frozen=True, slots=True)
class Report:
    """`numbers` is what metrics.json holds, `table` the same to read. `inexact` names quotes that are not verbatim."""

    numbers: dict[str, Any]
    table: str
    inexact: tuple[str, ...]


def run(
    settings: Settings,
    questions: Path | None,
    split: str | None,
    out: Path,
    notify: Notify = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Write `results.jsonl` and `metrics.json` into `out`. Split None means all. Raises `AssistantError`."""
    path = questions or DEFAULT_SET
    items = _items(path, split, settings)
    out.mkdir(parents=True, exist_ok=True)
    assistant = Assistant.open(settings, notify, progress)
    try:
        results = list(_written(_results(assistant, items), out / "results.jsonl", len(items), progress))
    finally:
        assistant.close()
    numbers = _source(path, split, assistant) | metrics(results)
    (out / "metrics.json").write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    inexact = (f"{r.item.id}: quote [{marker}] is not verbatim" for r in results for marker in r.verdict.inexact)
    return Report(numbers, table(numbers), tuple(inexact))


def _items(path: Path, split: str | None, settings: Settings) -> list[Item]:
    items = read_questions(path, split)
    if not items:
        raise AnswerFileError(f"{path} has no questions of the split {split}", "use --split all")
    for item in items:
        try:
            cleaned(item.question)
        except QuestionError as error:
            raise QuestionError(f"{item.id} of {path}: {error.problem}", error.remedy) from error
    check_evidence(items, settings.corpus)
    return items


def check_evidence(items: Sequence[Item], folder: Path) -> None:
    """Raises `AnswerFileError` naming the items whose evidence stands nowhere in the corpus."""
    if missing := missing_evidence(items, read_corpus(folder)):
        named = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        problem = f"The evidence of {named} stands nowhere in the corpus {folder}"
        raise AnswerFileError(problem, "use the corpus that the set was written for, or correct the evidence")


def _results(assistant: Assistant, items: Sequence[Item]) -> Iterator[Result]:
    responder = assistant.responder
    for item in items:
        answer = responder.answer(item.question)
        yield Result(item, answer, judge(item, answer, responder.index.corpus))


def _written(results: Iterator[Result], path: Path, total: int, progress: Progress) -> Iterator[Result]:
    with path.open("w", encoding="utf-8") as file:
        for done, result in enumerate(results, 1):
            file.write(json.dumps(_row(result), ensure_ascii=False) + "\n")
            progress("Asking", done, total)
            yield result


def _row(result: Result) -> dict[str, Any]:
    item, verdict = result.item, result.verdict
    return {
        "id": item.id,
        "kind": item.kind,
        "turns": [*item.question.history, item.question.text],
        "right": verdict.right,
        "why": verdict.why,
        "cites_evidence": verdict.cites_evidence,
        "inexact": verdict.inexact,
        "timings_ms": asdict(result.answer.timings_ms),
        "answer": asdict(result.answer),
    }


def _source(path: Path, split: str | None, assistant: Assistant) -> dict[str, Any]:
    return {
        "questions": path.name,
        "questions_sha256": sha256(path.read_bytes()).hexdigest(),
        "split": split or "all",
        "corpus_fingerprint": assistant.corpus.fingerprint,
    }
