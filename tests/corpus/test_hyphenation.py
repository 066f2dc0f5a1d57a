"""Hyphens at the ends of lines: those that only broke a word, and those that belong to it."""

import pytest

from corpus.formats.text import TextReader
from corpus.hyphenation import drops_hyphen, vocabulary
from corpus.normalise import normalise
from corpus.render import render

NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("before", "after"),
    [("The secre-", "tary writes"), ("on Wednes-", "day at noon"), ("a to-", "day"), ("in the of-", "fice."), ("the Rhi‐",
     "ne"),
     ("a well-estab-", "lished firm"), ("a build\u00ad", "ing"), ("Ver¬", "waltung"), ("for the in-", "formation of")],
)  # fmt: skip
def test_a_broken_word_loses_its_hyphen(before: str, after: str) -> None:
    assert drops_hyphen(before, after, NONE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a well-", "known song"), ("a so-", "called expert"), ("an e-", "mail"), ("a self-", "made man"),
     ("a state-of-the-", "art"),
     ("Austria-", "Hungary"), ("EU-", "wide"), ("a 5-", "year plan"), ("pre-", "and post-war"), ("Ein-", "und Ausgabe"),
     ("twenty-", "five"), ("a long-", "term plan"), ("a dash -", "then"), ("no hyphen", "here"), ("at the end-", ""),
     ("-", "a")],
)  # fmt: skip
def test_a_hyphen_of_the_word_stays(before: str, after: str) -> None:
    assert not drops_hyphen(before, after, NONE)


def test_what_the_document_writes_elsewhere_decides() -> None:
    assert drops_hyphen("the GOVERN-", "MENT", frozenset({"government"}))
    assert drops_hyphen("a well-", "known", frozenset({"wellknown"}))
    assert not drops_hyphen("the co-", "operation", frozenset({"co-operation"}))
    assert not drops_hyphen("a garden-", "party hat", frozenset({"garden", "party"}))
    assert drops_hyphen("a garden-", "er", frozenset({"garden", "party"}))


def test_the_vocabulary_is_what_stands_within_lines() -> None:
    lines = ["The secre-", "tary met a well-known Poet", "in the town hall, so-", "called."]
    assert vocabulary(lines) == {"the", "met", "a", "well-known", "poet", "in", "town", "hall"}


CASES = {
    "broken": ("The treas-\nurer pays.", "The treasurer pays."),
    "of the word": ("A well-\nknown choir.", "A well-known choir."),
    "by the document": (
        "Our co-operation works.\n\nThe co-\noperation ends.",
        "Our co-operation works.\n\nThe co-operation ends.",
    ),
    "soft": ("The treas\u00ad\nurer pays.", "The treasurer pays."),
    "soft within": ("The treas\u00adurer pays.", "The treasurer pays."),
    "soft at the end": ("The treas\u00ad\n\nMore.", "The treas\n\nMore."),
    "suspended": ("All pre-\nand post-war houses.", "All pre- and post-war houses."),
    "in an item": ("- a treas-\n  urer\n- a clerk", "- a treasurer\n- a clerk"),
    "three lines": ("The com-\nmit-\ntee met.", "The committee met."),
    "over a page": ("The treas-\n\n- 7 -\n\nurer pays.", "The treasurer pays."),
}


@pytest.mark.parametrize("name", CASES)
def test_words_are_put_together_again(name: str) -> None:
    raw, expected = CASES[name]
    assert normalise(raw) == expected
    assert normalise(expected) == expected


def test_the_hyphen_is_in_no_run_and_all_else_in_its_place() -> None:
    raw = "  The treas-  \n   urer of a well-\nknown club.\n"
    content = TextReader().read(raw.encode(), "a.txt")
    assert render(content).text == "The treasurer of a well-known club."
    runs = content.elements[0].runs
    assert [(run.text, raw[run.start : run.end]) for run in runs] == [
        ("The treas", "The treas"), ("urer of a well-", "urer of a well-"), ("known club.", "known club."),
    ]  # fmt: skip
