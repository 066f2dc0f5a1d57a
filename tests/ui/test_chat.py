"""The chat in a real browser, over the real assistant and its default corpus."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.ui.chat_page import QUESTION, open_chat
from ui.answers import Answers

UNANSWERABLE = "How tall is Mount Everest?"
CONTRAST = """element => {
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = colour => colour.match(/[\\d.]+/g).slice(0, 3)
    .reduce((sum, v, i) => sum + linear(v / 255) * [.2126, .7152, .0722][i], 0);
  let behind = element;
  while (/rgba\\(.*, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const pair = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  const [a, b] = pair.sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}"""


@pytest.fixture(scope="session")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def test_answer_streams_and_its_markers_are_links(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        answer = chat.ask(question)
        marker = answer.locator("a.cite").first
        expect(marker).to_have_text("[1]")
        assert re.fullmatch(r"#src-.+-\d+-\d+", marker.get_attribute("href") or "")
        assert marker.get_attribute("title")
        expect(answer.locator(".support")).to_have_text(re.compile("supported"))
        expect(chat.page.locator(QUESTION)).to_be_focused()
        expect(chat.page.locator(QUESTION)).to_have_value("")


def test_marker_opens_the_quote_exactly_as_the_document_has_it(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        answer = chat.ask(question)
        for marker in answer.locator("a.cite").all():
            marker.click()
            found = re.fullmatch(r"#src-(.+)-(\d+)-(\d+)", marker.get_attribute("href") or "")
            assert found
            text = httpx.get(f"{server}/api/documents/{found[1]}").json()["text"]
            chat.page.wait_for_selector(f"#{found[0][1:]} mark")
            assert chat.mark().evaluate("e => e.textContent") == text[int(found[2]) : int(found[3])]
            expect(chat.mark()).to_be_in_viewport()
            expect(chat.mark()).to_be_focused()


def test_marker_of_an_older_answer_still_shows_its_own_source(browser: Browser, server: str, assistant: Answers) -> None:
    with open_chat(browser, server) as chat:
        older = chat.ask(assistant.examples()[0])
        chat.ask(assistant.examples()[1])
        marker = older.locator("a.cite").first
        marker.click()
        chat.page.wait_for_selector(f"{marker.get_attribute('href')} mark")
        expect(marker).to_have_class(re.compile("active"))


def test_abstention_looks_different_and_offers_what_to_read(browser: Browser, server: str) -> None:
    with open_chat(browser, server) as chat:
        answer = chat.ask(UNANSWERABLE)
        expect(answer).to_have_class(re.compile("abstained"))
        expect(answer.locator(".label")).to_be_visible()
        expect(answer.locator("a.cite")).to_have_count(0)
        expect(chat.mark()).to_have_count(0)
        answer.locator(".refs a").first.click()
        expect(chat.mark()).to_be_focused()


def test_blanks_are_no_question(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        chat.page.fill(QUESTION, "  \t ")
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator(QUESTION)).to_have_value("")
        chat.ask(question)
        expect(chat.page.locator("#chat .user.message")).to_have_count(1)


def test_examples_and_suggestions_ask(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        chat.page.get_by_text(question, exact=True).click()
        expect(chat.page.locator("#chat .answer.answered")).to_have_count(1)
        expect(chat.page.locator(QUESTION)).to_be_focused()
        chat.ask(UNANSWERABLE)
        chat.page.locator("#chat .options button").first.click()
        expect(chat.page.locator("#chat .answer.done")).to_have_count(3)


def test_everything_works_from_the_keyboard(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(question)
        chat.mark().wait_for()
        for _ in range(12):
            chat.page.keyboard.press("Shift+Tab")
            if chat.page.evaluate("document.activeElement.matches('a.cite')"):
                break
        href = chat.page.evaluate("document.activeElement.getAttribute('href')")
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator(f"{href} mark")).to_be_focused()
        chat.page.keyboard.press("Escape")
        assert chat.page.evaluate("document.activeElement.getAttribute('href')") == href
        expect(chat.page.locator("#preview")).to_be_hidden()
        expect(chat.mark()).to_have_count(0)


def test_new_conversation_forgets(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(question)
        chat.page.click("#new-conversation")
        expect(chat.page.locator("#chat .message")).to_have_count(0)
        expect(chat.mark()).to_have_count(0)
        chat.ask(question)
        expect(chat.page.locator("#chat .user.message")).to_have_count(1)


def test_narrow_screen_has_no_sideways_scroll_and_a_source_drawer(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server, viewport={"width": 390, "height": 844}) as chat:
        width = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
        assert chat.page.evaluate(width) <= 390
        answer = chat.ask(question)
        expect(chat.page.locator("#panel")).to_be_hidden()
        answer.locator("a.cite").first.click()
        expect(chat.mark()).to_be_in_viewport()
        assert chat.page.evaluate(width) <= 390
        chat.page.get_by_label("Close source").click()
        expect(chat.page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, server: str, question: str, scheme: str) -> None:
    with open_chat(browser, server, color_scheme=scheme) as chat:
        answered, abstained = chat.ask(question), chat.ask(UNANSWERABLE)
        answered.locator("a.cite").first.click()
        chat.mark().wait_for()
        dark = chat.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
        assert dark == (scheme == "dark")
        parts = (
            answered.locator("p").first,
            answered.locator("a.cite").first,
            answered.locator(".support"),
            abstained.locator("p").nth(1),
            abstained.locator(".label"),
            abstained.locator(".refs a").first,
            chat.mark(),
            chat.page.locator(".source .text"),
            chat.page.locator("#send"),
            chat.page.locator("#masthead p").first,
            chat.page.locator("#new-conversation"),
            chat.page.locator("#languages a"),
            answered.locator(".copy-answer"),
        )
        for part in parts:
            assert part.evaluate(CONTRAST) >= 4.5, part


def test_a_question_too_long_gets_one_line(browser: Browser, server: str) -> None:
    with open_chat(browser, server) as chat:
        chat.page.eval_on_selector(QUESTION, "box => box.removeAttribute('maxlength')")
        failed = chat.ask("why " * 600)
        expect(failed).to_have_class(re.compile("failed"))
        expect(failed).to_contain_text("2,000 characters")


@pytest.mark.parametrize("part", ["/assets/index-", "/assets/Blocks-"])
def test_the_page_starts_though_a_part_of_it_did_not_come_at_first(browser: Browser, server: str, part: str) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if part in route.request.url and not refused:
            refused.append(route.request.url)
            return route.abort()
        return route.continue_()

    tab = browser.new_context()
    tab.route("**/*.js", refuse_once)
    page = tab.new_page()
    page.goto(f"{server}/?embed=1")
    expect(page.locator(QUESTION)).to_be_visible()
    assert refused
    assert "embed=1" in page.url
    tab.close()
