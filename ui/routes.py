"""The addresses that are served. Gradio brings many more, for files, uploads, other servers and its own development."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.language import LANGUAGES
from ui.refusals import refusal

_PAGES = "|".join(LANGUAGES)
_READ, _WRITE = {"GET", "HEAD"}, {"POST"}
_GRADIO = rf"(?:/(?:{_PAGES}))?"
_ROUTES: tuple[tuple[set[str], str], ...] = (
    (_READ, rf"/(?:(?:{_PAGES})/?)?"),
    # What the chat's page asks Gradio for; the browser tests use nothing else.
    (_READ, _GRADIO + r"/(?:assets|static)/[\w./@-]+"),
    (_READ, _GRADIO + r"/(?:theme\.css|favicon\.ico)"),
    (_READ, _GRADIO + r"/gradio_api/(?:queue/data|app_id|heartbeat/\w{1,64})"),
    (_WRITE, _GRADIO + r"/gradio_api/(?:queue/join|cancel|reset)"),
    # Ours.
    (_READ, r"/ui/[\w.-]+"),
    (_READ, r"/(?:widget\.js|healthz|readyz|metrics)"),
    (_READ, r"/source/[^/]+"),
    ({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, r"/api/.*"),
)
_COMPILED = tuple((methods, re.compile(pattern, re.DOTALL)) for methods, pattern in _ROUTES)


def is_served(method: str, path: str) -> bool:
    """Whether there is anything at that path for that method."""
    return ".." not in path and any(method in methods and pattern.fullmatch(path) for methods, pattern in _COMPILED)


class AllowedRoutes:
    """Refuses every other address, and every other method, with 404."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is served. WebSockets are not."""
        if scope["type"] == "http" and not is_served(scope["method"], scope["path"].removeprefix(scope.get("root_path", ""))):
            return await refusal(404, "There is nothing at this address")(scope, receive, send)
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
