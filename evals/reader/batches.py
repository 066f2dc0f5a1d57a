"""Examples as tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch

from assistant.reading.inputs import Inputs, Pair
from evals.reader.examples import Example, Span

BATCH = 32
# Lengths are rounded up: for each new one, torch compiles what it multiplies with.
_STEP = 32
_BUCKETS = 16  # so many batches are sorted by length together, so that little is padded


@dataclass(frozen=True, slots=True)
class Batch:
    """`spans`: (examples, 2) tokens of the answer, the first token for none and -1 where it is not known."""

    ids: Any
    attention: Any
    is_text: Any
    answered: Any
    spans: Any
    evidence: Any


def batches(examples: Iterator[Example], inputs: Inputs, seed: int) -> Iterator[Batch]:
    """Batches of examples of like length, in random order; endless when the examples are."""
    rng = random.Random(seed)
    while chunk := list(islice(examples, BATCH * _BUCKETS)):
        pairs = inputs.pairs([(e.question, e.heading, e.text) for e in chunk])
        order = sorted(range(len(chunk)), key=lambda i: len(pairs[i].ids))
        starts = list(range(0, len(order), BATCH))
        rng.shuffle(starts)
        for first in starts:
            rows = order[first : first + BATCH]
            yield batch([chunk[i] for i in rows], [pairs[i] for i in rows], inputs.pad_id)


def batch(examples: Sequence[Example], pairs: Sequence[Pair], pad_id: int) -> Batch:
    """One batch."""
    size, length = len(pairs), -(-max(len(pair.ids) for pair in pairs) // _STEP) * _STEP
    ids, attention = torch.full((size, length), pad_id), torch.zeros(size, length, dtype=torch.long)
    is_text, evidence = torch.zeros(size, length, dtype=torch.bool), torch.zeros(size, length)
    spans = torch.zeros(size, 2, dtype=torch.long)
    for row, (example, pair) in enumerate(zip(examples, pairs, strict=True)):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        attention[row, : len(pair.ids)] = 1
        is_text[row, pair.begin : pair.begin + len(pair.spans)] = True
        for span in example.evidence:
            for token in _tokens(pair, span):
                evidence[row, token] = 1
        spans[row] = torch.tensor(_answer(example, pair))
    answered = torch.tensor([float(e.answered) for e in examples])
    return Batch(ids, attention, is_text, answered, spans, evidence)


def _answer(example: Example, pair: Pair) -> Span:
    if not example.answered:
        return 0, 0
    tokens = _tokens(pair, example.answer) if example.answer else []
    return (tokens[0], tokens[-1]) if tokens else (-1, -1)


def _tokens(pair: Pair, span: Span) -> list[int]:
    return [pair.begin + i for i, (first, last) in enumerate(pair.spans) if first < span[1] and last > span[0] and first < last]
