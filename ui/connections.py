"""Connections that cannot be held for nothing.

A request has to come in time and within bounds, its response has to be read, and there is a limit on connections: beyond it
the one that has been idle or unfinished for longest makes room. Extends uvicorn's protocol, which has a limit on none of these.
"""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 20.0
WRITING_SECONDS = 60.0
HEADER_BYTES = 64 * 1024
REQUEST_BYTES = 1024 * 1024  # bodies have a limit of their own, which says so; this is for what is none, such as trailers
MAX_CONNECTIONS = 1_000
MAX_PIPELINED = 4
# Files, pipes, a Chroma server and the like need some, too.
_OTHER_DESCRIPTORS = 200


def raise_descriptor_limit() -> int:
    """Have the system allow what the connections need, as far as it may. Returns how many connections there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + _OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MAX_CONNECTIONS if soft == resource.RLIM_INFINITY else max(10, min(MAX_CONNECTIONS, soft - _OTHER_DESCRIPTORS))


class Connection(HttpToolsProtocol):
    """One connection. `limit` is how many there may be."""

    limit = MAX_CONNECTIONS

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._bytes, self._in_headers, self.idle_since = 0, True, self.loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, or refuse the connection."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._await_request()
        if len(self.connections) > self.limit:
            waiting = [each for each in self.connections if isinstance(each, Connection) and each.is_waiting]
            min(waiting, key=lambda each: each.idle_since, default=self).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget its timers."""
        for timer in (self._timer, self._write_timer):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    @property
    def is_waiting(self) -> bool:
        """Whether no request that has come whole is being answered."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def data_received(self, data: bytes) -> None:
        """Take no more than a request may have."""
        self._bytes += len(data)
        super().data_received(data)
        if self._bytes > (HEADER_BYTES if self._in_headers else REQUEST_BYTES) or len(self.pipeline) > MAX_PIPELINED:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A request begins, at the latest now."""
        super().on_message_begin()
        self._in_headers, self.idle_since = True, self.loop.time()
        if self._timer is None:
            self._await_request()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Headers only: what stands behind a body (trailers) has passed no proxy that cleans headers."""
        if self._in_headers:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """What follows is a body."""
        self._in_headers = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        super().on_message_complete()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._bytes = 0

    def on_response_complete(self) -> None:
        """Idle until the next request, which uvicorn waits for with a limit of its own."""
        self.idle_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client reads more slowly than it is written to, or not at all."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(WRITING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        if self._write_timer:
            self._write_timer.cancel()
            self._write_timer = None

    def _await_request(self) -> None:
        self._timer = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)
