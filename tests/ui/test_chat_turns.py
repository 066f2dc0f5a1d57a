"""What can be done with answers and with a conversation: rate, copy, save, ask again, edit, keep."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from assistant.verify import problems, read_answers
from tests.ui.chat_page import QUESTION, open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import FeedbackStore
from ui.server import create_app

UNANSWERABLE = "How tall is Mount Everest?"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FeedbackStore:
    return FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def rated_server(assistant: Answers, store: FeedbackStore) -> Iterator[str]:
    with served(create_app(assistant, feedback=store)) as address:
        yield address


@pytest.fixture(scope="module")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def test_rating_with_a_comment_is_kept(browser: Browser, rated_server: str, store: FeedbackStore, question: str) -> None:
    with open_chat(browser, rated_server) as chat:
        answer = chat.ask(question)
        answer.get_by_title("This answer did not help").click()
        expect(answer.locator("form .said")).to_have_text("Thank you for your feedback.")
        expect(chat.page.locator("#announcer")).to_have_text("Thank you for your feedback.")
        expect(chat.page.get_by_role("status").filter(has_text="Thank you")).to_have_count(1)  # said once, not twice
        expect(answer.locator(".rate.down")).to_have_attribute("aria-pressed", "true")
        answer.get_by_label("Anything to add?").fill("<b>too long</b>")
        answer.get_by_text("Send comment").click()
        expect(answer.locator("form textarea")).to_have_count(0)
        expect(answer.locator(".rate.down")).to_be_focused()
    kept = [row for row in store.export() if row["question"] == question]
    assert [(row["rating"], row["comment"]) for row in kept] == [("down", "<b>too long</b>")]
    assert kept[-1]["answer"]["citations"]


def test_rating_that_cannot_be_kept_is_said(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        answer = chat.ask(question)
        chat.page.route("**/api/feedback", lambda route: route.fulfill(status=201, body='{"id": "x"}'))
        answer.get_by_title("This answer helped").click()
        expect(answer.locator("form .said")).to_have_text("Thank you for your feedback.")
        answer.get_by_text("Cancel").click()
        expect(answer.locator("form")).to_have_count(0)
        chat.page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
        answer.get_by_title("This answer did not help").click()
        expect(answer.locator("form .said")).to_have_text(re.compile("could not be sent"))
        expect(answer.locator(".rate.down")).to_have_attribute("aria-pressed", "false")
        expect(answer.locator(".rate.up")).to_have_attribute("aria-pressed", "true")


def download(page: Page, button: str) -> Download:
    with page.expect_download() as waiting:
        page.click(button)
    return waiting.value


def test_saved_conversation_can_be_verified(
    browser: Browser, server: str, assistant: Answers, question: str, tmp_path: Path
) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(question)
        chat.ask(UNANSWERABLE)
        saved = tmp_path / "conversation.json"
        download(chat.page, "#save-json").save_as(saved)
        markdown = download(chat.page, "#save-markdown").path().read_text(encoding="utf-8")
    answers = read_answers(saved)
    assert [answer.question for answer in answers] == [question, UNANSWERABLE]
    assert [answer.status for answer in answers] == ["answered", "abstained"]
    assert [problem for answer in answers for problem in problems(answer, assistant.corpus)] == []
    for shown in (answers[0].citations[0], answers[1].related[0]):
        assert f"<{server}/source/{shown.document_id}#{shown.start}-{shown.end}>" in markdown
        assert re.sub(r"\W", "", shown.quote) in re.sub(r"\W", "", markdown)


@pytest.mark.parametrize("modern", [True, False])
def test_copies_the_conversation_with_and_without_the_clipboard_interface(
    browser: Browser, server: str, question: str, modern: bool
) -> None:
    with open_chat(browser, server, permissions=["clipboard-read", "clipboard-write"]) as chat:
        answer = chat.ask(question)
        chat.page.evaluate("() => { const clipboard = navigator.clipboard; window.pasted = () => clipboard.readText(); }")
        if not modern:
            chat.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        chat.page.click("#copy")
        expect(chat.page.locator("#copy")).to_have_text("Copied")
        whole = chat.page.evaluate("() => pasted()")
        answer.locator(".copy-answer").click()
        expect(answer.locator(".copy-answer")).to_have_text("Copied")
        one = chat.page.evaluate("() => pasted()")
        assert whole.startswith("# NISC Assistant")
        assert one.startswith("## Question: ")
        assert one in whole
        assert "\n> " in one


def test_asks_again_and_takes_a_question_back(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        expect(chat.page.locator("#retry")).to_be_hidden()
        chat.ask(question)
        chat.ask(UNANSWERABLE)
        chat.page.click("#edit")
        expect(chat.page.locator(QUESTION)).to_have_value(UNANSWERABLE)
        expect(chat.page.locator(QUESTION)).to_be_focused()
        expect(chat.page.locator("#chat .user.message")).to_have_count(1)
        chat.ask("When was NISC established?")
        expect(chat.page.locator("#chat .user.message")).to_have_count(2)
        chat.page.click("#retry")
        expect(chat.page.locator("#stop")).to_be_hidden()
        expect(chat.page.locator("#chat .answer.done")).to_have_count(2)
        expect(chat.page.locator("#chat .user.message").last).to_have_text("When was NISC established?")
        expect(chat.page.locator(QUESTION)).to_be_focused()


def test_conversation_outlives_a_reload_and_ends_with_a_new_one(browser: Browser, server: str, question: str) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(question)
        chat.ask(UNANSWERABLE)
        before = chat.page.locator("#chat .answer").evaluate_all("all => all.map(e => e.textContent)")
        expect(chat.page.locator("#record :is(textarea, input)")).to_have_value(re.compile("Everest"))
        chat.page.reload()
        expect(chat.page.locator("#chat .answer.done")).to_have_count(2)
        assert chat.page.locator("#chat .answer").evaluate_all("all => all.map(e => e.textContent)") == before
        chat.page.locator("#chat a.cite").first.click()
        expect(chat.mark()).to_be_focused()
        chat.ask("When was NISC established?")
        expect(chat.page.locator("#chat .answer.done")).to_have_count(3)
        chat.page.click("#new-conversation")
        expect(chat.page.locator("#chat .message")).to_have_count(0)
        chat.page.reload()
        chat.page.wait_for_selector("#chat .example")
        expect(chat.page.locator("#chat .message")).to_have_count(0)
        assert json.loads(chat.page.locator("#record :is(textarea, input)").input_value() or "[]") == []
