"""The server: the chat at `/`, the HTTP interface beside it."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TypeVar

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import Settings
from ui.answers import Answers
from ui.api import create_router
from ui.asking import LIMITS, Asking, Limits
from ui.feedback import FeedbackStore
from ui.headers import BodyLimit, SecurityHeaders
from ui.hosts import AllowedHosts, AllowedOrigins
from ui.listening import is_for_all, listen
from ui.loading import LoadingAnswers
from ui.metrics import Metrics
from ui.proxy import LOOPBACK, ForwardedHeaders, Network
from ui.refusals import Contained, add_error_handlers
from ui.reports import Reports
from ui.routes import AllowedRoutes
from ui.running import Stop, running, wait_while
from ui.static_files import STATIC
from ui.traffic import Traffic
from ui.widget import add_widget

BODY_LIMIT = 64 * 1024
# Questions that were sent before the signal may still be on their way, from clients that are slow to send them.
SECONDS_OF_QUIET = 0.5
MOST_SECONDS_TO_ARRIVE = 4.0
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what. Pages of `embed_origins` may frame the chat and call the HTTP interface, those of no other origin may.

    `hosts` are names the server answers to beside those of this machine, `proxies` are believed what they say of a request,
    and `/metrics` is there for `metrics_for` alone.
    """

    embed_origins: Sequence[str] = ()
    hosts: Sequence[str] = ()
    proxies: Sequence[Network] = ()
    metrics_for: Sequence[Network] = LOOPBACK


@dataclass(frozen=True, slots=True)
class Application:
    """The whole application, as ASGI, with what tells and decides whether it may stop."""

    asgi: ASGIApp
    traffic: Traffic
    asking: Asking
    is_telling: Callable[[], bool]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        await self.asgi(scope, receive, send)

    @property
    def is_busy(self) -> bool:
        """Whether a request is in progress that will end by itself, or an answer is worked on."""
        return self.traffic.in_progress > 0 or self.asking.at_work > 0 or self.is_telling()


def create_app(
    assistant: Answers,
    access: Access = Access(),
    *,
    feedback: FeedbackStore | None = None,
    limits: Limits = LIMITS,
) -> Application:
    """The whole application. Without a store no feedback is taken."""
    from ui.chat import mount_chat, with_first_scripts  # Gradio takes seconds to import, and only a server needs it
    from ui.sessions import Sessions

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Gradio answers any origin unless the application around it has a policy. Ours stands further out, below.
    app.add_middleware(CORSMiddleware)
    metrics, reports = Metrics(access.metrics_for), Reports()
    asking = Asking(assistant, metrics, limits)
    add_error_handlers(app, reports)
    app.include_router(create_router(asking, metrics, feedback, reports, lambda: traffic.is_stopping))
    add_widget(app)
    app.mount("/ui", StaticFiles(directory=STATIC))
    pages = _within_a_loop(lambda: mount_chat(app, asking, reports))
    sessions = Sessions(app, pages, asking)
    traffic = Traffic(Contained(sessions, reports))
    whole = BodyLimit(traffic, BODY_LIMIT)
    # Outside of all that can fail or refuse: a page may read why. No credentials: there are none to send.
    shared = CORSMiddleware(
        ForwardedHeaders(AllowedOrigins(AllowedRoutes(whole), access.embed_origins), access.proxies),
        allow_origins=access.embed_origins,
        allow_methods=("GET", "POST"),
        expose_headers=("Retry-After",),
        allow_private_network=True,
    )
    secured = SecurityHeaders(AllowedHosts(shared, access.hosts), ("'self'", *access.embed_origins), with_first_scripts)
    # Compressing is outermost: scripts and nonces are put into pages before.
    return Application(GZipMiddleware(secured), traffic, asking, lambda: sessions.is_busy)


def _within_a_loop(make: Callable[[], Result]) -> Result:
    """What `make` returns. Gradio opens event loops and leaves them open wherever none is running."""

    async def made() -> Result:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(made())
    return make()


def serve_assistant(
    listening: socket.socket,
    settings: Settings,
    opening: AbstractContextManager[Answers],
    announce: Callable[[str], None],
    stop: Stop,
) -> None:
    """Serve until told to stop; the chat is there before the assistant is open. Answers in progress are finished first.

    Raises what opening it raises, after telling it to those who wait.
    """
    loading, limits = LoadingAnswers(), Limits(settings.at_once, settings.waiting, settings.deadline)
    feedback = FeedbackStore(settings.feedback_file, megabytes=settings.feedback_megabytes)
    names = settings.hosts if is_for_all(settings.host) else (settings.host, *settings.hosts)
    access = Access(settings.embed_origins, names, settings.proxies, settings.metrics_for)
    app = create_app(loading, access, feedback=feedback, limits=limits)
    with ExitStack() as opened:
        try:
            with running(app, listening, lambda: _finish(app, limits.seconds)) as is_alive:
                announce(f"Serving on {_address(settings)} (Ctrl+C stops it)")
                with stop.interrupting():
                    opened.enter_context(loading.over(opening))
                stop.wait(is_alive)
        except BaseException:
            if not stop.is_told:
                raise
        if app.asking.at_work:  # stuck in what cannot be interrupted: to close its index now would crash
            sys.stderr.flush()
            os._exit(0)


def _address(settings: Settings) -> str:
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{shown}:{settings.port}/"


def _finish(app: Application, seconds: float) -> None:
    """Let what is on its way arrive and what is in progress come to its end, with nothing new; then give up what is left."""
    wait_while(
        lambda: time.monotonic() - app.traffic.last_question < SECONDS_OF_QUIET, MOST_SECONDS_TO_ARRIVE, SECONDS_OF_QUIET
    )
    app.traffic.is_stopping = True
    if not wait_while(lambda: app.is_busy, seconds):
        app.asking.abandon_all()
        wait_while(lambda: app.is_busy, 2)
    app.traffic.cut()


def serve(app: ASGIApp, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve any application until told to stop. Raises `AssistantError` when the address cannot be used."""
    stop = Stop()
    with listen(host, port) as listening, stop.heeded(), running(app, listening, lambda: None) as is_alive:
        stop.wait(is_alive)
