"""A real server on a free loopback port, and a browser that may talk to nothing else."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from ui.answers import Answers
from ui.server import create_app

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address of the application while it is served."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        _wait_until_up(address)
        yield address
        server.should_exit = True
        thread.join(10)


def _wait_until_up(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{address}/healthz").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def server(assistant: Answers) -> Iterator[str]:
    """The real application over the default corpus."""
    with served(create_app(assistant)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright_api.Browser"]:
    """One browser for all tests; each test gets a context of its own."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
