"""Lists too long to be quoted whole: what is left out is counted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.question import Question
from assistant.settings import load_settings
from assistant.verify import Verifier
from tests.assistant.readers import Informed, responder

NAMES = ("northern", "southern", "eastern", "western", "upper", "lower", "inner", "outer")
WHICH = "Which gates were built of oak?"
COUNTED = {
    "en": "The list goes on: {} more items in the source.",
    "ja": "この一覧には、ほかに{}項目があります。",
}


def written(folder: Path, names: tuple[str, ...], more: str) -> None:
    items = "\n".join(f"- The {name} gate{more}" for name in names)
    (folder / "gates.md").write_text(f"# Gates\n\nThe town has the following gates:\n\n{items}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def town(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("town")
    written(
        folder,
        NAMES,
        ", " + "which keeps the water out of the town when the river is high and strong in spring and in late autumn, " * 2,
    )
    opened = Assistant.open(load_settings(corpus=folder, index=tmp_path_factory.mktemp("index"), models=models))
    yield opened
    opened.close()


@pytest.mark.parametrize("language", COUNTED)
def test_items_that_are_left_out_are_counted(town: Assistant, language: str) -> None:
    told = Informed({"oak": ["The upper gate", "The lower gate"]}, single=True)
    answer = responder(town, told).answer(Question(WHICH, language=language))
    assert answer.answer.split("\n\n")[-1] == COUNTED[language].format(len(NAMES) - 2)
    verifier = Verifier(town.corpus, "NISC")
    assert list(verifier.problems(answer)) == []
    forged = replace(answer, answer=answer.answer.replace(str(len(NAMES) - 2), "3"))
    assert "is not what its question and its citations make" in "\n".join(verifier.problems(forged))


def test_of_one_item_nobody_counts_the_others(town: Assistant) -> None:
    answer = responder(town, Informed({"oak": ["The upper gate"]}, single=True)).answer(Question(WHICH))
    assert answer.is_answered and "more items" not in answer.answer


def test_a_list_that_is_quoted_whole_leaves_nothing_out(models: Path, tmp_path: Path) -> None:
    written(tmp_path, NAMES, "")
    opened = Assistant.open(load_settings(corpus=tmp_path, index=tmp_path / "index", models=models))
    try:
        told = Informed({"oak": ["The upper gate", "The lower gate"]}, single=True)
        answer = responder(opened, told).answer(Question(WHICH))
        assert all(f"The {name} gate" in answer.answer for name in NAMES) and "more items" not in answer.answer
    finally:
        opened.close()


@pytest.mark.parametrize(("question", "whole"), [("What is made of oak?", True), ("When was the oak gate built?", False)])
def test_a_short_list_comes_whole_unless_something_of_one_item_is_asked_for(
    models: Path, tmp_path: Path, question: str, whole: bool
) -> None:
    written(tmp_path, NAMES, "")
    opened = Assistant.open(load_settings(corpus=tmp_path, index=tmp_path / "index", models=models))
    try:
        answer = responder(opened, Informed({"oak": ["The upper gate"]}, single=True)).answer(Question(question))
        assert "The upper gate" in answer.answer and ("The lower gate" in answer.answer) == whole
        assert list(Verifier(opened.corpus, "NISC").problems(answer)) == []
    finally:
        opened.close()


def test_half_of_a_short_list_is_no_answer_of_the_assistant(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, NAMES, "")
    opened = Assistant.open(load_settings(corpus=tmp_path, index=tmp_path / "index", models=models))
    monkeypatch.setattr("assistant.extractive.MAX_LIST_WORDS", 1)
    try:
        told = Informed({"oak": ["The upper gate", "The lower gate"]}, single=True)
        answer = responder(opened, told).answer(Question(WHICH))
        assert "6 more items" in answer.answer
        assert "short enough to come whole" in "\n".join(Verifier(opened.corpus, "NISC").problems(answer))
    finally:
        opened.close()
