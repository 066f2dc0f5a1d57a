"""Everything the browser asks for while chat and widget are used, as its own network log has it, comes from our server."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ui.chat_page import ChatPage
from tests.ui.conftest import ARGUMENTS, CHROMIUM
from tests.ui.host_site import Host, HostSite, two_sites
from ui.answers import Answers
from ui.static_files import STATIC

UNANSWERABLE = "How tall is Mount Everest?"
OUTSIDE = "http://outside.invalid"
# One of each kind of request that a page can make.
CALLS = f"""async () => {{
  new WebSocket('{OUTSIDE.replace("http", "ws")}/socket');
  new Worker(URL.createObjectURL(new Blob(["fetch('{OUTSIDE}/worker').catch(() => 0)"])));
  const frame = document.createElement('iframe');
  frame.src = '{OUTSIDE}/frame';
  document.body.append(frame);
  navigator.sendBeacon('{OUTSIDE}/beacon', 'x');
  new Image().src = '{OUTSIDE}/image';
  new EventSource('{OUTSIDE}/events');
  document.head.insertAdjacentHTML('beforeend',
    '<link rel=stylesheet href={OUTSIDE}/style><link rel=prefetch href={OUTSIDE}/ahead>');
  await new FontFace('x', 'url({OUTSIDE}/font)').load().catch(() => 0);
  await fetch('{OUTSIDE}/fetch').catch(() => 0);
  await new Promise(done => setTimeout(done, 500));
}}"""
KINDS = {"socket", "worker", "frame", "beacon", "image", "events", "style", "ahead", "font", "fetch"}
# An attribute that makes the browser fetch, or lets it send; `a` only leads there.
FETCHING = {"src", "srcset", "href", "action", "formaction", "poster", "data", "background", "ping", "manifest", "xlink:href"}
CSS_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")


@contextmanager
def recorded(browser: Browser, log: Path) -> Iterator[Browser]:
    """A browser that writes down all its requests, whatever part of it makes them. No other host has an address."""
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    arguments = [*ARGUMENTS, nowhere, f"--log-net-log={log}"]
    logging = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    yield logging
    logging.close()


def requested(log: Path) -> set[str]:
    """The addresses that pages asked for. What Chromium wants for itself, such as updates, has no page as initiator."""
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return {params["url"] for params in asked if params["initiator"] != "not an origin" and "url" in params}


@pytest.fixture(scope="module")
def site(assistant: Answers) -> Iterator[HostSite]:
    with two_sites(assistant) as (listed, _):
        yield listed


def use_chat(browser: Browser, site: HostSite, language: str) -> None:
    tab = browser.new_context()
    chat = ChatPage(tab.new_page(), f"{site.chat}/?lang={language}")
    chat.page.locator("#chat .example-text").first.click()
    answer = chat.page.locator("#chat .answer.answered")
    marker = answer.locator("a.cite").first
    marker.hover()
    marker.press("Enter")
    expect(chat.mark()).to_be_focused()
    answer.locator("button.copy-answer").click()
    answer.locator("button.rate").first.click()
    chat.ask(UNANSWERABLE)
    for name in ("#save-markdown", "#save-json"):
        with chat.page.expect_download():
            chat.page.click(name)
    chat.page.emulate_media(color_scheme="dark")
    address = chat.page.locator("#chat a[href^='#src-']").first.get_attribute("href") or ""
    document, start, end = address.removeprefix("#src-").rsplit("-", 2)
    chat.page.click("#new-conversation")
    chat.page.goto(f"{site.chat}/source/{document}#{start}-{end}")
    chat.page.locator("mark").wait_for()
    tab.close()


def use_widget(browser: Browser, site: HostSite, question: str, *attributes: str) -> None:
    tab = browser.new_context()
    host = Host(tab.new_page(), site.address + site.page(*attributes))
    if "inline" in attributes[0]:
        host.box.click()
    else:
        host.open()
    host.ask(question).locator("a.cite").first.press("Enter")
    expect(host.chat.locator("#panel mark")).to_be_focused()
    tab.close()


def test_a_whole_session_asks_only_our_server(browser: Browser, site: HostSite, assistant: Answers, tmp_path: Path) -> None:
    question, log = assistant.examples()[0], tmp_path / "log.json"
    with recorded(browser, log) as logging:
        for language in ("en", "ja"):
            use_chat(logging, site, language)
        use_widget(logging, site, question, 'data-accent="#336699" data-greeting="Hello"')
        use_widget(logging, site, question, 'data-mode="inline" data-target="#place"')
    asked = {address for address in requested(log) if not address.startswith(("data:", "blob:"))}
    ours = {urlsplit(address).path for address in asked if address.startswith(f"{site.chat}/")}
    assert {"/widget.js", "/ui/chat.css", "/gradio_api/queue/join", "/api/feedback"} <= ours
    of_host_page = {f"{site.address}/style.css", f"{site.address}/favicon.ico"}
    assert {address for address in asked - of_host_page if not address.startswith(f"{site.chat}/")} == set()


def test_the_log_has_every_kind_of_request(browser: Browser, site: HostSite, tmp_path: Path) -> None:
    """Otherwise the test above would prove nothing."""
    with recorded(browser, tmp_path / "log.json") as logging:
        page = logging.new_page()
        page.goto(f"{site.address}/bare")
        page.evaluate(CALLS)
        page.close()
    outside = {urlsplit(address) for address in requested(tmp_path / "log.json")}
    assert {url.path.strip("/") for url in outside if url.netloc == urlsplit(OUTSIDE).netloc} == KINDS


class Fetched(HTMLParser):
    """The addresses that a page makes the browser fetch, and the style sheets within it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if value and name in FETCHING and tag != "a"]
        self.styles += [value for name, value in attrs if value and name == "style"]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "style":
            self.styles.append(data)


