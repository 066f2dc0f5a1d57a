"""Which language a reader gets: what the address asks for, else what the browser prefers.

Each language is a page of its own: English at `/`, the others below, such as `/ja/`. What a reader has chosen is kept in
the browser, whose script then asks for it by the address.
"""

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.strings import CATALOGUES, EN

LANGUAGES = tuple(CATALOGUES)


def page_path(language: str) -> str:
    """Where the page of that language is mounted."""
    return "/" if language == EN.language else f"/{language}"


def wanted_language(query: str, accept_language: str) -> str:
    """`lang` of the query, else the first language of the browser that there is a catalogue for, else English."""
    asked = parse_qs(query).get("lang", [""])[0].split("-")[0].lower()
    if asked in LANGUAGES:
        return asked
    preferred = sorted(map(_weighed, accept_language.split(",")), key=lambda pair: -pair[1])
    return next((tag for tag, weight in preferred if tag in LANGUAGES and weight > 0), EN.language)


def _weighed(preference: str) -> tuple[str, float]:
    tag, _, parameter = preference.partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        weight = 0.0
    return tag.strip().split("-")[0].lower(), weight


class LanguageRedirect:
    """Sends who opens a page to the page of their language; only an explicit `lang` leads back to the English one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect by a relative address, which stays right behind a proxy that hides a prefix."""
        target = _redirect(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if target is None:
            return await self._app(scope, receive, send)
        await RedirectResponse(target, headers={"vary": "accept-language", "cache-control": "no-store"})(scope, receive, send)


def _redirect(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    here = _language_of(scope["path"].removeprefix(scope.get("root_path", "")))
    if here is None or "text/html" not in headers.get("accept", ""):
        return None
    query = scope["query_string"].decode("latin-1")
    accepted = headers.get("accept-language", "") if here == EN.language else here
    wanted = wanted_language(query, accepted)
    if wanted == here:
        return None
    up = "" if here == EN.language else "../"
    path = up + page_path(wanted).strip("/")
    return f"{path.removesuffix('/') or '.'}/{f'?{query}' if query else ''}"


def _language_of(path: str) -> str | None:
    return next((language for language in LANGUAGES if path == page_path(language).rstrip("/") + "/"), None)
