"""Asks every question of a set, scores the answers, and writes what came out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.answer import Timings
from assistant.assistant import Assistant
from assistant.respond import Reply, Responder
from assistant.settings import Settings
from corpus.errors import AnswerFileError, AssistantError
from corpus.reader import read_corpus
from evals.evidence import Gold, locate
from evals.metrics import Result, metrics
from evals.questions import DEFAULT_SET, Item, missing_evidence, read_questions, shortened
from evals.report import write_report
from evals.retrieval import measured, ranking
from evals.scoring import UNSCORED, judge
from evals.table import table
from evals.trace import holds_evidence, trace
from index.build import Progress
from index.model import Notify

RESULTS, METRICS, REPORT = "results.jsonl", "metrics.json", "report.html"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """`numbers` is what metrics.json holds, `table` the same to read. `inexact` names quotes that are not verbatim."""

    numbers: dict[str, Any]
    table: str
    inexact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question. `trace` is that of one that failed."""

    result: Result
    row: dict[str, Any]
    trace: dict[str, Any] | None


def run(
    settings: Settings,
    questions: Path | None,
    split: str | None,
    out: Path,
    notify: Notify = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Write `results.jsonl`, `metrics.json` and `report.html` into `out`. Split None means all. Raises `AssistantError`."""
    path = questions or DEFAULT_SET
    items = read_questions(path, split)
    if not items:
        raise AnswerFileError(f"{path} has no questions of the split {split}", "use --split all")
    golds = check_evidence(items, settings.corpus)
    out.mkdir(parents=True, exist_ok=True)
    assistant = Assistant.open(settings, notify, progress)
    try:
        responder = assistant.responder
        asked = list(_written(_asked(responder, items, golds), out, len(items), progress))
    finally:
        assistant.close()
    results = [each.result for each in asked]
    numbers = _source(path, split, settings, responder) | metrics(results)
    (out / METRICS).write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_report(out / REPORT, numbers, [a.row for a in asked], {a.row["id"]: a.trace for a in asked if a.trace})
    inexact = (f"{r.item.id}: quote [{marker}] is not verbatim" for r in results for marker in r.verdict.inexact)
    return Report(numbers, table(numbers), tuple(inexact))


def check_evidence(items: Sequence[Item], folder: Path) -> list[Gold]:
    """Where each item's evidence stands in the corpus. Raises `AnswerFileError` naming the items whose stands nowhere."""
    corpus = read_corpus(folder)
    absent = set(missing_evidence(items, corpus))
    if named := [f"line {item.line} ({item.id})" for item in items if item.id in absent]:
        problem = f"The evidence of {shortened(named)} stands nowhere in the corpus {folder}"
        raise AnswerFileError(problem, "use the corpus that the set was written for, or correct the evidence")
    return locate(items, corpus)


def _asked(responder: Responder, items: Sequence[Item], golds: Sequence[Gold]) -> Iterator[Asked]:
    for item, gold in zip(items, golds, strict=True):
        try:
            reply = responder.reply(item.question)
        except AssistantError as error:
            result = Result(item, UNSCORED, None, error=str(error))
            yield Asked(result, _row(result), None)
            continue
        result = _result(responder, item, gold, reply)
        failed = result.verdict.outcome != "right"
        yield Asked(result, _row(result), asdict(trace(responder, reply, gold)) if failed else None)


def _result(responder: Responder, item: Item, gold: Gold, reply: Reply) -> Result:
    verdict = judge(item, reply.answer, responder.index.corpus, gold)
    best = [finding.reading.evidence[0] for finding in reply.findings if finding.reading.evidence]
    holds = any(holds_evidence(evidence.unit, gold) for evidence in best)
    return Result(item, verdict, reply.answer, measured(ranking(reply.findings), gold), holds)


def _written(asked: Iterator[Asked], out: Path, total: int, progress: Progress) -> Iterator[Asked]:
    """Each row is written as soon as it is there; what is told of earlier rows goes first."""
    for name in (METRICS, REPORT):
        (out / name).unlink(missing_ok=True)
    with (out / RESULTS).open("w", encoding="utf-8", buffering=1) as file:
        for done, each in enumerate(asked, 1):
            file.write(json.dumps(each.row, ensure_ascii=False) + "\n")
            progress("Asking", done, total)
            yield each


def _row(result: Result) -> dict[str, Any]:
    item, answer = result.item, result.answer
    return {
        "id": item.id,
        "kind": item.kind,
        "lang": item.lang,
        "split": item.split,
        "turns": [*item.question.history, item.question.text],
        "abstain": item.abstain,
        "answers": item.facts,
        "evidence": item.evidence,
        **asdict(result.verdict),
        "retrieval": result.retrieval,
        "timings_ms": asdict(answer.timings_ms if answer else Timings()),
        "error": result.error,
        "answer": asdict(answer) if answer else None,
    }


def _source(path: Path, split: str | None, settings: Settings, responder: Responder) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "questions": path.name,
        "questions_sha256": sha256(path.read_bytes()).hexdigest(),
        "split": split or "all",
        "corpus_fingerprint": responder.index.fingerprint,
        "answerer": "extractive",
        "threshold": responder.threshold,
        "parameters_sha256": sha256(settings.parameters_file.read_bytes()).hexdigest(),
        "version": version("nisc-assistant"),
    }
