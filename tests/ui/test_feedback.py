"""Feedback: taken over HTTP, kept in a file, handed out as JSON lines."""

import json
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.verify import problems, read_answers
from corpus.errors import FeedbackError
from tests.index.mounts import read_only, small_disk
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import MAX_ROW_BYTES, Feedback, FeedbackStore
from ui.proxy import LOOPBACK
from ui.rate import Rate
from ui.server import Access, create_app

UP = Feedback("Who?", None, "up", "", "en", "f")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FeedbackStore:
    return FeedbackStore(tmp_path_factory.mktemp("kept") / "below" / "feedback.sqlite3", wait_seconds=0.1)


@pytest.fixture(scope="module")
def client(assistant: Answers, store: FeedbackStore) -> Iterator[httpx.Client]:
    with served(create_app(assistant, feedback=store)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_feedback_is_kept_with_its_answer_which_can_be_verified(
    client: httpx.Client, store: FeedbackStore, assistant: Answers, tmp_path: Path
) -> None:
    answer = client.post("/api/ask", json={"question": assistant.examples()[0]}).json()
    sent = {"question": answer["question"], "answer": answer, "rating": "down", "comment": " Too\x00 long.\n\n役に立った "}
    response = client.post("/api/feedback", json=sent, headers={"cookie": "who=me", "user-agent": "Secret/1"})
    assert response.status_code == 201
    kept = next(row for row in store.export() if row["id"] == response.json()["id"])
    assert list(kept) == ["id", "at", "rating", "comment", "question", "language", "index_fingerprint", "answer"]
    assert (kept["rating"], kept["comment"], kept["question"]) == ("down", "Too long.\n役に立った", answer["question"])
    assert (kept["language"], kept["index_fingerprint"], kept["answer"]) == ("en", assistant.corpus.fingerprint, answer)
    assert "Secret" not in json.dumps(kept) and "who=me" not in json.dumps(kept) and "127.0.0.1" not in json.dumps(kept)
    (tmp_path / "answer.json").write_text(json.dumps(kept["answer"]))
    (saved,) = read_answers(tmp_path / "answer.json")
    assert list(problems(saved, assistant.corpus)) == []


def test_the_least_feedback(client: httpx.Client, store: FeedbackStore) -> None:
    made = client.post("/api/feedback", json={"question": "予算はいくらですか。", "rating": "up", "answer": None}).json()
    kept = next(row for row in store.export() if row["id"] == made["id"])
    assert (kept["answer"], kept["comment"], kept["language"]) == (None, "", "ja")


def test_a_rating_may_be_changed_and_commented_on(client: httpx.Client, store: FeedbackStore) -> None:
    first = {"question": "Who heads it?", "rating": "up"}
    made = client.post("/api/feedback", json=first).json()
    again = client.post("/api/feedback", json={**first, "rating": "down", "comment": "Not that one.", "id": made["id"]})
    assert (again.status_code, again.json()) == (201, made)
    client.post("/api/feedback", json={**first, "rating": "down", "id": made["id"]})
    (kept,) = [row for row in store.export() if row["id"] == made["id"]]
    assert (kept["rating"], kept["comment"], kept["question"]) == ("down", "Not that one.", "Who heads it?")


@pytest.mark.parametrize(
    "change",
    [
        {"rating": "sideways"},
        {"rating": None},
        {"question": ""},
        {"question": " \x00 "},
        {"question": "x" * 2001},
        {"question": None},
        {"comment": "x" * 2001},
        {"comment": 1},
        {"answer": "text"},
        {"answer": [1]},
        {"id": "1"},
        {"id": "' OR 1=1 --"},
    ],
    ids=str,
)
def test_feedback_that_cannot_be_kept(client: httpx.Client, store: FeedbackStore, change: dict[str, Any]) -> None:
    before = len(list(store.export()))
    assert_refused(client.post("/api/feedback", json={"question": "x", "rating": "up", **change}), 422)
    assert len(list(store.export())) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'{"question": "\\ud800", "rating": "up"}',
        b'{"question": "x", "rating": "up", "comment": "\\udfff"}',
        b'{"question": "x", "rating": "up", "answer": {"confidence": NaN}}',
    ]
)  # fmt: skip
def test_malformed_feedback(client: httpx.Client, body: bytes) -> None:
    assert_refused(client.post("/api/feedback", content=body, headers={"content-type": "application/json"}), 422)


def test_deeply_nested_and_large_feedback(client: httpx.Client) -> None:
    nested = b'{"question": "x", "rating": "up", "answer": {"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}}"
    response = client.post("/api/feedback", content=nested, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500
    assert list(response.json()) == ["error"]
    assert_refused(client.post("/api/feedback", json={"question": "x", "rating": "up", "answer": {"a": "x" * 70_000}}), 413)


def test_the_longest_feedback_and_hostile_text_are_kept_as_they_are(client: httpx.Client, store: FeedbackStore) -> None:
    hostile = "'); DROP TABLE feedback; -- <script>alert(1)</script> \u202e"
    sent = {"question": "x" * 2000, "rating": "up", "comment": hostile.ljust(2000, "x"), "answer": {"answer": hostile}}
    made = client.post("/api/feedback", json=sent)
    assert made.status_code == 201
    kept = next(row for row in store.export() if row["id"] == made.json()["id"])
    assert kept["answer"] == {"answer": hostile}
    assert kept["comment"].startswith("'); DROP TABLE feedback; -- <script>alert(1)</script>")


def test_many_at_once(client: httpx.Client, assistant: Answers, tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "many.sqlite3")
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: store.add(Feedback(f"Question {n}", None, "up", "", "en", "f")), range(300)))
    exported = list(store.export())
    assert [row["id"] for row in exported] != [] and {row["id"] for row in exported} == set(ids)
    assert len(exported) == 300


