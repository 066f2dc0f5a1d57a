"""Names of one thing: a question may use another than the corpus does."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.reader import read_corpus
from index.glossary import Glossary

MANIFEST = """
[[glossary]]
term = "WMO"
readings = ["ダブリューエムオー"]
translations = ["水管理機構", "Water Management Office"]
"""


def glossary(
    folder: Path, text: str = "About the office\n\nThe WMO was set up in 1994.\n", manifest: str = MANIFEST
) -> Glossary:
    (folder / "page.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
    return Glossary(read_corpus(folder))


@pytest.mark.parametrize(
    ("question", "completed"),
    [
        ("水管理機構はいつできましたか", "水管理機構 (WMO)はいつできましたか"),
        ("ダブリューエムオーとは", "ダブリューエムオー (WMO)とは"),
        ("ﾀﾞﾌﾞﾘｭｰとは", "ﾀﾞﾌﾞﾘｭｰとは"),
        ("When did the water management office start?", "When did the water management office (WMO) start?"),
        ("When did the WMO start?", "When did the WMO start?"),
        ("ＷＭＯとは", "ＷＭＯとは"),
        ("Who won the Swmow prize?", "Who won the Swmow prize?"),
        ("", ""),
    ],
)
def test_a_question_gets_the_name_that_the_corpus_uses(question: str, completed: str, tmp_path: Path) -> None:
    assert glossary(tmp_path).completed(question) == completed


def test_a_name_within_a_longer_one_calls_nothing(tmp_path: Path) -> None:
    longer = '[[glossary]]\nterm = "Water Council"\ntranslations = ["水管理機構評議会"]\n'
    text = "About the office\n\nThe WMO was set up in 1994, the Water Council in 1999.\n"
    names = glossary(tmp_path, text, MANIFEST + longer)
    assert names.completed("水管理機構評議会の長は誰ですか") == "水管理機構評議会 (Water Council)の長は誰ですか"
    both = "水管理機構評議会 (Water Council)と水管理機構 (WMO)"
    assert names.completed("水管理機構評議会と水管理機構") == both


def test_a_name_that_no_text_holds_is_not_added(tmp_path: Path) -> None:
    assert glossary(tmp_path, "Other\n\nNothing of the kind.\n").completed("水管理機構とは") == "水管理機構とは"


@pytest.mark.parametrize(
    "manifest",
    [
        'glossary = "WMO"',
        "[glossary]\nterm = 'WMO'",
        "[[glossary]]\nreadings = ['WMO']",
        "[[glossary]]\nterm = 5",
        "[[glossary]]\nterm = 'WMO'\nreading = ['x']",
        "[[glossary]]\nterm = 'WMO'\nreadings = 'x'",
        "[[glossary]]\nterm = 'WMO'\nreadings = ['']",
        "[[glossary]]\nterm = 'WMO'\nreadings = [" + "'x'," * 11 + "]",
        "[[glossary]]\nterm = 'WMO'\n" * 501,
    ],
)
def test_a_bad_glossary_is_refused_in_one_line(manifest: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"manifest\.toml") as error:
        glossary(tmp_path, manifest=manifest)
    assert len(str(error.value).splitlines()) == 1
