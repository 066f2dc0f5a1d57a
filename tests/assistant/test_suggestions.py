"""Questions made from sentences."""

import pytest

from assistant.suggestions import Suggestions, questions_of
from index.search import Index


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Council was established in April 2019.", "When was the Council established?"),
        ("NISC consists of the following seven groups.", "What does NISC consist of?"),
        ("NISC operates a monitoring team.", "What does NISC operate?"),
        ("The Team was created by the Cabinet.", "Who was the Team created by?"),
    ],
)
def test_simple_sentences(sentence: str, question: str) -> None:
    assert question in list(questions_of(sentence))


@pytest.mark.parametrize("sentence", ["", "Full Text", "It rained.", "as below", "8 March 2024", "See the link."])
def test_others_give_none(sentence: str) -> None:
    assert list(questions_of(sentence)) == []


def test_only_questions_that_get_answered_are_offered(assistant) -> None:
    index: Index = assistant.responder.index
    assert Suggestions(index, lambda *_: False).examples() == ()
    asked: list[str] = []
    chosen = Suggestions(index, lambda question, _: asked.append(question) is None and question.startswith("What")).examples()
    assert chosen and all(question.startswith("What") for question in chosen)
    assert set(chosen) <= set(asked)


def test_what_was_found_out_is_remembered(assistant) -> None:
    asked: list[str] = []
    suggestions = Suggestions(assistant.responder.index, lambda question, _: asked.append(question) is None)
    first = suggestions.examples()
    count = len(asked)
    assert suggestions.examples() == first
    assert len(asked) == count
