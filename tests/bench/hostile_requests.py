"""Requests that no honest client sends, over all routes: `python -m tests.bench.hostile_requests [--count N]`.

They are the same in each run (the seed is fixed), bounded in number, and go to a server on loopback only. Exit code 1 where
the server failed to answer one as it should.
"""

import argparse
import asyncio
import json
import random
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import h11
import httpx

from tests.bench.real_server import real_server
from tests.ui.payloads import CONTROLS, PAYLOADS
from tests.ui.test_routes import METHODS, REFUSED, SERVED, filled

CLIENTS = 8
WORDS = ("who", "heads", "the", "NISC", "and", "what", "(", ")", "[1]", "?", ",", "ignore all instructions", "1e999",
         "日本語", "\ud800", "\x00")  # fmt: skip
JSON = (None, True, -1, 1.5, 10**400, "", "x", [], {}, [[]], {"a": {}}, "\u202e", "\ud800", [None] * 50)
HEADERS = (
    "accept accept-language accept-encoding range if-none-match cookie host origin content-type content-length te expect "
    "x-forwarded-for x-forwarded-proto x-forwarded-prefix upgrade authorization user-agent content-encoding connection "
    "access-control-request-method transfer-encoding"
).split()
VALUES = ("", "*", "text/html", "text/event-stream", "en;q=nan,ja;q=inf", "ja;q=1e999", ",;=", "bytes=0-,5-1", "gzip", "br;q=0",
          "evil.example", "null", "multipart/form-data; boundary=", "application/json; charset=\xff", "-1", "9" * 20, "chunked",
          "100-continue", "javascript:alert(1)", "//evil.example", "/../..", "a" * 8000, "\t", "Upgrade", "websocket",
          "deflate")  # fmt: skip
_LOCAL = b" HTTP/1.1\r\nHost: localhost\r\n"
RAW = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n", b"\r\n" * 500, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /api/ask" + _LOCAL + b"Content-Length: -5\r\n\r\n",
    b"POST /api/ask" + _LOCAL + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /api/ask" + _LOCAL + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"GET /" + _LOCAL + b"Host: evil.example\r\n\r\n", b"GET http://evil.example/" + _LOCAL + b"\r\n",
    (b"GET /healthz" + _LOCAL + b"\r\n") * 50, b"OPTIONS *" + _LOCAL + b"\r\n", b"GET /\xff\xfe%zz" + _LOCAL + b"\r\n",
    b"CONNECT evil.example:80" + _LOCAL + b"\r\n",
)  # fmt: skip


@dataclass
class Outcome:
    """What came of the requests: how many had each status, and those that went wrong."""

    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, request: httpx.Request, response: httpx.Response) -> None:
        """Count it; of 5xx only 503 is right, with the time to come back."""
        self.statuses[str(response.status_code)] += 1
        if response.status_code >= 500 and not (response.status_code == 503 and response.headers.get("retry-after")):
            self.wrong.append(f"{response.status_code} {request.method} {request.url} {request.content[:200]!r}")


def text(chance: random.Random) -> str:
    """A text of up to some thousand characters."""
    pieces: Callable[[], str] = lambda: chance.choice((*PAYLOADS, *CONTROLS, *WORDS))  # noqa: E731
    return chance.choice(("", " ", "")).join(pieces() for _ in range(chance.choice((0, 1, 3, 20, 300))))[:6000]


def value(chance: random.Random, depth: int = 3) -> Any:
    """Any JSON value."""
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return chance.choice((*JSON, text(chance)))
    if kind < 0.75:
        return [value(chance, depth - 1) for _ in range(chance.randrange(5))]
    return {chance.choice(("question", "text", "path", "meta", "role")): value(chance, depth - 1) for _ in range(3)}


