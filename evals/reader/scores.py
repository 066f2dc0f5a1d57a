"""How well a network tells what answers from what does not, and finds short answers, on what it does not learn from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score

from assistant.reading.spans import best_span
from evals.reader.batches import Batches
from evals.reader.examples import Span
from evals.reader.network import Network

_AT_ONCE = 64
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """`auc` of answered against not; `overlap`: mean F1 in tokens of the spans found for answered examples that have one;
    `accuracy` at a probability of a half."""

    name: str
    examples: int
    auc: float
    accuracy: float
    overlap: float


def score(network: Network, batches: Batches, name: str) -> Scores:
    """Of the examples of a set; those of one group count as one, by the one that is likeliest answered."""
    rows = batches.pool.of(name)
    logits, overlaps = read(network, batches, rows)
    own = batches.pool.rows[rows]
    _, group = np.unique(own["group"], return_inverse=True)
    best, truth = np.full(group.max() + 1, -np.inf), np.zeros(group.max() + 1, bool)
    np.maximum.at(best, group, logits)
    np.logical_or.at(truth, group, own["answered"])
    accuracy = float(np.mean((best > 0) == truth))
    shared = float(np.mean(overlaps)) if overlaps else 0.0
    return Scores(name, len(truth), float(roc_auc_score(truth, best)), accuracy, shared)


def read(network: Network, batches: Batches, rows: npt.NDArray[np.int32]) -> tuple[Floats, Sequence[float]]:
    """The logit of "answered" of each row, and the overlaps of short answers where there is one."""
    network.eval()
    of_row: dict[int, float] = {}
    overlaps = []
    for some, made in batches.in_turn(rows, _AT_ONCE):
        with torch.no_grad(), torch.autocast(batches.device, dtype=torch.bfloat16):
            answered, tokens = network(made.ids, made.attention, made.is_text)
        of_row.update(zip(some.tolist(), answered.float().tolist(), strict=True))
        for own, logits in zip(batches.pool.rows[some], tokens.float().cpu().numpy(), strict=True):
            if own["answer"][0] > 0:
                begin, end, _ = best_span(logits[own["begin"] : own["end"] + 1, 0], logits[own["begin"] : own["end"] + 1, 1])
                found = own["begin"] + begin, own["begin"] + end + 1
                overlaps.append(overlap(found, (own["answer"][0], own["answer"][1] + 1)))
    return np.array([of_row[row] for row in rows.tolist()]), overlaps


def overlap(found: Span, wanted: Span) -> float:
    """F1 of what two spans hold."""
    common = max(0, min(found[1], wanted[1]) - max(found[0], wanted[0]))
    return 2 * common / (found[1] - found[0] + wanted[1] - wanted[0]) if common else 0.0
