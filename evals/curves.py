"""What confidence is worth: calibration, risk against coverage; and how long answering took."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

BINS = 10
MAX_POINTS = 200
Floats = npt.NDArray[np.float64]


def calibration(confidence: Sequence[float], answerable: Sequence[bool]) -> dict[str, Any]:
    """Confidence against the truth, in bins of equal width: expected calibration error, Brier score, and the bins."""
    told, truth = np.asarray(confidence, float), np.asarray(answerable, float)
    if not len(told):
        return {"ece": None, "brier": None, "bins": []}
    which = np.minimum((told * BINS).astype(int), BINS - 1)
    bins = [_bin(b, told[which == b], truth[which == b]) for b in range(BINS)]
    gaps = [abs(float((truth - told)[which == b].sum())) for b in range(BINS)]
    brier = float(np.mean((truth - told) ** 2))
    return {"ece": round(sum(gaps) / len(told), 4), "brier": round(brier, 4), "bins": bins}


def risk_coverage(confidence: Sequence[float], wrong: Sequence[bool]) -> dict[str, Any]:
    """The share of wrong answers if only the most confident were given, for every coverage, and the area under that curve
    (Geifman & El-Yaniv 2017). Questions of equal confidence are wrong by their mean, so their order does not matter."""
    if not len(confidence):
        return {"aurc": None, "points": []}
    told = np.asarray(confidence, float)
    order = np.argsort(-told, kind="stable")
    falling, errors = told[order], np.asarray(wrong, float)[order]
    levels, group, size = np.unique(-falling, return_inverse=True, return_counts=True)
    expected = (np.bincount(group, errors) / size)[group]
    asked = np.arange(1, len(told) + 1)
    risk = np.cumsum(expected) / asked
    ends = np.cumsum(size) - 1
    if len(levels) > MAX_POINTS:
        ends = ends[np.linspace(0, len(levels) - 1, MAX_POINTS).astype(int)]
    points = [
        {"coverage": round(float(asked[i] / len(told)), 4), "risk": round(float(risk[i]), 4), "threshold": float(falling[i])}
        for i in ends
    ]
    return {"aurc": round(float(risk.mean()), 4), "points": points}


def latency(milliseconds: Sequence[float]) -> dict[str, float | int | None]:
    """Mean, percentiles and maximum."""
    names = ("p50", "p90", "p95", "p99", "max")
    if not len(milliseconds):
        return {"n": 0, "mean": None, **dict.fromkeys(names)}
    at = np.percentile(milliseconds, [50, 90, 95, 99, 100])
    rounded = {name: round(float(value), 2) for name, value in zip(names, at, strict=True)}
    return {"n": len(milliseconds), "mean": round(float(np.mean(milliseconds)), 2), **rounded}


def histogram(milliseconds: Sequence[float], bins: int = 20) -> list[dict[str, float | int]]:
    """How many questions took how long."""
    if not len(milliseconds):
        return []
    counts, edges = np.histogram(milliseconds, bins)
    return [
        {"low_ms": round(float(low), 2), "high_ms": round(float(high), 2), "n": int(n)}
        for n, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]


def _bin(number: int, confidence: Floats, truth: Floats) -> dict[str, float | int | None]:
    return {
        "low": number / BINS,
        "high": (number + 1) / BINS,
        "n": len(truth),
        "confidence": round(float(confidence.mean()), 4) if len(truth) else None,
        "answerable": round(float(truth.mean()), 4) if len(truth) else None,
    }