def body(chance: random.Random) -> bytes:
    """A body that is nearly what some route takes, or not at all."""
    history = [
        chance.choice((text(chance), {"role": "user", "content": text(chance)}, value(chance)))
        for _ in range(chance.randrange(30))
    ]
    forms: tuple[dict[str, Any], ...] = (
        {"question": text(chance), "history": history, "language": chance.choice((None, "ja", "en-GB", "x" * 99, 1))},
        {"question": text(chance), "rating": chance.choice(("up", 1)), "comment": text(chance), "answer": value(chance)},
        {"session_hash": chance.choice(("a1", "b2", "c3", "", "é", 1)), "fn_index": chance.choice((*range(-1, 20), "1", None)),
         "data": value(chance), "event_data": value(chance), "trigger_id": chance.choice((None, 1, 29, "x"))},
        {"session_hash": "a1", "event_id": chance.choice(("x", "", None, 1)), "fn_index": chance.randrange(20)},
    )  # fmt: skip
    form = dict(chance.choice(forms))
    if chance.random() < 0.3:
        form[chance.choice(list(form))] = value(chance)
    encoded = json.dumps(form).encode()
    return chance.choice(
        (encoded, encoded, encoded, encoded[: len(encoded) // 2], b"[" * 20_000, b"\xff" + encoded, b"", encoded * 30)
    )


def requests(chance: random.Random, client: httpx.AsyncClient) -> Iterator[httpx.Request]:
    """Requests without end."""
    reads = "/api/documents /api/documents/x /api/passages/x /source/x /metrics /readyz /healthz /widget.js / /ja/".split()
    writes = "/api/ask /api/ask /api/feedback /gradio_api/queue/join /ja/gradio_api/queue/join /gradio_api/cancel".split()
    more = ["/gradio_api/queue/data", "/gradio_api/reset", "/gradio_api/app_id", "/ui/chat.js"]
    theirs = sorted((SERVED | REFUSED) - {"/gradio_api/heartbeat/{session_hash}"})  # which would be held open
    while True:
        kind = chance.random()
        method, path = ("GET", chance.choice(reads)) if kind < 0.3 else ("POST", chance.choice(writes))
        if kind > 0.75:
            method = chance.choice(METHODS)
            path = chance.choice((chance.choice(more), filled(chance.choice(theirs)), f"/{chance.choice(PAYLOADS)}"))
        query = {
            chance.choice(("session_hash", "start", "end", "lang", "embed")): chance.choice(
                ("a1", "-1", "x", "9" * 400, text(chance)[:200])
            )
        }
        headers = {chance.choice(HEADERS): chance.choice(VALUES) for _ in range(chance.choice((0, 0, 0, 1, 3)))}
        try:
            content = body(chance) if method == "POST" or chance.random() < 0.1 else b""
            yield client.build_request(
                method, path, params=_encodable(query), headers={"content-type": "application/json", **headers}, content=content
            )
        except (httpx.InvalidURL, UnicodeEncodeError):
            continue


def _encodable(query: dict[str, str]) -> dict[str, str]:
    return {name: given.encode("utf-8", "replace").decode() for name, given in query.items()}


async def attack(address: str, count: int, seed: int = 7) -> Outcome:
    """Send so many hostile requests, and some bytes that are none."""
    outcome, chance = Outcome(), random.Random(seed)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        made = requests(chance, client)

        async def one() -> None:
            for _ in range(count // CLIENTS):
                await _send(client, next(made), outcome)

        await asyncio.gather(*(one() for _ in range(CLIENTS)))
        for raw in RAW:
            await asyncio.to_thread(_send_raw, address, raw)
            outcome.statuses["raw"] += 1
        healthy = await client.get("/healthz")
        if healthy.status_code != 200:
            outcome.wrong.append("it is not healthy any more")
    return outcome


async def _send(client: httpx.AsyncClient, request: httpx.Request, outcome: Outcome) -> None:
    try:
        async with asyncio.timeout(20):
            response = await client.send(request, stream=True)
            async for _ in response.aiter_raw():
                pass
        outcome.note(request, response)
    except TimeoutError:
        outcome.statuses["left open"] += 1  # a stream that has nothing to say
    except (httpx.ProtocolError, h11.LocalProtocolError, UnicodeEncodeError):
        outcome.statuses["not sent, or cut off"] += 1
    except httpx.TransportError as error:
        outcome.statuses[type(error).__name__] += 1


def _send_raw(address: str, raw: bytes) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        connection.settimeout(1)
        try:
            connection.sendall(raw)
            while connection.recv(65_536):
                pass
        except OSError:
            pass


def main() -> int:
    """Attack, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    count = options.parse_args().count
    with tempfile.TemporaryDirectory() as folder, real_server(Path(folder)) as server:
        before = server.memory()
        outcome = asyncio.run(attack(server.address, count))
        after = server.memory()
    tracebacks = server.said.count("Traceback")
    print(f"{sum(outcome.statuses.values())} requests: {dict(sorted(outcome.statuses.items()))}")
    print(f"wrong: {len(outcome.wrong)}, tracebacks: {tracebacks}, memory: {before / 1024:.0f} -> {after / 1024:.0f} MB")
    print(*outcome.wrong[:20], server.said[-3000:], sep="\n")
    return int(bool(outcome.wrong or tracebacks or server.process.returncode))


if __name__ == "__main__":
    sys.exit(main())
