"""How well a network reads examples that it was not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score

from assistant.reading.inputs import Inputs
from assistant.reading.spans import best_span
from evals.reader.batches import BATCH, batch
from evals.reader.examples import Example, Span
from evals.reader.network import Network
from evals.reader.written import Shown


@dataclass(frozen=True, slots=True)
class Scores:
    """`auc` of answered against not; `overlap`: mean F1 in characters of the spans found for answered examples that have one;
    `accuracy` at a probability of a half."""

    name: str
    examples: int
    auc: float
    accuracy: float
    overlap: float


def score(network: Network, inputs: Inputs, name: str, examples: Sequence[Example]) -> Scores:
    """Each example by itself."""
    logits, overlaps = read(network, inputs, examples)
    return _scores(name, logits, [e.answered for e in examples], overlaps)


def score_questions(network: Network, inputs: Inputs, name: str, questions: Sequence[Shown]) -> Scores:
    """Each question by the best of what is found for it."""
    examples = [each for question in questions for each in (*question.answers, *question.others)]
    logits, overlaps = read(network, inputs, examples)
    ends = np.cumsum([len(question.answers) + len(question.others) for question in questions])
    best = np.array([part.max() if len(part) else -10.0 for part in np.split(logits, ends[:-1])])
    return _scores(name, best, [question.answerable for question in questions], overlaps)


def read(network: Network, inputs: Inputs, examples: Sequence[Example]) -> tuple[npt.NDArray[np.float64], list[float]]:
    """The logit of "answered" of each example, and the overlaps of short answers where there is one."""
    network.eval()
    pairs = inputs.pairs([(e.question, e.heading, e.text) for e in examples])
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
    logits, overlaps = np.zeros(len(pairs)), []
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        made = batch([examples[i] for i in rows], [pairs[i] for i in rows], inputs.pad_id)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            answered, tokens = network(made.ids, made.attention, made.is_text)
        logits[rows] = answered.float().numpy()
        for row, i in enumerate(rows):
            answer = examples[i].answer
            if answer:
                own = tokens[row].float().numpy()[pairs[i].begin : pairs[i].begin + len(pairs[i].spans)]
                begin, end, _ = best_span(own[:, 0], own[:, 1])
                overlaps.append(overlap((pairs[i].spans[begin][0], pairs[i].spans[end][1]), answer))
    return logits, overlaps


def _scores(name: str, logits: npt.NDArray[np.float64], truth: Sequence[bool], overlaps: Sequence[float]) -> Scores:
    accuracy = float(np.mean((logits > 0) == np.array(truth)))
    shared = float(np.mean(overlaps)) if overlaps else 0.0
    return Scores(name, len(truth), float(roc_auc_score(truth, logits)), accuracy, shared)


def overlap(found: Span, wanted: Span) -> float:
    """F1 in characters."""
    common = max(0, min(found[1], wanted[1]) - max(found[0], wanted[0]))
    return 2 * common / (found[1] - found[0] + wanted[1] - wanted[0]) if common else 0.0
