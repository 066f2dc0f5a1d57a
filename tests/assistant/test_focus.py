"""What a question is about to learn of its subject."""

import pytest

from assistant.focus import focus
from index.tokens import stem


@pytest.mark.parametrize(
    ("word", "question"),
    [
        ("chairs", "Who chairs the Harbour Council?"),
        ("heads", "Who heads the office?"),
        ("voted", "Which party voted against the Water Act?"),
        ("apply", "How can a company apply to join the council?"),
        ("issued", "When will the next strategy be issued?"),
        ("renamed", "Why was the Ferry Office renamed in 1999?"),
        ("come", "From which towns do the experts in the Harbour Council come?"),
        ("term", "How long is the term of office of the experts?"),
        ("punishment", "What is the punishment for a member who breaks the rule?"),
        ("budget", "What is the office's budget?"),
        ("oversee", "What does the office oversee?"),
        ("established", "When was the office established?"),
        ("agree", "What did the ministers agree on?"),
    ],
)
def test_the_verb_or_attribute_asked_about(word: str, question: str):
    assert focus(question) == stem(word)


@pytest.mark.parametrize("question", ["office opening hours", "What is the name of the river?", "Tell me more.", "", "Who?"])
def test_no_focus_where_word_order_tells_none(question: str):
    assert focus(question) == ""
