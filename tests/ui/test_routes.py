"""Only the addresses that are used are there: the rest of Gradio's, and its documentation, is not, whatever the method."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.ui.loops import in_a_loop
from ui.language import LANGUAGES
from ui.quiet_gradio import gr
from ui.routes import is_served

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
SERVED = {
    "/",
    "/assets/{path:path}",
    "/favicon.ico",
    "/gradio_api/app_id",
    "/gradio_api/cancel",
    "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/static/{path:path}",
    "/theme.css",
}
REFUSED = {
    *(f"/{name}" for name in (
        "config openapi.json login logout manifest.json monitoring monitoring/{key} monitoring/summary pwa_icon "
        "pwa_icon/{size} robots.txt svelte/{path:path} docs docs/oauth2-redirect redoc"
    ).split()),
    *(f"/gradio_api/{name}" for name in (
        "api/{api_name} call/{api_name} call/{api_name}/{event_id} call/v2/{api_name} call/v2/{api_name}/{event_id} "
        "component_server custom_component/{id}/{environment}/{type}/{file_name} deep_link dev/reload file/{path:path} "
        "file={path_or_url:path} info login_check openapi.json process_recording proxy={url_path:path} queue/status "
        "run-history/buckets run-history/connect run-history/records "
        "run-history/records/{endpoint}/{record_id}/assets/{asset_id} run/{api_name} runs startup-events "
        "stream/{event_id} stream/{event_id}/close stream/{session_hash}/{run}/{component_id}/playlist-file "
        "stream/{session_hash}/{run}/{component_id}/playlist.m3u8 "
        "stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext} theme.css token undo-vibe-edit upload "
        "upload_progress user vibe-code vibe-edit vibe-starter-queries"
    ).split()),
}  # fmt: skip


def walked(routes: Any) -> Iterator[str]:
    """Every path below, of routers that are mounted or included too."""
    for route in routes:
        below = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if below:
            yield from walked(below)
        elif path := getattr(route, "path", ""):
            yield path.rstrip("/") or "/"


async def mounted() -> FastAPI:
    """An application with any page of Gradio's, which wants an event loop."""
    with gr.Blocks(analytics_enabled=False) as page:
        gr.Textbox()
    app = FastAPI()
    gr.mount_gradio_app(app, page, path="/")
    return app


def test_every_route_of_gradio_is_known_here() -> None:
    """An upgrade that adds one has to be looked at: is it used, and what could it do?"""
    found = set(walked(in_a_loop(mounted()).router.routes))
    assert len(found) > 50
    assert found == SERVED | REFUSED


def filled(path: str) -> str:
    """The path with something in the place of each parameter."""
    return re.sub(r"\{(\w+)(:path)?\}", "https%3A//example.org/x" if ":path" in path else "a1", path)


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client


@pytest.mark.parametrize("prefix", ["", *(f"/{language}" for language in LANGUAGES if language != "en")])
def test_what_is_not_used_is_not_there(client: httpx.Client, prefix: str) -> None:
    for path in sorted(REFUSED):
        for end in ("", "/"):
            for method in METHODS:
                response = client.request(method, prefix + filled(path) + end, content=b"" if method == "GET" else b"{}")
                assert response.status_code in (404, 400 if method == "TRACE" else 404), (method, path)
                assert method == "HEAD" or list(response.json()) == ["error"]


def test_what_is_used_is_there_for_its_methods_only(client: httpx.Client) -> None:
    for path in ("/", "/theme.css", "/healthz", "/widget.js", "/ui/chat.js", "/api/documents"):
        assert client.get(path).status_code == 200, path
    for path in sorted(SERVED):
        for method in ("PUT", "PATCH", "DELETE", "PROPFIND"):
            assert client.request(method, filled(path)).status_code == 404, (method, path)


@pytest.mark.parametrize(
    "path",
    ["/assets/../config", "/static/..%2f..%2fapp.py", "//config", "/gradio_api//info", "/./config",
     "/gradio_api/file=/etc/passwd",
     "/gradio_api/heartbeat/a/b", "/ui/../settings.py", "/ui/%2e%2e/server.py", "/%67radio_api/info", "/EN/config", "/fr/",
     "/gradio_api/queue/join/", "/static/\x00", "/assets/a\nb", "/gradio_api/run/predict", "/favicon.ico/", "/api"],
)  # fmt: skip
def test_no_spelling_gets_around_the_list(path: str) -> None:
    assert not any(is_served(method, path.replace("%2e", ".").replace("%2f", "/").replace("%67", "g")) for method in METHODS)


def test_what_only_looks_like_a_page_of_another_language_is_none(client: httpx.Client) -> None:
    assert client.get("/fr/").status_code == 404
    assert client.get("/ja/").status_code == 200


@pytest.mark.parametrize("query", ["page=x", "%70age=x", "lang=en&page=x", "deep_link=x", "page", "page=x&page=y"])
def test_what_gradio_alone_would_read_of_an_address_is_not_there(client: httpx.Client, query: str) -> None:
    for method in ("GET", "HEAD"):
        assert client.request(method, f"/?{query}", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("name", ["a" * 101, "a" * 5000, "/".join("a" * 9), "a/" * 300 + "b"])
def test_names_have_a_length(client: httpx.Client, name: str) -> None:
    for folder in ("/assets", "/static", "/ja/static", "/ui"):
        assert client.get(f"{folder}/{name}").status_code == 404


def test_a_websocket_is_not_taken(client: httpx.Client) -> None:
    headers = {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-key": "x" * 22 + "==",
        "sec-websocket-version": "13",
    }
    assert client.get("/gradio_api/queue/data", headers=headers).status_code != 101
