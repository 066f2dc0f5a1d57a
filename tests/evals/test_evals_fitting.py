import json
from pathlib import Path

import numpy as np
import pytest

from assistant.answerability import load_parameters
from assistant.settings import PARAMETERS_FILE, Settings
from corpus.errors import AnswerFileError, SettingsError
from evals import fitting
from evals.curves import calibration
from evals.questions import DEFAULT_SET, DEVELOPMENT, OFF_TOPIC, read_questions
from evals.sites import is_to_tune_by, sites
from evals.training import Example


def example(source: str) -> Example:
    return Example("", "direct", source, "")


def test_only_what_the_reader_was_not_trained_on_is_fitted_on_and_no_test_half():
    shipped, *invented = fitting.training_sets()
    split = {item.id: item.split for item in read_questions(DEFAULT_SET)}
    own = [item for item in shipped.items if item.id in split]
    assert own and {split[item.id] for item in own} == {"dev"} and all(is_to_tune_by(item.id) for item in own)
    of_sites = {site.name: site.split for site in sites()}
    assert [each.name for each in invented] == [name for name, split in of_sites.items() if split == "tune"]
    assert all(each.corpus == DEVELOPMENT / each.name and len(each.items) > 80 for each in invented)
    general = {item.id for item in read_questions(DEVELOPMENT / "offtopic.jsonl")}
    for each in (shipped, *invented):
        asked = {item.id for item in each.items}
        assert asked & general and len(asked & general) + sum(name.startswith("elsewhere-") for name in asked) <= 60


def test_what_one_text_answers_is_off_topic_for_another():
    shipped, *invented = fitting.training_sets()
    for each in (shipped, *invented):
        elsewhere = [item for item in each.items if item.id.startswith("elsewhere-")]
        assert elsewhere and all(item.abstain and item.kind == OFF_TOPIC and not item.evidence for item in elsewhere)
        assert not {item.id.removeprefix("elsewhere-") for item in elsewhere} & {item.id for item in each.items}


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
    found = [example(s) for s in ("answerable", "answerable", "near miss", "off topic")]
    good = fitting.measures(found, np.array([0.9, 0.8, 0.2, 0.1]))
    bad = fitting.measures(found, np.array([0.1, 0.2, 0.8, 0.9]))
    assert (good["AUC answerable / near miss"], bad["AUC answerable / near miss"]) == (1, 0)
    assert good["Brier score"] == pytest.approx(0.025) and bad["Brier score"] > 0.5
    assert fitting.measures(found[:3], np.array([0.9, 0.8, 0.1]))["AUC answerable / off topic"] is None


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the real development set, so that a fit takes seconds."""
    site = next(each for each in fitting.training_sets() if each.name == "network-bureau")
    monkeypatch.setattr(fitting, "training_sets", lambda extra: [site._replace(name="sample", items=site.items[::12])])


def test_a_fit_writes_parameters_that_can_be_read_and_reports(settings: Settings, few: None, tmp_path: Path):
    shipped = PARAMETERS_FILE.read_bytes()
    stages = set()
    path = tmp_path / "parameters.json"
    own = settings.model_copy(update={"parameters": path})
    text = fitting.calibrate(own, progress=lambda stage, *_: stages.add(stage))
    assert load_parameters(path).answerable and load_parameters(path).threshold == load_parameters(PARAMETERS_FILE).threshold
    counts = json.loads(path.read_text())["examples"]
    assert counts["answerable"] > 3 and f"{sum(counts.values())} examples" in text
    assert "Brier score" in text and "held out" in text
    assert {"Encoding", "Storing"} < stages
    assert PARAMETERS_FILE.read_bytes() == shipped
