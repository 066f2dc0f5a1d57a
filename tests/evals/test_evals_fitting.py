import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.answerability import load_parameters
from assistant.settings import PARAMETERS_FILE, Settings
from corpus.errors import AnswerFileError, SettingsError
from corpus.reader import read_corpus
from evals import fitting
from evals.curves import calibration
from evals.questions import DEFAULT_SET, DEVELOPMENT, missing_evidence
from evals.training import Example


def example(source: str) -> Example:
    return Example("", "direct", source, "", (), ())


def test_the_test_half_is_never_fitted_on():
    ours, development = fitting.training_sets()
    assert {item.split for item in ours.items} == {"dev"}
    assert development.corpus == DEVELOPMENT / "corpus" and len(development.items) > 400


def test_extra_sets_are_fitted_on_too(tmp_path: Path):
    *_, extra = fitting.training_sets([(tmp_path, DEFAULT_SET)])
    assert extra.corpus == tmp_path and {item.split for item in extra.items} == {"dev", "test"}
    with pytest.raises(AnswerFileError):
        list(fitting.training_sets([(tmp_path, tmp_path / "none.jsonl")]))


def test_sets_from_one_folder_are_all_fitted_on(settings: Settings, few: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (sample,) = fitting.training_sets(())
    halves = [sample._replace(items=sample.items[::2]), sample._replace(items=sample.items[1::2])]
    monkeypatch.setattr(fitting, "training_sets", lambda extra: halves)
    fit, fitted_on = fitting.fit, set()
    monkeypatch.setattr(fitting, "fit", lambda found, at: fitted_on.update(e.id.split("/")[0] for e in found) or fit(found, at))
    fitting.calibrate(settings, path=tmp_path / "parameters.json")
    for half in halves:
        assert fitted_on & {item.id for item in half.items}


def test_a_place_that_cannot_be_written_is_told_first(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fitting, "training_sets", lambda extra: pytest.fail("too late"))
    with pytest.raises(SettingsError, match="--out"):
        fitting.calibrate(settings, path=tmp_path / "none" / "parameters.json")


def _ece(truth, confidence):
    return calibration(confidence.tolist(), truth.tolist())["ece"]


def test_calibration_error_is_the_gap_between_confidence_and_truth():
    truth = np.array([1.0, 1.0, 0.0, 0.0])
    assert _ece(truth, np.array([1.0, 1.0, 0.0, 0.0])) == 0
    assert _ece(truth, np.full(4, 0.5)) == pytest.approx(0)
    assert _ece(truth, np.full(4, 0.9)) == pytest.approx(0.4)
    assert _ece(truth, 1 - truth) == pytest.approx(1)


def test_measures_tell_a_good_model_from_a_bad_one():
    found = [example(s) for s in ("answerable", "answerable", "near miss", "off topic", "hidden")]
    good = fitting.measures(found, np.array([0.9, 0.8, 0.2, 0.1, 0.95]))
    bad = fitting.measures(found, np.array([0.1, 0.2, 0.8, 0.9, 0.95]))
    assert (good["AUC answerable / near miss"], bad["AUC answerable / near miss"]) == (1, 0)
    assert good["AUC answerable / hidden"] == 0
    assert good["Brier score"] == pytest.approx(0.025) and bad["Brier score"] > 0.5
    assert fitting.measures(found[:2] + found[4:], np.array([0.9, 0.8, 0.1]))["AUC answerable / off topic"] is None


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A part of the real development set, so that a fit takes seconds."""
    _, development = fitting.training_sets()
    for name in ("a1.txt", "a2.txt", "b1.txt"):
        shutil.copy(development.corpus / name, tmp_path)
    absent = set(missing_evidence(development.items, read_corpus(tmp_path)))
    items = [item for item in development.items if item.id not in absent]
    monkeypatch.setattr(fitting, "training_sets", lambda extra: [fitting.TrainingSet("sample", tmp_path, items[::4])])


def test_a_fit_writes_parameters_that_can_be_read_and_reports(settings: Settings, few: None, tmp_path: Path):
    shipped = PARAMETERS_FILE.read_bytes()
    stages = set()
    path = tmp_path / "parameters.json"
    own = settings.model_copy(update={"parameters": path})
    text = fitting.calibrate(own, progress=lambda stage, *_: stages.add(stage))
    assert load_parameters(path).ranker and load_parameters(path).threshold == load_parameters(PARAMETERS_FILE).threshold
    counts = json.loads(path.read_text())["examples"]
    assert counts["answerable"] > 10 and f"{sum(counts.values())} examples" in text
    assert "Brier score" in text and "held out" in text
    assert {"Encoding", "Storing"} < stages
    assert PARAMETERS_FILE.read_bytes() == shipped
