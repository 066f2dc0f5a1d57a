"""Fits the ranker and the answerability model on development data, and measures the latter by cross-validation over documents.

The ranker is a pairwise logistic regression: the best unit that holds the answer should score above each that does not. The
answerability model is a logistic regression over the features of a reading. Both are linear, so the fitted numbers can be
read in `assistant/answerability.json`; fitting the same data again writes the same file. The reader itself was trained on
none of these questions, or the models would trust it too much.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.answerability import Parameters, probability
from assistant.reading.ranking import ranked, reading_features
from evals.training import Example

RANKING = ("answered", "cosine", "quoted", "score", "short")
ANSWERABLE = ("quoted", "short", "japanese", "surest", "lead")
FOLDS = 10
# Newton steps end so close to the optimum that two fits on the same data agree in every digit that is written.
SOLVER, TOLERANCE = "newton-cholesky", 1e-9
STRENGTH = 1.0

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The parameters, and for each example the confidence it gets from parameters fitted without its document."""

    parameters: Parameters
    held_out: Matrix


def fit(examples: Sequence[Example], threshold: float) -> Fitted:
    """Fit on all examples; `held_out` comes from as many fits as there are folds. Deterministic."""
    groups = [example.group for example in examples]
    held_out = np.zeros(len(examples))
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(examples, groups=groups):
        parameters = _fit([examples[i] for i in train], threshold)
        held_out[test] = confidences([examples[i] for i in test], parameters)
    return Fitted(_fit(examples, threshold), held_out)


def write_parameters(parameters: Parameters, data: dict[str, int], path: Path) -> None:
    """Write the readable parameter file."""
    content = {
        "about": "Fitted by `nisc-assistant eval calibrate`; see evals/calibrate.py",
        "examples": data,
        "threshold": parameters.threshold,
        "intercept": round(parameters.intercept, 4),
        "answerable": {name: round(weight, 4) for name, weight in sorted(parameters.answerable.items())},
        "ranker": {name: round(weight, 4) for name, weight in sorted(parameters.ranker.items())},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def fit_ranker(examples: Sequence[Example]) -> dict[str, float]:
    """Weights of the features of evidence: of the units that hold the answer, the one that the reader is surest of wins."""
    usable = [e for e in examples if e.source == "answerable" and any(e.holds) and not all(e.holds)]
    if not usable:
        return dict.fromkeys(RANKING, 1.0)
    differences: list[Matrix] = []
    weights: list[float] = []
    for example in usable:
        features, holds = [each.features for each in example.evidence], np.array(example.holds)
        table = np.array([[each[name] for name in RANKING] for each in features])
        surest = max(np.flatnonzero(holds), key=lambda i: features[i]["quoted"] + features[i]["answered"])
        differences.append(table[surest] - table[~holds])
        weights += [1 / len(differences[-1])] * len(differences[-1])
    pairs = np.concatenate(differences)
    spread = np.sqrt((pairs**2).mean(axis=0)) + 1e-9
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, solver=SOLVER, tol=TOLERANCE, max_iter=5000)
    both = np.concatenate([pairs / spread, -pairs / spread])
    model.fit(both, np.repeat([1, 0], len(pairs)), sample_weight=np.tile(weights, 2))
    return dict(zip(RANKING, (model.coef_[0] / spread).tolist(), strict=True))


def _fit(examples: Sequence[Example], threshold: float) -> Parameters:
    ranker = fit_ranker(examples)
    table = np.array([[features[name] for name in ANSWERABLE] for features in map(partial(_features, ranker), examples)])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, solver=SOLVER, tol=TOLERANCE, max_iter=5000)
    model.fit((table - mean) / spread, [example.answerable for example in examples], sample_weight=_weights(examples))
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean)
    return Parameters(ranker, dict(zip(ANSWERABLE, slopes.tolist(), strict=True)), intercept, threshold)


def _weights(examples: Sequence[Example]) -> list[float]:
    """Every family of corpora counts the same, whatever its number of questions: it has to be right for all of them."""
    sizes = Counter(example.family for example in examples)
    return [len(examples) / len(sizes) / sizes[example.family] for example in examples]


def confidences(examples: Sequence[Example], parameters: Parameters) -> list[float]:
    """The confidence each example gets from given parameters."""
    return [probability(_features(parameters.ranker, example), parameters) for example in examples]


def _features(ranker: Mapping[str, float], example: Example) -> dict[str, float]:
    return reading_features(ranked(example.evidence, ranker))
