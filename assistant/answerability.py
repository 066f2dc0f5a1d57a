"""Which evidence is best, and how probable it is that the corpus answers a question.

Both are linear in features that the reader gives, fitted by `nisc-assistant eval calibrate` and kept in
`answerability.json`, where anyone can read them.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingsError

_REMEDY = "run: nisc-assistant eval calibrate"


@dataclass(frozen=True, slots=True)
class Parameters:
    """`ranker`: weight of each feature of a piece of evidence in its score. `answerable`: weight of each feature of a reading
    in the log-odds that the corpus answers the question. `threshold`: probability from which an answer is given."""

    ranker: Mapping[str, float]
    answerable: Mapping[str, float]
    intercept: float
    threshold: float


def load_parameters(path: Path) -> Parameters:
    """Raises `SettingsError` when the file cannot be used."""
    try:
        raw = json.loads(path.read_text())
        return Parameters(raw["ranker"], raw["answerable"], float(raw["intercept"]), float(raw["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path} holds no answerability parameters", _REMEDY) from error


def probability(features: Mapping[str, float], parameters: Parameters) -> float:
    """The logistic function of the features' weighted sum, 0 to 1."""
    log_odds = weighted(features, parameters.answerable) + parameters.intercept
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def contributions(features: Mapping[str, float], weights: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """(name, value, value times weight) of each feature that has a weight, the most decisive first. Raises `SettingsError`."""
    weighted(features, weights)
    found = [(name, features[name], weight * features[name]) for name, weight in weights.items()]
    return sorted(found, key=lambda row: -abs(row[2]))


def weighted(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum of the features that have a weight. Raises `SettingsError` when one of them is not computed."""
    try:
        return sum(weight * features[name] for name, weight in weights.items())
    except KeyError as error:
        raise SettingsError(f"The answerability parameters weigh {error}, which is not computed", _REMEDY) from error
