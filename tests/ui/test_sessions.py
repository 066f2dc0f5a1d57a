"""What the chat's queue takes, what it keeps, and for how long."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

import ui.sessions
from tests.ui.chat_page import open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.server import Application, create_app
from ui.sessions import MAX_UNREAD_EVENTS, Sessions

FILE = {"path": "http://127.0.0.1:9/x", "url": "http://127.0.0.1:9/x", "meta": {"_type": "gradio.FileData"}}


@pytest.fixture
def app(assistant: Answers) -> Application:
    return create_app(assistant)


@pytest.fixture
def client(app: Application) -> Iterator[httpx.Client]:
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def sessions_of(app: Application) -> Sessions:
    """Out of what stands around it."""
    return app.traffic._app._app  # type: ignore[attr-defined,no-any-return]


def config(client: httpx.Client) -> dict[str, Any]:
    page = client.get("/", headers={"accept": "text/html"}).text
    return dict(json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])[0])


def function(client: httpx.Client, event: str) -> dict[str, Any]:
    found = (f for f in config(client)["dependencies"] if any(name == event for _, name in f["targets"]) and f["inputs"])
    return next(found)


def question(client: httpx.Client, session: str = "one", text: Any = "Who heads the Headquarters?") -> dict[str, Any]:
    return {"session_hash": session, "fn_index": function(client, "submit")["id"], "data": [text, None, ""], "trigger_id": 1}


def pick(client: httpx.Client, **event: Any) -> dict[str, Any]:
    return {
        "session_hash": "one",
        "fn_index": function(client, "example_select")["id"],
        "data": [None, ""],
        "event_data": event,
    }


def events(client: httpx.Client, session: str) -> list[dict[str, Any]]:
    text = client.get("/gradio_api/queue/data", params={"session_hash": session}).text
    return [json.loads(line.removeprefix("data:")) for line in text.splitlines() if line.startswith("data:")]


def test_a_question_is_answered(client: httpx.Client) -> None:
    assert client.post("/gradio_api/queue/join", json=question(client)).status_code == 200
    assert [event["msg"] for event in events(client, "one")][-2:] == ["process_completed", "close_stream"]


def forged(client: httpx.Client) -> list[Any]:
    good, picked = question(client), pick(client, index=0, value={"text": "What?"})
    return [
        *({**good, "data": data} for data in ([], ["x"], ["x", None, None, None], "x", None, [1, None, ""], [FILE, None, ""],
                                              [["x"], None, ""], [True, None, ""], ["x", FILE, ""], ["x", {}, ""],
                                              ["x", None, FILE], [[FILE] * 3, None, None])),
        *({**good, "fn_index": index} for index in (-1, 999, "1", 1.5, True, None, [0])),
        *({**good, "session_hash": name} for name in ("", "a b", "../x", "x" * 65, "\u0000", None, 1, ["x"])),
        *({**good, "trigger_id": trigger} for trigger in ("x", [], 1.5)),
        {**picked, "event_data": None}, {**picked, "event_data": {}}, {**picked, "event_data": []},
        {**picked, "event_data": "x"}, {}, [], None, "x", 1,
    ]  # fmt: skip


def test_an_event_that_the_browser_handles_alone_is_none_of_gradios(client: httpx.Client) -> None:
    alone = [f["id"] for f in config(client)["dependencies"] if not f["backend_fn"]]
    assert alone
    for index in alone:
        body = {**question(client), "fn_index": index, "data": []}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 422


def test_what_no_page_sends_is_refused_before_gradio_sees_it(client: httpx.Client, capfd: pytest.CaptureFixture[str]) -> None:
    for body in forged(client):
        response = client.post("/gradio_api/queue/join", json=body)
        assert response.status_code == 422, body
        assert list(response.json()) == ["error"]
    for content in (b"", b"{", b"\xff", b"[" * 60_000, b'{"data": NaN}'):
        assert client.post("/gradio_api/queue/join", content=content).status_code == 422
    assert client.get("/gradio_api/queue/data", params={"session_hash": "never"}).status_code == 404
    assert client.get("/gradio_api/queue/data").status_code == 404
    assert "Traceback" not in capfd.readouterr().err


def heavy(text: str, quote: str) -> str:
    """A conversation as no browser has kept it."""
    place = {"passage_id": "p", "document_id": "d", "title": "T" * 200, "url": None, "section": "S", "page": None}
    citation = {**place, "start": 0, "end": 1, "quote": quote, "sha256": "", "also_in": [], "marker": 1}
    fields = {
        "language": "en",
        "status": "answered",
        "confidence": 0.9,
        "related": [],
        "suggestions": [],
        "answerer": "extractive",
    }
    more = {"index": {"fingerprint": ""}, "timings_ms": {"retrieve": 0, "compose": 0, "total": 0}}
    return json.dumps(
        [{"question": "q", "standalone_question": "q", "answer": text, "citations": [citation], **fields, **more}]
    )


@pytest.mark.parametrize(
    ("text", "quote"),
    [("[1]\n" * 9_000, "&" * 300), ("&" * 30_000, "x"), ("x", "&" * 30_000), ("- [1]\n" * 5_000, "<" * 9_000)],
)
def test_a_forged_conversation_is_not_shown_larger_than_an_honest_one(client: httpx.Client, text: str, quote: str) -> None:
    load = function(client, "load")
    body = {"session_hash": "forger", "fn_index": load["id"], "data": [heavy(text, quote)]}
    assert len(json.dumps(body)) < 64 * 1024
    assert client.post("/gradio_api/queue/join", json=body).status_code == 200
    answer = client.get("/gradio_api/queue/data", params={"session_hash": "forger"})
    assert len(answer.content) < 1_000_000


@pytest.mark.parametrize("value", [{"text": FILE}, {"text": None}, FILE, None, 5, ["x"], {"deep": [[[FILE]]]}, "\ud800",
                                   {"text": "\udfff"}, [[[[[[]]]]]], {"a": [1] * 999}])  # fmt: skip
def test_whatever_was_picked_is_text(client: httpx.Client, value: Any, capfd: pytest.CaptureFixture[str]) -> None:
    body = json.dumps({**pick(client, index=[0, {}], value=value), "session_hash": "picks"})
    assert client.post("/gradio_api/queue/join", content=body).status_code == 200
    done = events(client, "picks")[-2]
    assert done["msg"] == "process_completed" and done["success"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_session_has_only_so_many_events_open(client: httpx.Client) -> None:
    body = question(client, "greedy")
    answers = [client.post("/gradio_api/queue/join", json=body) for _ in range(MAX_UNREAD_EVENTS + 3)]
    assert [a.status_code for a in answers] == [200] * MAX_UNREAD_EVENTS + [503] * 3
    assert all(int(a.headers["retry-after"]) > 0 for a in answers[MAX_UNREAD_EVENTS:])
    assert client.post("/gradio_api/queue/join", json=question(client, "modest")).status_code == 200


def held(app: Application) -> set[str]:
    """The sessions of which Gradio holds anything."""
    page = sessions_of(app)._pages[""]
    queue = page._queue
    by_event = {event.session_hash for event in queue.event_ids_to_events.values()}
    kept = (queue.pending_messages_per_session, queue.pending_event_ids_session, page.state_holder.session_data)
    return by_event.union(*(set(names) for names in kept))


def test_sessions_that_nobody_reads_are_freed(app: Application, client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.sessions, "SECONDS_WITHOUT_PAGE", 2.0)
    for i in range(5):
        assert client.post("/gradio_api/queue/join", json=question(client, f"unread{i}")).status_code == 200
    assert len(held(app)) == 5
    with client.stream("GET", "/gradio_api/heartbeat/read") as page:
        lines = page.iter_lines()  # to be kept: the connection ends with it
        assert next(lines)
        assert client.post("/gradio_api/queue/join", json=question(client, "read")).status_code == 200
        time.sleep(4)
        assert held(app) == {"read"}
    time.sleep(4)
    assert held(app) == set()


def test_the_one_unread_for_longest_makes_room_for_a_new_one(
    app: Application, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.sessions, "MAX_SESSIONS", 3)
    with client.stream("GET", "/gradio_api/heartbeat/s0") as page:
        lines = page.iter_lines()  # to be kept: the connection ends with it
        assert next(lines)
        for i in range(6):
            assert client.post("/gradio_api/queue/join", json=question(client, f"s{i}")).status_code == 200
        assert held(app) == {"s0", "s4", "s5"}


def test_a_conversation_goes_on_after_its_session_was_freed(browser: Browser, app: Application, assistant: Answers) -> None:
    with served(app) as address, open_chat(browser, address) as chat:
        chat.ask(assistant.examples()[0])
        chat.page.wait_for_timeout(1000)  # what the page still has to do after an answer, such as keeping it
        for key in list(sessions_of(app)._open):
            sessions_of(app)._free(key)
        assert held(app) == set()
        chat.ask(assistant.examples()[1])
        expect(chat.page.locator("#chat .user.message")).to_have_count(2)


def test_two_that_read_one_session_leave_no_traceback(client: httpx.Client, capfd: pytest.CaptureFixture[str]) -> None:
    assert client.post("/gradio_api/queue/join", json=question(client, "shared")).status_code == 200
    reading = {"params": {"session_hash": "shared"}}
    with client.stream("GET", "/gradio_api/queue/data", **reading), client.stream("GET", "/gradio_api/queue/data", **reading):
        time.sleep(0.3)
    time.sleep(1)
    assert client.get("/healthz").status_code == 200
    assert "Traceback" not in capfd.readouterr().err
