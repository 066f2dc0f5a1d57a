"""`python -m tests.bench.dearest_request`: what the dearest request costs, beside the median question.

Costs are processor time over all threads. Hostile requests are new texts, so that nothing said before helps, each once
with an assistant that has verified no suggestion yet and once with one that has answered all requests before it.
Exit code 1 when one costs more than ten times the median question.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

from assistant.assistant import Assistant
from assistant.question import Question
from assistant.settings import Settings, load_settings
from corpus.errors import QuestionError
from evals.questions import DEFAULT_SET, read_questions
from tests.assistant.hostile import requests

ALLOWED = 10.0
MIXTURES = 150
SEED = 20240515
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time that a request took."""

    milliseconds: float
    name: str


def spent(assistant: Assistant, question: Question) -> float:
    """Milliseconds of processor time, over all threads, that a question takes."""
    began = time.process_time()
    with suppress(QuestionError):
        assistant.invoke(question)
    return (time.process_time() - began) * 1000


def usual(assistant: Assistant) -> float:
    """The median of the development questions, once everything they need has been used before."""
    questions = [item.question for item in read_questions(DEFAULT_SET, "dev")]
    return median([[spent(assistant, question) for question in questions] for _ in range(2)][-1])


def cold(settings: Settings, assistant: Assistant) -> Iterator[Cost]:
    """Each request asked of an assistant that has verified nothing yet."""
    for name, question in requests(SEED, MIXTURES):
        yield Cost(spent(Assistant(settings, assistant.responder.index), question), f"{name}, first of all")


def warm(assistant: Assistant) -> Iterator[Cost]:
    """Requests asked one after another."""
    for name, question in requests(SEED + 1, MIXTURES):
        yield Cost(spent(assistant, question), name)


def report(median_ms: float, costs: Iterable[Cost]) -> Iterator[str]:
    """Lines of Markdown, the dearest requests first."""
    dearest = sorted(costs, key=lambda cost: -cost.milliseconds)
    yield f"The median question takes {median_ms:.1f} ms of processor time; {len(dearest)} hostile requests:\n"
    yield "| ms | x median | request |"
    yield "|---|---|---|"
    for cost in dearest[:SHOWN]:
        yield f"| {cost.milliseconds:.1f} | {cost.milliseconds / median_ms:.1f} | {cost.name} |"
    middle = median(cost.milliseconds for cost in dearest)
    yield f"| {middle:.1f} | {middle / median_ms:.1f} | the median of them |"


def main() -> int:
    """Run it all, in about a minute; 1 when a request is dearer than it may be."""
    settings = load_settings()
    assistant = Assistant.open(settings)
    try:
        before = usual(assistant)
        costs = [*cold(settings, assistant), *warm(assistant)]
        median_ms = median((before, usual(assistant)))
    finally:
        assistant.close()
    sys.stdout.write("\n".join(report(median_ms, costs)) + "\n")
    return int(max(cost.milliseconds for cost in costs) > ALLOWED * median_ms)


if __name__ == "__main__":
    sys.exit(main())
