"""Until when an answer may be worked on."""

import math
import threading
import time
from typing import TYPE_CHECKING

from corpus.errors import AbandonedError, DeadlineError

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

_KEY = "deadline"


class Deadline:
    """When the work on an answer must be over; whoever no longer waits for it ends it sooner. Any thread may use it."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._abandoned = threading.Event()

    @property
    def remaining(self) -> float:
        """Seconds left, at least 0; infinite where there is no end."""
        return max(0.0, self._end - time.monotonic())

    def abandon(self) -> None:
        """Nobody waits any more."""
        self._abandoned.set()

    def check(self) -> None:
        """Go on only while somebody waits and there is time left. Raises `AbandonedError` or `DeadlineError`."""
        if self._abandoned.is_set():
            raise AbandonedError("Nobody waits for this answer any more")
        if not self.remaining:
            raise DeadlineError(f"The answer would take longer than {self._seconds:g} seconds", "ask a shorter question")

    def config(self) -> "RunnableConfig":
        """What is passed to the assistant along with a question, in the way of LangChain."""
        return {"configurable": {_KEY: self}}


# What work goes by that nobody bounds, such as an evaluation. It is shared, so nobody may abandon it.
NEVER = Deadline()


def deadline_of(config: "RunnableConfig | None") -> Deadline:
    """The deadline that came along with a question; one without an end where none did."""
    found = ((config or {}).get("configurable") or {}).get(_KEY)
    return found if isinstance(found, Deadline) else NEVER
