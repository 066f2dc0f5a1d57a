"""The names the server answers to, and what it believes a proxy."""

import re
import socket
from collections.abc import Iterator
from ipaddress import ip_network

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tests.ui.loops import in_a_loop
from tests.ui.serving import served
from ui.answers import Answers
from ui.hosts import AllowedHosts, host_of
from ui.proxy import CLIENT_UNKNOWN, LOOPBACK, ForwardedHeaders
from ui.server import Access, create_app

OWN = "assistant.example"


@pytest.fixture(scope="module")
def address(assistant: Answers) -> Iterator[str]:
    with served(create_app(assistant, Access(hosts=[OWN]))) as address:
        yield address


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST:7860", "localhost.", "[::1]:80", OWN, f"{OWN.upper()}:8443"]
)
def test_its_own_names(address: str, host: str) -> None:
    assert httpx.get(f"{address}/api/documents", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", f"{OWN}.evil.example", f"x.{OWN}", "evil.example#127.0.0.1",
     "localhost@evil.example", "192.0.2.1", "0.0.0.0", "2130706433", "127.1", "", "localhost/x", "[::1", "localhost:99999",
     "localhost,evil.example",     "xn--localhost", "localhost:0"],
)  # fmt: skip
def test_another_name_reads_nothing(address: str, host: str) -> None:
    for method, path in (
        ("GET", "/api/documents"),
        ("GET", "/"),
        ("POST", "/api/ask"),
        ("GET", "/widget.js"),
        ("GET", "/nope"),
    ):
        response = httpx.request(method, address + path, headers={"host": host, "accept": "text/html"})
        assert response.status_code in (400, 421), path
        assert "documents" not in response.text


async def status(app: AllowedHosts, headers: list[tuple[bytes, bytes]], reached: str = "127.0.0.1") -> int:
    said: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    async def send(message: dict[str, object]) -> None:
        if "status" in message:
            said.append(int(str(message["status"])))

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "server": (reached, 80)}
    await app(scope, receive, send)  # type: ignore[arg-type]
    return said[0]


async def plain(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def test_the_address_reached_is_a_name_and_there_is_one_name() -> None:
    app = AllowedHosts(plain)
    host = lambda *names: [(b"host", name) for name in names]  # noqa: E731
    for reached, name in (("10.1.2.3", b"10.1.2.3:7860"), ("::ffff:10.1.2.3", b"10.1.2.3"), ("fd00::1", b"[fd00:0::1]:80")):
        assert in_a_loop(status(app, host(name), reached)) == 200
        assert in_a_loop(status(app, host(b"10.9.9.9"), reached)) == 421
    for names in ((), (b"localhost", b"localhost"), (b"localhost", b"evil.example")):
        assert in_a_loop(status(app, host(*names))) == 421


def test_a_host_is_a_name_and_perhaps_a_port() -> None:
    assert [host_of(h) for h in ("a.example", "A.Example:80", "[::1]:80", "a/b", "a@b", "a?b", "a:b", "")] == [
        "a.example", "a.example", "::1", None, None, None, None, None,
    ]  # fmt: skip


FORGED = [
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"},
    {"x-forwarded-proto": "javascript"},
    {"x-forwarded-proto": "javascript:alert(1)//"},
    {"x-forwarded-prefix": "/evil"},
    {"x-forwarded-prefix": "//evil.example"},
    {"x-forwarded-prefix": "/a/../../b"},
    {"x-forwarded-server": "evil.example", "x-forwarded-port": "1"},
    {"forwarded": 'host="evil.example";proto=https'},
    {"x-gradio-server": "http://evil.example"},
    {"x-original-url": "/config", "x-rewrite-url": "/config"},
    {"x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1"},
]


@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: " ".join(headers))
def test_forwarded_headers_of_a_stranger_change_nothing(address: str, headers: dict[str, str]) -> None:
    plainly = httpx.get(address, headers={"accept": "text/html"})
    forged = httpx.get(address, headers={"accept": "text/html", **headers})
    assert forged.status_code == 200
    assert comparable(forged.text) == comparable(plainly.text)
    redirected = httpx.get(f"{address}/?lang=ja", headers={"accept": "text/html", **headers})
    assert redirected.headers["location"] == "ja/?lang=ja"


