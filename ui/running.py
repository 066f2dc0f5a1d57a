"""Running an application until it is told to stop: by Ctrl+C, by SIGTERM, or by its own end."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from corpus.errors import AssistantError
from ui.connections import Connection, raise_descriptor_limit

_SECONDS_TO_CLOSE = 2
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether the process has been told to stop. A second signal ends it at once."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._interrupts = False

    @property
    def is_told(self) -> bool:
        """Whether a signal has come."""
        return self._told.is_set()

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Within this, the signals are heeded; it must be entered by the main thread."""
        before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            # An interrupt that came while a string was run, as dataclasses do when they are made, ends CPython by that signal
            # though it was caught: it remembers how the last string ended.
            exec("")

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Within this, a signal raises `KeyboardInterrupt`, for work that does not look whether it is to stop."""
        self._interrupts = True
        try:
            if self.is_told:
                raise KeyboardInterrupt
            yield
        finally:
            self._interrupts = False

    def wait(self, is_alive: Callable[[], bool]) -> None:
        """Wait for a signal. Raises `AssistantError` when what runs ends by itself."""
        # Not Thread.join: interrupted by a signal, it takes the thread to be over (Python 3.11 and 3.12).
        while not self._told.wait(0.2):
            if not is_alive():
                raise AssistantError("The server has ended by itself", "see what it has written above")

    def _handle(self, number: int, _: FrameType | None) -> None:
        if self.is_told:
            os._exit(128 + number)
        self._told.set()
        if self._interrupts:
            raise KeyboardInterrupt


@contextmanager
def running(app: ASGIApp, listening: socket.socket, finish: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Serve in another thread, so that this one can load and be interrupted. Yields what tells whether it still serves.

    At the end `finish` is called, while requests are still served, to wait for those in progress.
    """
    Connection.limit = raise_descriptor_limit()
    server = uvicorn.Server(configuration(app))
    thread = threading.Thread(target=server.run, args=([listening],), name="server", daemon=True)
    thread.start()
    try:
        yield thread.is_alive
    finally:
        finish()
        # An open page holds a connection; that it is cut in the end would be told as an error, with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        server.should_exit = True
        wait_while(thread.is_alive, _SECONDS_TO_CLOSE + 3)


def configuration(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        proxy_headers=False,
        server_header=False,
        # With no log of its own, what it has to say goes where all else goes, and is made safe for a terminal there.
        log_config=None,
        log_level="error",  # what clients send is no news
        timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
    )


def wait_while(is_so: Callable[[], bool], most: float, least: float = 0.0) -> bool:
    """Wait so many seconds at least, and at most. Returns whether it is so no longer."""
    began = time.monotonic()
    while time.monotonic() - began < least or (is_so() and time.monotonic() - began < most):
        time.sleep(0.05)
    return not is_so()
