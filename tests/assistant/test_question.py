"""What a question may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import MAX_CHARACTERS, MAX_HISTORY, Question, cleaned
from corpus.errors import QuestionError


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000", "\x00\x1b", "\ud800\udfff", "\u200b", "\u2028"])
def test_nothing_is_asked(text: str) -> None:
    with pytest.raises(QuestionError, match="empty") as error:
        cleaned(Question(text))
    assert error.value.remedy


def test_too_long() -> None:
    assert cleaned(Question("a" * MAX_CHARACTERS)).text == "a" * MAX_CHARACTERS
    assert cleaned(Question("a" + " " * 9_000 + "b")).text == "a b"
    with pytest.raises(QuestionError, match="2,001 characters: shorten") as error:
        cleaned(Question("a" * (MAX_CHARACTERS + 1)))
    assert len(str(error.value).splitlines()) == 1


def test_what_cannot_be_shown_is_dropped() -> None:
    assert cleaned(Question("  Who\x00 heads\r\n\tit\ud83d?\x7f ")).text == "Who heads it ?"
    assert cleaned(Question("“Kōan” — 会議？ 😀")).text == "“Kōan” — 会議？ 😀"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who heads NISC?", "en"),
        ("NISCのトップは誰ですか？", "ja"),
        ("内閣官房長官", "ja"),
        ("ｻｲﾊﾞｰ", "ja"),
        ("What does 基本法 mean in the Basic Act on Cybersecurity?", "en"),
        ("2015?", "en"),
        ("Qui dirige le centre ?", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert cleaned(Question(text)).language == language


def test_a_language_that_is_given_is_kept() -> None:
    assert cleaned(Question("Who heads NISC?", language="ja")).language == "ja"


def test_history_is_cleaned_and_bounded() -> None:
    long = tuple(f"Question {i}?\x00" for i in range(50))
    assert cleaned(Question("x", long)).history == tuple(f"Question {i}?" for i in range(50 - MAX_HISTORY, 50))
    assert cleaned(Question("x", ("", " \ud800 ", "y"))).history == ("y",)
    assert [len(turn) for turn in cleaned(Question("x", ("z" * 100_000,))).history] == [MAX_CHARACTERS]


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_cleaned_or_refused(text: str, history: list[str]) -> None:
    try:
        question = cleaned(Question(text, tuple(history)))
    except QuestionError as error:
        assert len(str(error).splitlines()) == 1
        return
    assert question.text.isprintable() and question.text == " ".join(question.text.split())
    assert question.text.encode()
    assert cleaned(question) == question
