"""Where quotes of a PDF's text stand on a page: their characters are found again, whatever blanks and hyphens are between."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.characters import NO_TEXT_CLASS
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_order import regions
from corpus.formats.pdf_pages import Page
from corpus.formats.pdf_tables import tables_of
from corpus.hyphenation import HYPHENS
from corpus.lines import width

# A line of the page, and from which to which of its characters in the text of the page.
Place = tuple[Line, int, int]
# What is found of a quote in pieces: how wide each is at least, and the share of it that they are.
MIN_PIECE, MIN_SHARE = 12, 0.4
# What is at the beginning or the end of a page may be a few characters; before and behind it are headers, footers and notes.
MIN_EDGE, NEAR_EDGE = 4, 800
_PASSED = re.compile(rf"[\s{re.escape(HYPHENS)}{NO_TEXT_CLASS}]")


class Marks:
    """The characters of a page in reading order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        straight = [line for row in page.rows for line in row]
        self._places = [
            (line, start + offset, character)
            for region in regions([*straight, *page.turned])
            for line in region.lines
            for start, text in line.pieces
            for offset, character in enumerate(text)
            if not _PASSED.match(character)
        ]
        self._text = "".join(character for _, _, character in self._places)

    def places(self, quote: str) -> list[Place]:
        """Where what is on this page of a quote stands, line by line."""
        wanted = _PASSED.sub("", quote)
        if not wanted:
            return []
        if (found := self._text.find(wanted)) >= 0:
            return list(self._between(found, found + len(wanted)))
        if row := self._row(wanted):
            return [(line, line.start, line.pieces[-1][0] + len(line.pieces[-1][1])) for line in row]
        return [place for start, end in self._pieces(wanted) for place in self._between(start, end)]

    def _row(self, wanted: str) -> list[Line]:
        """The row of a table whose cells all stand in a quote, one after the other: the longest."""
        best: list[Line] = []
        most = 0
        for table in tables_of(self._page.rows, self._page.rules, None):
            for row in table.rows[table.header :]:
                cells = [_PASSED.sub("", "".join(line.text for line in cell)) for cell in row if cell]
                length = sum(map(len, cells))
                if len(cells) > 1 and length > most and _are_in_order(cells, wanted):
                    best, most = [line for cell in row for line in cell], length
        return best

    def _pieces(self, wanted: str) -> list[tuple[int, int]]:
        """The pieces of a quote that something stands between, or what of it is at the beginning or the end of the page."""
        found: list[tuple[int, int]] = []
        at = behind = 0
        while at < len(wanted):
            length = _found(self._text, wanted[at:])
            piece = wanted[at : at + length]
            if width(piece) >= MIN_PIECE:
                start = self._text.find(piece, behind)
                start = start if start >= 0 else self._text.find(piece)
                behind = start + length
                found.append((start, behind))
            at += max(1, length if width(piece) >= MIN_PIECE else 1)
        if sum(end - start for start, end in found) >= MIN_SHARE * len(wanted):
            return found
        return list(self._at_edges(wanted))

    def _at_edges(self, wanted: str) -> Iterator[tuple[int, int]]:
        """The end of a quote where a line near the top begins, and its beginning where one near the bottom ends."""
        for start, (line, index, _) in enumerate(self._places[:NEAR_EDGE]):
            if index == line.start and (length := _common(wanted, self._text[start : start + len(wanted)])):
                yield start, start + length
                break
        first = max(0, len(self._places) - NEAR_EDGE)
        for end in range(len(self._places), first, -1):
            is_last = end == len(self._places) or self._places[end][0] is not self._places[end - 1][0]
            if is_last and (length := _common(self._text[max(0, end - len(wanted)) : end], wanted)):
                yield end - length, end
                break

    def _between(self, first: int, last: int) -> Iterator[Place]:
        """The characters by lines; a new place begins where a piece of a line does."""
        begin = first
        for before, after in pairwise(range(first, last)):
            (line, index, _), (next_line, next_index, _) = self._places[before], self._places[after]
            if line is not next_line or next_index < index:
                yield self._place(begin, before)
                begin = after
        yield self._place(begin, last - 1)

    def _place(self, first: int, last: int) -> Place:
        return self._places[first][0], self._places[first][1], self._places[last][1] + 1


def _are_in_order(cells: Sequence[str], wanted: str) -> bool:
    at = 0
    for cell in cells:
        at = wanted.find(cell, at)
        if at < 0:
            return False
        at += len(cell)
    return True


def _common(before: str, after: str) -> int:
    """How many characters, if enough, one text ends and the other begins with."""
    most = min(len(before), len(after))
    found = next((n for n in range(most, 0, -1) if before.endswith(after[:n])), 0)
    return found if width(after[:found]) >= MIN_EDGE else 0


def _found(text: str, wanted: str) -> int:
    """How many characters that another begins with stand somewhere in a text."""
    least, most = 0, len(wanted)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if wanted[:middle] in text else (least, middle - 1)
    return least
