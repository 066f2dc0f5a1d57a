"""What a reverse proxy in front of the server tells about the address that readers see."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = re.compile(rb"(/[A-Za-z0-9._~-]+)+")


class ForwardedPrefix:
    """Takes the path that the proxy has cut off from `X-Forwarded-Prefix`, so that pages link to where they are.

    The header decides nothing but addresses in the response to the request that carries it, so anyone may send it;
    what is no plain path, such as `//other.example`, is ignored.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the whole path, and its first part as the root path."""
        prefix = _prefix(scope) if scope["type"] == "http" else ""
        if prefix:
            path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
            scope = dict(scope, root_path=prefix, path=prefix + path, raw_path=prefix.encode() + raw)
        await self._app(scope, receive, send)


def _prefix(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-forwarded-prefix", b"").rstrip(b"/")
    return given.decode() if _PREFIX.fullmatch(given) else ""
