"""What a command line tells: results on stdout; progress, notices and errors, one line each, on stderr."""

import io
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import typer

from corpus.characters import printable
from corpus.errors import AssistantError, one_line

PROGRAM = "nisc-assistant"
# Work that is over sooner, or fails sooner, is not announced.
ANNOUNCE_AFTER_SECONDS = 2.0

Notify = Callable[[str], None]
Progress = Callable[[str, int, int], None]


def exit_code(command: Callable[[], int | None]) -> int:
    """Run a command. Whatever goes wrong is one line.

    0 done, 1 a comparison found something worse or nobody reads the output, 2 failed, 130 interrupted.
    """
    _prepare_streams()
    _prepare_log()
    try:
        code = command()
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
        return _failed(f"Unexpected {type(error).__name__} ({error}): please report it with the output of python -X dev")


def write(text: str, end: str = "\n") -> None:
    """Print a result at once, without characters that steer a terminal or turn its direction."""
    sys.stdout.write(printable(text) + end)
    sys.stdout.flush()


def headline(text: str) -> None:
    """Print a line and an empty one at once, as `write` does; bold on a terminal."""
    line = one_line(text)
    is_bold = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    sys.stdout.write(f"\x1b[1m{line}\x1b[0m\n\n" if is_bold else f"{line}\n\n")
    sys.stdout.flush()


def say(message: str) -> None:
    """Print a notice or an error as one line on stderr."""
    typer.echo(f"{PROGRAM}: {one_line(message)}", err=True)


def refuse(problems: Sequence[str], code: int = 2) -> None:
    """One line for each problem, then this exit code; nothing when there are none."""
    for problem in problems:
        say(problem)
    if problems:
        raise typer.Exit(code)


@contextmanager
def showing() -> Iterator[tuple[Notify, Progress]]:
    """How to report work: a bar on a terminal, which goes away afterwards; elsewhere a line for what takes long."""
    if not sys.stderr.isatty():
        with announcing() as announce:
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

        yield lambda message: bars.console.print(one_line(message), markup=False, highlight=False), progress


@contextmanager
def announcing() -> Iterator[Notify]:
    """A function that says what is being done, unless it is over soon: an error is then the only line."""
    timers: list[threading.Timer] = []

    def announce(message: str) -> None:
        timers.append(threading.Timer(ANNOUNCE_AFTER_SECONDS, say, [message]))
        timers[-1].daemon = True
        timers[-1].start()

    try:
        yield announce
    finally:
        for timer in timers:
            timer.cancel()


def _failed(message: str) -> int:
    say(message)
    return 2


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"{error.format_message().rstrip('.')}: see {context.command_path if context else PROGRAM} --help"


def _prepare_streams() -> None:
    """Texts may hold any character, whatever the locale, and line ends stay as they are in the text.

    A stream that is closed, which Python shows as None, becomes one that holds nothing and keeps nothing.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - stays open as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


class _Printable(logging.Formatter):
    """A traceback may hold what a client sent."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def _prepare_log() -> None:
    """Warnings and errors of libraries and of the server go to stderr, as nobody sets up another log."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_Printable(f"{PROGRAM}: %(message)s"))


def _drop_stdout() -> None:
    """What is still buffered cannot be written; without this, Python would complain about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
