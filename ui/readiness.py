"""Whether the server lives, and whether it could answer a question now."""

import asyncio
from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

from corpus.document import Corpus
from corpus.errors import IndexStoreError
from ui.answers import Answers
from ui.reports import Reports

RETRY_AFTER = {"retry-after": "2"}
_SECONDS_BETWEEN_LOOKS = 0.2
# A check that has not come to an end by then is as good as one that fails.
_CHECK_SECONDS = 5.0


def opened_corpus(assistant: Answers) -> Corpus:
    """The corpus, or a 503 that says when to try again; where there will be none, the 503 of an `AssistantError`."""
    ready, corpus = assistant.ready, assistant.corpus  # in this order: it may become ready in between
    if not ready:
        raise HTTPException(503, "The assistant is still loading: ask again in a few seconds", RETRY_AFTER)
    return corpus


async def until_ready(assistant: Answers) -> None:
    """Wait until the assistant is open. Raises `AssistantError` once it will not be."""
    while not assistant.ready:
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        _ = assistant.corpus  # told by nothing else


class _Check:
    """Whether questions can be answered; those who ask at the same time share one look."""

    def __init__(self, assistant: Answers) -> None:
        self._assistant = assistant
        self._thread = CapacityLimiter(1)
        self._running: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Raises `AssistantError` where they cannot, or where that cannot be found out in time; else what the check raises."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(to_thread.run_sync(self._assistant.check, limiter=self._thread))
            self._running.add_done_callback(lambda task: task.cancelled() or task.exception())  # told to those who wait
        try:
            await asyncio.wait_for(asyncio.shield(self._running), _CHECK_SECONDS)
        except TimeoutError:
            raise IndexStoreError("The index does not answer in time") from None


def add_state(router: APIRouter, assistant: Answers, reports: Reports, is_stopping: Callable[[], bool]) -> None:
    """`/healthz` and `/readyz`. Neither needs one of the threads that questions may be waiting in."""
    check = _Check(assistant)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        if is_stopping():
            return JSONResponse({"status": "stopping"}, 503, RETRY_AFTER)
        ready, corpus = assistant.ready, assistant.corpus
        if not ready:
            return JSONResponse({"status": "loading"}, 503, RETRY_AFTER)
        try:
            await check()
        except Exception as error:  # noqa: BLE001 - whatever it is, no question would be answered
            return JSONResponse({"status": "failing", "error": reports.told(error)}, 503, RETRY_AFTER)
        facts: dict[str, Any] = {"documents": len(corpus.documents), "passages": len(corpus.passages)}
        return JSONResponse({"status": "ready", **facts})
