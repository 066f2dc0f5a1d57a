"""The newest of dated news."""

from datetime import date
from pathlib import Path

import pytest

from assistant.news import date_of, newest
from corpus.document import Corpus, Passage
from corpus.reader import read_corpus

PAGE = """The Harbour Office

The office looks after the harbour and its boats, and tells what happens there.

What's new

Winter fees for boats were decided
{}

A new pier was opened to visitors
{}

The crane is closed for repairs
{}
"""


def news(folder: Path, *dates: str) -> tuple[Corpus, list[Passage]]:
    (folder / "page.txt").write_text(PAGE.format(*dates), encoding="utf-8")
    corpus = read_corpus(folder)
    return corpus, [passage for passage in corpus.passages if passage.kind == "news"]


@pytest.mark.parametrize(
    ("dates", "which"),
    [
        (("(3 May 2023)", "(28 November 2023)", "(1 February 2023)"), 1),
        (("(3 May 2023)", "(28 November 2023)", "(1 February 2024)"), 2),
    ],
)
def test_the_newest_is_found_wherever_it_stands(dates: tuple[str, ...], which: int, tmp_path: Path) -> None:
    corpus, items = news(tmp_path, *dates)
    assert len(items) == len(dates)
    assert all(newest(corpus.passages, item, corpus.documents[0]) == items[which] for item in items)


@pytest.mark.parametrize(
    ("written", "day"),
    [("(28 November 2023)", date(2023, 11, 28)), ("(1 Feb 2024)", date(2024, 2, 1)), ("(31 February 2024)", None)],
)
def test_the_date_of_an_item(written: str, day: date | None, tmp_path: Path) -> None:
    corpus, items = news(tmp_path, written, "(3 May 2023)", "(4 May 2023)")
    assert date_of(items[0], corpus.documents[0]) == day
