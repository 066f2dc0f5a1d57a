"""Ranks evidence, and tells how probable it is that the corpus answers a question at all.

Both are linear in the features of `assistant.matching`, fitted by `nisc-assistant eval calibrate` and kept in
`answerability.json`, where anyone can read them.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from assistant.matching import Candidate

_REMEDY = "run: nisc-assistant eval calibrate"

# With `share`: a text that repeats nearly all of the question and lacks just the thing asked for is a near miss; one that
# repeats nothing may be a paraphrase. With `passage_words`: in long paragraphs words recur by chance, in lists they do not.
# fmt: off
PRODUCTS = tuple(
    (name, "share")
    for name in (
        "missing", "lacks", "noun_missing", "nothing_named", "noun_bare", "unknown", "passage_cosine", "soft_of_missing",
        "new_words", "figures_missing", "operator_missing", "count_conflict", "lacks_thing", "holds_person",
    )
) + tuple(
    (name, "passage_words")
    for name in (
        "unknown", "share", "soft_of_missing", "score", "passage_cosine", "sentence_cosine", "context_share",
        "names_in_context", "context_soft", "ranker_score", "weakest",
    )
) + (("unknown", "passage_cosine"), ("unknown", "context_share"), ("unknown", "distant"), ("holds_name", "new_names"))
# fmt: on


# From this cosine on, a passage is about the matter of the question; far below it, words in common mean nothing.
NEARBY = 0.35


@dataclass(frozen=True, slots=True)
class Parameters:
    """`ranker`: weight of each feature in a unit's score. `answerable`: weight of each decision feature in the log-odds that
    the corpus answers the question. `threshold`: probability from which an answer is given."""

    ranker: Mapping[str, float]
    answerable: Mapping[str, float]
    intercept: float
    threshold: float


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A candidate with its score and its probability of being the best among its rivals."""

    candidate: "Candidate"
    score: float
    probability: float


def load_parameters(path: Path) -> Parameters:
    """Raises `SettingsError` when the file cannot be used."""
    try:
        raw = json.loads(path.read_text())
        return Parameters(raw["ranker"], raw["answerable"], float(raw["intercept"]), float(raw["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path} holds no answerability parameters", _REMEDY) from error


def rank(candidates: "Sequence[Candidate]", parameters: Parameters) -> list[Ranked]:
    """Best first; probabilities are the softmax of the scores."""
    scores = [weighted(candidate.features, parameters.ranker) for candidate in candidates]
    top = max(scores, default=0.0)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    ranked = [Ranked(c, s, o / total) for c, s, o in zip(candidates, scores, odds, strict=True)]
    return sorted(ranked, key=lambda r: -r.score)


def confidence(ranked: Sequence[Ranked], parameters: Parameters) -> float:
    """The calibrated probability, 0 to 1, that the corpus answers the question."""
    return probability(decision_features(ranked), parameters) if ranked else 0.0


def probability(features: Mapping[str, float], parameters: Parameters) -> float:
    """The logistic function of the decision features' weighted sum, 0 to 1."""
    log_odds = weighted(features, parameters.answerable) + parameters.intercept
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def contributions(features: Mapping[str, float], weights: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """(name, value, value times weight) of each feature that has a weight, the most decisive first. Raises `SettingsError`."""
    weighted(features, weights)
    found = [(name, features[name], weight * features[name]) for name, weight in weights.items()]
    return sorted(found, key=lambda row: -abs(row[2]))


def decision_features(ranked: Sequence[Ranked]) -> dict[str, float]:
    """Features of the best unit, how far it is ahead of other passages, and products that tell a near miss (nearly all is
    said, but not the one thing asked) from a paraphrase (little is repeated, all is meant)."""
    best, features = ranked[0], ranked[0].candidate.features
    passage = best.candidate.unit.hit.passage.id
    rivals = [r.score for r in ranked if r.candidate.unit.hit.passage.id != passage]
    own = {
        **features,
        "ranker_score": best.score / 10,
        "ahead": min(best.score - max(rivals, default=best.score - 5), 5.0) / 5,
        "lacks": sum(value for name, value in features.items() if name.startswith("lacks_")),
        "missing": 1 - features["soft_of_missing"],
        "distant": max(0.0, 1 - max(features["passage_cosine"], features["sentence_cosine"]) / NEARBY),
    }
    return own | {f"{a} x {b}": own[a] * own[b] for a, b in PRODUCTS}


def weighted(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum of the features that have a weight. Raises `SettingsError` when one of them is not computed."""
    try:
        return sum(weight * features[name] for name, weight in weights.items())
    except KeyError as error:
        raise SettingsError(f"The answerability parameters weigh {error}, which is not computed", _REMEDY) from error
