"""Previews of quotes, addresses of passages, the compact form in a frame, and the page while the assistant loads."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ui.chat_page import QUESTION, open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.loading import LoadingAnswers
from ui.server import create_app
from ui.strings import EN, JA

WIDTH = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"


@pytest.fixture(scope="module")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def test_marker_previews_its_quote_until_escape(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        marker = chat.ask(question).locator("a.cite").first
        preview = chat.page.get_by_role("tooltip")
        chat.mark().wait_for()
        marker.hover()
        expect(preview).to_be_visible()
        quote = chat.mark().evaluate("e => e.textContent")
        assert re.sub(r"\W", "", quote)[:60] in re.sub(r"\W", "", preview.inner_text())
        assert marker.get_attribute("aria-describedby") == preview.get_attribute("id")
        expect(preview).to_have_attribute("lang", "en")
        preview.hover()
        chat.page.wait_for_timeout(400)
        expect(preview).to_be_visible()
        chat.page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        expect(chat.mark()).to_be_visible()
        chat.page.mouse.move(0, 0)
        for _ in range(12):
            chat.page.keyboard.press("Shift+Tab")
            if chat.page.evaluate("document.activeElement.matches('a.cite')"):
                break
        expect(preview).to_be_visible()
        chat.page.keyboard.press("Shift+Tab")
        expect(preview).to_be_hidden()


def test_copied_address_opens_the_same_passage(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server, permissions=["clipboard-read", "clipboard-write"]) as chat:
        chat.ask(question).locator("a.cite").first.click()
        expect(chat.mark()).to_be_focused()
        quote = chat.mark().evaluate("e => e.textContent")
        chat.page.click("#panel [data-copy]")
        expect(chat.page.locator("#panel [data-copy]")).to_have_text("Copied")
        address = chat.page.evaluate("() => navigator.clipboard.readText()")
        assert re.fullmatch(rf"{server}/source/[^?#]+#\d+-\d+", address)
        assert chat.page.locator("#panel a[data-permalink]").evaluate("a => a.href") == address
        chat.page.goto(address)
        mark = chat.page.locator("mark")
        expect(mark).to_be_in_viewport()
        assert mark.evaluate("e => e.textContent") == quote
        assert chat.page.url.endswith(re.sub(".*#", "#", address))
        document = address.split("/")[-1].split("#")[0]
        page = httpx.get(f"{server}/source/{document}", headers={"accept-language": "ja"}).text
        assert JA.back in page
        assert "<mark" not in page


def test_compact_form_takes_its_looks_from_the_address(browser: Browser, server: str, question: str) -> None:
    hostile = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    path = f"/?embed=1&lang=ja&accent=%23ffee00&title=T{hostile}&greeting=G{hostile}"
    with open_chat(browser, server, path=path, viewport={"width": 320, "height": 480}) as chat:
        page = chat.page
        expect(page.locator("#chat .placeholder")).to_have_text("G<img src=x onerror=alert(1)>")
        expect(page).to_have_title("T<img src=x onerror=alert(1)>")
        expect(page.locator("#send")).to_have_text(JA.send)
        assert page.locator("#masthead").bounding_box()["width"] <= 1  # type: ignore[index]
        answer = chat.ask(question)
        expect(page.locator("#panel")).to_be_hidden()
        assert page.evaluate(WIDTH) <= 320
        answer.locator("a.cite").first.click()
        expect(chat.mark()).to_be_in_viewport()
        expect(chat.mark()).to_be_focused()
        assert page.locator("#panel").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 480}
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        expect(answer.locator("a.cite").first).to_be_focused()


@pytest.mark.parametrize("accent", ["red", "%23fff", "%231234567", "url(http://evil.example)", "%23ffffff;color:red"])
def test_what_is_no_colour_is_ignored(browser: Browser, server: str, accent: str) -> None:
    with open_chat(browser, server, path=f"/?accent={accent}") as chat:
        expect(chat.page.locator("#chat .example").first).to_be_visible()
        assert chat.page.evaluate("document.body.getAttribute('style') || ''").find("accent") < 0


def test_page_opens_while_the_assistant_loads_and_answers_what_was_asked(
    browser: Browser, assistant: Answers, question: str
) -> None:
    loading, opened, done = LoadingAnswers(), threading.Event(), threading.Event()

    @contextmanager
    def opening() -> Iterator[Answers]:
        opened.wait(60)
        yield assistant

    def load() -> None:
        with loading.over(opening()):
            done.wait(60)

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    with served(create_app(loading)) as address, open_chat(browser, address) as chat:
        expect(chat.page.locator("#chat .placeholder")).to_have_text(EN.loading)
        chat.page.fill(QUESTION, question)
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .user.message")).to_have_text(question)
        expect(chat.page.locator("#chat .answer")).to_have_count(0)
        opened.set()
        expect(chat.page.locator("#chat .answer.answered")).to_have_count(1)
        expect(chat.page.locator("#masthead")).to_contain_text("as of")
        chat.page.click("#new-conversation")
        expect(chat.page.locator("#chat .example").first).to_be_visible()
    done.set()
    thread.join(10)
