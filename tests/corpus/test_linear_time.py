"""Reading takes time in proportion to a text, whatever is in it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.formats.markdown import MAX_HEADING
from corpus.manifest import parse_manifest
from corpus.reader import read_corpus
from tests.corpus.conftest import Write
from tests.corpus.long_texts import KINDS, ONE_LINE, below, check_linear, numbered, repeated
from tests.corpus.view import view

Read = Callable[[str], object]
# What plain text has that has no marks: pages, broken words, numbered parts, laws, notes, code, speech.
PLAIN = {
    "pages": numbered("Guide\nText {} goes on\nand on here.\n- {} -\n\f"),
    "pages without form feeds": numbered("Text {}.\n\n- {} -\n"), "broken words": repeated("the commit-\ntee and the treas-\n"),
    "soft hyphens": repeated("treas\u00ad\n"), "hyphens": repeated("a-"), "lines of hyphens": repeated("a-a-a-a-\n"),
    "numbered parts": numbered("1.{} Part\nText here.\n"), "deep numbers": repeated("1.1.1.1.1.1 A\n"),
    "chapters": numbered("Chapter {}\nSection {}\nText here.\n"), "entries": repeated("Open: 9 to 5\n"),
    "articles": numbered("（目的）\n第{}条　会は、置く。\n２　次のとおり。\n一　甲\n"), "code": repeated("    x = f(1);\n"),
    "groups of entries": repeated("Hours\nOpen: 9\nShut: 5\n\n"), "labels": repeated("a (a) "),
    "tables of contents": repeated("Contents\nOne\nTwo\nThree\n"), "speech": repeated("so we went on and "),
    "talk": repeated("そうですねそれで行きました"), "brackets": repeated("(a. "), "closed brackets": repeated("(a. b.) "),
    "headings far below": below(repeated("Text.\n\n"), "A b\n\nText.\n\n"),
}  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the text both as plain text and as Markdown."""

    def reading(text: str) -> None:
        for name, end in (("a.txt", ""), ("b.md", "\n\nEnd.")):  # two texts, or the second would not be parsed
            (tmp_path / name).write_bytes((text + end).encode())
        read_corpus(tmp_path)

    return reading


@pytest.mark.parametrize("kind", KINDS | PLAIN)
def test_four_times_the_text_takes_about_four_times_the_time(read: Read, kind: str) -> None:
    read("Warm up.")
    check_linear(read, (KINDS | PLAIN)[kind], 20_000)


@pytest.mark.parametrize("kind", ["image links in words", "tildes and a backtick", "Japanese quotes", "words without a stop"])
def test_lines_of_a_megabyte(read: Read, kind: str) -> None:
    check_linear(read, ONE_LINE[kind], 250_000)


def test_the_check_catches_what_takes_time_in_the_square() -> None:
    never_closed = re.compile(r"(~{3,})([^`]*)")
    with pytest.raises(AssertionError, match="then"):
        check_linear(never_closed.fullmatch, ONE_LINE["tildes and a backtick"], 4_000)


def test_a_heading_that_each_passage_would_repeat_is_a_paragraph(write: Write) -> None:
    long = "word " * (MAX_HEADING // 5) + "end"
    found = view(write({"a.md": f"# Title\n\n## {long}\n\nText.\n\n## {long[5:]}\n\nMore."}))
    assert [section for _, section, _ in found.rows()] == [("Title",), ("Title",), ("Title", long[5:])]
    assert found.rows()[0][2][0].startswith("word word")


@pytest.mark.parametrize(
    "line", ["a." * 500_000 + "b = 1", f"['a.txt']\ntitle = '{'x' * 2001}'", "['a.txt']\nas_of = " + "1" * 5000]
)
def test_a_manifest_that_would_take_long_is_refused(line: str) -> None:
    with pytest.raises(CorpusError, match=r"manifest\.toml"):
        parse_manifest(line.encode())


def test_what_a_kind_is_made_of_is_as_long_as_asked() -> None:
    assert len(KINDS) >= 40
    assert all(1_000 <= len(make(2_000)) <= 6_000 for make in KINDS.values())
    assert repeated("ab")(5) == "ababa"
