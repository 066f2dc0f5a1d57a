"""The sessions of the chat: what their pages may send to Gradio's queue, how many there may be, and when they are freed.

Gradio takes any value for any input (a dictionary that looks like a file makes it fetch the address within), prints a
traceback for what does not fit, and keeps what nobody has read. So each event is checked before Gradio sees it.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.asking import Asking
from ui.quiet_gradio import gr
from ui.readiness import RETRY_AFTER
from ui.refusals import refusal

MAX_SESSIONS = 1_000
MAX_UNREAD_SESSIONS = 200
MAX_EVENTS = 8
# Of a session whose events nobody reads: its page opens the stream right after it has sent the first.
MAX_UNREAD_EVENTS = 3
SECONDS_WITHOUT_PAGE = 60.0
SESSION = r"^\w{1,64}$"
# A lone surrogate, which JSON can spell, is in no text that can be sent.
Text = Annotated[str, AfterValidator(lambda text: text.encode("utf-8", "replace").decode())]


def _text_of(value: object) -> str:
    text = value.get("text") if isinstance(value, dict) else value
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


Parsed = TypeVar("Parsed", bound=BaseModel)


class Picked(BaseModel):
    """What was picked of what was offered; all that matters of it is its text."""

    index: Annotated[object, AfterValidator(lambda _: 0)]
    value: Annotated[object, AfterValidator(_text_of)]


class Event(BaseModel):
    """What a page sends when something happens on it. No input of the chat takes anything but text; its state stays here."""

    model_config = ConfigDict(strict=True)

    session_hash: Annotated[str, Field(pattern=SESSION)]
    fn_index: int
    data: list[Text | None]
    trigger_id: int | None = None
    event_data: object = None


class Ended(BaseModel):
    """What a page sends when it no longer waits for an event."""

    model_config = ConfigDict(strict=True)

    event_id: Annotated[str, Field(pattern=SESSION)]
    session_hash: Annotated[str, Field(pattern=SESSION)] = "none"
    fn_index: int = 0


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
            ended = _parsed(Ended, await _body(receive))
            return await self._pass_on(ended, scope, receive, send)
        if rest == "queue/data":
            session = QueryParams(scope["query_string"]).get("session_hash", "")
            if session not in self._pages[prefix]._queue.pending_messages_per_session:
                return await refusal(404, "There is no such session")(scope, receive, send)
            try:
                with self._used((prefix, session), reads=True):
                    return await self._app(scope, receive, send)
            finally:
                self._asking.abandon(session)  # what still is not answered has no reader any more
        if rest.startswith("heartbeat/"):
            with self._used((prefix, rest.removeprefix("heartbeat/")), reads=False):
                return await self._app(scope, receive, send)
        await self._app(scope, receive, send)

    async def _join(self, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
        event = _event(await _body(receive), self._pages[prefix])
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
        if self._asking.full and _asks(page, event.fn_index):
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


def _parsed(kind: type[Parsed], body: bytes) -> Parsed | None:
    try:
        return _valid(kind, json.loads(body))
    except (ValueError, RecursionError):
        return None


def _valid(kind: type[Parsed], value: object) -> Parsed | None:
    try:
        return kind.model_validate(value)
    except (ValidationError, RecursionError):
        return None


def _event(body: bytes, page: gr.Blocks) -> Event | None:
    """The event, where it is one that the page can send."""
    event = _parsed(Event, body)
    if event is None:
        return None
    function = page.fns.get(event.fn_index)
    if function is None or function.fn is None or len(event.data) != len(function.inputs):
        return None
    if not any(name.endswith("_select") for _, name in function.targets):
        return event.model_copy(update={"event_data": None})
    picked = _valid(Picked, event.event_data)
    return event.model_copy(update={"event_data": picked.model_dump()}) if picked else None


def _asks(page: gr.Blocks, fn_index: int) -> bool:
    """Whether an event of that number asks a question: it takes what was typed, picked or asked last."""
    return page.fns[fn_index].name in ("ask", "pick", "retry")
