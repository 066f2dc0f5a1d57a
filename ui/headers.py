"""What is done to every request and response: a limit on bodies, and the headers that keep the page safe.

Both are plain ASGI, because Starlette's BaseHTTPMiddleware would buffer streamed answers.
"""

import json
import re
import secrets
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?=[\s>])")
_PLAIN = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]


class BodyLimit:
    """Refuses larger bodies with 413, whether or not they announce their length."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, which is small where it is allowed, then replay it to the application."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self._app(scope, receive, send)
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message.get("body", b""), message.get("more_body", False)
            if len(body) > self._limit:
                return await _refuse(send, f"The request is larger than {self._limit // 1024} KB")
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)


async def _refuse(send: Send, error: str) -> None:
    body = json.dumps({"error": error}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """Adds a content security policy to pages, with a nonce for inline scripts, and the rest to everything.

    `edit` may change a page before that.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str], edit: Callable[[bytes], bytes]) -> None:
        self._app, self._ancestors, self._edit = app, " ".join(frame_ancestors), edit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages are held back until they are whole, to put the nonce in; anything else passes as it comes."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        page = _Page(send, self._ancestors, self._edit)
        # A compressed page could not be given its nonce.
        headers = [h for h in scope["headers"] if h[0] != b"accept-encoding"] if _wants_page(scope) else scope["headers"]
        await self._app(dict(scope, headers=headers), receive, page.send)


def _wants_page(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


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
        message = dict(message, headers=[*message["headers"], *_PLAIN])
        headers = dict(message["headers"])
        if not headers.get(b"content-type", b"").startswith(b"text/html"):
            await self._send(message)
        elif b"content-encoding" in headers:  # only for a client that does not ask for pages: its scripts stay off
            await self._send(dict(message, headers=[*message["headers"], self._policy("")]))
        else:
            self._start = message

    async def _finish(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        body = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), self._edit(self._body))
        headers = [h for h in start["headers"] if h[0].lower() != b"content-length"]
        headers += [(b"content-length", str(len(body)).encode()), self._policy(nonce)]
        await self._send(dict(start, headers=headers))
        await self._send({"type": "http.response.body", "body": body})

    def _policy(self, nonce: str) -> tuple[bytes, bytes]:
        script = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
        policy = (
            f"default-src 'self'; script-src {script}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
            f"form-action 'self'; frame-ancestors {self._ancestors}"
        )
        return b"content-security-policy", policy.encode()
