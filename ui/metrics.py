"""What happens here, in numbers, in the text format of Prometheus. No text of questions, answers or readers."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus
from corpus.errors import QuestionError
from ui.answers import Answers

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one application, in a registry of their own. Those that count are written at once as 0."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter("nisc_questions", "Questions by what became of them.", ["status"], registry=self.registry)
        self.feedback = Counter("nisc_feedback", "Feedback kept, by rating.", ["rating"], registry=self.registry)
        self.seconds = Histogram(
            "nisc_answer_seconds", "Time from a question to its whole answer.", buckets=_BUCKETS, registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        for status in ("answered", "abstained", "smalltalk", "refused", "failed", "stopped"):
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
        except QuestionError:
            status = "refused"
            raise
        except GeneratorExit:  # the reader went away before or just after the end
            status = answers[0].status if answers else "stopped"
            raise
        finally:
            self.questions.labels(status).inc()
            if answers:
                self.seconds.observe(time.perf_counter() - started)


class CountedAnswers:
    """The same answers, counted, whether the chat or a program asks."""

    def __init__(self, answers: Answers, metrics: Metrics) -> None:
        self._answers, self._metrics = answers, metrics

    @property
    def ready(self) -> bool:
        """As of the answers counted."""
        return self._answers.ready

    @property
    def corpus(self) -> Corpus:
        """As of the answers counted."""
        return self._answers.corpus

    def examples(self) -> tuple[str, ...]:
        """As of the answers counted."""
        return self._answers.examples()

    def invoke(self, input: Question, config: None = None) -> Answer:
        """The answer to a question."""
        with self._metrics.asked() as answers:
            answers.append(self._answers.invoke(input, config))
        return answers[0]

    def stream(self, input: Question, config: None = None) -> Iterator[Any]:
        """The pieces, then the answer."""
        with self._metrics.asked() as answers:
            for piece in self._answers.stream(input, config):
                if isinstance(piece, Answer):
                    answers.append(piece)
                yield piece


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
    def shown() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
