"""From the characters of a text file to the normal form, in which its structure is told from what surrounds a line.

The normal form: one paragraph, heading, list item, date or line of code a line; a blank line between any two of them, except
between the items of a list, the lines of code, and beside a date where the source has none either. Items keep their marker;
items that had only a tab before them keep the tab. Normalising a normal form changes nothing.
"""

import re
from typing import NamedTuple

from corpus.characters import LINE_ENDS, NO_TEXT
from corpus.drafts import Draft, render, shown
from corpus.hyphenation import HYPHENS, SOFT_HYPHEN, vocabulary
from corpus.plain_text import plain_text_drafts
from corpus.text_pages import pages_of

# All but U+3000, which opens a paragraph in Japanese.
_BLANKS = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
_CLEANED: dict[int, str | None] = {**dict.fromkeys(NO_TEXT), **dict.fromkeys(_BLANKS, " ")}
_LETTER_BULLET = re.compile(r"^(\s*)o(?= {2,}\S)")
_LINE_END = re.compile("\r\n|[\n" + "".join(map(chr, LINE_ENDS)) + "]")


class RawLine(NamedTuple):
    """A line of a file as it is, where it begins, and whether a form feed stands before it."""

    text: str
    start: int
    begins_page: bool = False


def raw_lines(raw: str) -> list[RawLine]:
    """The lines of a file, without what ends them."""
    found: list[RawLine] = []
    start, is_first = 0, False
    for end in _LINE_END.finditer(raw):
        found.append(RawLine(raw[start : end.start()], start, is_first))
        start, is_first = end.end(), end.group() == "\f"
    return [*found, RawLine(raw[start:], start, is_first)]


def drafts_of(found: list[RawLine]) -> list[Draft]:
    """The drafts of a text's lines, each of which becomes a line of the normal form."""
    cleaned = [_cleaned(line.text) for line in found]
    pages = pages_of(cleaned, (number for number, line in enumerate(found) if line.begins_page))
    drafts = plain_text_drafts(cleaned, pages)
    broken = [draft for draft in drafts if any(part[-1] in HYPHENS for part in draft.parts[:-1])]
    words = vocabulary(cleaned) if broken else frozenset()
    for draft in broken:
        draft.mend(words)
    return shown(drafts)


def normalise(raw: str) -> str:
    """The normal form of a source text; empty if there is nothing in it to read. Never fails."""
    return render(drafts_of(raw_lines(raw)))


def _cleaned(line: str) -> str:
    """A soft hyphen is seen at the end of a line only. A letter that stands for a bullet, as in RFCs, is one."""
    text = _LETTER_BULLET.sub(r"\1•", line.translate(_CLEANED)).rstrip()
    return text + SOFT_HYPHEN if text[-1:].isalpha() and line.rstrip().endswith(SOFT_HYPHEN) else text
