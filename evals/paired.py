"""Differences between two runs over the same questions, with how far chance alone could move them.

Each question is its own control: what is resampled are the differences, question by question, so that hard and easy
questions, which both runs share, do not widen the interval. Percentile bootstrap (Efron 1979).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import bootstrap

LEVEL = 0.95
RESAMPLES = 9999
# Rounded off, so that sums that are nothing but rounding errors do not fall on one side of zero.
_DIGITS = 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Difference:
    """The means over the `n` questions that both runs have a value for, `after - before`, and its 95 % interval."""

    n: int
    before: float
    after: float
    change: float
    low: float
    high: float


def paired(pairs: Sequence[tuple[T, T]], measure: Callable[[T], float | None]) -> Difference | None:
    """How a measure of one question changed over (before, after) pairs. None where no pair has both values.

    Where every question changed by the same amount, there is no spread to resample and the interval is that amount.
    """
    values = [
        (a, b) for a, b in ((measure(before), measure(after)) for before, after in pairs) if a is not None and b is not None
    ]
    if not values:
        return None
    table = np.array(values, dtype=np.float64)
    changes = table[:, 1] - table[:, 0]
    low, high = _interval(changes)
    before, after = table.mean(axis=0).tolist()
    return Difference(len(values), before, after, _clean(changes.mean()), low, high)


def _interval(changes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    if changes.min() == changes.max():
        return _clean(changes[0]), _clean(changes[0])
    found = bootstrap(
        (changes,), np.mean, n_resamples=RESAMPLES, confidence_level=LEVEL, method="percentile", batch=200, rng=0
    ).confidence_interval
    return _clean(found.low), _clean(found.high)


def _clean(value: np.float64) -> float:
    # Adding zero turns -0.0 into 0.0.
    return round(float(value), _DIGITS) + 0.0
