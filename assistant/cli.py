"""The command line: results go to stdout, all else to stderr. What a command needs is imported when it runs.

Whatever goes wrong is told in one line that begins with the program's name, and the exit code is 2.
"""

import importlib
import io
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpus.errors import AnswerFileError, AssistantError, CorpusError, IndexDamagedError, QuestionError, one_line

if TYPE_CHECKING:
    from assistant.answer import Answer, RelatedPassage
    from assistant.assistant import Assistant
    from assistant.question import Question
    from assistant.settings import Settings
    from corpus.document import Corpus, Document
    from index.generation import Manifest

PROGRAM = "nisc-assistant"
# Work that is over sooner, or fails sooner, is not announced.
ANNOUNCE_AFTER_SECONDS = 2.0
MAX_EXCERPT = 240
_LABELS = {"en": ("Sources", "Related passages", "You could ask"), "ja": ("出典", "関連する箇所", "質問の例")}

Notify = Callable[[str], None]
Progress = Callable[[str, int, int], None]

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
With = Annotated[
    list[Path] | None, typer.Option("--with", metavar="CORPUS QUESTIONS", help="Fit on this too; repeatable.")
]


def main() -> None:
    """The program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0 done, 2 failed, 130 interrupted, 1 nobody reads the output."""
    _speak_utf8()
    try:
        code = app(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except AssistantError as error:
        return _failed(str(error))
    except typer.TyperException as error:
        return _failed(_usage(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_stdout()
        return 1
    except OSError as error:
        _drop_stdout()
        return _failed(f"The system refused ({error}): check free space and permissions")
    except Exception as error:  # the reader of a command line gets a line, not a traceback
        if sys.flags.dev_mode:
            raise
        return _failed(
            f"Unexpected {type(error).__name__} ({error}): please report it with the output of python -X dev"
        )


@app.callback()
def options(
    context: typer.Context,
    corpus: Folder = None,
    index: Folder = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=lambda wanted: _version(wanted))
    ] = False,
) -> None:
    """Answers questions from a corpus, and shows the passage behind every statement."""
    context.obj = {"corpus": corpus, "index": index}


@app.command()
def serve(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve the chat, the HTTP interface and the widget; builds the index first where needed."""
    settings = _settings(context, host=host, port=port)
    with _assistant(settings) as assistant:
        server = _late("ui.server")
        served = server.create_app(assistant)
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        with _announcing() as announce:
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
    questions = _batch(batch) if batch is not None else [_checked(question or "")]
    with _assistant(settings) as assistant:
        for each in questions:
            answer = assistant.invoke(each)
            _write(_to_json(answer) if as_json or batch is not None else _to_text(answer, assistant.corpus))


@corpus_app.command("list")
def corpus_list(context: typer.Context, as_json: Json = False) -> None:
    """List the documents."""
    from corpus.reader import read_corpus

    corpus = read_corpus(_settings(context).corpus)
    rows = [_row(document, corpus) for document in corpus.documents]
    if as_json:
        _write(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        start = f"{row['id']}  {row['language']}  {row['as_of'] or '-':10}"
        size = f"{row['characters']:>9} characters {row['passages']:>6} passages"
        _write(f"{start}{size}  {row['title']}  {row['url'] or ''}".rstrip())


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
    with _showing() as (notify, progress):
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
        made = rebuild(settings, encoder, progress) if force else current_index(settings, encoder, notify, progress)
    made.close()
    _write(f"The index in {settings.index_folder} is up to date: {_counts(made.manifest)}")


@index_app.command("status")
def index_status(context: typer.Context) -> None:
    """Tell what the index holds and whether it is up to date."""
    from index import generation

    settings = _settings(context)
    folder = generation.current(settings.index_folder)
    manifest = generation.read_manifest(folder)
    _write(f"index        {settings.index_folder}\ngeneration   {folder.name}\nfingerprint  {manifest.fingerprint}")
    _write(f"encoder      {manifest.encoder_name} ({manifest.encoder})\ncreated      {manifest.created}")
    _write(f"holds        {_counts(manifest)}\nup to date   {_freshness(settings, manifest)}")


@index_app.command("verify")
def index_verify(context: typer.Context) -> None:
    """Check every file of the index, and that the vector store finds what it should."""
    from index.model import open_encoder
    from index.search import Index

    settings = _settings(context)
    with _showing() as (notify, _):
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
    opened = Index.open(settings.index_folder, encoder, settings.chroma_url)
    try:
        problems = opened.check()
    finally:
        opened.close()
    if problems:
        _say(
            str(
                IndexDamagedError(
                    f"The index in {settings.index_folder} is damaged", f"run: {PROGRAM} index build --force"
                )
            )
        )
        _refuse(problems)
    _write(f"ok: {_counts(opened.manifest)}")


@app.command()
def verify(context: typer.Context, file: Annotated[Path, typer.Argument(metavar="ANSWER.json")]) -> None:
    """Check every quote, offset and hash of saved answers against the corpus."""
    from assistant.verify import problems, read_answers
    from corpus.reader import read_corpus

    settings = _settings(context)
    answers = read_answers(file)
    corpus = read_corpus(settings.corpus)
    _refuse([f"answer {n}: {found}" for n, answer in enumerate(answers, 1) for found in problems(answer, corpus)])
    quotes = sum(len(answer.citations) + len(answer.related) for answer in answers)
    _write(f"ok: {quotes} quotes of {len(answers)} answers checked")


@eval_app.command("run")
def eval_run(
    context: typer.Context, questions: Questions = None, split: Split = "test", out: Results = Path("eval-out")
) -> None:
    """Ask every question of a set, score the answers, and print a table."""
    settings = _settings(context)
    with _showing() as (notify, progress):
        runner = _late("evals.run")
        report = runner.run(settings, questions, None if split == "all" else split, out, notify, progress)
    _write(report.table)
    _refuse(report.inexact)


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
    with _showing() as (notify, progress):
        report = _late("evals.fitting").calibrate(settings, extra, out, notify, progress)
    _write(report)


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

    with _showing() as (notify, progress):
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


def _checked(text: str, history: Sequence[str] = (), language: str | None = None) -> "Question":
    from assistant.question import Question, cleaned

    return cleaned(Question(text, tuple(history), language))


def _batch(name: str) -> list["Question"]:
    """Every question of a batch, or an error that names the first bad line, before any is answered."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise AnswerFileError(f"Cannot read {name} ({error})", "name a file of JSON lines with --batch") from error
    # Not splitlines: a JSON string may hold other line separators.
    lines = enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
    questions = [_batch_line(line, f"Line {number} of {name}") for number, line in lines if line.strip()]
    if not questions:
        raise AnswerFileError(f"{name} holds no question", 'write JSON lines such as {"turns": ["..."]}')
    return questions


def _batch_line(line: bytes, where: str) -> "Question":
    remedy = 'write {"turns": ["..."]} or {"question": "...", "history": ["..."]}'
    try:
        row = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise AnswerFileError(f"{where} is not JSON ({error})", remedy) from error
    turns = _turns(row) if isinstance(row, dict) else []
    language = row.get("language") if turns else None
    if not turns or not all(isinstance(turn, str) for turn in [*turns, language or ""]):
        raise AnswerFileError(f"{where} holds no question", remedy)
    try:
        return _checked(turns[-1], turns[:-1], language.split("-")[0].lower() if language else None)
    except QuestionError as error:
        raise QuestionError(f"{where}: {error.problem}", error.remedy) from error


def _turns(row: dict[str, Any]) -> list[Any]:
    parts = (row.get("history"), row["turns"] if "turns" in row else [row.get("question")])
    return [turn for part in parts if isinstance(part, list) for turn in part]


def _to_json(answer: "Answer") -> str:
    return json.dumps(asdict(answer), ensure_ascii=False)


def _to_text(answer: "Answer", corpus: "Corpus") -> str:
    sources, related, suggestions = _LABELS.get(answer.language, _LABELS["en"])
    lines = [answer.answer]
    if answer.citations:
        lines += ["", sources, *(f"[{c.marker}] {_where(c, corpus)}" for c in answer.citations)]
    elif answer.related:
        lines += ["", related, *(f"- {_where(p, corpus)}\n  {_excerpt(p.quote)}" for p in answer.related)]
    if answer.suggestions:
        lines += ["", suggestions, *(f"- {suggestion}" for suggestion in answer.suggestions)]
    return "\n".join(lines)


def _where(passage: "RelatedPassage", corpus: "Corpus") -> str:
    document = corpus.document(passage.document_id)
    as_of = f"as of {document.as_of}" if document and document.as_of else ""
    parts = (passage.title, passage.section, as_of, passage.url, f"{passage.start}-{passage.end}")
    return ", ".join(part for part in parts if part)


def _excerpt(quote: str) -> str:
    line = one_line(quote)
    return line if len(line) <= MAX_EXCERPT else f"{line[:MAX_EXCERPT].rstrip()}…"


def _row(document: "Document", corpus: "Corpus") -> dict[str, Any]:
    places = ([p.document_id, *(place.document_id for place in p.also_in)] for p in corpus.passages)
    return {
        "id": document.id,
        "title": document.title,
        "language": document.language,
        "as_of": document.as_of.isoformat() if document.as_of else None,
        "characters": len(document.text),
        "passages": sum(document.id in ids for ids in places),
        "url": document.url,
    }


def _counts(manifest: "Manifest") -> str:
    return f"{manifest.documents} documents, {manifest.passages} passages, {manifest.sentences} sentences"


def _freshness(settings: "Settings", manifest: "Manifest") -> str:
    from corpus.reader import corpus_fingerprint
    from index.model import find_exported

    if manifest.fingerprint != corpus_fingerprint(settings.corpus):
        return f"no: the corpus has changed; run: {PROGRAM} index build"
    if manifest.encoder != find_exported(settings.embedding_model, settings.models_folder).name:
        return f"no: it was built by another encoder; run: {PROGRAM} index build"
    return "yes"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _write(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


@contextmanager
def _showing() -> Iterator[tuple[Notify, Progress]]:
    """How to report work: a bar on a terminal, which goes away afterwards; elsewhere a line for what takes long."""
    if not sys.stderr.isatty():
        with _announcing() as announce:
            yield announce, lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    tasks: dict[str, TaskID] = {}
    with Bars(console=Console(stderr=True), transient=True) as bars:

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total)

        yield lambda message: bars.console.print(message, markup=False, highlight=False), progress


@contextmanager
def _announcing() -> Iterator[Notify]:
    """A function that says what is being done, unless it is over soon: an error is then the only line."""
    timers: list[threading.Timer] = []

    def announce(message: str) -> None:
        timers.append(threading.Timer(ANNOUNCE_AFTER_SECONDS, _say, [message]))
        timers[-1].daemon = True
        timers[-1].start()

    try:
        yield announce
    finally:
        for timer in timers:
            timer.cancel()


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _say(message: str) -> None:
    typer.echo(f"{PROGRAM}: {one_line(message)}", err=True)


def _failed(message: str) -> int:
    _say(message)
    return 2


def _refuse(problems: Sequence[str]) -> None:
    """One line for each problem, then exit code 2; nothing when there are none."""
    for problem in problems:
        _say(problem)
    if problems:
        raise typer.Exit(2)


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"{error.format_message().rstrip('.')}: see {context.command_path if context else PROGRAM} --help"


def _speak_utf8() -> None:
    """Texts may hold any character, whatever the locale; line ends stay as they are in the text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _drop_stdout() -> None:
    """What is still buffered cannot be written; without this, Python would complain about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
