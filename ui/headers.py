"""What is done to every request and response: a limit on bodies, and the headers that keep the page safe.

Both are plain ASGI, because Starlette's BaseHTTPMiddleware would buffer streamed answers.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Iterable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.nonce import with_nonce

_BODY_SECONDS = 15.0
_FILE = re.compile(r"/(assets|static|ui)/")
_PLAIN = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
    ),
)
# Which page it is depends on these; and what one reader has seen is not for the next one at the same machine.
_OF_PAGES = ((b"cache-control", b"no-store"), (b"vary", b"accept, accept-language"))


class BodyLimit:
    """Refuses larger bodies with 413, whether or not they announce their length, and those that do not come with 408."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, which is small where it is allowed, then replay it to the application."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self._app(scope, receive, send)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await self._whole(receive)
        except TimeoutError:
            return await _refuse(send, 408, "The request did not come to its end")
        if body is None:
            return
        if len(body) > self._limit:
            return await _refuse(send, 413, f"The request is larger than {self._limit // 1024} KB")
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)

    async def _whole(self, receive: Receive) -> bytes | None:
        """The body, or the beginning of one that is too large; None where the client went away."""
        body, more = b"", True
        while more and len(body) <= self._limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body, more = body + message.get("body", b""), message.get("more_body", False)
        return body


async def _refuse(send: Send, status: int, error: str) -> None:
    body = json.dumps({"error": error}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """Adds a content security policy to pages, with a nonce for the scripts that are marked, and the rest to everything.

    `edit` may change a page before that.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str], edit: Callable[[bytes], bytes]) -> None:
        self._app, self._ancestors, self._edit = app, " ".join(frame_ancestors), edit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages are held back until they are whole, to put the nonce in; anything else passes as it comes."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        page = _Page(send, self._ancestors, self._edit)
        # A compressed page could not be given its nonce. What is no page may come as compressed as it is.
        kept = scope["headers"] if _FILE.search(scope["path"]) else [h for h in scope["headers"] if h[0] != b"accept-encoding"]
        await self._app(dict(scope, headers=kept), receive, page.send)


class _Page:
    def __init__(self, send: Send, ancestors: str, edit: Callable[[bytes], bytes]) -> None:
        self._send, self._ancestors, self._edit = send, ancestors, edit
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _begin(self, message: Message) -> None:
        message = dict(message, headers=_added(message["headers"], _PLAIN))
        headers = dict(message["headers"])
        if not headers.get(b"content-type", b"").startswith(b"text/html"):
            return await self._send(message)
        self._start = dict(message, headers=_added(message["headers"], _OF_PAGES))

    async def _finish(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        body = with_nonce(self._edit(self._body), nonce)
        headers = [h for h in start["headers"] if h[0].lower() != b"content-length"]
        headers += [(b"content-length", str(len(body)).encode()), self._policy(nonce)]
        await self._send(dict(start, headers=headers))
        await self._send({"type": "http.response.body", "body": body})

    def _policy(self, nonce: str) -> tuple[bytes, bytes]:
        policy = (
            f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
            f"form-action 'self'; frame-ancestors {self._ancestors}"
        )
        return b"content-security-policy", policy.encode()


def _added(headers: Iterable[tuple[bytes, bytes]], more: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with those that are missing; of `Vary` there may be several, which add up."""
    present = [(name.lower(), value) for name, value in headers]
    names = {name for name, _ in present} - {b"vary"}
    return [*present, *(pair for pair in more if pair[0] not in names)]
