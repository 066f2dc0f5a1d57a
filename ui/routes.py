"""The addresses that are served. Gradio brings many more, for files, uploads, other servers and its own development."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.language import LANGUAGES
from ui.refusals import refusal

_PAGES = "|".join(LANGUAGES)
_READ, _WRITE = {"GET", "HEAD"}, {"POST"}
_GRADIO = rf"(?:/(?:{_PAGES}))?"
_ROUTES: tuple[tuple[set[str], str], ...] = (
    (_READ, rf"/(?:(?:{_PAGES})/)?"),
    # What the chat's page asks Gradio for; the browser tests use nothing else.
    (_READ, _GRADIO + r"/(?:assets|static)(?:/[\w.@-]{1,100}){1,6}"),
    (_READ, _GRADIO + r"/(?:theme\.css|favicon\.ico)"),
    (_READ, _GRADIO + r"/gradio_api/(?:queue/data|app_id|heartbeat/\w{1,64})"),
    (_WRITE, _GRADIO + r"/gradio_api/(?:queue/join|cancel|reset)"),
    # Ours.
    (_READ, r"/ui/[\w.-]{1,100}"),
    (_READ, r"/(?:widget\.js|healthz|readyz|metrics)"),
    (_READ, r"/source/[^/]+"),
    ({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, r"/api/.*"),
)
_GRADIOS_OWN = (b"page", b"deep_link")
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
        if scope["type"] == "http":
            if not is_served(scope["method"], scope["path"].removeprefix(scope.get("root_path", ""))):
                return await refusal(404, "There is nothing at this address")(scope, receive, send)
            scope = {**scope, "query_string": _ours(scope["query_string"])}
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)


def _ours(query: bytes) -> bytes:
    """The query without what only Gradio would act upon, such as a page to show of several."""
    pairs = query.split(b"&")
    return b"&".join(pair for pair in pairs if unquote_to_bytes(pair.partition(b"=")[0]) not in _GRADIOS_OWN)
