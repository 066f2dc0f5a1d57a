"""Batches of a pool's examples, as tensors on the device that trains."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from evals.reader.pool import Pool

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


class Batches:
    """Makes batches of the examples of a pool. `pad_id` is the encoder's."""

    def __init__(self, pool: Pool, pad_id: int, device: str = "cpu") -> None:
        self.pool, self.device = pool, device
        self._pad = int(np.searchsorted(pool.pieces, pad_id))
        self._lengths = pool.lengths
        self._tensors = {
            **{name: self._on(getattr(pool, name)) for name in ("questions", "question_ends", "texts", "text_ends")},
            **{name: self._on(np.ascontiguousarray(pool.rows[name])) for name in pool.rows.dtype.names or ()},
        }

    def drawn(self, shares: Mapping[str, float], size: int, seed: int) -> Iterator[Batch]:
        """Batches without end, of examples of like length, drawn by their weights, of each set in its share."""
        rng, of_sets = np.random.default_rng(seed), {name: self.pool.of(name) for name in shares}
        ends = {name: np.cumsum(self.pool.rows["weight"][rows], dtype=np.float64) for name, rows in of_sets.items()}
        names, odds = list(shares), np.array(list(shares.values())) / sum(shares.values())
        while True:
            counts = rng.multinomial(size * _BUCKETS, odds)
            drawn = [_drawn(of_sets[name], ends[name], n, rng) for name, n in zip(names, counts, strict=True)]
            yield from (self.batch(rows) for rows in rng.permutation(self._by_length(np.concatenate(drawn)).reshape(-1, size)))

    def in_turn(self, rows: npt.NDArray[Any], size: int) -> Iterator[tuple[npt.NDArray[Any], Batch]]:
        """Each of those rows once: the rows of a batch, and the batch."""
        rows = self._by_length(rows)
        for first in range(0, len(rows), size):
            some = rows[first : first + size]
            yield some, self.batch(some)

    def batch(self, rows: npt.NDArray[Any]) -> Batch:
        """The batch of those rows."""
        length = -(-int(self._lengths[rows].max()) // _STEP) * _STEP
        every, chosen = self._tensors, self._on(rows.astype(np.int64))
        own = {name: every[name][chosen] for name in self.pool.rows.dtype.names or ()}
        at, question, text = torch.arange(length, device=self.device)[None], own["question"].long(), own["text"].long()
        first_part = (every["question_ends"][question + 1] - every["question_ends"][question])[:, None]
        whole = first_part + (every["text_ends"][text + 1] - every["text_ends"][text])[:, None]
        in_question = (every["question_ends"][question][:, None] + at).clamp(max=len(every["questions"]) - 1)
        in_text = (every["text_ends"][text][:, None] + at - first_part).clamp(0, len(every["texts"]) - 1)
        ids = torch.where(at < first_part, every["questions"][in_question], every["texts"][in_text])
        ids = torch.where(at < whole, ids, self._pad).long()
        is_text = (at >= own["begin"][:, None]) & (at <= own["end"][:, None])
        evidence = (at[:, None] >= own["evidence"][:, :, :1]) & (at[:, None] <= own["evidence"][:, :, 1:])
        return Batch(ids, (at < whole).long(), is_text, own["answered"].float(), own["answer"].long(), evidence.any(1).float())

    def _by_length(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return rows[np.argsort(self._lengths[rows], kind="stable")]

    def _on(self, values: npt.NDArray[Any]) -> Any:
        return torch.from_numpy(np.array(values)).to(self.device)


def _drawn(rows: npt.NDArray[Any], ends: npt.NDArray[np.float64], count: int, rng: np.random.Generator) -> npt.NDArray[Any]:
    drawn: npt.NDArray[Any] = rows[np.searchsorted(ends, rng.random(count) * ends[-1], side="right").clip(max=len(rows) - 1)]
    return drawn
