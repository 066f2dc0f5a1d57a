"""Which pages may embed the assistant, as it is set."""

import json
from pathlib import Path

import pytest

from assistant.settings import load_settings
from corpus.errors import SettingsError

BOTH = ("https://portal.example", "http://desk.example:8080")


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)


def test_nobody_may_by_default():
    assert load_settings().embed_origins == ()


@pytest.mark.parametrize(
    "value",
    [
        ",".join(BOTH),
        " https://portal.example , http://desk.example:8080,",
        json.dumps(BOTH),
        "HTTPS://Portal.Example:443,http://desk.example:08080,https://portal.example",
    ],
)
def test_commas_or_json_in_a_variable(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("NISC_EMBED_ORIGINS", value)
    assert load_settings().embed_origins == BOTH


@pytest.mark.parametrize("value", [json.dumps(BOTH), json.dumps(",".join(BOTH))])
def test_a_list_or_text_in_the_file(value: str):
    Path("nisc.toml").write_text(f"embed_origins = {value}")
    assert load_settings().embed_origins == BOTH


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "null",
        "portal.example",
        "https://*.example",
        "https://portal.example/",
        "https://portal.example/desk",
        "https://user@portal.example",
        "https://portal.example:0",
        "https://portal.example:99999",
        "https://portal.example?x",
        "ftp://portal.example",
        "https://",
        "https://portal.example; script-src *",
        "https://portal.example https://other.example",
        "https://a.example\r\nx: y",
        "https://portal.example,*",
        "https://日本.example",
        "[1]",
        "[",
        "[[[",
    ],
)
def test_anything_else_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("NISC_EMBED_ORIGINS", value)
    with pytest.raises(SettingsError, match=r"embed_origins .*: see NISC_EMBED_ORIGINS in the README") as error:
        load_settings()
    assert "\n" not in str(error.value) and "Value error" not in str(error.value)


@pytest.mark.parametrize("value", ["1", "{ a = 1 }", "[1]", "[[]]"])
def test_other_types_in_the_file_are_refused(value: str):
    Path("nisc.toml").write_text(f"embed_origins = {value}")
    with pytest.raises(SettingsError, match="see NISC_EMBED_ORIGINS"):
        load_settings()
