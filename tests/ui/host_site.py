"""Pages of another site with the assistant on them, at an origin of their own and under the policy of docs/embedding.md."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.ui.chat_page import QUESTION
from tests.ui.serving import served
from ui.answers import Answers
from ui.demo import policy
from ui.server import Access, create_app

NAME = "nisc-assistant"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<link rel="stylesheet" href="/style.css">{head}</head>
<body><h1>Host page</h1><input id="field" aria-label="Field"><p id="place"></p>{body}</body></html>"""


@dataclass
class HostSite:
    """A site whose pages tests make up: `pages` maps paths to HTML. With an `app`, that serves the site instead."""

    address: str = ""
    chat: str = ""
    style: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    app: ASGIApp | None = None

    def page(self, *attributes: str, body: str = "", src: str = "/widget.js") -> str:
        """The path of a page with a script tag for each of the attributes."""
        tags = "".join(f'<script src="{self.chat}{src}" defer {each}></script>' for each in attributes)
        path = f"/page-{len(self.pages)}"
        self.pages[path] = PAGE.format(head=tags, body=body)
        return path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await (self.app or self._response(Request(scope)))(scope, receive, send)

    def _response(self, request: Request) -> Response:
        path = request.url.path
        if path == "/style.css":
            return Response(self.style, media_type="text/css")
        if path not in self.pages:
            return Response(status_code=204)
        headers = {} if path.startswith("/bare") else {"content-security-policy": policy("/".join(self.chat.split("/")[:3]))}
        return HTMLResponse(self.pages[path], headers=headers)


@contextmanager
def two_sites(assistant: Answers) -> Iterator[tuple[HostSite, HostSite]]:
    """A site that may embed the assistant, and one that may not."""
    listed, unlisted = HostSite(), HostSite()
    with ExitStack() as stack:
        for site in (listed, unlisted):
            site.address = stack.enter_context(served(site))
            site.pages["/bare"] = PAGE.format(head="", body="")
        chat = stack.enter_context(served(create_app(assistant, Access([listed.address]))))
        listed.chat = unlisted.chat = chat
        yield listed, unlisted


class Host:
    """One tab with a host page in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)

    @property
    def launcher(self) -> Locator:
        return self.page.locator(f"{NAME} button.open")

    @property
    def panel(self) -> Locator:
        return self.page.locator(f"{NAME} dialog")

    @property
    def note(self) -> Locator:
        return self.page.locator(f"{NAME} .note p")

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator(f"{NAME} iframe")

    @property
    def box(self) -> Locator:
        return self.chat.locator(QUESTION)

    def open(self) -> None:
        """Open the panel with the mouse, and wait until typing goes into the chat."""
        self.launcher.click()
        expect(self.box).to_be_focused()

    def ask(self, question: str) -> Locator:
        """Type where the keyboard is, and wait for the finished answer."""
        done = self.chat.locator("#chat .answer.done")
        before = done.count()
        self.page.keyboard.type(question)
        self.page.keyboard.press("Enter")
        done.nth(before).wait_for()
        return done.nth(before)

    def focused(self) -> str:
        """What has the keyboard on the host page, looking into the widget."""
        script = "(e => `${e.localName} ${e.shadowRoot?.activeElement?.className || e.id}`.trim())(document.activeElement)"
        return str(self.page.evaluate(script))


@contextmanager
def open_host(browser: Browser, address: str, expected: Sequence[str] = (), **context: Any) -> Iterator[Host]:
    """A host page; afterwards no error may have been logged but those that hold one of the `expected` texts."""
    errors: list[str] = []
    tab = browser.new_context(**context)
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        try:
            yield Host(tab.new_page(), address)
        except AssertionError as error:
            error.add_note(f"The browser logged: {errors}")
            raise
        unexpected = [error for error in errors if not any(text in error for text in expected)]
        assert not unexpected, unexpected
    finally:
        tab.close()
