"""Typing errors put right by the words of the corpus."""

import random

import pytest

from assistant.assistant import Assistant
from assistant.question import MAX_CHARACTERS
from assistant.spelling import MAX_LOOKED_UP, corrected
from tests.assistant.conftest import Strange
from tests.assistant.hostile import KINDS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cybersecurty", "cybersecurity"),
        ("Infrastrucutre", "infrastructure"),
        ("harbuors", "harbours"),
        ("guidlines", "guidelines"),
        ("monitring", "monitoring"),
    ],
)
def test_typing_errors(typed: str, meant: str, assistant: Assistant) -> None:
    assert corrected(assistant.responder.index, f"What about {typed}?").lower() == f"what about {meant}?"


@pytest.mark.parametrize(
    "text",
    [
        "Who heads the Cybersecurity Strategic Headquarters?",
        "How high is Mount Everest in metres?",
        "Is the elephant a mammal?",
        "内閣サイバーセキュリティセンター",
        "Why? 2024! a@b",
        "",
    ],
)
def test_words_of_the_corpus_and_of_the_language_are_left_alone(text: str, assistant: Assistant) -> None:
    assert corrected(assistant.responder.index, text) == text


def test_a_question_with_typing_errors_is_answered(ask) -> None:
    answer = ask("Who haeds the Cybersecurty Strategic Headquartes?")
    assert answer.status == "answered"
    assert "headed by the Chief Cabinet Secretary" in answer.answer
    assert answer.question == "Who haeds the Cybersecurty Strategic Headquartes?"


def test_few_words_are_looked_up_each_once() -> None:
    vocabulary = Strange()
    words = " ".join(KINDS["unknown words"](MAX_CHARACTERS, random.Random(1)).split()[:-1])
    corrected(vocabulary, f"{words} {words}")
    assert len(vocabulary.asked) == len(set(vocabulary.asked)) <= MAX_LOOKED_UP
    vocabulary.asked.clear()
    assert corrected(vocabulary, "harbuor Harbuor " * 50) == "harbour harbour " * 50
    assert vocabulary.asked == ["harbuor"]
