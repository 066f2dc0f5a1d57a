"""What commands share: options, the settings, and the opened assistant. What they need is imported when they run."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import say, showing

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

MAX_NAMED = 5

group = partial(typer.Typer, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="By default the one in the settings.")]


def settings_of(context: typer.Context, **options: object) -> "Settings":
    """The settings; options of the command go before those of the program."""
    from assistant.settings import load_settings

    own = {name: value for name, value in options.items() if value is not None}
    return load_settings(**{**context.obj, **own})


def late(module: str) -> ModuleType:
    """`ui` and `evals` stand above this package: a command may start them, nothing here depends on them."""
    return importlib.import_module(module)


@contextmanager
def opened(settings: "Settings") -> Iterator["Assistant"]:
    """The assistant over the settings' corpus, its index built first where needed."""
    check_corpus(settings)
    from assistant.assistant import Assistant

    with showing() as (notify, progress):
        assistant = Assistant.open(settings, notify, progress)
    try:
        yield assistant
    finally:
        assistant.close()


def check_corpus(settings: "Settings") -> None:
    """The first time, tell of a bad corpus before the encoder is prepared, which takes some seconds."""
    from corpus.reader import read_corpus

    if not settings.index_folder.exists():
        read_corpus(settings.corpus)


def tell_left_out(settings: "Settings") -> None:
    """Name the hidden folders whose texts are not part of the corpus, in one line; nothing when there are none."""
    from corpus.files import hidden_folders

    if found := hidden_folders(settings.corpus):
        others = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
        say(f"Left out of the corpus, as hidden folders are: {', '.join(found[:MAX_NAMED])}{others}")
