"""From the characters of a text file to the normal form, in which its structure is told from what surrounds a line.

The normal form: one paragraph, heading, list item or date a line; a blank line between any two of them, except between
the items of a list and beside a date where the source has none either. Items keep their marker; items that had only a
tab before them keep the tab. Normalising a normal form changes nothing.
"""

import re
from typing import NamedTuple

from corpus.characters import LINE_ENDS, NO_TEXT
from corpus.drafts import Draft, render, shown
from corpus.plain_text import plain_text_drafts

# All but U+3000, which opens a paragraph in Japanese.
_BLANKS = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
_CLEANED: dict[int, str | None] = {**dict.fromkeys(NO_TEXT), **dict.fromkeys(_BLANKS, " ")}
_LINE_END = re.compile("\r\n|[\n" + "".join(map(chr, LINE_ENDS)) + "]")


class RawLine(NamedTuple):
    """A line of a file as it is, and where it begins."""

    text: str
    start: int


def raw_lines(raw: str) -> list[RawLine]:
    """The lines of a file, without what ends them."""
    found: list[RawLine] = []
    start = 0
    for end in _LINE_END.finditer(raw):
        found.append(RawLine(raw[start : end.start()], start))
        start = end.end()
    return [*found, RawLine(raw[start:], start)]


def drafts_of(found: list[RawLine]) -> list[Draft]:
    """The drafts of a text's lines, each of which becomes a line of the normal form."""
    return shown(plain_text_drafts([line.text.translate(_CLEANED) for line in found]))


def normalise(raw: str) -> str:
    """The normal form of a source text; empty if there is nothing in it to read. Never fails."""
    return render(drafts_of(raw_lines(raw)))
