"""Asking questions from an event loop: a bounded number is answered at once, a bounded number waits, none takes for ever.

Each answer is made in a thread of its own, so that pages and other routes never wait for one. A thread cannot be ended from
outside: whoever leaves abandons the answer's deadline, and its place is free once the thread has seen that.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.deadline import Deadline
from assistant.question import Question
from corpus.errors import BusyError, DeadlineError
from ui.answers import Answers
from ui.metrics import Metrics

_AGAIN = "ask again in a few seconds"
Pieces = asyncio.Queue[str | Answer | Exception | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many answers are worked on at once, how many questions may wait, and the seconds until one is given up."""

    at_once: int = 4
    waiting: int = 64
    seconds: float = 30.0


LIMITS = Limits()


class Asking:
    """Asks an assistant, for the chat and for programs alike, and counts what becomes of the questions."""

    def __init__(self, answers: Answers, metrics: Metrics, limits: Limits) -> None:
        self.answers, self._metrics, self._limits = answers, metrics, limits
        self._waiting, self.at_work = 0, 0
        self._free = asyncio.Semaphore(limits.at_once)
        self._readers: dict[str, set[Deadline]] = {}

    @property
    def full(self) -> bool:
        """Whether one more question would be refused."""
        return self._free.locked() and self._waiting >= self._limits.waiting

    async def stream(self, question: Question, reader: str = "") -> AsyncGenerator[str | Answer]:
        """Pieces of the answer's text, then the answer. To be closed by whoever no longer waits, which ends the work.

        `reader` is the name by which `abandon` knows who asks. Raises `BusyError` at once where too many wait already,
        `DeadlineError`, and what the assistant raises.
        """
        with self._metrics.asked() as answers:
            deadline = Deadline(self._limits.seconds)
            await self._place(deadline)
            self._readers.setdefault(reader, set()).add(deadline)
            try:
                async with aclosing(self._made(question, deadline)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Answer):
                            answers.append(piece)
                        yield piece
            finally:
                deadline.abandon()
                self._forget(reader, deadline)

    async def invoke(self, question: Question) -> Answer:
        """The answer. Raises as `stream`."""
        async with aclosing(self.stream(question)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    return piece
        raise AssertionError("every stream ends with an answer")

    def abandon(self, reader: str) -> None:
        """Give up what this reader has asked: nobody waits for it any more."""
        for deadline in self._readers.get(reader, ()):
            deadline.abandon()

    def abandon_all(self) -> None:
        """Give up all answers. Any thread may call it."""
        for deadlines in list(self._readers.values()):
            for deadline in list(deadlines):
                deadline.abandon()

    def _forget(self, reader: str, deadline: Deadline) -> None:
        self._readers[reader].discard(deadline)
        if not self._readers[reader]:
            del self._readers[reader]

    async def _place(self, deadline: Deadline) -> None:
        """Wait until one more answer may be worked on."""
        if self.full:
            raise BusyError("Too many questions are being asked", _AGAIN)
        self._waiting += 1
        try:
            async with asyncio.timeout(deadline.remaining):
                await self._free.acquire()
            self.at_work += 1
        except TimeoutError:
            raise _late() from None
        finally:
            self._waiting -= 1

    def _leave(self) -> None:
        self.at_work -= 1
        self._free.release()

    async def _made(self, question: Question, deadline: Deadline) -> AsyncGenerator[str | Answer]:
        """The pieces as a thread makes them, which frees the place taken when it ends."""
        loop, pieces = asyncio.get_running_loop(), Pieces()

        def work() -> None:
            with suppress(RuntimeError):  # the loop is closed: a server that ends waits for no thread for ever
                try:
                    for piece in _pieces(self.answers, question, deadline):
                        loop.call_soon_threadsafe(pieces.put_nowait, piece)
                finally:
                    loop.call_soon_threadsafe(self._leave)

        try:
            threading.Thread(target=work, name="answer", daemon=True).start()
        except RuntimeError:
            self._leave()
            raise BusyError("There are too many threads", _AGAIN) from None
        while (piece := await _next(pieces, deadline)) is not None:
            yield piece


def _pieces(answers: Answers, question: Question, deadline: Deadline) -> Iterator[str | Answer | Exception | None]:
    """What the assistant says, then None; or what it raised, then None."""
    try:
        for piece in answers.stream(question, deadline.config()):
            deadline.check()
            yield piece
    # Raised again where the question was asked. Libraries in other languages raise what is no `Exception` when they panic.
    except BaseException as error:  # noqa: BLE001
        yield error if isinstance(error, Exception) else RuntimeError(repr(error))
    yield None


async def _next(pieces: Pieces, deadline: Deadline) -> str | Answer | None:
    try:
        async with asyncio.timeout(deadline.remaining):
            piece = await pieces.get()
    except TimeoutError:
        raise _late() from None
    if isinstance(piece, Exception):
        raise piece
    return piece


def _late() -> DeadlineError:
    return DeadlineError("The answer took too long", _AGAIN)
