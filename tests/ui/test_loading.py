"""The server while the assistant is still being opened."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, expect

from assistant.answer import Answer
from assistant.question import Question
from corpus.errors import ClosedError, ModelError
from tests.ui.chat_page import QUESTION, open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.loading import LoadingAnswers
from ui.server import create_app


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what is to come."""
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError


PATHS = ("/api/documents", "/api/documents/x", "/api/passages/x", "/source/x?start=0&end=1")


class Opening:
    """What opens an assistant when it is told to."""

    def __init__(self, assistant: Answers) -> None:
        self._assistant, self.go_on, self.stop = assistant, threading.Event(), threading.Event()
        self.failure: Exception | None = None

    @contextmanager
    def __call__(self) -> Iterator[Answers]:
        assert self.go_on.wait(60)
        if self.failure:
            raise self.failure
        yield self._assistant

    def load(self, loading: LoadingAnswers) -> None:
        with loading.over(self()):
            assert self.stop.wait(60)


@pytest.fixture
def opening(assistant: Answers) -> Opening:
    return Opening(assistant)


@contextmanager
def loading_with(opening: Opening) -> Iterator[LoadingAnswers]:
    """Answers that are being opened in another thread."""
    loading = LoadingAnswers()
    with ThreadPoolExecutor(1) as pool:
        loaded = pool.submit(opening.load, loading)
        try:
            yield loading
        finally:
            opening.go_on.set()
            opening.stop.set()
        if opening.failure is None:
            loaded.result()


def test_the_server_says_that_it_is_loading_then_answers(opening: Opening, assistant: Answers) -> None:
    with (
        loading_with(opening) as loading,
        served(create_app(loading)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        question = {"question": assistant.examples()[0]}
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200
        assert client.get("/healthz").json() == {"status": "ok"}
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "loading"})
        for response in (client.post("/api/ask", json=question), *map(client.get, PATHS)):
            assert response.status_code == 503
            assert "loading" in response.json()["error"]
            assert int(response.headers["retry-after"]) > 0
        assert "nisc_ready 0.0" in client.get("/metrics").text
        opening.go_on.set()
        until(lambda: loading.ready)
        assert client.get("/readyz").json()["status"] == "ready"
        assert client.post("/api/ask", json=question).json()["status"] == "answered"
        assert client.get("/api/documents").json()["documents"]
        assert "nisc_ready 1.0" in client.get("/metrics").text


def test_no_question_is_answered_before_it_is_open_or_after_its_end(opening: Opening, assistant: Answers) -> None:
    question = Question(assistant.examples()[0])
    with loading_with(opening) as loading:
        assert (loading.ready, loading.examples(), loading.corpus.documents) == (False, (), ())
        for call in (lambda: loading.stream(question), loading.check):
            with pytest.raises(ClosedError, match="still starting"):
                call()
        opening.go_on.set()
        until(lambda: loading.ready)
        *_, answer = loading.stream(question)
        assert isinstance(answer, Answer) and answer.status == "answered"
        assert (loading.examples(), loading.corpus) == (assistant.examples(), assistant.corpus)
        loading.check()
    assert not loading.ready
    with pytest.raises(ClosedError, match="has stopped"):
        loading.stream(question)


@pytest.mark.parametrize("failure", [ModelError("There is no model in /secret/path", "install it"), KeyError("odd")])
def test_a_failure_is_told_to_those_who_wait_and_raised(opening: Opening, failure: Exception) -> None:
    opening.failure = failure
    with loading_with(opening) as loading, served(create_app(loading)) as address:
        opening.go_on.set()
        until(lambda: httpx.get(f"{address}/readyz").json().get("status") != "loading")
        assert not loading.ready
        for path in ("/readyz", *PATHS):
            response = httpx.get(address + path)
            assert response.status_code == 503
            assert "could not be started" in response.json()["error"]
            assert "secret" not in response.text
    with pytest.raises(type(failure)):
        opening.load(LoadingAnswers())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_open_page_is_told_of_a_failure(browser: Browser, opening: Opening, language: str) -> None:
    opening.failure = ModelError("There is no model", "install it")
    with (
        loading_with(opening) as loading,
        served(create_app(loading)) as address,
        open_chat(browser, address, path=f"/?lang={language}") as chat,
    ):
        expect(chat.page.locator("#chat .loading")).to_be_visible()
        opening.go_on.set()
        expect(chat.page.locator("#chat .placeholder .failed")).to_contain_text("could not be started")
        expect(chat.page.locator("#chat .loading")).to_have_count(0)
        chat.page.fill(QUESTION, "Who heads it?")
        chat.page.keyboard.press("Enter")
        expect(chat.page.locator("#chat .bot.message .failed")).to_contain_text("could not be started")
