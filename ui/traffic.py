"""Which requests are in progress, and how they come to an end when the server is to stop."""

import asyncio
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.readiness import RETRY_AFTER
from ui.refusals import refusal

# Each open page of the chat holds one or two of these; whether something is still to be told on them, their sessions know.
_ENDLESS = re.compile(r"/gradio_api/(heartbeat/|queue/data$)")
_QUESTIONS = re.compile(r"/api/ask$|/gradio_api/queue/join$")
_AGAIN = {**RETRY_AFTER, "connection": "close"}


class Traffic:
    """Counts requests in progress. While the server stops, questions are refused; at last streams without an end are cut."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.in_progress = 0  # those that end by themselves
        self.is_stopping = False
        self.last_question = 0.0  # when it came, as `time.monotonic` counts
        self._cut: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count until the response is whole."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if self._cut is None:
            self._cut, self._loop = asyncio.Event(), asyncio.get_running_loop()
        if _QUESTIONS.search(scope["path"]):
            self.last_question = time.monotonic()
            if self.is_stopping:
                return await refusal(503, "The server is being stopped: try again in a while", _AGAIN)(scope, receive, send)
        if _ENDLESS.search(scope["path"]):
            return await self._app(scope, _until(self._cut, receive), send)
        self.in_progress += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self.in_progress -= 1

    def cut(self) -> None:
        """End the streams that would not end by themselves. Any thread may call it."""
        if self._loop and self._cut:
            self._loop.call_soon_threadsafe(self._cut.set)


def _until(cut: asyncio.Event, receive: Receive) -> Receive:
    """Messages of the client; after the cut, the one that it has gone."""

    async def received() -> Message:
        message, end = asyncio.ensure_future(receive()), asyncio.ensure_future(cut.wait())
        try:
            await asyncio.wait({message, end}, return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            end.cancel()

    return received
