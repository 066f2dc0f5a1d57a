"""Quoted pieces joined into citations."""

import pytest

from assistant.citations import cite
from assistant.units import Unit, units
from tests.assistant.reading.passages import hit, sentences_of

FIRST = "The bridge stands in the old harbour of the town."
MAIN = "It was opened in 1932 by the mayor of the town together with the guild of the carpenters and that of the masons"
ADDED = ", which had both paid for a part of it out of the money that they had saved over many years for a new hall."
TEXT = f"{FIRST} {MAIN}{ADDED}"


@pytest.fixture
def both() -> list[Unit]:
    found = list(units(hit(TEXT, sentences_of(TEXT))))
    assert [unit.text for unit in found] == [FIRST, MAIN + ADDED]
    return found


def test_sentences_that_follow_one_another_are_one_quote(both: list[Unit]) -> None:
    assert [citation.quote for citation in cite(both)] == [TEXT]


def test_a_sentence_that_is_cut_joins_no_other(both: list[Unit]) -> None:
    at = TEXT.index("1932")
    cut = both[1].shortened((at, at + 4))
    assert [citation.quote for citation in cite([cut, both[0]])] == [MAIN, FIRST]


def test_a_sentence_is_not_quoted_whole_and_cut(both: list[Unit]) -> None:
    at = TEXT.index("1932")
    cut = both[1].shortened((at, at + 4))
    assert [citation.quote for citation in cite([cut, both[1]])] == [MAIN + ADDED]
