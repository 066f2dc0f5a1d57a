"""`python -m tests.bench.dearest_request`: what the dearest request costs, beside the median question.

Costs are processor time over all threads. Hostile requests are new texts, so that nothing said before helps, each once
with an assistant that has verified no suggestion yet and once with one that has answered all requests before it.
Exit code 1 when one costs more than ten times the median question.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from statistics import median

from assistant.assistant import Assistant
from assistant.question import Question
from assistant.reading.model import Model, open_model
from assistant.settings import Settings, load_settings
from corpus.errors import QuestionError
from evals.questions import DEFAULT_SET, read_questions
from tests.assistant.hostile import requests

ALLOWED = 10.0
MIXTURES = 30
ROUNDS = 2
USUAL = 100
SHOWN = 12


def spent(assistant: Assistant, question: Question) -> float:
    """Milliseconds of processor time, over all threads, that a question takes."""
    began = time.process_time()
    with suppress(QuestionError):
        assistant.invoke(question)
    return (time.process_time() - began) * 1000


def usual(assistant: Assistant) -> float:
    """The median of some development questions, once everything they need has been used before."""
    every = [item.question for item in read_questions(DEFAULT_SET, "dev")]
    questions = every[:: len(every) // USUAL]
    return median([[spent(assistant, question) for question in questions] for _ in range(2)][-1])


def hostile(settings: Settings, warm: Assistant, model: Model) -> dict[str, float]:
    """What each request costs: the least of its rounds, since others on the machine make threads wait for each other."""
    costs: dict[str, list[float]] = {}
    for seed in range(ROUNDS):
        for name, question in requests(seed, MIXTURES):
            cold = Assistant(settings, warm.responder.index, model)
            costs.setdefault(f"{name}, first of all", []).append(spent(cold, question))
        for name, question in requests(ROUNDS + seed, MIXTURES):
            costs.setdefault(name, []).append(spent(warm, question))
    return {name: min(each) for name, each in costs.items()}


def report(median_ms: float, costs: Mapping[str, float]) -> Iterator[str]:
    """Lines of Markdown, the dearest requests first."""
    dearest = sorted(costs.items(), key=lambda cost: -cost[1])
    yield f"The median question takes {median_ms:.1f} ms of processor time; {len(dearest)} hostile requests:\n"
    yield "| request | ms | x median |"
    yield "|---|---|---|"
    for name, milliseconds in (*dearest[:SHOWN], ("the median of them", median(costs.values()))):
        yield f"| {name} | {milliseconds:.1f} | {milliseconds / median_ms:.1f} |"


def main() -> int:
    """Run it all, in some minutes; 1 when a request is dearer than it may be."""
    settings = load_settings()
    assistant = Assistant.open(settings)
    try:
        before = usual(assistant)
        costs = hostile(settings, assistant, open_model(settings.models_folder, settings.threads))
        median_ms = min(before, usual(assistant))
    finally:
        assistant.close()
    sys.stdout.write("\n".join(report(median_ms, costs)) + "\n")
    return int(max(costs.values()) > ALLOWED * median_ms)


if __name__ == "__main__":
    sys.exit(main())
