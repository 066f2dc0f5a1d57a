"""The commands. Results go to stdout, all else to stderr; what a command needs is imported when it runs.

Whatever goes wrong is told in one line that begins with the program's name, and the exit code is 2.
"""

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant import printed
from assistant.batch import checked, read_batch
from assistant.console import PROGRAM, announcing, exit_code, refuse, say, showing, write
from corpus.errors import AnswerFileError, CorpusError, IndexDamagedError, QuestionError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

_group = partial(typer.Typer, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app = _group(help="Answers questions from a corpus, and shows the passage behind every statement.")
corpus_app = _group(help="Look at the texts that answers come from.")
index_app = _group(help="Build and check the search index.")
eval_app = _group(help="Measure the answers on a question set; fit the confidence.")
app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="By default the one in the settings.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1].")]
Port = Annotated[int | None, typer.Option(help="Port to listen on [default: 7860].")]
Batch = Annotated[str | None, typer.Option(metavar="FILE", help='JSON lines with "turns" or "question"; - is stdin.')]
Questions = Annotated[Path | None, typer.Option(metavar="FILE", help="By default the set that comes with it.")]
Split = Annotated[Literal["test", "dev", "all"], typer.Option(help="Which part of the question set.")]
Results = Annotated[Path, typer.Option(metavar="DIR", help="Folder for results.jsonl and metrics.json.")]
Parameters = Annotated[Path | None, typer.Option(metavar="FILE", help="By default the parameter file in use.")]
With = Annotated[list[Path] | None, typer.Option("--with", metavar="CORPUS QUESTIONS", help="Fit on this too; repeatable.")]


def main() -> None:
    """The program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0 done, 2 failed, 130 interrupted, 1 nobody reads the output."""
    return exit_code(lambda: app(args=list(arguments), prog_name=PROGRAM, standalone_mode=False))


@app.callback()
def options(
    context: typer.Context,
    corpus: Folder = None,
    index: Folder = None,
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=lambda wanted: _version(wanted))] = False,
) -> None:
    """Answers questions from a corpus, and shows the passage behind every statement."""
    context.obj = {"corpus": corpus, "index": index}


