"""Short answers, and answers to a part of what was asked."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, ShortAnswer
from assistant.assistant import Assistant
from assistant.citations import Span, short_answer
from assistant.question import Question
from assistant.respond import Responder
from assistant.saved_answers import read_answers
from assistant.verify import problems
from tests.assistant.conftest import Ask
from tests.assistant.readers import Informed, responder

TEXT = "It was built. The bridge was opened in 1932 by the mayor."
HEAD = "Who heads the Cybersecurity Strategic Headquarters?"
NAMES = ("Strategic", "northern", "southern", "upper", "lower", "inner", "outer")
SECRETARY = "Chief Cabinet Secretary"
MOON = "Who heads the Cybersecurity Strategic Headquarters, and how far is the moon?"
TWO = "Who heads the Cybersecurity Strategic Headquarters, and what is the long form of GSOC?"


def quote(passage: str, start: int, end: int, marker: int) -> Citation:
    return Citation(passage, "d", "Bridge", None, "", None, start, end, TEXT[start:end], "hash", marker=marker)


CITATIONS = (quote("p", 0, 13, 1), quote("p", 14, len(TEXT), 2))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (("p", 39, 43), ShortAnswer("1932", 2, 39, 43)),
        (("p", 0, 13), ShortAnswer("It was built.", 1, 0, 13)),
        (("p", 14, len(TEXT)), ShortAnswer(TEXT[14:], 2, 14, len(TEXT))),
        (None, None),
        (("q", 39, 43), None),
        (("p", 7, 20), None),
        (("p", 39, len(TEXT) + 1), None),
        (("p", 39, 39), None),
        (("p", 43, 39), None),
    ],
)
def test_the_words_of_a_span_where_a_citation_quotes_all_of_them(span: Span | None, expected: ShortAnswer | None) -> None:
    assert short_answer(span, CITATIONS) == expected
    assert expected is None or TEXT[expected.start : expected.end] == expected.text


TOLD = {"heads the": [SECRETARY], "gsoc": ["Government Security Operation Coordination team"]}


@pytest.fixture(scope="module")
def pointing(assistant: Assistant) -> Responder:
    return responder(assistant, Informed(TOLD, points=True))


@pytest.fixture(scope="module")
def silent(assistant: Assistant) -> Responder:
    return responder(assistant, Informed(TOLD))


def test_a_span_that_is_found_becomes_the_short_answer(pointing: Responder, assistant: Assistant) -> None:
    answer = pointing.answer(Question(HEAD))
    short = answer.short_answer
    assert short is not None and short.text == SECRETARY
    document = assistant.corpus.document(answer.citations[short.marker - 1].document_id)
    assert document is not None and document.text[short.start : short.end] == SECRETARY
    assert list(problems(answer, assistant.corpus)) == []


def test_two_answers_have_no_short_one_and_the_only_one_has(pointing: Responder, assistant: Assistant) -> None:
    two, partial = pointing.answer(Question(TWO)), pointing.answer(Question(MOON))
    assert (two.status, two.short_answer) == ("answered", None)
    assert partial.status == "partial" and partial.short_answer is not None and partial.short_answer.text == SECRETARY
    assert [problem for answer in (two, partial) for problem in problems(answer, assistant.corpus)] == []
    forged = replace(two, short_answer=pointing.answer(Question(HEAD)).short_answer)
    assert "the short_answer is of one thing" in " ".join(problems(forged, assistant.corpus))


def test_without_a_span_there_is_none(silent: Responder) -> None:
    answer = silent.answer(Question(HEAD))
    assert SECRETARY in answer.answer and answer.short_answer is None


def test_a_plain_question_gets_a_short_answer(ask: Ask) -> None:
    short = ask(HEAD).short_answer
    assert short is not None and SECRETARY in short.text


def test_an_answer_to_a_part_of_the_question_is_partial(silent: Responder) -> None:
    partial = silent.answer(Question(MOON))
    assert (partial.status, partial.is_answered) == ("partial", True)
    assert partial.citations and "Not in the sources: how far is the moon" in partial.answer
    assert silent.answer(Question(HEAD)).status == silent.answer(Question(TWO)).status == "answered"
    nothing = silent.answer(Question("How far is the moon, and how tall is Mount Everest?"))
    assert (nothing.status, nothing.is_answered) == ("abstained", False)


def test_what_was_not_looked_into_makes_no_answer_partial(pointing: Responder) -> None:
    answer = pointing.answer(Question(" ".join(f"Who heads the {name} Headquarters?" for name in NAMES)))
    assert "too much for one message" in answer.answer
    assert (answer.status, "Not in the sources: " in answer.answer) == ("answered", False)


def test_an_answer_saved_without_the_field_is_read_as_one_without_a_short_answer(answer: Answer, tmp_path: Path) -> None:
    old = {name: value for name, value in asdict(answer).items() if name != "short_answer"}
    (tmp_path / "saved.json").write_text(json.dumps(old))
    assert read_answers(tmp_path / "saved.json") == [answer]
    short = replace(answer, short_answer=ShortAnswer("x", 1, 2, 3))
    (tmp_path / "saved.json").write_text(json.dumps(asdict(short)))
    assert read_answers(tmp_path / "saved.json") == [short]


@pytest.fixture
def answer(silent: Responder) -> Answer:
    return silent.answer(Question(HEAD))