def test_a_slow_reader_keeps_nobody_from_writing(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "slow.sqlite3", wait_seconds=0.1)
    for _ in range(3):
        store.add(UP)
    reading = store.export()
    next(reading)
    store.add(UP)
    assert len(list(reading)) == 3


def test_nothing_is_made_before_the_first_and_the_file_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.sqlite3"
    store = FeedbackStore(path)
    assert list(store.export()) == []
    assert not path.parent.exists()
    store.add(UP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_locked_file_is_one_line(client: httpx.Client, store: FeedbackStore) -> None:
    store.add(UP)
    other = sqlite3.connect(store._path)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FeedbackError, match="locked"):
            list(store.export())
        response = client.post("/api/feedback", json={"question": "x", "rating": "up"})
        assert_refused(response, 503)
        assert "locked" in response.json()["error"] and str(store._path) not in response.text
    finally:
        other.close()
    assert client.post("/api/feedback", json={"question": "x", "rating": "up"}).status_code == 201


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64 * 1024) as disk:
        store = FeedbackStore(disk / "feedback.sqlite3")
        kept = []
        with pytest.raises(FeedbackError, match="full"):
            for _ in range(100):
                kept.append(store.add(Feedback("x" * 2000, None, "up", "x" * 2000, "en", "f")))
        assert kept
        assert [row["id"] for row in store.export()] == kept


def test_a_read_only_disk_is_one_line_but_can_be_read(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "disk" / "feedback.sqlite3")
    store.add(UP)
    with read_only(tmp_path / "disk"):
        with pytest.raises(FeedbackError, match="Read-only"):
            store.add(UP)
        assert len(list(store.export())) == 1


@pytest.mark.parametrize("content", [b"This is no database, but long enough to look like a file of some kind. " * 20, None])
def test_a_file_that_is_something_else(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other"
    path.mkdir() if content is None else path.write_bytes(content)
    for use in (lambda: FeedbackStore(path).add(UP), lambda: list(FeedbackStore(path).export())):
        with pytest.raises(FeedbackError, match="NISC_FEEDBACK") as error:
            use()
        assert "\n" not in str(error.value)


def test_a_row_has_a_size(client: httpx.Client, store: FeedbackStore) -> None:
    sent = {"question": "x", "rating": "up", "answer": {"answer": "\u8aac" * 20_000}}
    assert_refused(client.post("/api/feedback", json=sent), 413)
    with pytest.raises(FeedbackError, match="KB"):
        store.add(Feedback("x", "y" * MAX_ROW_BYTES, "up", "", "en", "f"))


def test_the_file_has_a_quota_and_loses_nothing(tmp_path: Path) -> None:
    store, kept = FeedbackStore(tmp_path / "small.sqlite3", megabytes=1), []
    with pytest.raises(FeedbackError, match="reached its size"):
        for _ in range(100):
            kept.append(store.add(Feedback("x", json.dumps("y" * 40_000), "up", "", "en", "f")))
    assert 15 < len(kept) < 30
    assert (tmp_path / "small.sqlite3").stat().st_size <= 1_000_000
    assert [row["id"] for row in store.export()] == kept
    assert store.add(UP, kept[0]) == kept[0], "who has rated may still think again"


def test_there_is_a_rate_for_each_client(assistant: Answers, tmp_path: Path) -> None:
    app = create_app(assistant, Access(proxies=LOOPBACK), feedback=FeedbackStore(tmp_path / "rate.sqlite3"))
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        send = lambda who: client.post(  # noqa: E731
            "/api/feedback", json={"question": "x", "rating": "up"}, headers={"x-forwarded-for": who}
        )
        answers = [send("192.0.2.1") for _ in range(70)]
        assert [a.status_code for a in answers[:60]] == [201] * 60
        assert_refused(answers[-1], 429)
        assert int(answers[-1].headers["retry-after"]) > 0
        assert send("192.0.2.2").status_code == 201


def test_a_rate_comes_back_with_time_and_remembers_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("ui.rate.time.monotonic", lambda: now[0])
    rate = Rate(burst=2, per_minute=60)
    assert [rate.wait("a") for _ in range(3)] == [0, 0, 1]
    now[0] = 0.5
    assert rate.wait("a") == pytest.approx(0.5)
    now[0] = 1.5
    assert [rate.wait("a"), rate.wait("a") > 0] == [0, True]
    for client in range(20_000):
        rate.wait(str(client))
    assert len(rate._left) == 10_000


def test_without_a_store_no_feedback_is_taken(server: str) -> None:
    assert_refused(httpx.post(f"{server}/api/feedback", json={"question": "x", "rating": "up"}), 404)


def assert_refused(response: httpx.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert list(response.json()) == ["error"]
    assert "\n" not in response.json()["error"]
