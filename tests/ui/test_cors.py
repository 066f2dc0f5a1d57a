"""Pages of other origins: those that are listed may embed the chat and call the HTTP interface, no other may."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import FeedbackStore
from ui.server import Access, create_app

LISTED, SECOND = "https://portal.example", "http://desk.example:8080"
UNLISTED = [
    "https://evil.example",
    "http://portal.example",
    "https://portal.example:8443",
    "https://portal.example.evil",
    "null",
]
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


class FallingAnswers:
    """The real assistant, which falls over when asked to."""

    ready = True

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @property
    def corpus(self) -> Corpus:
        return self._answers.corpus

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        if input.text == "Fall over":
            raise RuntimeError("at /secret/path")
        return self._answers.stream(input)

    def check(self) -> None: ...

    def examples(self) -> tuple[str, ...]:
        return self._answers.examples()


@pytest.fixture(scope="module")
def client(assistant: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite3")
    app = create_app(FallingAnswers(assistant), Access([LISTED, SECOND]), feedback=store)
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_a_page_may_be_framed_by_the_listed_origins_only(client: httpx.Client, server: str) -> None:
    for path in ("/", "/ja/"):
        policy = client.get(path, headers={"accept": "text/html"}).headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {LISTED} {SECOND}")
    assert (
        httpx.get(server, headers={"accept": "text/html"}).headers["content-security-policy"].endswith("frame-ancestors 'self'")
    )


def requests(question: str) -> dict[str, tuple[int, dict[str, Any]]]:
    """Every kind of response: the status expected, and how it is asked for."""
    stream = {"accept": "text/event-stream"}
    ask = {"method": "POST", "url": "/api/ask"}
    return {
        "answer": (200, {**ask, "json": {"question": question}}),
        "stream": (200, {**ask, "json": {"question": question}, "headers": stream}),
        "empty question": (400, {**ask, "json": {"question": ""}}),
        "malformed": (422, {**ask, "content": b"{", "headers": {"content-type": "application/json"}}),
        "too large": (413, {**ask, "content": b"x" * 70_000}),
        "unknown": (404, {"method": "GET", "url": "/api/nope"}),
        "broken": (500, {**ask, "json": {"question": "Fall over"}}),
        "documents": (200, {"method": "GET", "url": "/api/documents"}),
        "feedback": (201, {"method": "POST", "url": "/api/feedback", "json": {"question": "x", "rating": "up"}}),
    }


@pytest.mark.parametrize("kind", requests(""))
def test_every_response_may_be_read_by_a_listed_origin_and_by_no_other(
    client: httpx.Client, assistant: Answers, kind: str
) -> None:
    status, request = requests(assistant.examples()[0])[kind]
    for origin in (LISTED, SECOND, *UNLISTED):
        # One connection each, as uvicorn closes the one on which the application has failed.
        headers = {**request.get("headers", {}), "origin": origin, "connection": "close"}
        response = client.request(**{**request, "headers": headers})
        allowed = response.headers.get("access-control-allow-origin")
        is_listed = origin in (LISTED, SECOND)
        expected = status if is_listed or request["method"] == "GET" else 403
        assert (response.status_code, allowed) == (expected, origin if is_listed else None)
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers
        assert "/secret/path" not in response.text


@pytest.mark.parametrize("path", ["/api/ask", "/api/feedback", "/gradio_api/queue/join"])
def test_preflight(client: httpx.Client, path: str) -> None:
    response = client.options(path, headers={"origin": LISTED, **PREFLIGHT})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == LISTED
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "content-type" in response.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in response.headers
    for origin in UNLISTED:
        refused = client.options(path, headers={"origin": origin, **PREFLIGHT})
        assert refused.status_code == 400
        assert "access-control-allow-origin" not in refused.headers


def test_a_page_of_another_site_has_nothing_worked_on_or_kept(client: httpx.Client, assistant: Answers) -> None:
    """Without a preflight a page may send what a form could."""
    counted = ("nisc_questions_total", "nisc_feedback_total")
    before = [line for line in client.get("/metrics").text.splitlines() if line.startswith(counted)]
    for origin in (*UNLISTED, "", "://", "http://"):
        for path in ("/api/ask", "/api/feedback", "/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset"):
            sent = {"question": assistant.examples()[0], "rating": "up"}
            headers = {"origin": origin, "content-type": "text/plain"}
            assert client.post(path, content=json.dumps(sent), headers=headers).status_code == 403
    assert before == [line for line in client.get("/metrics").text.splitlines() if line.startswith(counted)]
    own = str(client.base_url).rstrip("/")
    assert client.post("/api/ask", json={"question": "Hello"}, headers={"origin": own}).status_code == 200


def test_no_preflight_passes_without_a_list(server: str) -> None:
    for origin in (LISTED, server):
        response = httpx.options(f"{server}/api/ask", headers={"origin": origin, **PREFLIGHT})
        assert response.status_code == 400
        assert "access-control-allow-origin" not in response.headers


def test_what_a_browser_sends_without_preflight_is_no_question(client: httpx.Client) -> None:
    """A form on any page can post text/plain; it must not ask, nor leave feedback."""
    for path in ("/api/ask", "/api/feedback"):
        body = b'{"question": "x", "rating": "up"}'
        for origin, status in (({"origin": UNLISTED[0]}, 403), ({"origin": LISTED}, 422), ({}, 422)):
            response = client.post(path, content=body, headers={"content-type": "text/plain", **origin})
            assert response.status_code == status
