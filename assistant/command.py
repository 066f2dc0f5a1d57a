"""What commands share: options, the settings, and the opened assistant. What they need is imported when they run."""

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import refuse, say, showing

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

group = partial(typer.Typer, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="By default the one in the settings.")]
Progress = Callable[[str, int, int], None]


def settings_of(context: typer.Context, **options: object) -> "Settings":
    """The settings; options of the command go before those of the program."""
    from assistant.settings import load_settings

    own = {name: value for name, value in options.items() if value is not None}
    return load_settings(**{**context.obj, **own})


def late(module: str) -> ModuleType:
    """`ui` and `evals` stand above this package: a command may start them, nothing here depends on them."""
    return importlib.import_module(module)


@contextmanager
def opened(settings: "Settings", always_tell: bool = False) -> Iterator["Assistant"]:
    """The assistant over the settings' corpus, its index built first where needed: what it lacks is told then, or always."""
    before = generation_of(settings)
    with showing() as (notify, progress):
        check_corpus(settings, progress)
        from assistant.assistant import Assistant

        assistant = Assistant.open(settings, notify, progress)
    try:
        if generation_of(settings) != before:
            tell_left_out(settings, assistant.corpus.left_out)
        elif always_tell:
            tell_left_out(settings)
        yield assistant
    finally:
        assistant.close()


def generation_of(settings: "Settings") -> str | None:
    """The name of the current build of the index; None where there is none that can be used."""
    from corpus.errors import IndexStoreError
    from index import generation

    try:
        return generation.current(settings.index_folder).name
    except IndexStoreError:
        return None


def check_files(settings: "Settings") -> None:
    """Tell of a folder without a file to read before anything is prepared; where nothing may be left out, of all that is."""
    from corpus.reader import found_in

    if settings.strict:
        check_corpus(settings)
    else:
        found_in(settings.corpus)


def check_corpus(settings: "Settings", progress: Progress = lambda *_: None) -> None:
    """The first time, tell of a bad corpus before the encoder is prepared, which takes some seconds.

    Where nothing may be left out, all that is is told each time, with exit code 2.
    """
    from corpus.reader import left_out

    if settings.strict or generation_of(settings) is None:
        lines = left_out(settings.corpus, settings.parse_cache, progress)
        if settings.strict:
            refuse(lines)


def tell_left_out(settings: "Settings", lines: Sequence[str] | None = None) -> None:
    """Say in a line each what is left out of the corpus, or had to be guessed, and what to do; where none may be, refuse it."""
    from corpus.reader import left_out

    told = left_out(settings.corpus, kept(settings)) if lines is None else lines
    if settings.strict:
        refuse(told)
    for line in told:
        say(line)


def kept(settings: "Settings") -> Path | None:
    """What the files were parsed to, where a build of the index has kept it."""
    return settings.parse_cache if os.path.exists(settings.parse_cache) else None
