"""The commands that measure answers and fit the confidence."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.batch import checked
from assistant.command import Folder, Json, group, late, opened, settings_of
from assistant.console import refuse, showing, write
from corpus.errors import AnswerFileError

eval_app = group(help="Measure the answers on a question set, compare and explain them; fit the confidence.")

Questions = Annotated[Path | None, typer.Option(metavar="FILE", help="By default the set that comes with it.")]
Split = Annotated[Literal["test", "dev", "all"], typer.Option(help="Which part of the question set.")]
Results = Annotated[Path, typer.Option(metavar="DIR", help="Folder for results.jsonl, metrics.json and report.html.")]
Saved = Annotated[Path, typer.Argument(metavar="DIR", show_default=False)]
Gate = Annotated[Path | None, typer.Option(metavar="FILE", help="Holds [tool.nisc.gate]; by default pyproject.toml, if any.")]
Before = Annotated[list[str] | None, typer.Option(metavar="TEXT", help="An earlier question, oldest first; repeatable.")]
Parameters = Annotated[Path | None, typer.Option(metavar="FILE", help="By default the parameter file in use.")]
With = Annotated[list[Path] | None, typer.Option("--with", metavar="CORPUS QUESTIONS", help="Fit on this too; repeatable.")]


@eval_app.command("run")
def eval_run(
    context: typer.Context,
    questions: Questions = None,
    split: Split = "test",
    corpus: Folder = None,
    index: Folder = None,
    out: Results = Path("eval-out"),
) -> None:
    """Ask every question of a set, score the answers, and print a table."""
    settings = settings_of(context, corpus=corpus, index=index)
    with showing() as (notify, progress):
        report = late("evals.run").run(settings, questions, None if split == "all" else split, out, notify, progress)
    write(report.table)
    refuse(report.inexact)


@eval_app.command("compare")
def eval_compare(before: Saved, after: Saved, gate: Gate = None) -> None:
    """Tell what changed between two runs; exit code 1 when something that the gate names became worse."""
    comparison = late("evals.compare").compare(before, after, gate)
    write(comparison.text)
    refuse(comparison.regressions, code=1)


@eval_app.command("explain")
def eval_explain(
    context: typer.Context,
    question: Annotated[str, typer.Argument(show_default=False)],
    before: Before = None,
    as_json: Json = False,
    corpus: Folder = None,
    index: Folder = None,
) -> None:
    """Show what was found for a question, which features decided, and what was nearly answered."""
    asked = checked(question, before or ())
    with opened(settings_of(context, corpus=corpus, index=index)) as assistant:
        explained = late("evals.explained").explain(assistant.responder, asked)
    write(explained.json if as_json else explained.text)


@eval_app.command("calibrate")
def eval_calibrate(
    context: typer.Context,
    corpora: With = None,
    questions: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    out: Parameters = None,
) -> None:
    """Fit the ranker and the confidence on development questions, and print how well calibrated they are."""
    # typer knows no option that takes two values and repeats: the second ones arrive as arguments, in the same order.
    if len(corpora or []) != len(questions or []):
        raise AnswerFileError("--with needs a corpus folder and a question set", "write: --with CORPUS QUESTIONS")
    extra = list(zip(corpora or [], questions or [], strict=True))
    settings = settings_of(context)
    with showing() as (notify, progress):
        report = late("evals.fitting").calibrate(settings, extra, out, notify, progress)
    write(report)
