"""The names that the server answers to.

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
