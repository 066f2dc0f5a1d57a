"""The server: the chat at `/`, the HTTP interface beside it."""

import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from corpus.errors import AssistantError
from ui.answers import Answers
from ui.api import add_error_handlers, create_router
from ui.headers import BodyLimit, SecurityHeaders
from ui.strings import EN, Strings

STATIC = Path(__file__).parent / "static"
BODY_LIMIT = 64 * 1024


def create_app(
    assistant: Answers,
    *,
    strings: Strings = EN,
    frame_ancestors: Sequence[str] = ("'self'",),
    root_path: str | None = None,
) -> ASGIApp:
    """The whole application. `root_path` is for a proxy that strips a prefix; `frame_ancestors` may embed the chat."""
    from ui.chat import mount_chat  # Gradio takes seconds to import, and only a server needs it

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Without a policy of its own the page would get Gradio's, which answers any origin.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    add_error_handlers(app)
    app.include_router(create_router(assistant, strings))
    app.mount("/ui", StaticFiles(directory=STATIC))
    app = mount_chat(app, assistant, strings, root_path)
    return SecurityHeaders(BodyLimit(app, BODY_LIMIT), frame_ancestors)


def serve(app: ASGIApp, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve until interrupted. Raises `AssistantError` when the address cannot be used."""
    with _listen(host, port) as listening:
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
        uvicorn.Server(config).run([listening])


def _listen(host: str, port: int) -> socket.socket:
    """Bind before starting, as uvicorn would end the process by itself when it cannot."""
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
    except (OSError, OverflowError) as error:
        raise AssistantError(f"Cannot serve on {host}:{port} ({error})", "choose another host or port") from error
    return listening
