"""`python -m evals.rivals`: the same questions and texts through other systems and ours, in one table."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.assistant import Assistant
from assistant.console import exit_code, say, write
from assistant.settings import Settings, load_settings
from corpus.errors import AnswerFileError
from evals.intervals import Estimate
from evals.questions import DEFAULT_SET, Item, missing_evidence, read_questions, shortened
from evals.rivals.scored import Score, score, totals
from evals.rivals.systems import Ran, Rival, rivals, run_ours, run_rival
from evals.rivals.tabled import header, table

ENVIRONMENT = Path(".venv-rivals")

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="By default the one in the settings.")]


@app.command()
def compare(
    questions: Annotated[Path, typer.Option(metavar="FILE", help="The question set.")] = DEFAULT_SET,
    split: Annotated[Literal["test", "dev", "all"], typer.Option(help="Which part of it is asked.")] = "test",
    corpus: Folder = None,
    index: Folder = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for results.jsonl and systems.json.")] = None,
    environment: Annotated[Path, typer.Option(metavar="DIR", help="Where the rivals are installed.")] = ENVIRONMENT,
) -> None:
    """Ask every question of every system, and print what came of it."""
    load = os.getloadavg()[0]
    settings = load_settings(corpus=corpus, index=index)
    items = read_questions(questions, None if split == "all" else split)
    if not items:
        raise AnswerFileError(f"{questions} has no questions of the split {split}", "use --split all")
    fit_on = read_questions(questions, "dev") or items
    ran = run_all(settings, rivals(environment), items, fit_on)
    scores = {one.name: [score(item, shown) for item, shown in zip(items, one.shown, strict=True)] for one in ran if one.shown}
    results = {name: totals(of_one) for name, of_one in scores.items()}
    source = f"{questions.name}, split {split}, over {settings.corpus.name}"
    write("\n".join([*header(source, load, items, fit_on, ran), "", *table(ran, results)]))
    if out:
        save(out, ran, results, scores)


def run_all(settings: Settings, others: Sequence[Rival], items: Sequence[Item], fit_on: Sequence[Item]) -> list[Ran]:
    """Ours first, then every variant of every rival. Raises `AssistantError` where ours cannot run."""
    assistant = Assistant.open(settings, say)
    try:
        if missing := missing_evidence([*items, *fit_on], assistant.corpus):
            problem = f"The evidence of {shortened(missing)} stands nowhere in the corpus {settings.corpus}"
            raise AnswerFileError(problem, "use the corpus that the set was written for")
        say(f"Asking ours {len(items)} questions")
        ran = [run_ours(assistant, items)]
    finally:
        assistant.close()
    for rival in others:
        say(f"Asking {rival.variants[0].name} and its variants")
        ran += run_rival(rival, settings.corpus, items, fit_on)
    return ran


def save(out: Path, ran: Sequence[Ran], results: dict[str, dict[str, Any]], scores: dict[str, list[Score]]) -> None:
    """Write a row for each question and system, and the totals of each system."""
    out.mkdir(parents=True, exist_ok=True)
    rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(scores))
    (out / "results.jsonl").write_text("".join(rows), encoding="utf-8")
    systems = [
        {"system": one.name, "program": one.program, "settings": one.settings, "not_run": one.not_run}
        | _plain(results.get(one.name, {}))
        for one in ran
    ]
    (out / "systems.json").write_text(json.dumps(systems, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rows(scores: dict[str, list[Score]]) -> Iterator[dict[str, Any]]:
    for name, of_one in scores.items():
        for one in of_one:
            item = one.item
            told = {"right": one.right, "why": one.why, "cited": one.cited}
            asked = {"id": item.id, "kind": item.kind, "turns": [*item.question.history, item.question.text]}
            yield {"system": name, **asked, "abstain": item.abstain, **told, **asdict(one.shown)}


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {name: asdict(value) if isinstance(value, Estimate) else value for name, value in found.items()}


if __name__ == "__main__":
    sys.exit(exit_code(lambda: app(prog_name="evals.rivals", standalone_mode=False)))
