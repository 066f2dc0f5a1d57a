"""Short forms that a text spells out."""

import pytest

from assistant.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("short", "long", "text"),
    [
        ("HRT", "Harbour Rescue Team", "It runs the Harbour Rescue Team (HRT) at night."),
        ("HRT", "Harbour Rescue Team", "It is called HRT (Harbour Rescue Team)."),
        ("NCHS", "National centre of Harbour readiness and Safety", "National centre of Harbour readiness and Safety, “NCHS”"),
        ("JP/HC", "Joint Port Harbour Committee", "The Joint Port Harbour Committee (JP/HC) meets."),
    ],
)  # fmt: skip
def test_a_short_form_and_its_words(short: str, long: str, text: str):
    assert dict(abbreviations(text)) == {short: long}


@pytest.mark.parametrize(
    "text",
    [
        "The HRT works at night.",
        "The Water Board (HRT) works.", "Outcomes of the 16th ASEAN meeting", "Harbour Rescue Team HRT works", "",
    ],
)  # fmt: skip
def test_what_is_not_spelled_out(text: str):
    assert not abbreviations(text)
