"""Where a long sentence can end sooner."""

import pytest

from corpus.clauses import LONG, clause_ends

MANY = " ".join(["and so on"] * 15)


def beginnings(sentence: str) -> list[str]:
    return [sentence[:end] for end in clause_ends(sentence)]


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        (f"The board of the agency is led by Ms Gray, with her deputy {MANY}.", ["The board of the agency is led by Ms Gray"]),
        (
            f"The office keeps the register of boats, which is public; it is open on Mondays {MANY}.",
            ["The office keeps the register of boats", "The office keeps the register of boats, which is public"],
        ),
        (f"In May, which was wet, the office was closed {MANY}.", []),
        ("The board is led by Ms Gray, with her deputy.", []),
        (f"The board of the agency is led by Ms Gray and her deputy {MANY}.", []),
        ("", []),
    ],
)
def test_a_long_sentence_may_end_before_what_is_merely_added(sentence: str, shorter: list[str]) -> None:
    assert beginnings(sentence) == shorter


def test_a_sentence_that_is_not_long_stays_whole() -> None:
    head = "The board of the agency is led by Ms Gray, with "
    assert beginnings(head + "x " * (LONG - len(head.split()))) == []
    assert beginnings(head + "x " * (LONG + 1 - len(head.split()))) != []
