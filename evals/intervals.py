"""Figures with their 95 % confidence intervals."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, bootstrap

RESAMPLES = 2000
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` questions with its interval, all 0 to 1; None where there is nothing to tell it from."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


def share(flags: Iterable[bool]) -> Estimate:
    """The share that holds, with Wilson's interval."""
    held = list(flags)
    if not held:
        return Estimate()
    found = binomtest(sum(held), len(held))
    low, high = found.proportion_ci(method="wilson")
    return _rounded(found.statistic, low, high, len(held))


def mean(values: Iterable[float | None]) -> Estimate:
    """The mean of those that are not None, with the percentile bootstrap's interval; always the same for the same values."""
    told = np.array([value for value in values if value is not None], float)
    if len(told) < 2:
        return Estimate(round(float(told[0]), _DIGITS), None, None, 1) if len(told) else Estimate()
    drawn = bootstrap((told,), np.mean, method="percentile", n_resamples=RESAMPLES, batch=200, rng=0)
    return _rounded(told.mean(), drawn.confidence_interval.low, drawn.confidence_interval.high, len(told))


def _rounded(value: float, low: float, high: float, n: int) -> Estimate:
    return Estimate(round(float(value), _DIGITS), round(float(low), _DIGITS), round(float(high), _DIGITS), n)
