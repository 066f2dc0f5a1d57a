"""An assistant that takes its time, or never comes, and a network that does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.ui.chat_page import QUESTION, ChatPage, open_chat
from tests.ui.serving import served
from tests.ui.slow import BREAK_OFF, SlowAnswers
from ui.answers import Answers
from ui.asking import Limits
from ui.server import create_app
from ui.strings import CATALOGUES, JA, Strings

SECONDS_ON_THE_WAY = 1


def test_streaming_stopping_and_failing(browser: Browser, assistant: Answers) -> None:
    slow = SlowAnswers(assistant)
    question = slow.examples()[0]
    with served(create_app(slow)) as address, open_chat(browser, address) as chat:
        chat.page.fill(QUESTION, question)
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .answer")).to_have_text("Slowly")
        chat.page.click("#stop")
        expect(chat.page.locator("#stop")).to_be_hidden()
        expect(chat.page.locator("#chat .answer")).to_have_text("Slowly")
        slow.go_on.set()
        answer = chat.ask(question)
        answer.locator("a.cite").first.click()
        expect(chat.mark()).to_be_focused()
        expect(chat.page.locator("#chat .user.message")).to_have_count(2)
        failed = chat.ask(BREAK_OFF)
        expect(failed).to_contain_text("went wrong")
        expect(failed).not_to_contain_text("secret")


def test_a_question_sent_beside_one_that_was_picked_breaks_that_off(browser: Browser, assistant: Answers) -> None:
    slow = SlowAnswers(assistant)
    with served(create_app(slow)) as address, open_chat(browser, address) as chat:
        chat.page.locator("#chat .example").first.click()
        expect(chat.page.locator("#chat .answer")).to_have_text("Slowly")
        chat.page.fill(QUESTION, slow.examples()[1])
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .user.message")).to_have_count(2)
        expect(chat.page.locator("#chat .stopped")).to_have_count(1)
        slow.go_on.set()
        expect(chat.page.locator("#chat .answer.done")).to_have_count(1)
        expect(chat.page.locator("#stop")).to_be_hidden()
        chat.ask(slow.examples()[2])
        expect(chat.page.locator("#chat .user.message")).to_have_count(3)


def test_a_restarted_server_goes_on_with_the_conversation(browser: Browser, assistant: Answers) -> None:
    with ExitStack() as opened:
        with served(create_app(assistant)) as address:
            chat = opened.enter_context(open_chat(browser, address))
            chat.ask(assistant.examples()[0])
        with served(create_app(assistant), urlsplit(address).port or 0):
            chat.ask(assistant.examples()[1])
            for _ in range(2):
                expect(chat.page.locator("#chat .user.message")).to_have_count(2)
                chat.page.reload()


def test_a_question_typed_while_the_server_is_away_is_there_when_it_is_back(browser: Browser, assistant: Answers) -> None:
    with browser.new_context(locale="ja-JP") as tab:  # not `open_chat`: that the server is away is logged as an error
        with served(create_app(assistant)) as address:
            chat = ChatPage(tab.new_page(), address)
            expect(chat.page.locator("#chat .example")).not_to_have_count(0)
        chat.page.fill(QUESTION, assistant.examples()[0])
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator(".toast-title")).to_contain_text(JA.connection_lost)
        expect(chat.page.locator(".toast-message-text")).to_have_text(JA.reconnecting)
        expect(chat.page.locator(QUESTION)).to_have_value(assistant.examples()[0])
        expect(chat.page.locator(".toast-close")).to_have_attribute("aria-label", JA.close_notice)
        with served(create_app(assistant), urlsplit(address).port or 0):
            expect(chat.page.locator(".toast-title")).to_have_count(0)
            expect(chat.page.locator(QUESTION)).to_have_value(assistant.examples()[0])
            chat.page.press(QUESTION, "Enter")
            expect(chat.page.locator("#chat .answer.done")).to_have_count(1)
            chat.page.reload()
            expect(chat.page.locator("#chat .answer.done")).to_have_count(1)
            expect(chat.page.locator(QUESTION)).to_have_value("")


class Late:
    """Lets some of what the server says travel for a while."""

    def __init__(self, app: ASGIApp, is_late: Callable[[Scope, Message], bool]) -> None:
        self._app, self._is_late = app, is_late
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def later(message: Message) -> None:
            if self._is_late(scope, message):
                self.held += 1
                await asyncio.sleep(SECONDS_ON_THE_WAY)
            await send(message)

        await self._app(scope, receive, later)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Gradio's generators, cut in a pause
def test_no_question_is_lost_while_the_end_of_the_last_answer_travels(browser: Browser, assistant: Answers) -> None:
    app = Late(create_app(assistant), lambda scope, message: b"close_stream" in message.get("body", b""))
    with served(app) as address, open_chat(browser, address) as chat:
        for _ in range(3):
            chat.ask("When was the Cybersecurity Strategic Headquarters established?")
        expect(chat.page.locator("#chat .answer.done")).to_have_count(3)
        assert app.held >= 3


def is_confirmation(scope: Scope, message: Message) -> bool:
    return str(scope.get("path")).endswith("queue/join") and bool(message.get("body"))


def test_what_is_typed_while_a_question_is_on_its_way_stays(browser: Browser, assistant: Answers) -> None:
    first, second = assistant.examples()[:2]
    with served(Late(create_app(assistant), is_confirmation)) as address, open_chat(browser, address) as chat:
        chat.page.fill(QUESTION, first)
        chat.page.keyboard.press("Enter")
        chat.page.keyboard.type(second)
        expect(chat.page.locator("#chat .answer.done")).to_have_count(1)
        expect(chat.page.locator(QUESTION)).to_have_value(second)
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .answer.done")).to_have_count(2)
        expect(chat.page.locator("#chat .user.message")).to_have_text([first, second])


def test_an_answer_that_is_there_before_its_question_is_confirmed_can_be_stopped(browser: Browser, assistant: Answers) -> None:
    slow = SlowAnswers(assistant)
    app = Late(create_app(slow), is_confirmation)
    slow.holds_examples = True  # which the page waits for when it opens: that keeps the stream of events open
    with served(app) as address, open_chat(browser, address) as chat:
        chat.page.fill(QUESTION, assistant.examples()[0])
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .answer")).to_have_text("Slowly")
        chat.page.click("#stop")
        expect(chat.page.locator("#chat .stopped")).to_have_count(1)
        assert app.held
        slow.go_on.set()


@pytest.mark.parametrize("strings", CATALOGUES.values(), ids=CATALOGUES)
def test_a_reader_is_told_that_too_many_ask_and_keeps_the_question(
    browser: Browser, assistant: Answers, strings: Strings
) -> None:
    slow = SlowAnswers(assistant)
    question, app = {"question": "Who?"}, create_app(slow, limits=Limits(at_once=1, waiting=1))
    with (
        served(app) as address,
        browser.new_context() as tab,  # not `open_chat`: that a request was refused is logged as an error
        ThreadPoolExecutor(2) as pool,
    ):
        chat = ChatPage(tab.new_page(), f"{address}/?lang={strings.language}")
        expect(chat.page.locator("#chat .example")).not_to_have_count(0)
        others = [pool.submit(httpx.post, f"{address}/api/ask", json=question, timeout=60) for _ in range(2)]
        while not app.asking.full:
            chat.page.wait_for_timeout(50)
        chat.page.fill(QUESTION, "Who heads it?")
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator(".toast-title")).to_contain_text(strings.not_answered)
        expect(chat.page.locator(".toast-message-text")).to_have_text(strings.busy)
        expect(chat.page.locator("#chat [data-testid=status-tracker]")).to_be_hidden()
        expect(chat.page.locator(QUESTION)).to_have_value("Who heads it?")
        slow.go_on.set()
        assert [other.result().status_code for other in others] == [200, 200]
        chat.page.press(QUESTION, "Enter")
        expect(chat.page.locator("#chat .answer.done")).to_have_count(1)
