"""An application on a free loopback port."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

from ui.running import configuration


@contextmanager
def served(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The address of the application while it is served."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        server = uvicorn.Server(configuration(app))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            wait_until_up(address)
            yield address
        finally:
            server.should_exit = True
            thread.join(10)


def wait_until_up(address: str, verify: bool = True) -> None:
    """Wait until the server answers, with or without checking its certificate."""
    for _ in range(200):
        try:
            httpx.get(f"{address}/healthz", verify=verify).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(address)
