"""The server: the chat at `/`, the HTTP interface beside it."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from assistant.settings import Settings
from corpus.errors import AssistantError
from ui.answers import Answers
from ui.api import create_router
from ui.feedback import FeedbackStore
from ui.headers import BodyLimit, SecurityHeaders
from ui.loading import LoadingAnswers
from ui.metrics import CountedAnswers, Metrics
from ui.proxy import ForwardedPrefix
from ui.refusals import add_error_handlers
from ui.static_files import STATIC
from ui.widget import add_widget

BODY_LIMIT = 64 * 1024


def create_app(
    assistant: Answers,
    *,
    embed_origins: Sequence[str] = (),
    feedback: FeedbackStore | None = None,
) -> ASGIApp:
    """The whole application.

    Pages of `embed_origins` may frame the chat and call the HTTP interface, those of no other origin may. Without a store
    no feedback is taken.
    """
    from ui.chat import mount_chat, with_first_scripts  # Gradio takes seconds to import, and only a server needs it

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Gradio answers any origin unless the application around it has a policy. Ours stands further out, below.
    app.add_middleware(CORSMiddleware)
    add_error_handlers(app)
    metrics = Metrics()
    counted = CountedAnswers(assistant, metrics)
    app.include_router(create_router(counted, metrics, feedback))
    add_widget(app)
    app.mount("/ui", StaticFiles(directory=STATIC))
    app = _within_a_loop(lambda: mount_chat(app, counted))
    secured = SecurityHeaders(
        # Outside of all that can fail or refuse: a page may read why. No credentials: there are none to send.
        CORSMiddleware(
            BodyLimit(ForwardedPrefix(app), BODY_LIMIT),
            allow_origins=embed_origins,
            allow_methods=("GET", "POST"),
            expose_headers=("Retry-After",),
            allow_private_network=True,
        ),
        ("'self'", *embed_origins),
        with_first_scripts,
    )
    return GZipMiddleware(secured)  # outside of what puts scripts and nonces into pages


def _within_a_loop(make: Callable[[], FastAPI]) -> FastAPI:
    """What `make` returns. Gradio opens event loops and leaves them open wherever none is running."""

    async def made() -> FastAPI:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()


def serve_assistant(
    listening: socket.socket, settings: Settings, opening: AbstractContextManager[Answers], announce: Callable[[str], None]
) -> None:
    """Serve until interrupted or terminated; the chat is there before the assistant is open.

    Raises what opening it raises, after telling it to those who wait.
    """
    loading = LoadingAnswers()
    app = create_app(loading, embed_origins=settings.embed_origins, feedback=FeedbackStore(settings.feedback_file))
    with _running(app, listening) as wait:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        announce(f"Serving on http://{shown}:{settings.port}/ (Ctrl+C stops it)")
        with loading.over(opening):
            wait()


def serve(app: ASGIApp, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve any application until interrupted or terminated. Raises `AssistantError` when the address cannot be used."""
    with listen(host, port) as listening, _running(app, listening) as wait:
        wait()


@contextmanager
def _running(app: ASGIApp, listening: socket.socket) -> Iterator[Callable[[], None]]:
    """Serve in another thread, so that this one can load and be interrupted. Yields what waits until the server ends."""
    # With no log of its own, what it has to say goes where all else goes, and is made safe for a terminal there.
    config = uvicorn.Config(app, log_config=None, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)

    def stop() -> None:
        # An open page holds a connection; that it is cut in the end would be told as an error, with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        server.should_exit = True
        thread.join()

    def wait() -> None:
        try:
            thread.join()
        finally:
            stop()
        raise AssistantError("The server has ended by itself", "see what it has written above")

    with _stopped_by_terminate():
        thread.start()
        try:
            yield wait
        finally:
            stop()


@contextmanager
def _stopped_by_terminate() -> Iterator[None]:
    """End on SIGTERM as on Ctrl+C, answers in progress first, but by that signal."""
    received: list[int] = []

    def interrupt(number: int, _: object) -> None:
        received.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        for number in received:
            signal.raise_signal(number)


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, bound. Raises `AssistantError` when the address cannot be used."""
    # Bound here, as uvicorn would end the process by itself when it cannot.
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(2048)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        raise AssistantError(f"Cannot serve on {host}:{port} ({error})", "choose another host or port") from error
    with listening:
        yield listening
