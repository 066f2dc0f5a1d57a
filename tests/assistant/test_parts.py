"""Messages taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import take_apart


def bare(text: str) -> list[str]:
    return [part.strip(" ?.!").lower() for part in take_apart(text).parts]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Who heads NISC?", ["who heads nisc"]),
        ("NISC", ["nisc"]),
        ("Where is it? When did it open?", ["where is it", "when did it open"]),
        ("Who heads it, and when was it set up?", ["who heads it", "when was it set up"]),
        ("What is GSOC and what does it monitor?", ["what is gsoc", "what does it monitor"]),
        ("List the groups and explain the standard.", ["list the groups", "explain the standard"]),
        ("Which ministries and agencies are involved?", ["which ministries and agencies are involved"]),
        ("What is the role of the public and private sectors?", ["what is the role of the public and private sectors"]),
        ("Who leads, and how?", ["who leads, and how"]),
    ],
)
def test_one_part_for_each_thing_asked(message: str, parts: list[str]) -> None:
    assert bare(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "Hello, who heads NISC?",
        "Could you please tell me who heads NISC?",
        "I would like to know who heads NISC.",
        "Do you know who heads NISC?",
        "Excuse me, can you tell me who heads NISC?",
        "So, who heads NISC?",
        "Thanks! Who heads NISC?",
    ],
)
def test_courtesy_is_left_out(message: str) -> None:
    assert bare(message) == ["who heads nisc"]


def test_what_is_said_besides_is_context() -> None:
    message = take_apart("I work at a port. Which sectors are covered?")
    assert message.parts == ("Which sectors are covered?",)
    assert message.context == ("I work at a port.",)
    assert take_apart("Which sectors are covered?").context == ()


def test_a_message_of_courtesy_only_is_still_one_part() -> None:
    assert len(take_apart("Hello, please.").parts) == 1


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["who", "and", "is", "?", ",", "please", "tell me", "hello", "it"])).map(" ".join),
    )
)
def test_any_text_has_at_least_one_part(text: str) -> None:
    message = take_apart(text)
    assert message.parts
    assert all(part.strip() for part in message.parts) or not text.strip()
