"""The commands that look after the corpus: what it holds, what is left out of it, and what goes in and out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import printed
from assistant.command import Json, group, kept, settings_of, tell_left_out
from assistant.console import PROGRAM, refuse, say, showing, write
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from corpus.changes import Change

corpus_app = group(help="Look after the texts that answers come from.")

Sources = Annotated[list[str], typer.Argument(metavar="FILE|FOLDER...", show_default=False)]
Names = Annotated[list[str], typer.Argument(metavar="NAME|ID...", show_default=False)]
Replace = Annotated[bool, typer.Option("--replace", help="Put a file in the place of another of its name.")]


@corpus_app.command("list")
def corpus_list(context: typer.Context, as_json: Json = False) -> None:
    """List the documents."""
    from corpus.reader import read_corpus

    settings = settings_of(context)
    with showing() as (_, progress):
        corpus = read_corpus(settings.corpus, kept(settings), progress)
    tell_left_out(settings, corpus.left_out)
    write(printed.documents_json(corpus) if as_json else printed.documents_text(corpus))


@corpus_app.command("show")
def corpus_show(context: typer.Context, document_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Print a document's text: exactly the characters that the spans of answers count in."""
    from corpus.reader import read_corpus

    settings = settings_of(context)
    corpus = read_corpus(settings.corpus, kept(settings))
    found = [d for d in corpus.documents if document_id and d.id.startswith(document_id)]
    if len(found) != 1:
        raise CorpusError(f"{len(found) or 'No'} documents have the id {document_id}", f"see: {PROGRAM} corpus list")
    write(found[0].text, end="")


@corpus_app.command("check")
def corpus_check(context: typer.Context, as_json: Json = False) -> None:
    """Read every file and tell what each gives, then what is left out and why; exit code 1 if anything is."""
    from corpus.checking import check_folder

    settings = settings_of(context)
    with showing() as (_, progress):
        report = check_folder(settings.corpus, kept(settings), progress)
    if as_json or report.files:
        write(printed.report_json(report) if as_json else printed.report_text(report))
    tell_left_out(settings, (*report.guessed, *report.left_out))
    if report.left_out:
        raise typer.Exit(1)


@corpus_app.command("add")
def corpus_add(context: typer.Context, sources: Sources, replace: Replace = False) -> None:
    """Copy files, or those of folders with the folder's name before theirs, into the corpus folder.

    Each is read first; what cannot be is refused, and the others are added all the same. Exit code 2 if any was refused.
    """
    from corpus.adding import add
    from corpus.changes import check_own

    settings = settings_of(context)
    check_own(settings.corpus)
    with showing() as (_, progress):
        changes = list(add(settings.corpus, sources, replace, progress))
    _tell(changes)


@corpus_app.command("remove")
def corpus_remove(context: typer.Context, names: Names) -> None:
    """Delete files from the corpus folder, by their names or the ids of their documents. Exit code 2 if any was refused."""
    from corpus.changes import check_own
    from corpus.removing import remove

    settings = settings_of(context)
    check_own(settings.corpus)
    _tell(list(remove(settings.corpus, names, kept(settings))))


def _tell(changes: Sequence["Change"]) -> None:
    """What was done goes to stdout, what was not, and what to look at, to stderr."""
    done = [change for change in changes if change.outcome != "refused"]
    if done:
        write("\n".join(map(printed.change_text, done)))
    for note in (note for change in done for note in change.notes):
        say(note)
    refuse([note for change in changes if change.outcome == "refused" for note in change.notes])
