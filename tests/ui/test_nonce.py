"""Which scripts of a page run: those that were written here, and none that came into it by what somebody wrote."""

import re

import httpx
import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.ui.serving import served
from ui.headers import SecurityHeaders
from ui.nonce import mark, with_nonce

INJECTED = (
    "<script>ran('injected')</script>",
    "<script nonce=''>ran('empty')</script>",
    "<script nonce='mark'>ran('guessed')</script>",
    "<img src=x onerror=\"ran('handler')\">",
    "<svg onload=\"ran('handler')\"></svg>",
    "<a id=link href=\"javascript:ran('address')\">x</a>",
    "<iframe srcdoc=\"<script>parent.ran('frame')</script>\"></iframe>",
    "<script src='data:text/javascript,ran(1)'></script>",
)


def page(text: str) -> Starlette:
    """A page that escapes nothing, which none of ours does."""

    def show(request: Request) -> HTMLResponse:
        begin = f"<!doctype html><script {mark()}>window.all = []; ran = what => all.push(what); ran('ours')</script>"
        return HTMLResponse(f"{begin}{text}<p id=end>end</p>")

    return Starlette(routes=[Route("/", show), Route("/healthz", show)])


def ran(browser: Browser, address: str, *, with_policy: bool) -> set[str]:
    tab = browser.new_context(bypass_csp=not with_policy)
    opened = tab.new_page()
    opened.goto(address)
    opened.locator("#end").wait_for()
    opened.evaluate("document.querySelector('#link').click()")
    opened.wait_for_timeout(300)
    what = set(map(str, opened.evaluate("window.all")))
    tab.close()
    return what


@pytest.mark.parametrize("with_policy", [True, False])
def test_what_was_injected_does_not_run(browser: Browser, with_policy: bool) -> None:
    """Without the policy it does: otherwise this would prove nothing."""
    with served(SecurityHeaders(page("".join(INJECTED)), ("'self'",), lambda body: body)) as address:
        what = ran(browser, address, with_policy=with_policy)
    if with_policy:
        assert what == {"ours"}
    else:
        assert {"ours", "injected", "empty", "guessed", "handler", "address", "frame", "1"} <= what


def test_a_nonce_on_every_script_would_let_it_run(browser: Browser) -> None:
    """What the mark is for: the same page, each of its scripts taken for ours."""
    take_all = lambda body: re.sub(rb"<script(?! nonce)", b"<script " + mark().encode(), body)  # noqa: E731
    with served(SecurityHeaders(page("".join(INJECTED)), ("'self'",), take_all)) as address:
        assert "injected" in ran(browser, address, with_policy=True)


def test_the_mark_is_in_no_response_and_the_nonce_in_each_is_another(server: str) -> None:
    nonces = set()
    secret = re.sub(r'nonce="(.*)"', r"\1", mark())
    for path, accept, encoding in [("/", a, e) for a in ("text/html", "*/*", "") for e in ("br", "gzip", "identity")] + [
        ("/ja/", "text/html", "gzip"), ("/config", "*/*", "identity"), ("/theme.css", "*/*", "br")]:  # fmt: skip
        response = httpx.get(server + path, headers={"accept": accept, "accept-encoding": encoding})
        assert secret not in response.text
        if response.headers["content-type"].startswith("text/html"):
            given = re.search(r"'nonce-([^']+)'", response.headers["content-security-policy"])
            assert given
            nonces.add(given[1])
            scripts = re.findall(r"<script[^>]*>", response.text)
            assert len(scripts) > 5 and all(f'nonce="{given[1]}"' in script for script in scripts)
    assert len(nonces) == 10


def test_a_mark_is_replaced_wherever_it_stands() -> None:
    marked = f"<script {mark()}></script><p>nonce='x'</p><script {mark()}></script>".encode()
    assert with_nonce(marked, "n") == b'<script nonce="n"></script><p>nonce=\'x\'</p><script nonce="n"></script>'
