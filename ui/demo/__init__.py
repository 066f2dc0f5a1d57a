"""Pages of an imaginary intranet that show the assistant in the three ways there are, under a strict policy."""

from pathlib import Path
from string import Template

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

_FOLDER = Path(__file__).parent
_PAGES = {"/": "index.html", "/inline": "inline.html", "/frame": "frame.html"}


def policy(assistant: str) -> str:
    """The content security policy of a page that shows the assistant of that origin; docs/embedding.md prints it."""
    return (
        f"default-src 'none'; script-src 'self' {assistant}; frame-src {assistant}; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def create_portal(assistant: str) -> ASGIApp:
    """The pages, for an assistant at that origin."""

    def page(request: Request) -> Response:
        template = Template((_FOLDER / _PAGES[request.url.path]).read_text(encoding="utf-8"))
        return HTMLResponse(template.substitute(assistant=assistant), headers={"content-security-policy": policy(assistant)})

    def style(request: Request) -> Response:
        return Response((_FOLDER / "portal.css").read_bytes(), media_type="text/css")

    def empty(request: Request) -> Response:
        return Response(status_code=204)

    pages = [Route(path, page) for path in _PAGES]
    return Starlette(routes=[*pages, Route("/portal.css", style), Route("/favicon.ico", empty), Route("/healthz", empty)])