@app.command()
def serve(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve the chat and the HTTP interface; builds the index first where needed."""
    settings = _settings(context, host=host, port=port)
    with _assistant(settings) as assistant:
        server = _late("ui.server")
        served = server.create_app(assistant)
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        with announcing() as announce:
            announce(f"Serving on http://{shown}:{settings.port}/ (Ctrl+C stops it)")
            server.serve(served, settings.host, settings.port)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(show_default=False)] = None,
    as_json: Json = False,
    batch: Batch = None,
) -> None:
    """Answer a question, or with --batch a file of them: one answer as JSON a line, in order."""
    if (question is None) == (batch is None):
        raise QuestionError("There is no question, or two of them", "give one, or a file of them with --batch")
    settings = _settings(context)
    questions = read_batch(batch) if batch is not None else [checked(question or "")]
    as_json = as_json or batch is not None
    with _assistant(settings) as assistant:
        for each in questions:
            answer = assistant.invoke(each)
            write(printed.answer_json(answer) if as_json else printed.answer_text(answer, assistant.corpus))


@corpus_app.command("list")
def corpus_list(context: typer.Context, as_json: Json = False) -> None:
    """List the documents."""
    from corpus.reader import read_corpus

    corpus = read_corpus(_settings(context).corpus)
    write(printed.documents_json(corpus) if as_json else printed.documents_text(corpus))


@corpus_app.command("show")
def corpus_show(context: typer.Context, document_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Print a document's text: exactly the characters that the spans of answers count in."""
    from corpus.reader import read_corpus

    corpus = read_corpus(_settings(context).corpus)
    found = [d for d in corpus.documents if document_id and d.id.startswith(document_id)]
    if len(found) != 1:
        raise CorpusError(f"{len(found) or 'No'} documents have the id {document_id}", f"see: {PROGRAM} corpus list")
    sys.stdout.write(found[0].text)


@index_app.command("build")
def index_build(
    context: typer.Context, force: Annotated[bool, typer.Option("--force", help="Build even if up to date.")] = False
) -> None:
    """Build the index where it is missing, stale or damaged."""
    from assistant.freshness import current_index, rebuild
    from index.model import open_encoder

    settings = _settings(context)
    _check_corpus(settings)
    with showing() as (notify, progress):
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
        made = rebuild(settings, encoder, progress) if force else current_index(settings, encoder, notify, progress)
    made.close()
    write(f"The index in {settings.index_folder} is up to date: {printed.counts(made.manifest)}")


@index_app.command("status")
def index_status(context: typer.Context) -> None:
    """Tell what the index holds and whether it is up to date."""
    from index import generation

    settings = _settings(context)
    folder = generation.current(settings.index_folder)
    manifest = generation.read_manifest(folder)
    write(printed.index_text(settings, folder.name, manifest))


@index_app.command("verify")
def index_verify(context: typer.Context) -> None:
    """Check every file of the index, and that the vector store finds what it should."""
    from index.model import open_encoder
    from index.search import Index

    settings = _settings(context)
    with showing() as (notify, _):
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
    opened = Index.open(settings.index_folder, encoder, settings.chroma_url)
    try:
        problems = opened.check()
    finally:
        opened.close()
    if problems:
        say(str(IndexDamagedError(f"The index in {settings.index_folder} is damaged", f"run: {PROGRAM} index build --force")))
        refuse(problems)
    write(f"ok: {printed.counts(opened.manifest)}")


@app.command()
def verify(context: typer.Context, file: Annotated[Path, typer.Argument(metavar="ANSWER.json")]) -> None:
    """Check every quote, offset and hash of saved answers against the corpus."""
    from assistant.verify import problems, read_answers
    from corpus.reader import read_corpus

    settings = _settings(context)
    answers = read_answers(file)
    corpus = read_corpus(settings.corpus)
    refuse([f"answer {n}: {found}" for n, answer in enumerate(answers, 1) for found in problems(answer, corpus)])
    quotes = sum(len(answer.citations) + len(answer.related) for answer in answers)
    write(f"ok: {quotes} quotes of {len(answers)} answers checked")


@eval_app.command("run")
def eval_run(
    context: typer.Context, questions: Questions = None, split: Split = "test", out: Results = Path("eval-out")
) -> None:
    """Ask every question of a set, score the answers, and print a table."""
    settings = _settings(context)
    with showing() as (notify, progress):
        runner = _late("evals.run")
        report = runner.run(settings, questions, None if split == "all" else split, out, notify, progress)
    write(report.table)
    refuse(report.inexact)


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
    settings = _settings(context)
    with showing() as (notify, progress):
        report = _late("evals.fitting").calibrate(settings, extra, out, notify, progress)
    write(report)


def _settings(context: typer.Context, **more: object) -> "Settings":
    from assistant.settings import load_settings

    return load_settings(**context.obj, **more)


def _late(module: str) -> ModuleType:
    """`ui` and `evals` stand above this package: a command may start them, nothing here depends on them."""
    return importlib.import_module(module)


@contextmanager
def _assistant(settings: "Settings") -> Iterator["Assistant"]:
    _check_corpus(settings)
    from assistant.assistant import Assistant

    with showing() as (notify, progress):
        assistant = Assistant.open(settings, notify, progress)
    try:
        yield assistant
    finally:
        assistant.close()


def _check_corpus(settings: "Settings") -> None:
    """The first time, tell of a bad corpus before the encoder is prepared, which takes half a minute."""
    from corpus.reader import read_corpus

    if not settings.index_folder.exists():
        read_corpus(settings.corpus)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


if __name__ == "__main__":
    main()
