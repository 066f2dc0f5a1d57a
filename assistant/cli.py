"""The commands. Results go to stdout, all else to stderr; what a command needs is imported when it runs.

Whatever goes wrong is told in one line that begins with the program's name, and the exit code is 2.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant import printed
from assistant.batch import checked, read_batch
from assistant.command import Folder, Json, check_corpus, check_files, group, late, opened, settings_of, tell_left_out
from assistant.console import PROGRAM, announcing, exit_code, headline, refuse, say, showing, write
from assistant.corpus_commands import corpus_app
from assistant.eval_commands import eval_app
from assistant.feedback_commands import feedback_app
from corpus.errors import IndexDamagedError, QuestionError, one_line

app = group(help="Answers questions from a corpus, and shows the passage behind every statement.")
index_app = group(help="Build and check the search index.")
app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")
app.add_typer(feedback_app, name="feedback")

Host = Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1].")]
Port = Annotated[int | None, typer.Option(help="Port to listen on [default: 7860].")]
Open = Annotated[bool, typer.Option("--open", help="Needed to listen on any address but loopback: there is no sign-in.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop if anything of the corpus is left out or guessed.")]
Batch = Annotated[str | None, typer.Option(metavar="FILE", help='JSON lines with "turns" or "question"; - is stdin.')]


def main() -> None:
    """The program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code, as `console.exit_code` tells it."""
    return exit_code(lambda: app(args=list(arguments), prog_name=PROGRAM, standalone_mode=False))


@app.callback()
def options(
    context: typer.Context,
    corpus: Folder = None,
    index: Folder = None,
    strict: Strict = False,
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=lambda wanted: _version(wanted))] = False,
) -> None:
    """Answers questions from a corpus, and shows the passage behind every statement."""
    context.obj = {"corpus": corpus, "index": index, "strict": strict or None}


@app.command()
def serve(context: typer.Context, host: Host = None, port: Port = None, is_open: Open = False) -> None:
    """Serve the chat and the HTTP interface; the index is built meanwhile where needed.

    Ctrl+C or SIGTERM: answers in progress are finished, then it ends. A second one ends it at once.
    """
    stop = late("ui.running").Stop()
    with stop.heeded():
        settings = settings_of(context, host=host, port=port)
        server, listening = late("ui.server"), late("ui.listening")
        with listening.listen(settings.host, settings.port) as bound, announcing() as announce:
            for line in listening.exposure(bound, settings, is_open):
                say(line)
            check_files(settings)
            server.serve_assistant(bound, settings, opened(settings, always_tell=True), announce, stop)


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
    settings = settings_of(context)
    questions = read_batch(batch, say) if batch is not None else [checked(question or "")]
    as_json = as_json or batch is not None
    with opened(settings) as assistant:
        for each in questions:
            answer = assistant.invoke(each)
            if answer.short_answer and not as_json:
                headline(answer.short_answer.text)
            write(printed.answer_json(answer) if as_json else printed.answer_text(answer, assistant.corpus))


@index_app.command("build")
def index_build(
    context: typer.Context, force: Annotated[bool, typer.Option("--force", help="Build even if up to date.")] = False
) -> None:
    """Build the index where it is missing, stale or damaged."""
    from assistant.freshness import current_index, rebuild
    from index.model import open_encoder

    settings = settings_of(context)
    with showing() as (notify, progress):
        check_corpus(settings, progress)
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
        made = rebuild(settings, encoder, progress) if force else current_index(settings, encoder, notify, progress)
    made.close()
    tell_left_out(settings)
    write(one_line(f"The index in {settings.index_folder} is up to date: {printed.counts(made.manifest)}"))


@index_app.command("status")
def index_status(context: typer.Context) -> None:
    """Tell what the index holds and whether it is up to date."""
    from index import generation

    settings = settings_of(context)
    folder = generation.current(settings.index_folder)
    manifest = generation.read_manifest(folder)
    write(printed.index_text(settings, folder.name, manifest))


@index_app.command("verify")
def index_verify(context: typer.Context) -> None:
    """Check every file of the index, and that the vector store finds what it should."""
    from index.model import open_encoder
    from index.search import Index

    settings = settings_of(context)
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
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ANSWER.json")],
    source: Annotated[bool, typer.Option("--source", help="Open the files again and find every quote there too.")] = False,
) -> None:
    """Check that saved answers say what the corpus says: the text, every quote, and all that is told about it."""
    from assistant.answerability import load_parameters
    from assistant.saved_answers import read_answers
    from assistant.verify import Verifier
    from corpus.reader import read_corpus

    settings = settings_of(context)
    answers = read_answers(file)
    threshold = load_parameters(settings.parameters_file).threshold if settings.threshold is None else settings.threshold
    corpus = read_corpus(settings.corpus)
    verifier = Verifier(corpus, settings.subject, threshold)
    refuse([f"answer {n}: {found}" for n, answer in enumerate(answers, 1) for found in verifier.problems(answer)])
    if source:
        originals = late("assistant.originals").Originals(corpus, settings.corpus)
        quoted = ((n, each) for n, answer in enumerate(answers, 1) for each in (*answer.citations, *answer.related))
        refuse([f"answer {n}: {found}" for n, each in quoted for found in originals.problems(each)])
    quotes = sum(len(answer.citations) + len(answer.related) for answer in answers)
    write(f"ok: {quotes} quotes of {len(answers)} answers checked")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


if __name__ == "__main__":
    main()
