"""The numbers of a server, as Prometheus reads them."""

import asyncio
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from corpus.errors import AbandonedError, BusyError, DeadlineError, IndexStoreError, QuestionError
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import FeedbackStore
from ui.metrics import Metrics
from ui.proxy import LOOPBACK
from ui.server import Access, create_app

SECRET = "How tall is Mount Everest?"


@pytest.fixture
def client(assistant: Answers, tmp_path: Path) -> Iterator[httpx.Client]:
    app = create_app(assistant, feedback=FeedbackStore(tmp_path / "feedback.sqlite3"))
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def samples(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, but for the times of creation."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert "Everest" not in response.text
    families = text_string_to_metric_families(response.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_questions_feedback_and_index_are_counted(client: httpx.Client, assistant: Answers) -> None:
    before = samples(client)
    kinds = ("answered", "partial", "abstained", "smalltalk", "refused", "failed", "stopped", "busy", "late")
    assert [before["nisc_questions_total", kind] for kind in kinds] == [0] * 9
    assert before["nisc_feedback_total", "up"] == before["nisc_answer_seconds_count",] == 0
    stream = {"accept": "text/event-stream"}
    for question, headers in [
        (assistant.examples()[0], {}),
        (f"{assistant.examples()[0]} And how tall is Mount Everest?", {}),
        (SECRET, {}),
        (SECRET, stream),
        ("Hello!", {}),
        ("", {}),
        ("", stream),
    ]:
        client.post("/api/ask", json={"question": question}, headers=headers)
    for rating in ("up", "down", "down", "sideways"):
        client.post("/api/feedback", json={"question": SECRET, "rating": rating, "comment": "Everest"})
    after = samples(client)
    assert [after["nisc_questions_total", kind] for kind in kinds] == [1, 1, 2, 1, 2, 0, 0, 0, 0]
    assert after["nisc_answer_seconds_count",] == after["nisc_answer_seconds_bucket", "+Inf"] == 5
    assert after["nisc_answer_seconds_sum",] > 0
    assert [after["nisc_feedback_total", rating] for rating in ("up", "down")] == [1, 2]
    assert after["nisc_ready",] == after["nisc_index_info", assistant.corpus.fingerprint] == 1
    assert after["nisc_index_documents",] == len(assistant.corpus.documents)
    assert after["nisc_index_passages",] == len(assistant.corpus.passages)


def test_two_applications_count_apart(client: httpx.Client, server: str) -> None:
    asked = samples(client)["nisc_questions_total", "abstained"]
    httpx.post(f"{server}/api/ask", json={"question": SECRET}, timeout=30)
    assert samples(client)["nisc_questions_total", "abstained"] == asked


def test_a_question_that_fails_or_is_given_up_is_counted_as_such() -> None:
    metrics = Metrics()
    for error in (RuntimeError(), IndexStoreError("gone"), BusyError("busy"), DeadlineError("late"), QuestionError("empty")):
        with pytest.raises(type(error)), metrics.asked():
            raise error
    for left in (GeneratorExit(), asyncio.CancelledError(), AbandonedError("gone")):
        with pytest.raises(type(left)), metrics.asked():
            raise left
    value = metrics.registry.get_sample_value
    kinds = ("failed", "busy", "late", "refused", "stopped")
    assert [value("nisc_questions_total", {"status": kind}) for kind in kinds] == [2, 1, 1, 1, 3]
    assert value("nisc_answer_seconds_count") == 0


@pytest.mark.parametrize("headers", [{}, {"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}])
def test_the_numbers_are_for_listed_addresses_only(assistant: Answers, headers: dict[str, str]) -> None:
    for networks, status in (((ip_network("192.0.2.0/24"),), 403), (LOOPBACK, 200 if not headers else 403)):
        with served(create_app(assistant, Access(metrics_for=networks))) as address:
            assert httpx.get(f"{address}/metrics", headers=headers).status_code == status
