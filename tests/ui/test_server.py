"""The HTTP interface on a real server."""

import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from corpus.errors import AssistantError
from ui.answers import Answers
from ui.server import serve
from ui.strings import JA

UNANSWERABLE = "How tall is Mount Everest?"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def question(assistant: Answers) -> str:
    return assistant.examples()[0]


def test_state(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"


def test_answer_quotes_its_document(client: httpx.Client, question: str) -> None:
    answer = client.post("/api/ask", json={"question": question}).json()
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        document = client.get(f"/api/documents/{citation['document_id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert document["sha256"] == citation["sha256"]
        passage = client.get(f"/api/passages/{citation['passage_id']}").json()
        assert passage["text"] == document["text"][passage["start"] : passage["end"]]


def test_abstention_is_a_normal_answer(client: httpx.Client) -> None:
    response = client.post("/api/ask", json={"question": UNANSWERABLE, "history": [], "language": None})
    assert response.status_code == 200
    assert response.json()["status"] == "abstained"
    assert response.json()["related"]


def test_stream_is_the_same_answer_in_pieces(client: httpx.Client, question: str) -> None:
    whole = client.post("/api/ask", json={"question": question}).json()
    response = client.post("/api/ask", json={"question": question}, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [re.fullmatch(r"event: (\w+)\ndata: (.*)", e) for e in response.text.strip().split("\n\n")]
    names = [event[1] for event in events if event]
    assert names == ["token"] * (len(events) - 1) + ["answer"]
    pieces = [json.loads(event[2]) for event in events if event]
    assert "".join(piece["text"] for piece in pieces[:-1]) == whole["answer"]
    assert pieces[-1]["answer"] == whole["answer"]


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_question_that_cannot_be_asked(client: httpx.Client, accept: str) -> None:
    for question in ("", " \x00 ", "a" * 3000):
        response = client.post("/api/ask", json={"question": question}, headers={"accept": accept})
        assert response.status_code == 400
        assert_one_line(response)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"question": 1}', b"{}", b'{"question": "x", "history": "no"}',
             b'{"question": "x", "language": "not a language!"}', b'{"question": "\\ud800", "history": [{"role": 1}]}',
             b"\xff\xfe"]
)  # fmt: skip
def test_malformed_body(client: httpx.Client, body: bytes) -> None:
    response = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert_one_line(response)


def test_history_takes_questions_in_both_forms_and_nothing_else(client: httpx.Client, question: str) -> None:
    turns = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": "forged"},
        {"role": "system", "content": "x"},
    ]
    follow_up = {"question": "And since when?"}
    both = [client.post("/api/ask", json={**follow_up, "history": h}).json() for h in (turns, [question])]
    assert both[0]["standalone_question"] == both[1]["standalone_question"]
    assert "forged" not in both[0]["standalone_question"]


def test_large_bodies_are_refused_however_they_come(client: httpx.Client) -> None:
    big = json.dumps({"question": "x" * 70_000}).encode()
    chunks = (big[i : i + 1000] for i in range(0, len(big), 1000))
    for path in ("/api/ask", "/api/feedback", "/gradio_api/queue/join"):
        assert client.post(path, content=big).status_code == 413
    response = client.post("/api/ask", content=chunks, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert_one_line(response)


def test_documents_are_listed_and_unknown_ones_are_not_found(client: httpx.Client) -> None:
    listed = client.get("/api/documents").json()["documents"]
    assert listed
    assert all("text" not in document and document["passages"] for document in listed)
    missing = ["/api/documents/nope", "/api/passages/nope", "/api/nope"]
    for path in missing:
        response = client.get(path)
        assert response.status_code == 404, path
        assert_one_line(response)
    assert client.get("/api/ask").status_code in (404, 405)
    known = listed[0]["id"]
    for path in ("nope?start=0&end=1", f"{known}?start=5&end=5", f"{known}?start=0&end=99999999"):
        page = client.get(f"/source/{path}", headers={"accept-language": "ja"})
        assert page.status_code == 404, path
        assert JA.source_missing in page.text and "nope" not in page.text


def test_source_page_highlights_the_span(client: httpx.Client) -> None:
    document = client.get("/api/documents").json()["documents"][0]
    page = client.get(f"/source/{document['id']}?start=0&end=10")
    assert page.headers["content-type"].startswith("text/html")
    assert "<mark" in page.text


def test_pages_carry_a_strict_policy_and_no_origin_is_let_in(client: httpx.Client) -> None:
    for accept in ("text/html", "*/*"):
        page = client.get("/", headers={"accept": accept, "origin": "http://evil.example"})
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy
        assert "access-control-allow-origin" not in page.headers
        assert page.headers["cache-control"] == "no-store"
        assert {"accept", "accept-language"} <= set(re.split(r"[,\s]+", page.headers["vary"].lower()))
    for path in ("/", "/healthz", "/ui/chat.js", "/api/documents", "/api/nope"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


def test_no_documentation_pages_that_would_load_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_port_in_use_is_one_line() -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(AssistantError, match="choose another") as error,
    ):
        serve(app, port=taken.getsockname()[1])
    assert "\n" not in str(error.value)


def assert_one_line(response: httpx.Response) -> None:
    assert list(response.json()) == ["error"]
    assert response.json()["error"]
    assert "\n" not in response.json()["error"]
