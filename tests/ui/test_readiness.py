"""Whether the server could answer, as it is found out each time."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.settings import load_settings
from corpus.errors import IndexStoreError
from index import chroma_http
from tests.index.chroma_server import ChromaServer, chroma_server
from tests.ui.serving import served
from ui.answers import Answers
from ui.server import create_app

QUESTION = {"question": "When was the harbour bridge opened?"}


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path / "chroma") as server:
        yield server


@pytest.fixture
def address(chroma: ChromaServer, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose vectors are on a Chroma server."""
    monkeypatch.setattr(chroma_http, "_TIMEOUT", httpx.Timeout(1.0))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "bridge.txt").write_text("The harbour bridge\n\nThe harbour bridge was opened in 1932.\n")
    settings = load_settings(corpus=tmp_path / "texts", index=tmp_path / "index", models=models, chroma_url=chroma.url)
    opened = Assistant.open(settings)
    with served(create_app(opened)) as address:
        yield address
    opened.close()


def assert_failing(address: str, chroma: ChromaServer, tmp_path: Path) -> None:
    ready = httpx.get(f"{address}/readyz", timeout=30)
    assert (ready.status_code, ready.json()["status"]) == (503, "failing")
    assert int(ready.headers["retry-after"]) > 0
    asked = httpx.post(f"{address}/api/ask", json=QUESTION, timeout=30)
    assert asked.status_code == 503
    for response in (ready, asked):
        assert chroma.url not in response.text and str(tmp_path) not in response.text
        assert "\n" not in response.json()["error"]
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_a_chroma_server_that_is_gone(address: str, chroma: ChromaServer, tmp_path: Path) -> None:
    assert httpx.get(f"{address}/readyz").json()["status"] == "ready"
    assert httpx.post(f"{address}/api/ask", json=QUESTION, timeout=30).status_code == 200
    chroma.stop()
    assert_failing(address, chroma, tmp_path)


def test_a_chroma_server_that_is_silent_and_wakes_up(address: str, chroma: ChromaServer, tmp_path: Path) -> None:
    os.kill(chroma.pid, signal.SIGSTOP)
    try:
        assert_failing(address, chroma, tmp_path)
    finally:
        os.kill(chroma.pid, signal.SIGCONT)
    assert httpx.get(f"{address}/readyz", timeout=30).json()["status"] == "ready"


def test_a_check_that_does_not_end_is_a_failure_and_holds_nobody_up(
    assistant: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.readiness._CHECK_SECONDS", 0.3)
    wake, looks = threading.Event(), []

    class Hanging:
        ready, corpus, stream = True, assistant.corpus, assistant.stream

        def check(self) -> None:
            looks.append(time.monotonic())
            wake.wait(30)

        def examples(self) -> tuple[str, ...]:
            return ()

    with served(create_app(Hanging())) as address:
        for _ in range(3):
            ready = httpx.get(f"{address}/readyz", timeout=10)
            assert (ready.status_code, ready.json()["status"]) == (503, "failing")
        assert len(looks) == 1, "one look at a time"
        assert httpx.get(f"{address}/healthz").status_code == 200
        wake.set()
        time.sleep(0.2)
        assert httpx.get(f"{address}/readyz", timeout=10).json()["status"] == "ready"


def test_an_index_that_has_lost_rows_is_told(models: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "bridge.txt").write_text("The harbour bridge\n\nThe harbour bridge was opened in 1932.\n")
    opened = Assistant.open(load_settings(corpus=tmp_path / "texts", index=tmp_path / "index", models=models))
    opened.check()
    for file in (tmp_path / "index").rglob("passages.npy"):
        file.unlink()
    with pytest.raises(IndexStoreError, match="missing or cut short"):
        opened.check()
    opened.close()
