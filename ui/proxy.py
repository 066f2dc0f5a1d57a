"""What a reverse proxy in front of the server tells about a request: who asks, and the address that readers see.

Anyone can send such headers, so they count only when they come from a proxy that the settings list. They are taken out of
the request in any case: what they mean is in the scope by then, and Gradio would believe them of anybody.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
# Set in the scope of a request that somebody has passed on without being listed, or without telling for whom.
CLIENT_UNKNOWN = "nisc.client_unknown"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_DOTS = re.compile(r"(^|/)\.\.?(/|$)")
_NAMES = (b"forwarded", b"x-real-ip", b"x-gradio-server", b"x-original-url", b"x-rewrite-url", b"true-client-ip", b"via")


class ForwardedHeaders:
    """Takes scheme, client and cut-off path from `X-Forwarded-Proto`, `-For` and `-Prefix` of listed proxies."""

    def __init__(self, app: ASGIApp, proxies: Sequence[Network] = ()) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if it had come without a proxy."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        kept = [pair for pair in scope["headers"] if not _is_forwarding(pair[0])]
        if len(kept) < len(scope["headers"]):
            client = (scope.get("client") or ("",))[0]
            trusted = self._told(scope) if is_within(client, self._proxies) else {CLIENT_UNKNOWN: True}
            scope = {**scope, **trusted, "headers": kept}
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> dict[str, Any]:
        headers = Headers(scope=scope)
        told: dict[str, Any] = {}
        if (scheme := headers.get("x-forwarded-proto", "").lower()) in ("http", "https"):
            told["scheme"] = scheme
        # Several lines are one list: a proxy may add its own below what it was sent.
        if client := self._client(",".join(headers.getlist("x-forwarded-for"))):
            told["client"] = (client, 0)
        else:
            told[CLIENT_UNKNOWN] = True
        if prefix := _prefix(headers.get("x-forwarded-prefix", "")):
            path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
            told |= {"root_path": prefix, "path": prefix + path, "raw_path": prefix.encode() + raw}
        return told

    def _client(self, addresses: str) -> str:
        """The last address that is no proxy of ours: those before it may be made up by who asks."""
        named = [_without_port(address.strip()) for address in addresses.split(",")]
        strangers = [address for address in named if not is_within(address, self._proxies)]
        last = strangers[-1] if strangers else named[0]
        return last if _is_address(last) else ""


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks; what is no address does not."""
    if not _is_address(address):
        return False
    found = ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _without_port(address: str) -> str:
    """`192.0.2.1:80` and `[2001:db8::1]:80`, as some proxies write them, without the port."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def _is_forwarding(name: bytes) -> bool:
    return name.startswith(b"x-forwarded") or name in _NAMES


def _prefix(given: str) -> str:
    """The path that the proxy has cut off; what is no plain path, such as `//other.example`, is ignored."""
    given = given.rstrip("/")
    return given if _PREFIX.fullmatch(given) and not _DOTS.search(given) else ""
