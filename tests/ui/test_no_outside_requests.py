"""Everything the browser asks for while chat and widget are used, as its own network log has it, comes from our server."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.ui.chat_page import QUESTION, ChatPage
from tests.ui.conftest import ARGUMENTS, CHROMIUM
from tests.ui.host_site import Host, HostSite, two_sites
from ui.answers import Answers
from ui.server import STATIC

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
  document.head.insertAdjacentHTML('beforeend', '<link rel=stylesheet href={OUTSIDE}/style><link rel=prefetch href={OUTSIDE}/ahead>');
  await new FontFace('x', 'url({OUTSIDE}/font)').load().catch(() => 0);
  await fetch('{OUTSIDE}/fetch').catch(() => 0);
  await new Promise(done => setTimeout(done, 500));
}}"""
KINDS = {"socket", "worker", "frame", "beacon", "image", "events", "style", "ahead", "font", "fetch"}
# An attribute that makes the browser fetch, or lets it send; `a` only leads there.
FETCHING = {"src", "srcset", "href", "action", "formaction", "poster", "data", "background", "ping", "manifest", "xlink:href"}
CSS_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
ABSOLUTE = re.compile(r"""["'`(=\s](?:(?:https?|wss?):)?//[\w.-]+\.[a-z]{2,}[^"'`\s)]*""")


@contextmanager
def recorded(log: Path) -> Iterator[Browser]:
    """A browser that writes down all its requests, whatever part of it makes them. No other host has an address."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, nowhere, f"--log-net-log={log}"])
        yield browser
        browser.close()


def requested(log: Path) -> set[str]:
    """The addresses that pages asked for. What Chromium wants for itself, such as updates, has no page as initiator."""
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return {params["url"] for params in asked if params["initiator"] != "not an origin" and "url" in params}


def paths(addresses: set[str], origin: str) -> set[str]:
    return {urlsplit(address).path for address in addresses if address.startswith(f"{origin}/")}


@pytest.fixture(scope="module")
def site(assistant: Answers) -> Iterator[HostSite]:
    with two_sites(assistant) as (listed, _):
        yield listed


def use_chat(browser: Browser, site: HostSite, question: str, language: str) -> None:
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


def test_a_whole_session_asks_only_our_server(site: HostSite, assistant: Answers, tmp_path: Path) -> None:
    question = assistant.examples()[0]
    with recorded(tmp_path / "log.json") as browser:
        for language in ("en", "ja"):
            use_chat(browser, site, question, language)
        use_widget(browser, site, question, 'data-accent="#336699" data-greeting="Hello"')
        use_widget(browser, site, question, 'data-mode="inline" data-target="#place"')
    asked = requested(tmp_path / "log.json")
    theirs = paths(asked, site.address)
    assert {a for a in asked if not a.startswith((f"{site.chat}/", "data:", "blob:"))} == {a for a in asked if a.startswith(site.address)}
    assert theirs <= {"/style.css", "/favicon.ico"}
    assert {"/widget.js", "/ui/chat.css", "/gradio_api/queue/join", "/source/" + assistant.corpus.documents[0].id} & paths(asked, site.chat)
