"""What kind of thing is asked for, and whether a text tells a time."""

import pytest

from assistant.asked import asked, holds_time


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("date", "When was it set up?"),
        ("date", "In which year was it revised?"),
        ("duration", "How long is it valid?"),
        ("frequency", "How often does it meet?"),
        ("count", "How many sectors are there?"),
        ("money", "What is the annual budget of NISC?"),
        ("amount", "What percentage of agencies comply?"),
        ("person", "Who heads it?"),
        ("name", "What is the name of the deputy?"),
        ("place", "Where is the office?"),
        ("contact", "What is the phone number?"),
        ("reason", "Why was it set up?"),
        ("manner", "How does NISC oversee it?"),
        ("definition", "What does GSOC stand for?"),
        ("list", "What are the five measures?"),
        ("list", "List the relevant links."),
        ("list", "Which ministries are involved?"),
        ("count", "number piers harbour"),
        ("yesno", "Is NISC a CERT?"),
        ("thing", "GSOC"),
    ],
)
def test_kind(kind: str, question: str) -> None:
    assert asked(question).kind == kind


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It was opened on 8 March 2024.", True),
        ("It was opened by the mayor.", False),
        ("It was opened in November, 2014.", True),
        ("It sends warnings when they detect smoke.", True),
        ("It holds forty fish.", False),
    ],
)
def test_a_time_is_told(text: str, told: bool) -> None:
    assert holds_time(text) is told
