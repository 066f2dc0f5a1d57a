from pathlib import Path

import pytest

from assistant.answerability import load_parameters, weighted
from assistant.settings import PARAMETERS_FILE, Settings, load_settings
from corpus.errors import SettingsError


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str):
    monkeypatch.chdir(tmp_path)
    expected = load_settings()
    monkeypatch.setenv(f"NISC_{name.upper()}", "")
    assert load_settings() == expected


def test_parameters_for_a_feature_that_is_not_computed_say_what_to_do():
    parameters = load_parameters(PARAMETERS_FILE)
    features = dict.fromkeys(parameters.ranker, 1.0)
    assert weighted(features, parameters.ranker) == pytest.approx(sum(parameters.ranker.values()))
    with pytest.raises(SettingsError, match=r"'gone'.*: run: nisc-assistant eval calibrate"):
        weighted(features, {**parameters.ranker, "gone": 1.0})