def comparable(page: str) -> str:
    return re.sub(r'nonce="[^"]+"|"app_id":\s?\d+', "", page)


@pytest.fixture(scope="module")
def behind(assistant: Answers) -> Iterator[str]:
    """A server that believes what comes from this machine."""
    with served(create_app(assistant, Access(hosts=[OWN], proxies=LOOPBACK))) as address:
        yield address


@pytest.mark.parametrize("headers", FORGED[2:4] + FORGED[5:7] + FORGED[:1] + FORGED[9:11], ids=lambda headers: str(headers))
def test_even_a_proxy_is_not_believed_everything(behind: str, headers: dict[str, str]) -> None:
    page = httpx.get(behind, headers={"accept": "text/html", **headers}).text
    assert comparable(page) == comparable(httpx.get(behind, headers={"accept": "text/html"}).text)


def test_a_listed_proxy_tells_scheme_and_prefix(behind: str) -> None:
    headers = {"accept": "text/html", "host": OWN, "x-forwarded-proto": "https", "x-forwarded-prefix": "/ask"}
    page = httpx.get(behind, headers=headers).text
    assert f'"root":"https://{OWN}/ask"' in page.replace('": "', '":"')


def forwarded(client: str, headers: dict[str, str] | list[tuple[str, str]], *proxies: str) -> Scope:
    """The scope that the application gets."""
    got: list[Scope] = []
    pairs = headers.items() if isinstance(headers, dict) else headers

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        got.append(scope)

    scope: Scope = {"type": "http", "path": "/", "client": (client, 1), "scheme": "http",
                    "headers": [(name.encode(), value.encode()) for name, value in pairs]}  # fmt: skip
    in_a_loop(ForwardedHeaders(app, [ip_network(p) for p in proxies])(scope, None, None))  # type: ignore[arg-type]
    return got[0]


def test_who_really_asks() -> None:
    one, many = "10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2"
    assert forwarded(one, {"x-forwarded-for": many}, "10.0.0.0/8")["client"] == ("198.51.100.7", 0)
    for unclear in ("nonsense", "unknown", "", "10.0.0.9, nonsense"):
        assert forwarded(one, {"x-forwarded-for": unclear}, "10.0.0.0/8")[CLIENT_UNKNOWN]
    assert forwarded(one, {"x-forwarded-proto": "https"}, "10.0.0.0/8")[CLIENT_UNKNOWN]
    for written, client in (("203.0.113.9:5123", "203.0.113.9"), ("[2001:db8::1]:80", "2001:db8::1"), ("10.0.0.7", "10.0.0.7"),
                            ("10.0.0.7, 10.0.0.8", "10.0.0.7"), ("2001:db8::1", "2001:db8::1")):  # fmt: skip
        assert forwarded(one, {"x-forwarded-for": written}, "10.0.0.0/8")["client"] == (client, 0)
    stranger = forwarded("192.0.2.1", {"x-forwarded-for": many, "accept": "x"}, "10.0.0.0/8")
    assert stranger["client"] == ("192.0.2.1", 1) and stranger[CLIENT_UNKNOWN]
    assert stranger["headers"] == [(b"accept", b"x")]
    assert CLIENT_UNKNOWN not in forwarded("192.0.2.1", {"accept": "x"})


def test_a_line_that_the_client_wrote_above_the_proxys_is_not_believed() -> None:
    lines = [("x-forwarded-for", "127.0.0.2"), ("x-forwarded-for", "203.0.113.9")]
    assert forwarded("10.0.0.1", lines, "10.0.0.0/8")["client"] == ("203.0.113.9", 0)


def test_what_stands_behind_a_body_is_no_header(behind: str) -> None:
    begin = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(behind.rpartition(":")[2]))) as connection:
        connection.sendall(begin + b"0\r\nHost: evil.example\r\nX-Forwarded-Prefix: /evil\r\n\r\n")
        said = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert said.startswith(b"HTTP/1.1 200") and b"/evil" not in said