def test_no_page_or_style_sheet_names_another_host(site: HostSite, assistant: Answers) -> None:
    place = assistant.corpus.passages[0]
    pages = ("/", "/?lang=ja", "/?embed=1", f"/source/{place.document_id}?start={place.start}&end={place.end}")
    sheets: set[str] = set()
    with httpx.Client(base_url=site.chat, headers={"accept": "text/html"}, follow_redirects=True) as client:
        for path in pages:
            response = client.get(path)
            assert_only_self(response.headers["content-security-policy"], site.address)
            found = Fetched()
            found.feed(response.text)
            addresses = {urljoin(str(response.url), address) for address in found.addresses}
            assert addresses
            assert {a for a in addresses if not a.startswith(f"{site.chat}/")} == set()
            assert outside_of_css("".join(found.styles)) == []
            sheets |= {a for a in addresses if urlsplit(a).path.endswith(".css")}
        assert len(sheets) > 1
        for sheet in sheets | {f"{site.chat}/theme.css"}:
            assert outside_of_css(client.get(sheet).text) == [], sheet


def outside_of_css(css: str) -> list[str]:
    return [a for a in CSS_ADDRESS.findall(css) if not a.startswith(("data:", "#")) and (":" in a or a.startswith("//"))]


def assert_only_self(policy: str, embedding: str) -> None:
    """Gradio's own scripts could ask its maker's sites; the policy does not let them."""
    rules = dict(rule.split(maxsplit=1) for rule in policy.split(";"))
    assert rules.pop("frame-ancestors").split() == ["'self'", embedding]
    assert {"default-src", "script-src", "connect-src"} <= rules.keys()
    hosts = {source for sources in rules.values() for source in sources.split()} - {
        "'self'",
        "'none'",
        "data:",
        "'unsafe-inline'",
    }
    assert {source for source in hosts if not source.startswith("'nonce-")} == set()


def test_our_scripts_name_no_host() -> None:
    for script in (file for file in STATIC.rglob("*") if file.suffix in (".js", ".css", ".html")):
        named = re.findall(r"""(?:https?|wss?)://[\w-]+\.[^\s"'`)]*""", script.read_text(encoding="utf-8"))
        assert set(named) <= {"http://www.w3.org/2000/svg"}, script  # the name of a kind of element, which nobody fetches
