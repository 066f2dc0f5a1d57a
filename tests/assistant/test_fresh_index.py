"""The index is built where it is missing, stale or damaged, and a new one is picked up while answering."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.freshness import current_index
from assistant.question import Question
from assistant.reading.model import Model
from assistant.settings import Settings, load_settings
from corpus.errors import CorpusError
from corpus.reader import read_corpus
from index import generation
from index.build import build_index
from index.encoder import Encoder

GARDEN = "City garden\n\nThe rose garden was opened in 1990 by the mayor.\n\nThe pond behind the gate holds forty fish.\n"
QUESTION = Question("When was the rose garden opened?")


@pytest.fixture
def own(tmp_path: Path, models: Path) -> Settings:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "garden.txt").write_text(GARDEN)
    return load_settings(corpus=tmp_path / "texts", index=tmp_path / "index", models=models, threshold=0.0)


@pytest.fixture
def opening(own: Settings, encoder: Encoder, model: Model) -> Iterator[Callable[[], tuple[Assistant, list[str]]]]:
    """Opens an assistant over the garden; with it comes what it said while opening."""
    opened: list[Assistant] = []

    def open_one() -> tuple[Assistant, list[str]]:
        told: list[str] = []
        opened.append(Assistant(own, current_index(own, encoder, told.append), model))
        return opened[-1], told

    yield open_one
    for assistant in opened:
        assistant.close()


def write(own: Settings, year: int) -> None:
    (own.corpus / "garden.txt").write_text(GARDEN.replace("1990", str(year)))


def test_built_once_and_then_opened(opening, own: Settings) -> None:
    first, told = opening()
    assert len(told) == 1 and "building" in told[0]
    folder = generation.current(own.index_folder)
    second, told = opening()
    assert told == []
    assert generation.current(own.index_folder) == folder
    assert "1990" in first.invoke(QUESTION).answer and "1990" in second.invoke(QUESTION).answer


def test_a_changed_corpus_is_noticed_at_opening(opening, own: Settings) -> None:
    opening()
    write(own, 1991)
    changed, told = opening()
    assert len(told) == 1 and "changed" in told[0]
    assert "1991" in changed.invoke(QUESTION).answer


def test_a_newly_published_index_is_picked_up_while_answering(opening, own: Settings, encoder: Encoder) -> None:
    assistant, _ = opening()
    before = assistant.responder
    for year in (1991, 1992, 1993):
        write(own, year)
        build_index(read_corpus(own.corpus), encoder, own.index_folder)
        answer = assistant.invoke(QUESTION)
        assert str(year) in answer.answer
        assert answer.index.fingerprint == assistant.corpus.fingerprint == read_corpus(own.corpus).fingerprint
        if year == 1991:
            assert "1990" in before.answer(QUESTION).answer, "a question keeps the index it began with"


@pytest.mark.parametrize("lost", ["CURRENT", "manifest.json", "passages.npy", "chroma", "chroma.sqlite3", "generation"])
def test_a_damaged_index_is_built_again_at_opening(lost: str, opening, own: Settings, tmp_path: Path, encoder: Encoder) -> None:
    build_index(read_corpus(own.corpus), encoder, own.index_folder)
    path = generation.current(own.index_folder) if lost == "generation" else next(own.index_folder.rglob(lost))
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assistant, told = opening()
    assert len(told) == 1
    assert "1990" in assistant.invoke(QUESTION).answer


def test_a_store_that_has_lost_rows_is_built_again_at_opening(opening, own: Settings, encoder: Encoder) -> None:
    path = build_index(read_corpus(own.corpus), encoder, own.index_folder) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "sentences": 9}))
    _, told = opening()
    assert len(told) == 1 and "instead of 9" in told[0]
    assert opening()[1] == []


def test_a_corpus_without_text_is_refused_and_the_index_kept(opening, own: Settings) -> None:
    opening()
    folder = generation.current(own.index_folder)
    (own.corpus / "garden.txt").write_text(" \n")
    with pytest.raises(CorpusError):
        opening()
    assert generation.current(own.index_folder) == folder
