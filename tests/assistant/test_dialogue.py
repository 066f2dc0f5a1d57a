"""Small talk, follow-ups and changes of topic."""

import pytest

from assistant.dialogue import small_talk, standalone

ABOUT_HQ = ("Who heads the Cybersecurity Strategic Headquarters?",)


@pytest.mark.parametrize(
    ("kind", "messages"),
    [
        ("greeting", ["hi", "Hello!", "Good morning", "HEY THERE", "こんにちは", "おはようございます！"]),
        (
            "thanks",
            ["Thanks a lot", "thank you very much!", "Great, thanks", "ありがとうございます", "thanks, NISC assistant"],
        ),
        ("farewell", ["bye", "Goodbye!", "see you later", "さようなら"]),
        ("help", ["help", "What can you do?", "Who are you?", "何ができますか？", "使い方を教えてください"]),
    ],
)
def test_small_talk(kind: str, messages: list[str]) -> None:
    for message in messages:
        if message == "Great, thanks":
            assert small_talk(message) in (kind, None)
        else:
            assert small_talk(message) == kind, message


@pytest.mark.parametrize(
    "message",
    [
        "Hello, who heads NISC?",
        "Thanks! And since when?",
        "help desk number",
        "NISC",
        "Who is the head?",
        "誰ですか",
        "?",
        "",
    ],
)
def test_a_question_is_no_small_talk(message: str) -> None:
    assert small_talk(message) is None


@pytest.mark.parametrize(
    "follow_up", ["And who is his deputy?", "When was it established?", "And since when?", "Why?", "Where is it?"]
)
def test_a_follow_up_gets_the_topic(follow_up: str) -> None:
    assert "Cybersecurity Strategic Headquarters" in standalone(follow_up, ABOUT_HQ)
    assert follow_up.strip("?") in standalone(follow_up, ABOUT_HQ)


@pytest.mark.parametrize(
    "question",
    [
        "What is GSOC?",
        "How many sectors are designated as critical infrastructure?",
        "When was the General Framework for Secure IoT Systems set?",
        "On another matter, who wrote the Common Standards?",
        "What about the Cybersecurity Council?",
        "Is there a list of relevant links to ministries?",
    ],
)
def test_a_change_of_topic_leaves_the_old_one_behind(question: str) -> None:
    assert standalone(question, ABOUT_HQ) == question


def test_the_topic_lasts_over_several_follow_ups() -> None:
    third = standalone("And since when?", (*ABOUT_HQ, "And who is his deputy?"))
    assert "Headquarters" in third and "deputy" in third


def test_the_newest_topic_counts() -> None:
    asked = standalone("When was it set?", (*ABOUT_HQ, "What is the General Framework for Secure IoT Systems?"))
    assert "Secure IoT Systems" in asked and "Headquarters" not in asked


@pytest.mark.parametrize("history", [(), ("?",), ("and",), ("",)])
def test_without_a_topic_a_question_stays_as_it_is(history: tuple[str, ...]) -> None:
    assert standalone("And since when?", history) == "And since when?"
