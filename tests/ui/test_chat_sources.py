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
from tests.ui.slow import SlowAnswers
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


def test_a_finished_answer_leaves_the_source_to_its_reader(browser: Browser, assistant: Answers) -> None:
    slow = SlowAnswers(assistant)
    slow.go_on.set()
    with served(create_app(slow)) as address, open_chat(browser, address) as chat:
        chat.ask(slow.examples()[0])
        slow.go_on.clear()
        chat.page.fill(QUESTION, slow.examples()[1])
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .user.message")).to_have_count(2)
        chat.page.locator("#chat a.cite").first.click()
        read = chat.mark().text_content() or "?"
        slow.go_on.set()
        expect(chat.page.locator("#chat .answer.done")).to_have_count(2)
        expect(chat.mark()).to_have_text(read)
        expect(chat.mark()).to_be_focused()


def test_escape_in_the_box_closes_the_source_and_stays_there(browser: Browser, server: str, assistant: Answers) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(assistant.examples()[0]).locator("a.cite").first.click()
        box = chat.page.locator(QUESTION)
        box.fill("かな")
        composing = "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))"
        box.evaluate(composing)
        expect(chat.mark()).to_be_visible()
        box.press("Escape")
        expect(chat.mark()).to_have_count(0)
        expect(box).to_be_focused()


def test_nothing_behind_an_open_source_can_be_reached(browser: Browser, server: str, assistant: Answers) -> None:
    with open_chat(browser, server, viewport={"width": 390, "height": 800}) as chat:
        link = chat.ask(assistant.examples()[0]).locator("a.cite").first
        link.click()
        expect(chat.mark()).to_be_focused()
        for key in (*["Tab"] * 8, *["Shift+Tab"] * 16):
            chat.page.keyboard.press(key)
            assert not chat.page.locator("#talk").evaluate("talk => talk.contains(document.activeElement)")
        chat.page.locator(".close-source").click()
        expect(link).to_be_focused()
        chat.page.set_viewport_size({"width": 1200, "height": 800})
        link.click()
        chat.page.keyboard.press("Tab")
        box = chat.page.locator(QUESTION)
        box.click()
        expect(box).to_be_focused()
