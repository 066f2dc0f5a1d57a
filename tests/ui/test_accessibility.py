"""What axe-core finds in every state of the chat, the source page and the widget, and a conversation without a mouse."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from tests.ui.chat_page import QUESTION, ChatPage, open_chat
from tests.ui.host_site import NAME, HostSite, open_host, two_sites
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import FeedbackStore
from ui.server import create_app

UNANSWERABLE = "How tall is Mount Everest?"
LOOKS = list(product(["light", "dark"], ["en", "ja"]))
# Every rule, best practices included. A frame is looked at by itself: from outside, axe could not reach into it.
OPTIONS = {"resultTypes": ["violations"], "iframes": False}
STOP = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const name = e.ariaLabel || e.labels?.[0]?.textContent || e.title || e.textContent || e.placeholder || '';
  const seen = box.width > 0 && box.height > 0 && style.visibility === 'visible';
  return [e.id || e.closest('[id]')?.id || e.localName, name.trim(), seen];
}"""


@pytest.fixture(scope="module")
def rated_server(assistant: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")
    with served(create_app(assistant, feedback=store)) as address:
        yield address


@pytest.fixture(scope="module")
def site(assistant: Answers) -> Iterator[HostSite]:
    with two_sites(assistant) as (listed, _):
        yield listed


@pytest.fixture(scope="module")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def look(scheme: str, **more: Any) -> dict[str, Any]:
    """Without motion, as a colour that is still fading in has no contrast yet."""
    return {"color_scheme": scheme, "reduced_motion": "reduce", **more}


def assert_accessible(page: Page | Frame, state: str) -> None:
    found = Axe().run(page, options=OPTIONS)  # through the debugger, which our policy does not bind
    assert not found.violations_count, f"{state}: {found.generate_report()}"


def open_source(chat: ChatPage, answer: Locator) -> None:
    answer.locator("a.cite").first.press("Enter")
    expect(chat.mark()).to_be_focused()


@pytest.mark.parametrize(("scheme", "language"), LOOKS)
def test_chat_and_source_panel(browser: Browser, rated_server: str, question: str, scheme: str, language: str) -> None:
    with open_chat(browser, rated_server, f"/?lang={language}", **look(scheme)) as chat:
        expect(chat.page.locator("html")).to_have_attribute("lang", language)
        chat.page.locator("#chat .example-text").first.wait_for()
        assert_accessible(chat.page, "empty")
        answer = chat.ask(question)
        assert_accessible(chat.page, "answered")
        answer.locator("a.cite").first.focus()
        assert_accessible(chat.page, "preview")
        open_source(chat, answer)
        assert_accessible(chat.page, "source")
        chat.page.keyboard.press("Escape")
        answer.locator(".rate").first.click()
        answer.locator("form textarea").wait_for()
        assert_accessible(chat.page, "comment")
        chat.ask(UNANSWERABLE)
        assert_accessible(chat.page, "abstained")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chat_on_a_narrow_screen(browser: Browser, server: str, question: str, scheme: str) -> None:
    with open_chat(browser, server, **look(scheme, viewport={"width": 320, "height": 640})) as chat:
        answer = chat.ask(question)
        assert_accessible(chat.page, "narrow")
        open_source(chat, answer)
        assert_accessible(chat.page, "narrow, source")


@pytest.mark.parametrize(("scheme", "language"), LOOKS)
def test_source_page(browser: Browser, server: str, assistant: Answers, scheme: str, language: str) -> None:
    place = assistant.corpus.passages[0]
    tab = browser.new_context(**look(scheme))
    page = tab.new_page()
    for address in (f"?start={place.start}&end={place.end}&lang={language}", f"?lang={language}#{place.start}-{place.end}"):
        page.goto(f"{server}/source/{place.document_id}{address}")
        page.locator("mark").wait_for()
        assert_accessible(page, address)
    tab.close()


@pytest.mark.parametrize(("scheme", "language"), LOOKS)
def test_widget(browser: Browser, site: HostSite, question: str, scheme: str, language: str) -> None:
    with open_host(browser, site.address + site.page(f'data-language="{language}"'), **look(scheme)) as host:
        host.launcher.wait_for()
        assert_accessible_widget(host.page, "closed")
        host.open()
        answer = host.ask(question)
        assert_accessible_widget(host.page, "open")
        answer.locator("a.cite").first.press("Enter")
        expect(host.chat.locator("#panel mark")).to_be_focused()
        assert_accessible_widget(host.page, "source")


def test_widget_within_the_page(browser: Browser, site: HostSite) -> None:
    with open_host(browser, site.address + site.page('data-mode="inline" data-target="#place"'), **look("light")) as host:
        host.box.wait_for()
        assert_accessible_widget(host.page, "inline")


def assert_accessible_widget(page: Page, state: str) -> None:
    found = Axe().run(page, context=NAME, options=OPTIONS)
    assert not found.violations_count, f"{state}, widget: {found.generate_report()}"
    for frame in page.frames[1:]:
        assert_accessible(frame, f"{state}, frame")


def test_a_conversation_without_a_mouse(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        keys = chat.page.keyboard
        expect(chat.page.locator(QUESTION)).to_be_focused()
        keys.type(question)
        keys.press("Enter")
        expect(chat.page.locator("#chat .answer.answered")).to_have_count(1)
        expect(chat.page.locator(QUESTION)).to_be_focused()
        marker = step_to(chat, "Shift+Tab", "a.cite")
        expect(marker).to_be_in_viewport()
        keys.press("Enter")
        expect(chat.mark()).to_be_focused()
        step_to(chat, "Shift+Tab", "button.close-source")
        keys.press("Escape")
        expect(marker).to_be_focused()
        expect(chat.mark()).to_have_count(0)
        step_to(chat, "Tab", QUESTION)
        keys.type(UNANSWERABLE)
        step_to(chat, "Tab", "#send")
        keys.press("Enter")
        expect(chat.page.locator("#chat .answer.abstained")).to_have_count(1)
        step_to(chat, "Shift+Tab", "#chat .options button")
        keys.press("Enter")
        expect(chat.page.locator("#chat .answer.done")).to_have_count(3)
        step_to(chat, "Tab", "#new-conversation")
        keys.press("Enter")
        expect(chat.page.locator("#chat .message")).to_have_count(0)
        expect(chat.page.locator(QUESTION)).to_be_focused()


def step_to(chat: ChatPage, key: str, selector: str) -> Locator:
    """Press the key until something that matches has the keyboard."""
    place = "selector => [...document.querySelectorAll(selector)].indexOf(document.activeElement)"
    for _ in range(40):
        chat.page.keyboard.press(key)
        found = chat.page.evaluate(place, selector)
        if found >= 0:
            return chat.page.locator(selector).nth(found)
    raise AssertionError(f"{selector} cannot be reached by {key}")


def test_tab_goes_through_the_page_in_its_order(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        answer = chat.ask(question)
        open_source(chat, answer)
        chat.page.evaluate("document.activeElement.blur(); getSelection().collapse(document.body, 0)")
        stops = []
        while len(stops) < 60:
            chat.page.keyboard.press("Tab")
            if chat.page.evaluate("document.activeElement === document.body"):
                break
            stops.append(chat.page.evaluate(STOP))
        assert all(name and visible for _, name, visible in stops), stops
        parts = [where for where, _, _ in stops]
        wanted = ["chat", "question", "send", "new-conversation", "source-view"]
        assert [part for part in dict.fromkeys(parts) if part in wanted] == wanted, parts


def test_what_screen_readers_are_told(browser: Browser, server: str, assistant: Answers, question: str) -> None:
    with open_chat(browser, server, "/?lang=ja") as chat:
        answer = chat.ask(question)
        log = chat.page.get_by_role("log")
        expect(log).to_have_attribute("aria-live", "polite")
        expect(log).to_have_accessible_name("会話")
        assert log.locator(".answer").count() == 1
        href = answer.locator("a.cite").first.get_attribute("href") or ""
        document = assistant.corpus.document(href.removeprefix("#src-").rsplit("-", 2)[0])
        assert document
        for quoting in (answer.locator("> p").first, answer.locator("a.cite").first, answer.locator(".refs a").first):
            expect(quoting).to_have_attribute("lang", document.language)
        open_source(chat, answer)
        expect(chat.page.locator("#panel .text")).to_have_attribute("lang", document.language)
        related = chat.ask(UNANSWERABLE).locator(".snippet").first
        expect(related).to_have_attribute("lang", document.language)
