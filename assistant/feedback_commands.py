"""The command that hands out what readers thought of answers."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.command import group, late, settings_of
from assistant.console import write
from assistant.printed import as_json

feedback_app = group(help="Look at what readers thought of answers.")

Out = Annotated[Path | None, typer.Option(metavar="FILE", help="By default it is printed.")]


@feedback_app.callback()
def _feedback() -> None:
    """Keeps `export` a command of its own: typer would take an only command for the group."""


@feedback_app.command("export")
def feedback_export(context: typer.Context, out: Out = None) -> None:
    """Print all feedback as JSON, one a line, oldest first."""
    kept = late("ui.feedback").FeedbackStore(settings_of(context).feedback_file).export()
    lines = map(as_json, kept)
    if out is None:
        for line in lines:
            write(line)
        return
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
