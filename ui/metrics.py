"""What happens here, in numbers, in the text format of Prometheus. No text of questions, answers or readers."""

import time
from asyncio import CancelledError
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.answer import Answer
from corpus.document import Corpus
from corpus.errors import AbandonedError, BusyError, DeadlineError, QuestionError
from ui.answers import Answers
from ui.proxy import CLIENT_UNKNOWN, LOOPBACK, Network, is_within

_OUTCOMES: dict[tuple[type[BaseException], ...], str] = {
    (QuestionError,): "refused",
    (BusyError,): "busy",
    (DeadlineError,): "late",
    (GeneratorExit, CancelledError, AbandonedError): "stopped",
}
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one application, in a registry of their own. Those that count are written at once as 0."""

    def __init__(self, shown_to: Sequence[Network] = LOOPBACK) -> None:
        self.shown_to = shown_to
        self.registry = CollectorRegistry()
        self.questions = Counter("nisc_questions", "Questions by what became of them.", ["status"], registry=self.registry)
        self.feedback = Counter("nisc_feedback", "Feedback kept, by rating.", ["rating"], registry=self.registry)
        self.seconds = Histogram(
            "nisc_answer_seconds", "Time from a question to its whole answer.", buckets=_BUCKETS, registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        for status in ("answered", "partial", "abstained", "smalltalk", *_OUTCOMES.values(), "failed"):
            self.questions.labels(status)
        for rating in ("up", "down"):
            self.feedback.labels(rating)

    @contextmanager
    def asked(self) -> Iterator[list[Answer]]:
        """Count a question, and time it where its answer is put into the list."""
        started = time.perf_counter()
        answers: list[Answer] = []
        status = "failed"
        try:
            yield answers
            status = answers[0].status if answers else "stopped"
        except BaseException as error:
            status = answers[0].status if answers else _outcome(error)
            raise
        finally:
            self.questions.labels(status).inc()
            if answers:
                self.seconds.observe(time.perf_counter() - started)


def _outcome(error: BaseException) -> str:
    """What became of a question that ended so; whoever leaves closes the stream, or cancels what reads it."""
    return next((status for kinds, status in _OUTCOMES.items() if isinstance(error, kinds)), "failed")


class _State(Collector):
    """Whether questions are answered, and from what, as it is when asked for."""

    def __init__(self, assistant: Answers) -> None:
        self._assistant = assistant

    def collect(self) -> Iterable[Metric]:
        ready = self._assistant.ready
        yield GaugeMetricFamily("nisc_ready", "1 once questions are answered.", ready)
        if ready:
            yield from self._index(self._assistant.corpus)

    def _index(self, corpus: Corpus) -> Iterable[Metric]:
        yield InfoMetricFamily("nisc_index", "The index that answers.", {"fingerprint": corpus.fingerprint})
        yield GaugeMetricFamily("nisc_index_documents", "Documents in the index.", len(corpus.documents))
        yield GaugeMetricFamily("nisc_index_passages", "Passages in the index.", len(corpus.passages))


def add_metrics(router: APIRouter, assistant: Answers, metrics: Metrics) -> None:
    """`/metrics`."""
    metrics.registry.register(_State(assistant))

    @router.get("/metrics")
    async def shown(request: Request) -> Response:
        client = request.client.host if request.client else ""
        if request.scope.get(CLIENT_UNKNOWN) or not is_within(client, metrics.shown_to):
            raise HTTPException(403, "Not for this address: its operator should add it to NISC_METRICS_FOR")
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
