"""The sessions of the chat: what their pages may send to Gradio's queue, how many there may be, and when they are freed.

Gradio takes any value for any input (a dictionary that looks like a file makes it fetch the address within), prints a
traceback for what does not fit, and keeps what nobody has read. So each event is checked before Gradio sees it.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.asking import Asking
from ui.quiet_gradio import gr
from ui.readiness import RETRY_AFTER
from ui.refusals import refusal

MAX_SESSIONS = 1_000
MAX_EVENTS = 8
SECONDS_WITHOUT_PAGE = 60.0
SESSION = r"^\w{1,64}$"
# A lone surrogate, which JSON can spell, is in no text that can be sent.
Text = Annotated[str, AfterValidator(lambda text: text.encode("utf-8", "replace").decode())]
Parsed = TypeVar("Parsed", bound=BaseModel)


class Event(BaseModel):
    """What a page sends when something happens on it. No input of the chat takes anything but text; its state stays here."""

    model_config = ConfigDict(strict=True)

    session_hash: Annotated[str, Field(pattern=SESSION)]
    fn_index: int
    data: list[Text | None]
    trigger_id: int | None = None
    event_data: dict[str, Any] | None = None


class Ended(BaseModel):
    """What a page sends when it no longer waits for an event."""

    model_config = ConfigDict(strict=True)

    event_id: Annotated[str, Field(pattern=SESSION)]
    session_hash: Annotated[str, Field(pattern=SESSION)] = "none"
    fn_index: int = 0


class Sessions:
    """Stands before Gradio. `pages` are its pages by the path they are mounted at, "" or "/ja"."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, gr.Blocks], asking: Asking) -> None:
        self._app, self._pages, self._asking = app, pages, asking
        self._open: dict[tuple[str, str], int] = {}  # how many streams each session reads, the session used last at the end

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
                with self._reading(prefix, session):
                    return await self._app(scope, receive, send)
            finally:
                self._asking.abandon(session)  # what still is not answered has no reader any more
        if rest.startswith("heartbeat/"):
            with self._reading(prefix, rest.removeprefix("heartbeat/")):
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
        if len(page._queue.pending_event_ids_session.get(event.session_hash, ())) >= MAX_EVENTS:
            return False
        if self._asking.full and _asks(page, event.fn_index):
            return False
        if key not in self._open and len(self._open) >= MAX_SESSIONS:
            unread = next((known for known, streams in self._open.items() if not streams), None)
            if unread is None:
                return False
            self._free(unread)
        self._open[key] = self._open.pop(key, 0)
        self._free_later(key)
        return True

    @contextmanager
    def _reading(self, prefix: str, session: str) -> Iterator[None]:
        key = (prefix, session)
        self._open[key] = self._open.pop(key, 0) + 1
        try:
            yield
        finally:
            if key in self._open:
                self._open[key] -= 1
                self._free_later(key)

    def _free_later(self, key: tuple[str, str]) -> None:
        asyncio.get_running_loop().call_later(SECONDS_WITHOUT_PAGE, self._free_if_unread, key)

    def _free_if_unread(self, key: tuple[str, str]) -> None:
        if self._open.get(key) == 0:
            self._free(key)

    def _free(self, key: tuple[str, str]) -> None:
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
        return kind.model_validate(json.loads(body))
    except (ValidationError, ValueError, RecursionError):
        return None


def _event(body: bytes, page: gr.Blocks) -> Event | None:
    """The event, where it is one that the page can send."""
    event = _parsed(Event, body)
    if event is None:
        return None
    function = page.fns.get(event.fn_index)
    if function is None or function.fn is None or len(event.data) != len(function.inputs):
        return None
    picks = any(name.endswith("_select") for _, name in function.targets)
    if picks and not {"index", "value"} <= (event.event_data or {}).keys():
        return None
    return event if picks else event.model_copy(update={"event_data": None})


def _asks(page: gr.Blocks, fn_index: int) -> bool:
    """Whether an event of that number asks a question: it takes what was typed, picked or asked last."""
    return page.fns[fn_index].name in ("ask", "pick", "retry")
