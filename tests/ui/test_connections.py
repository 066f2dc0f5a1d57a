"""Connections that are held for nothing, and requests without an end."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

import ui.connections
from tests.ui.serving import served
from ui.answers import Answers
from ui.connections import HEADER_BYTES, Connection, raise_descriptor_limit
from ui.server import create_app

HALF = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
ASKED = HALF + b'\r\n{"question":'


@pytest.fixture(scope="module")
def address(assistant: Answers) -> Iterator[tuple[str, int]]:
    with served(create_app(assistant)) as url:
        yield "127.0.0.1", urlsplit(url).port or 0


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUEST_SECONDS", "WRITING_SECONDS"):
        monkeypatch.setattr(ui.connections, name, 0.5)


def healthy(address: tuple[str, int]) -> bool:
    return httpx.get(f"http://{address[0]}:{address[1]}/healthz", timeout=10).json() == {"status": "ok"}


def ended(connection: socket.socket) -> bool:
    """Whether the server has closed it, or does so within some seconds."""
    connection.settimeout(20)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: local", HALF, ASKED], ids=range(5))
def test_a_request_has_to_come_to_its_end(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(sent)
        assert ended(connection)
    assert healthy(address)


@pytest.mark.usefixtures("impatient")
def test_drop_by_drop_does_not_help(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection, pytest.raises(OSError):
        for _ in range(200):
            connection.sendall(b"G" if _ == 0 else b"")
            connection.sendall(b"E" * (_ == 1) + b"T /" * (_ == 2) + b"a" * (_ > 2))
            time.sleep(0.1)
    assert healthy(address)


@pytest.mark.usefixtures("impatient")
def test_a_second_request_on_a_connection_has_to_end_too(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in connection.recv(65_536)
        connection.sendall(HALF)
        assert ended(connection)


@pytest.mark.usefixtures("impatient")
def test_a_response_that_nobody_reads_ends_too(address: tuple[str, int]) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        wanted = b"GET /api/documents HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with pytest.raises(OSError):
            for _ in range(3000):
                connection.sendall(wanted * 4)
                time.sleep(0.005)
    assert healthy(address)


@pytest.mark.parametrize(
    "begin",
    [b"GET /" + b"a" * HEADER_BYTES, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * HEADER_BYTES,
     b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * HEADER_BYTES,
     b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 3_000_000],
    ids=["path", "header", "headers", "chunk"],
)  # fmt: skip
def test_a_request_without_bounds_is_cut_off(address: tuple[str, int], begin: bytes) -> None:
    with socket.create_connection(address) as connection:
        try:
            connection.sendall(begin)
        except OSError:
            pass
        else:
            assert ended(connection)
    assert healthy(address)


@pytest.mark.parametrize("parts", [(b"GET / HT", HALF, ASKED), (ASKED,), (b"",)], ids=["all kinds", "bodies", "nothing"])
def test_a_thousand_half_sent_requests_harm_nobody(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes, ...]
) -> None:
    limit = raise_descriptor_limit()
    monkeypatch.setattr(Connection, "limit", min(limit, 400))
    with ExitStack() as opened:
        held = [opened.enter_context(socket.create_connection(address)) for _ in range(1000)]
        for i, connection in enumerate(held):
            try:
                connection.sendall(parts[i % len(parts)])
            except OSError:
                assert i < 700, "the oldest make room"
        for _ in range(5):
            assert healthy(address)
        if parts == (b"",):
            held[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in held[-1].recv(1000), "the newest are still heard"
        assert ended(held[0])


def test_the_limit_on_files_leaves_room_for_the_connections() -> None:
    assert 10 <= raise_descriptor_limit() <= ui.connections.MAX_CONNECTIONS
