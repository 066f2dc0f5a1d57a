"""Fits the answerability parameters on all development data, and reports how well calibrated they are."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.metrics import brier_score_loss, roc_auc_score

from assistant.answerability import Parameters, load_parameters
from assistant.extractive import ExtractiveAnswerer
from assistant.freshness import rebuild
from assistant.reading.learned import LearnedReader
from assistant.reading.model import Model, open_model
from assistant.respond import Responder
from assistant.settings import PARAMETERS_FILE, Settings
from corpus.errors import SettingsError
from corpus.reader import default_folder
from evals.calibrate import Matrix, confidences, fit, write_parameters
from evals.curves import BINS, calibration
from evals.questions import DEFAULT_SET, DEVELOPMENT, OFF_TOPIC, Item, read_questions
from evals.run import check_evidence
from evals.sites import QUESTIONS, is_to_tune_by, sites
from evals.table import aligned
from evals.training import Example, Source, examples
from index.build import Progress
from index.encoder import Encoder
from index.model import Notify, open_encoder

DEFAULT_THRESHOLD = 0.5
# Of what is off topic for a corpus, so much is asked of it: easy questions teach little.
ASKED_OFF_TOPIC = 60
# What a reader choosing a threshold may want to compare.
THRESHOLDS = (0.4, 0.5, 0.6, 0.7)
_NONE = Parameters({}, {}, 0.0, DEFAULT_THRESHOLD)


class TrainingSet(NamedTuple):
    """A corpus folder, and the questions about it. Corpora of one `family` are alike."""

    name: str
    corpus: Path
    items: list[Item]
    family: str


def calibrate(
    settings: Settings,
    extra: Sequence[tuple[Path, Path]] = (),
    path: Path | None = None,
    notify: Notify = lambda _: None,
    progress: Progress = lambda *_: None,
) -> str:
    """Fit on what the reader was not trained on and the `extra` (corpus folder, question set) pairs, write the parameters to
    `path` (by default the file in use), and return a report. Never sees a test half. Raises `AssistantError`."""
    path = path or settings.parameters_file
    _check_writable(path)
    sets = list(training_sets(extra))
    for training_set in sets:
        check_evidence(training_set.items, training_set.corpus)
    encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
    model = open_model(settings.models_folder, settings.threads, notify)
    by_set = [(each.name, _examples(settings, encoder, model, each, progress)) for each in sets]
    found = [example for _, of_set in by_set for example in of_set]
    before = _current(settings)
    threshold = _threshold(settings, before)
    fitted = fit(found, threshold)
    write_parameters(fitted.parameters, dict(Counter(example.source for example in found)), path)
    return f"{report(found, _confidences(found, before), fitted.held_out)}\n\n{decisions(by_set, fitted.held_out, threshold)}"


def _check_writable(path: Path) -> None:
    """Before minutes of work, not after them."""
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise SettingsError(
            f"The parameters cannot be written to {path} ({error.strerror})", "name a file with --out"
        ) from error


def training_sets(extra: Sequence[tuple[Path, Path]] = ()) -> Iterator[TrainingSet]:
    """What is fitted on. Raises `AnswerFileError` for a question set that cannot be read."""
    shipped = [item for item in read_questions(DEFAULT_SET, "dev") if is_to_tune_by(item.id)]
    general = read_questions(DEVELOPMENT / "offtopic.jsonl")
    invented = {site.name: read_questions(site.folder / QUESTIONS) for site in sites() if site.split == "tune"}
    others = [item for items in invented.values() for item in items]
    yield TrainingSet("shipped texts", default_folder(), [*shipped, *_off_topic(general, others)], "shipped")
    for name, items in invented.items():
        yield TrainingSet(name, DEVELOPMENT / name, [*items, *_off_topic(general, shipped)], "invented")
    for corpus, questions in extra:
        yield TrainingSet(questions.parent.name, corpus, read_questions(questions), str(questions))


def _off_topic(general: Sequence[Item], others: Sequence[Item]) -> Iterator[Item]:
    """Some questions about nothing in particular, and some that another corpus answers."""
    for items in (general, list(_elsewhere(others))):
        yield from items[:: max(1, -(-2 * len(items) // ASKED_OFF_TOPIC))]


def _elsewhere(items: Sequence[Item]) -> Iterator[Item]:
    """Questions that one corpus answers are off topic for another; those that name nothing may fit both."""
    for item in items:
        if item.kind in ("direct", "list") and not item.abstain and not item.question.history:
            yield replace(item, id=f"elsewhere-{item.id}", kind=OFF_TOPIC, facts=(), evidence=(), abstain=True)


def report(found: Sequence[Example], before: Matrix | None, after: Matrix) -> str:
    """Before: the parameters that were in use, which may have been fitted on these very questions. After: each question
    by parameters fitted without its document."""
    counts = Counter(example.source for example in found)
    total = f"{len(found)} examples: " + ", ".join(f"{n} {source}" for source, n in counts.items())
    old = measures(found, before) if before is not None else {}
    rows = [("", "before", "held out")]
    rows += [(name, _number(old.get(name)), _number(value)) for name, value in measures(found, after).items()]
    return "\n".join([total, *aligned(rows)])


def decisions(by_set: Sequence[tuple[str, Sequence[Example]]], held_out: Matrix, threshold: float) -> str:
    """For each set, the share of questions decided rightly by parameters fitted without their document, by threshold."""
    rows: list[tuple[str, ...]] = [("held out", "threshold", "answered", "near miss abstained", "off topic abstained")]
    first = 0
    for name, of_set in by_set:
        own = held_out[first : first + len(of_set)]
        first += len(of_set)
        for at in sorted({*THRESHOLDS, threshold}):
            shares = [_decided(of_set, own >= at, source) for source in ("answerable", "near miss", "off topic")]
            rows.append((name, f"{at:g}{' *' if at == threshold else '  '}", *shares))
    return "\n".join([*aligned(rows), "* in use"])


def _decided(of_set: Sequence[Example], answered: npt.NDArray[np.bool_], source: str) -> str:
    right = [bool(a) == e.answerable for a, e in zip(answered, of_set, strict=True) if e.source == source]
    return f"{100 * sum(right) / len(right):.1f} % of {len(right)}" if right else "-"


def measures(found: Sequence[Example], confidence: Matrix) -> dict[str, float | None]:
    """How well confidences tell answerable questions from others, and how true they are."""
    truth = np.array([example.answerable for example in found], float)
    others: tuple[Source, ...] = ("near miss", "off topic")
    return {
        **{f"AUC answerable / {other}": _auc(found, confidence, other) for other in others},
        "Brier score": float(brier_score_loss(truth, confidence)),
        f"calibration error ({BINS} bins)": calibration(confidence.tolist(), truth.tolist())["ece"],
    }


def _examples(settings: Settings, encoder: Encoder, model: Model, each: TrainingSet, progress: Progress) -> list[Example]:
    """The index is made for this and thrown away, so neither the user's index nor a Chroma server is touched."""
    with tempfile.TemporaryDirectory(prefix="nisc-fit-") as folder:
        own = settings.model_copy(update={"corpus": each.corpus, "index": Path(folder), "chroma_url": ""})
        opened = rebuild(own, encoder, progress)
        try:
            reader = LearnedReader(model, _NONE)
            answerer = ExtractiveAnswerer(opened.corpus)
            responder = Responder(opened, reader, answerer, _NONE, DEFAULT_THRESHOLD, settings.passages, settings.subject)
            items = _counted(each.items, f"Reading {each.corpus.parent.name}", progress)
            return list(examples(responder, items, each.family))
        finally:
            opened.close()


def _counted(items: Sequence[Item], stage: str, progress: Progress) -> Iterable[Item]:
    for done, item in enumerate(items, 1):
        yield item
        progress(stage, done, len(items))


def _current(settings: Settings) -> Parameters | None:
    """The parameters in use; a file that is yet to be written begins with those that come with the project."""
    path = settings.parameters_file
    try:
        return load_parameters(path if path.exists() else PARAMETERS_FILE)
    except SettingsError:
        return None


def _threshold(settings: Settings, before: Parameters | None) -> float:
    if settings.threshold is not None:
        return settings.threshold
    return before.threshold if before else DEFAULT_THRESHOLD


def _confidences(found: Sequence[Example], before: Parameters | None) -> Matrix | None:
    """None where the parameters in use are for features that are gone."""
    try:
        return np.array(confidences(found, before)) if before else None
    except SettingsError:
        return None


def _auc(found: Sequence[Example], confidence: Matrix, other: Source) -> float | None:
    chosen = np.array([example.source in ("answerable", other) for example in found], bool)
    truth = np.array([example.answerable for example in found], bool)[chosen]
    return float(roc_auc_score(truth, confidence[chosen])) if truth.any() and not truth.all() else None


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
