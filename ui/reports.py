"""What the server says on standard error of what went wrong: each thing in one line, once in a while."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb, print_exception

from assistant.console import say
from corpus.errors import AssistantError

_SECONDS_OF_SILENCE = 600.0
_REMEMBERED = 100


class Reports:
    """Says an error that readers are not told. The same one is not said again for ten minutes: many may run into it."""

    def __init__(self, say: Callable[[str], None] = say) -> None:
        self._say, self._lock = say, threading.Lock()
        self._said: dict[str, float] = {}

    def once(self, error: AssistantError) -> None:
        """Say it, unless readers are told it, or it was said lately."""
        if error.is_for_readers:
            return
        message, now = str(error), time.monotonic()
        with self._lock:
            is_new = now - self._said.get(message, -_SECONDS_OF_SILENCE) >= _SECONDS_OF_SILENCE
            if is_new:
                self._said.pop(message, None)
                self._said[message] = now
                while len(self._said) > _REMEMBERED:
                    del self._said[next(iter(self._said))]
        if is_new:
            self._say(message)

    def told(self, error: Exception) -> str:
        """What whoever asked may be told of an error, one line; the rest is said here."""
        if isinstance(error, AssistantError):
            self.once(error)
            return error.for_readers
        self.unexpected(error)
        return "Something went wrong here: whoever runs the assistant finds where in its log"

    def unexpected(self, error: Exception) -> None:
        """Say that there is a fault, and where, but not what it says: that may repeat what a client sent.

        In Python's development mode it is shown whole.
        """
        if sys.flags.dev_mode:
            print_exception(error)
        frames = extract_tb(error.__traceback__)
        place = f"in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "somewhere"
        self.once(
            AssistantError(f"Unexpected {type(error).__name__} {place}", "please report it with the output of python -X dev")
        )
