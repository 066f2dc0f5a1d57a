"""Fits the ranker and the answerability model on development data, and measures both by cross-validation over documents.

The ranker is a pairwise logistic regression: a unit that holds the answer should score above each that does not. The
answerability model is a logistic regression over the best unit's decision features. Both are linear, so the fitted
numbers can be read in `assistant/answerability.json`; fitting the same data again writes the same file. Weighting the
sources tilts the probabilities, so they are set right by Platt's scaling (Platt 1999) on the held-out ones.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.answerability import Parameters, confidence, decision_features, probability, rank
from evals.training import Example, Source

FOLDS = 10
# Newton steps end so close to the optimum that two fits on the same data agree in every digit that is written.
SOLVER, TOLERANCE = "newton-cholesky", 1e-9
RANKER_STRENGTH = 0.1
ANSWERABLE_STRENGTH = 0.1
# What a question of each source counts for. A hidden answer is an easier near miss than a written one.
SOURCE_WEIGHTS: dict[Source, float] = {"answerable": 1.0, "near miss": 1.5, "off topic": 0.6, "hidden": 0.2}
# In practice few questions share no word with the text; the development sets hold many, to learn from.
KIND_WEIGHTS = {"paraphrase": 0.8}
# These describe the question in its corpus, not the unit, so they cannot rank units.
_NOT_RANKED = {"unknown", "behind_best"}

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The parameters, and for each example the confidence it gets from parameters fitted without its document."""

    parameters: Parameters
    held_out: Matrix


def fit(examples: Sequence[Example], threshold: float) -> Fitted:
    """Fit on all examples; `held_out` comes from as many fits as there are folds. Deterministic."""
    usable = [example for example in examples if example.candidates]
    groups = [example.group for example in usable]
    held_out = np.zeros(len(usable))
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    rankers: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], dict[str, float]]] = []
    scored: list[dict[str, float]] = [{} for _ in usable]
    for train, test in folds.split(usable, groups=groups):
        ranker = _fit_ranker([usable[i] for i in train])
        rankers.append((train, test, ranker))
        for i in test:
            scored[i] = _decision(usable[i], ranker)
    # The decision is fitted on scores of rankers that had not seen the question, or it would trust them too much.
    for train, test, _ in rankers:
        parameters = _fit_answerable([usable[i] for i in train], [scored[i] for i in train], {}, threshold)
        for i in test:
            held_out[i] = probability(scored[i], parameters)
    log_odds = np.log(held_out / (1 - held_out))
    for train, test, _ in rankers:
        slope, shift = _platt(log_odds[train], [usable[i] for i in train])
        held_out[test] = 1 / (1 + np.exp(-(slope * log_odds[test] + shift)))
    parameters = _fit_answerable(usable, scored, _fit_ranker(usable), threshold)
    return Fitted(_scaled(parameters, *_platt(log_odds, usable)), held_out)


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


def _fit_ranker(examples: Sequence[Example]) -> dict[str, float]:
    names = [name for name in sorted(examples[0].candidates[0].features) if name not in _NOT_RANKED]
    differences: list[Matrix] = []
    weights: list[float] = []
    for example in examples:
        holds = np.array(example.holds)
        if not example.answerable or holds.all() or not holds.any():
            continue
        table = np.array([[c.features[name] for name in names] for c in example.candidates])
        pairs = (table[holds][:, None] - table[~holds][None]).reshape(-1, len(names))
        differences.append(pairs)
        weights += [10 * KIND_WEIGHTS.get(example.kind, 1.0) / len(pairs)] * len(pairs)
    pairs = np.concatenate(differences)
    spread = pairs.std(axis=0) + 1e-9
    model = LogisticRegression(C=RANKER_STRENGTH, fit_intercept=False, solver=SOLVER, tol=TOLERANCE, max_iter=5000)
    both = np.concatenate([pairs / spread, -pairs / spread])
    model.fit(both, np.repeat([1, 0], len(pairs)), sample_weight=np.tile(weights, 2))
    return dict(zip(names, (model.coef_[0] / spread).tolist(), strict=True))


def _decision(example: Example, ranker: dict[str, float]) -> dict[str, float]:
    return decision_features(rank(example.candidates, Parameters(ranker, {}, 0.0, 0.0)))


def _fit_answerable(
    examples: Sequence[Example], features: Sequence[dict[str, float]], ranker: dict[str, float], threshold: float
) -> Parameters:
    names = sorted(features[0])
    table = np.array([[row[name] for name in names] for row in features])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weights = [SOURCE_WEIGHTS[e.source] * KIND_WEIGHTS.get(e.kind, 1.0) for e in examples]
    model = LogisticRegression(C=ANSWERABLE_STRENGTH, solver=SOLVER, tol=TOLERANCE, max_iter=5000)
    model.fit((table - mean) / spread, [e.answerable for e in examples], sample_weight=weights)
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean)
    return Parameters(ranker, dict(zip(names, slopes.tolist(), strict=True)), intercept, threshold)


def _platt(log_odds: Matrix, examples: Sequence[Example]) -> tuple[float, float]:
    """Slope and shift under which the log-odds fit the questions as they are asked; hidden examples are none."""
    asked = [i for i, example in enumerate(examples) if example.source != "hidden"]
    model = LogisticRegression(C=np.inf, solver=SOLVER, tol=TOLERANCE, max_iter=5000)
    model.fit(log_odds[asked, None], [examples[i].answerable for i in asked])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _scaled(parameters: Parameters, slope: float, shift: float) -> Parameters:
    weights = {name: weight * slope for name, weight in parameters.answerable.items()}
    return replace(parameters, answerable=weights, intercept=parameters.intercept * slope + shift)


def confidences(examples: Sequence[Example], parameters: Parameters) -> list[float]:
    """The confidence each example gets from given parameters."""
    return [confidence(rank(example.candidates, parameters), parameters) for example in examples]
