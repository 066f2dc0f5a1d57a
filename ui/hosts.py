"""The names that the server answers to, and the sites whose pages may send it something.

A page of any other site can have its own name resolve to this machine and then read what it likes as if from that site (DNS
rebinding): it is the name in the `Host` header that gives it away.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.refusals import refusal

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class AllowedHosts:
    """Refuses requests for other names with 421. The address that a connection has reached is always a name of it."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app, self._names = app, frozenset(map(_plain, (*_LOOPBACK, *names)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what asks for one of the names."""
        if scope["type"] == "http" and not self._is_allowed(scope):
            error = "This server does not answer to that name: its operator should add it to NISC_HOSTS"
            return await refusal(421, error)(scope, receive, send)
        await self._app(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        given = Headers(scope=scope).getlist("host")
        name = host_of(given[0]) if len(given) == 1 else None
        reached = (scope.get("server") or ("",))[0]
        return name is not None and (name in self._names or name == _plain(reached))


class AllowedOrigins:
    """Refuses what pages of other sites send, with 403; those listed may.

    CORS keeps such a page from reading the response, not from having a question worked on or feedback kept. Programs that are
    no browsers name no origin.
    """

    def __init__(self, app: ASGIApp, origins: Iterable[str] = ()) -> None:
        self._app, self._origins = app, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what only reads, and what our own pages or those of a listed origin send."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS") and not self._is_allowed(scope):
            error = "Pages of that origin may not send anything here: its operator should add it to NISC_EMBED_ORIGINS"
            return await refusal(403, error)(scope, receive, send)
        await self._app(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        given = headers.getlist("origin")
        # Without the scheme: a proxy that speaks HTTPS for us need not have been listed.
        own = headers.get("host", "")
        return all(origin in self._origins or origin.partition("://")[2] == own for origin in given)


def host_of(header: str) -> str | None:
    """The name or address in a `Host` header, without its port; None where there is none, or more than that."""
    try:
        parts = urlsplit(f"//{header}")
        is_plain = parts.netloc == header and "@" not in header and parts.port != 0
    except ValueError:
        return None
    return _plain(parts.hostname) if is_plain and parts.hostname else None


def _plain(name: str) -> str:
    """The one spelling of a name or an address."""
    bare = name.lower().rstrip(".")
    try:
        address = ip_address(bare)
    except ValueError:
        return bare
    return str(getattr(address, "ipv4_mapped", None) or address)
