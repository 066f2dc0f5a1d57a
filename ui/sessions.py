"""The sessions of the chat: how many there may be, what is open in each, and when they are freed.

Gradio keeps what nobody has read, and the sessions of pages that have gone. So they are counted before Gradio sees an event,
and what it keeps of one is taken out when nobody reads it any more.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pydantic import BaseModel
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.asking import Asking
from ui.chat_events import Ended, Event, asks, parsed, parsed_event
from ui.quiet_gradio import gr
from ui.readiness import RETRY_AFTER
from ui.refusals import refusal
from ui.sending import Sending

MAX_SESSIONS = 1_000
MAX_UNREAD_SESSIONS = 200
MAX_EVENTS = 8
# Of a session whose events nobody reads: its page opens the stream right after it has sent the first.
MAX_UNREAD_EVENTS = 3
SECONDS_WITHOUT_PAGE = 60.0
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Use:
    """How many streams of a session are open, how many of them read its events, and when that last changed."""

    streams: int = 0
    reading: int = 0
    at: float = 0.0

    def more(self, streams: int, reading: int) -> "Use":
        """The same with so many more."""
        return Use(self.streams + streams, self.reading + reading)


class Sessions:
    """Stands before Gradio. `pages` are its pages by the path they are mounted at, "" or "/ja"."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, gr.Blocks], asking: Asking) -> None:
        self._app, self._pages, self._asking = app, pages, asking
        self._open: dict[Key, Use] = {}  # the session used last at the end

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be told to a page that reads."""
        pages = self._pages
        return any(
            use.reading and pages[prefix]._queue.pending_event_ids_session.get(session)
            for (prefix, session), use in list(self._open.items())
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check what comes for Gradio's queue; the rest passes."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        prefix, found, rest = path.partition("/gradio_api/")
        if not found or prefix not in self._pages:
            return await self._app(scope, receive, send)
        if rest == "queue/join":
            return await self._join(prefix, scope, receive, send)
        if rest in ("cancel", "reset"):
            ended = parsed(Ended, await _body(receive))
            return await self._pass_on(ended, scope, receive, send)
        if rest == "queue/data":
            session = QueryParams(scope["query_string"]).get("session_hash", "")
            if session not in self._pages[prefix]._queue.pending_messages_per_session:
                return await refusal(404, "There is no such session")(scope, receive, send)
            sending = Sending(send)
            try:
                with self._used((prefix, session), reads=True):
                    return await self._app(scope, receive, sending)
            finally:
                # The page went away. Where the stream came to its end, it opens another for what it has asked meanwhile.
                if not sending.is_over:
                    self._asking.abandon(session)
        if rest.startswith("heartbeat/"):
            with self._used((prefix, rest.removeprefix("heartbeat/")), reads=False):
                return await self._app(scope, receive, send)
        await self._app(scope, receive, send)

    async def _join(self, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
        event = parsed_event(await _body(receive), self._pages[prefix])
        if event is not None and not self._admit(prefix, event):
            return await refusal(503, "Too much is going on: try again in a few seconds", RETRY_AFTER)(scope, receive, send)
        await self._pass_on(event, scope, receive, send)

    async def _pass_on(self, body: BaseModel | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Give Gradio what was understood of a body, and nothing else."""
        if body is None:
            return await refusal(422, "This is nothing that the chat's page sends")(scope, receive, send)
        content = body.model_dump_json().encode()
        pending: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        headers = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"content-type")]
        told = [(b"content-length", str(len(content)).encode()), (b"content-type", b"application/json")]
        await self._app({**scope, "headers": [*headers, *told]}, replay, send)

    def _admit(self, prefix: str, event: Event) -> bool:
        """Whether there is room for one more event; the session that nobody has read for longest makes room for a new one."""
        page, key = self._pages[prefix], (prefix, event.session_hash)
        if self._asking.full and asks(page, event.fn_index):
            return False
        use = self._open.get(key, Use())
        pending = len(page._queue.pending_event_ids_session.get(event.session_hash, ()))
        if pending >= (MAX_EVENTS if use.reading else MAX_UNREAD_EVENTS):
            return False
        if key not in self._open and not self._make_room():
            return False
        self._touch(key, use)
        return True

    def _make_room(self) -> bool:
        unread = [known for known, use in self._open.items() if not use.streams]
        if len(self._open) >= MAX_SESSIONS or len(unread) >= MAX_UNREAD_SESSIONS:
            if not unread:
                return False
            self._free(unread[0])
        return True

    @contextmanager
    def _used(self, key: Key, *, reads: bool) -> Iterator[None]:
        """While a stream of the session is open."""
        self._touch(key, self._open.get(key, Use()).more(1, int(reads)))
        try:
            yield
        finally:
            if key in self._open:
                self._touch(key, self._open[key].more(-1, -int(reads)))

    def _touch(self, key: Key, use: Use) -> None:
        """Note the use, and look in a while whether it was the last."""
        loop = asyncio.get_running_loop()
        self._open.pop(key, None)
        self._open[key] = replace(use, at=loop.time())
        loop.call_later(SECONDS_WITHOUT_PAGE, self._free_if_unused, key, self._open[key].at)

    def _free_if_unused(self, key: Key, since: float) -> None:
        use = self._open.get(key)
        if use and not use.streams and use.at == since:
            self._free(key)

    def _free(self, key: Key) -> None:
        """Take back what Gradio keeps of a session; the browser has its conversation."""
        del self._open[key]
        prefix, session = key
        self._asking.abandon(session)
        page = self._pages[prefix]
        for identity in page._queue.pending_event_ids_session.pop(session, ()):
            if event := page._queue.event_ids_to_events.pop(identity, None):
                event.alive = False  # or what it still has to say would be missed, with a traceback
        page._queue.pending_messages_per_session.pop(session, None)
        page.state_holder.session_data.pop(session, None)
        page.state_holder.time_last_used.pop(session, None)


async def _body(receive: Receive) -> bytes:
    """The body, which comes whole, as it has passed the limit on bodies."""
    body: bytes = (await receive()).get("body", b"")
    return body
