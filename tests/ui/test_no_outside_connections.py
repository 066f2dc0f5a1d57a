"""Nothing that a client sends makes the server ask another machine, or look up a name."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from assistant.settings import Settings
from tests.cli.test_cli_program import when_told
from tests.ui.test_routes import REFUSED, SERVED, filled
from ui.answers import Answers

# The hook sees what Python's sockets do: uvloop, whose sockets are its own, is left out.
WATCHED = """
import sys
sys.modules["uvloop"] = None
log = open(sys.argv[1], "a", buffering=1)
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not (isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")) and address is not None:
            log.write(f"{event} {address!r}\\n")
            raise OSError("nothing is to be asked of other machines")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen", "os.system"):
        if arguments[0] not in ("127.0.0.1", "::1", "localhost", b"127.0.0.1"):
            log.write(f"{event} {arguments[0]!r}\\n")
            raise OSError("no name is to be looked up")
sys.addaudithook(watch)
from assistant.cli import run
sys.exit(run(sys.argv[2:]))
"""
OUTSIDE = (
    "http://outside.invalid/x",
    "https://192.0.2.1/x",
    "//outside.invalid/x",
    "file:///etc/passwd",
    "http://169.254.169.254/latest",
)


@pytest.fixture(scope="module")
def watched(settings: Settings, assistant: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    log = tmp_path_factory.mktemp("watched") / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", WATCHED, log, "--index", settings.index_folder, "serve", "--port", str(port)]
    environment = {
        **os.environ,
        "NISC_MODELS": str(settings.models_folder),
        "NISC_FEEDBACK": str(log.with_name("feedback")),
        "HOME": str(log.parent),
    }
    server = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        when_told(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}", log
    finally:
        server.kill()
        server.communicate()


def test_the_watch_sees_what_it_should(tmp_path: Path) -> None:
    """Otherwise the test below would prove nothing."""
    look_up = WATCHED[: WATCHED.index("from assistant")] + (
        "import socket, httpx, asyncio, contextlib\n"
        "async def ask():\n    async with httpx.AsyncClient() as client: await client.get('http://outside.invalid/async')\n"
        "for what in (lambda: socket.socket().connect(('192.0.2.1', 80)), lambda: httpx.get('http://outside.invalid/'),\n"
        "             lambda: asyncio.run(ask())):\n    with contextlib.suppress(Exception): what()\n"
    )
    subprocess.run([sys.executable, "-c", look_up, tmp_path / "log"], check=True, timeout=60)
    seen = (tmp_path / "log").read_text()
    assert "socket.connect ('192.0.2.1', 80)" in seen
    assert seen.count("socket.getaddrinfo 'outside.invalid'") + seen.count("socket.getaddrinfo b'outside.invalid'") == 2


def walk_routes(client: httpx.Client, outside: str) -> None:
    for path in sorted((SERVED | REFUSED) - {"/gradio_api/heartbeat/{session_hash}"}):
        named = path.replace("{path_or_url:path}", outside).replace("{url_path:path}", outside)
        for end in (filled(path), quote(named, safe="/=:.")):
            client.get(end)
            client.post(end, json=body_of(outside))


def forge_headers(client: httpx.Client, outside: str) -> None:
    for name in ("host", "x-forwarded-host", "referer", "origin", "x-gradio-server", "forwarded", "x-forwarded-prefix"):
        for path in ("/", "/api/documents", "/healthz"):
            client.get(path, headers={"accept": "text/html", name: outside})
        client.post("/api/ask", json={"question": outside, "history": [outside]}, headers={name: outside})


def use_ours(client: httpx.Client, outside: str) -> None:
    rating = {"question": outside, "rating": "up", "comment": outside, "answer": body_of(outside)}
    client.post("/api/feedback", json=rating)
    client.post("/gradio_api/upload", files={"files": ("x.txt", b"x")})
    client.get(f"/?lang=en&title={quote(outside)}&view={quote(outside)}", headers={"accept": "text/html"})
    client.get(f"/source/{quote(outside, safe='')}?start=0&end=1")


def use_queue(client: httpx.Client, outside: str) -> None:
    kept = json.dumps([file_of(outside)])
    for index in range(12):
        for data in ([], [None], [None, kept], [file_of(outside)] * 2, [file_of(outside)] * 3, ["x", None, kept]):
            event = {"index": 0, "value": file_of(outside)}
            body = {"session_hash": f"s{index}", "fn_index": index, "data": data, "event_data": event}
            if client.post("/gradio_api/queue/join", json=body).status_code == 200:
                client.get("/gradio_api/queue/data", params={"session_hash": f"s{index}"})


def test_no_request_leads_outside(watched: tuple[str, Path]) -> None:
    address, log = watched
    with httpx.Client(base_url=address, timeout=30) as client:
        answered = client.post("/api/ask", json={"question": "Who heads the Cybersecurity Strategic Headquarters?"}).json()
        assert answered["status"] == "answered"
        for outside in OUTSIDE:
            for use in (walk_routes, forge_headers, use_ours, use_queue):
                use(client, outside)
        assert client.get("/readyz").status_code == 200
    assert log.read_text() == ""


def file_of(address: str) -> dict[str, object]:
    """What Gradio takes for a file, which it would fetch."""
    return {"path": address, "url": address, "orig_name": "x", "meta": {"_type": "gradio.FileData"}}


def body_of(address: str) -> dict[str, object]:
    """Something for every route: each takes what it knows."""
    data = {"data": [file_of(address)], "question": address, "url": address, "path": address}
    return {"session_hash": "x", "fn_index": 0, "event_id": "x", "component_id": 1, "fn_name": address, **data}
