"""BM25 over a list of texts."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamagedError
from index.lexical import LexicalIndex
from index.tokens import stem
from tests.index.parts import cut_short

TEXTS = [
    "The pond holds forty fish.",
    "The gate of the garden is closed.",
    "Fish and more fish are fed at the gate.",
    "!",
]


@pytest.fixture(params=["built", "loaded"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex.build(TEXTS)
    if request.param == "built":
        return index
    index.save(tmp_path / "bm25")
    return LexicalIndex.load(tmp_path / "bm25")


def test_texts_that_share_a_term_score(lexical: LexicalIndex) -> None:
    scores = lexical.scores([stem("fish")])
    assert scores.shape == (4,)
    assert scores[2] > scores[0] > 0
    assert scores[1] == scores[3] == 0


def test_rare_terms_count_for_more(lexical: LexicalIndex) -> None:
    assert lexical.scores([stem("pond")])[0] > lexical.scores([stem("fish")])[0]


def test_unknown_terms_count_for_nothing(lexical: LexicalIndex) -> None:
    assert lexical.scores(["zebra", "okapi"]).tolist() == [0, 0, 0, 0]
    assert lexical.scores([]).tolist() == [0, 0, 0, 0]
    assert np.array_equal(lexical.scores([stem("fish"), "zebra"]), lexical.scores([stem("fish")]))


def test_frequency_is_the_number_of_texts(lexical: LexicalIndex) -> None:
    assert [lexical.frequency(stem(word)) for word in ("fish", "gate", "pond", "zebra")] == [2, 2, 1, 0]


@pytest.mark.parametrize("texts", [["!"], ["the of and", "..."], [""]])
def test_texts_without_any_word(texts: list[str], tmp_path: Path) -> None:
    LexicalIndex.build(texts).save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25")
    assert loaded.scores(["fish"]).tolist() == [0.0] * len(texts)
    assert loaded.frequency("fish") == 0


def test_a_folder_that_is_missing_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError):
        LexicalIndex.load(tmp_path / "none")
    LexicalIndex.build(TEXTS).save(tmp_path / "bm25")
    for path in (tmp_path / "bm25").iterdir():
        whole = path.read_bytes()
        cut_short(path)
        with pytest.raises(IndexDamagedError, match="index build"):
            LexicalIndex.load(tmp_path / "bm25")
        path.write_bytes(whole)
    LexicalIndex.load(tmp_path / "bm25")
