"""Files of saved answers, read strictly."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from assistant.answer import Answer
from assistant.saved_answers import read_answers
from corpus.errors import AnswerFileError
from tests.assistant.conftest import Ask


@pytest.fixture(scope="module")
def answer(ask: Ask) -> Answer:
    answer = ask("Who heads the Cybersecurity Strategic Headquarters?")
    assert answer.citations and answer.related and answer.citations[0].also_in
    return answer


def refusal(content: str | bytes, folder: Path) -> str:
    """What is told of a file of this content."""
    (folder / "saved.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(AnswerFileError, match=r"saved\.json") as error:
        read_answers(folder / "saved.json")
    assert str(error.value).isprintable() and len(str(error.value)) < 600
    assert error.value.remedy
    return str(error.value)


def test_an_answer_survives_being_saved(answer: Answer, tmp_path: Path) -> None:
    text = TypeAdapter(Answer).dump_json(answer).decode()
    for content, count in (
        (text, 1),
        (json.dumps(json.loads(text), indent=2), 1),
        (f"[{text}, {text}]", 2),
        (f"{text}\n{text}\n\n", 2),
        (f"\ufeff{text}\r\n{text}\r\n", 2),
        (text.replace('"total":', '"total" : '), 1),
    ):
        (tmp_path / "saved.json").write_text(content)
        assert read_answers(tmp_path / "saved.json") == [answer] * count


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b"[[]]",
        b"true",
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"a": "\\ud800"}',
        b"\xff\xfe\x00",
        b'{"question": 1}',
        b"\xff\xfe",
        b"{}\n{}",
        b"not json\nat all\n",
    ],
)
def test_a_file_that_holds_no_answer(content: bytes, tmp_path: Path) -> None:
    refusal(content, tmp_path)


def test_a_file_that_is_missing_or_incomplete(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(AnswerFileError):
        read_answers(tmp_path / "none.json")
    with pytest.raises(AnswerFileError):
        read_answers(tmp_path)
    incomplete = {**asdict(answer)}
    del incomplete["citations"][0]["quote"]
    (tmp_path / "saved.json").write_text(json.dumps(incomplete))
    with pytest.raises(AnswerFileError, match="quote"):
        read_answers(tmp_path / "saved.json")


@pytest.mark.parametrize("content", ["[]", " [ ] \n"])
def test_a_list_of_no_answers(content: str, tmp_path: Path) -> None:
    assert "it holds no answer" in refusal(content, tmp_path)


def test_whole_numbers_may_stand_where_fractions_can(answer: Answer, tmp_path: Path) -> None:
    """A browser writes 1.0 as 1."""
    saved = {**asdict(answer), "confidence": 1, "timings_ms": {"retrieve": 0, "compose": 2, "total": 2}}
    (tmp_path / "saved.json").write_text(json.dumps(saved))
    assert read_answers(tmp_path / "saved.json")[0].confidence == 1.0


def test_a_field_that_stands_twice(answer: Answer, tmp_path: Path) -> None:
    text = json.dumps(asdict(answer))
    twice = "stands twice in one object"
    assert f"“answer” {twice}" in refusal(text[:-1] + ', "answer": "Nobody does. [1]"}', tmp_path)
    assert f"“quote” {twice}" in refusal(text.replace('"quote":', '"quote": "Nobody does.", "quote":', 1), tmp_path)
    assert f"answer 2: the field “answer” {twice}" in refusal(f'{text}\n{text[:-1]}, "answer": ""}}', tmp_path)
    assert f"“\\u202e” {twice}" in refusal(text[:-1] + ', "\u202e": 1, "\u202e": 1}', tmp_path)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_are_not_finite(number: str, answer: Answer, tmp_path: Path) -> None:
    text = json.dumps({**asdict(answer), "confidence": 7}).replace('"confidence": 7', f'"confidence": {number}')
    assert f"“{number}” is not a finite number" in refusal(text, tmp_path)


def test_a_file_that_was_cut_off(answer: Answer, tmp_path: Path) -> None:
    text = json.dumps(asdict(answer))
    for content in (text[:-1], text[:200], json.dumps([asdict(answer)] * 2, indent=1)[:-9], text + "]", text + text):
        refusal(content, tmp_path)
    assert "answer 2: " in refusal(f"{text}\n{text[:-9]}", tmp_path)
    # The place is that in the whole file where it is no file of lines.
    assert "line 12 " in refusal("\n".join(json.dumps(asdict(answer), indent=1).split("\n")[:12]), tmp_path)


def test_what_is_wrong_is_told_with_its_place(answer: Answer, tmp_path: Path) -> None:
    saved = asdict(answer)
    assert "answer 2, confidence: " in refusal(json.dumps([saved, {**saved, "confidence": "0.9"}]), tmp_path)
    other = {**saved, "citations": [{**saved["citations"][0], "\x1b[2J" + "x" * 999: 1}]}
    assert "answer 1, citations.0.“\\u001b[2Jxxx" in refusal(json.dumps(other), tmp_path)
