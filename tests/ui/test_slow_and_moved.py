"""An assistant that takes its time, behind a proxy that strips a prefix."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from starlette.types import Receive, Scope, Send

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus
from tests.ui.chat_page import QUESTION, open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.server import create_app


class SlowAnswers:
    """The real assistant, which waits to be let go after its first word."""

    ready = True

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.go_on = threading.Event()

    @property
    def corpus(self) -> Corpus:
        return self._answers.corpus

    def invoke(self, input: Question, config: Any = None) -> Answer:
        return self._answers.invoke(input)

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        yield "Slowly [1"
        self.go_on.wait(10)
        if input.text == "Break off":
            raise RuntimeError("the model fell over, at /secret/path")
        yield replace(self._answers.invoke(input), suggestions=())

    def examples(self) -> tuple[str, ...]:
        return self._answers.examples()


@pytest.fixture
def slow(assistant: Answers) -> SlowAnswers:
    return SlowAnswers(assistant)


@pytest.fixture
def moved_server(slow: SlowAnswers) -> Iterator[str]:
    app = create_app(slow, root_path="/desk")

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"].removeprefix("/desk")
            scope = dict(scope, path=path if path != scope["path"] or path == "/healthz" else "/lost", raw_path=path.encode())
        await app(scope, receive, send)

    with served(proxy) as address:
        yield address


def test_streaming_stopping_and_waiting_below_a_path(browser: Browser, moved_server: str, slow: SlowAnswers) -> None:
    question = slow.examples()[0]
    with open_chat(browser, moved_server, path="/desk/") as chat:
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
        failed = chat.ask("Break off")
        expect(failed).to_contain_text("went wrong")
        expect(failed).not_to_contain_text("secret")
