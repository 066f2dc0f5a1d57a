"""The lines of a page of a PDF: text that stands on one baseline without a wide gap, with its place, size and font."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple

from corpus import lines
from corpus.formats.pdf_chars import ASLANT, DOWN, LEFT, RIGHT, UP, Box, Characters, Font, box_around
from corpus.formats.pdf_file import BROKEN, NO_BLANK

# Widest gap within a line, and most room for a character of half width, in sizes of its font. What has more may be two lines.
MAX_GAP = 0.9
MAX_PITCH = 0.72
# From one character to the next in text that is written down the page; what has more is a column of single characters.
MAX_STEP = 1.3
# How far above the baseline something is raised, and how high it may be then.
RAISED, SMALL = 0.2, 0.75
# What may refer to a footnote.
REFERENCE = re.compile(r"[(（\[]?[注※]?\d{1,3}(?:[,、]\d{1,3})*[)）\]]?|[*＊†‡§※]{1,3}")
_LINE = re.compile(rf"[^\r\n{BROKEN}]*[{BROKEN}]?")
_WORD, _CHARACTER = re.compile(r"\S+"), re.compile(r"\S")
_BLANKS = frozenset(c for c in map(chr, range(0x10000)) if c.isspace()) | {NO_BLANK}
Span = tuple[int, int]


class Line(NamedTuple):
    """A line of a page, counted from 0. `pieces` are its texts with the index of each in the text of its page.

    Lengths are in points. They are those that whoever holds the page so that the line can be read sees: `base` is how far down
    its baseline is, `direction` where it leads to when the page is not turned. `raised` is what stands higher, in small type.
    """

    page: int
    pieces: tuple[tuple[int, str], ...]
    left: float
    right: float
    base: float
    size: float
    font: Font
    direction: int = RIGHT
    raised: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """Its text; pieces have a blank between them."""
        return self.pieces[0][1] if len(self.pieces) == 1 else " ".join(text for _, text in self.pieces)

    @property
    def start(self) -> int:
        """Where its text begins."""
        return self.pieces[0][0]

    @property
    def top(self) -> float:
        """How far down it begins."""
        return self.base - 0.8 * self.size

    @property
    def bottom(self) -> float:
        """How far down it ends."""
        return self.base + 0.2 * self.size


class PageLines:
    """Reads the lines of one page from its text as pdfium has it (`raw`) and as it is shown."""

    def __init__(self, text_page: Any, page: int, raw: str, shown: str) -> None:
        self._characters, self._sides = Characters(text_page), text_page.page.get_bbox()
        self._page, self._raw, self._shown = page, raw, shown

    def lines(self) -> list[Line]:
        """All lines, in the order of the file."""
        found: list[Line] = []
        for match in _LINE.finditer(self._raw):
            start, end = self._trimmed(*match.span())
            if start < end and (boxes := self._characters.boxes(start, end)) and self._is_seen(boxes):
                line = self._line(start, end, boxes)
                if not isfinite(line.left + line.right + line.base + line.size):
                    continue
                if line.direction == RIGHT and _is_column(box_around(boxes), line.size):
                    found += self._parts(line, start, end, _CHARACTER)
                else:
                    found += self._parts(line, start, end, _WORD) if _has_gap(line, boxes) else [line]
        return found

    def _is_seen(self, boxes: Sequence[Box]) -> bool:
        """Whether some of it is on the page."""
        left, bottom, right, top = self._sides
        return any(box[0] < right and box[2] > left and box[1] < top and box[3] > bottom for box in boxes)

    def _trimmed(self, start: int, end: int) -> Span:
        text = self._shown
        while start < end and text[start] in _BLANKS:
            start += 1
        while start < end and text[end - 1] in _BLANKS:
            end -= 1
        return start, end

    def _line(self, start: int, end: int, boxes: Sequence[Box]) -> Line:
        middle = (start + end) // 2
        while self._shown[middle] in _BLANKS:
            middle += 1
        size, direction, x, y = self._characters.setting(middle)
        font = self._characters.font(middle) if len(boxes) == 1 else self._least_font(start, end, middle)
        left, bottom, right, top = box_around(boxes)
        pieces = ((start, self._shown[start:end]),)
        raised: tuple[Span, ...] = ()
        if direction in (RIGHT, ASLANT):
            is_down = direction == RIGHT and end - start > 1 and _is_column((left, bottom, right, top), size)
            if is_down and any(map(lines.is_wide, self._shown[start:end])) and top - bottom < MAX_STEP * size * (end - start):
                return Line(self._page, pieces, -top, -bottom, -(left + right) / 2, size, font, DOWN)
            if len(boxes) > 1 and any(b[1] > y + RAISED * size and b[3] - b[1] < SMALL * size for b in boxes):
                raised = tuple(self._raised(start, end, y + RAISED * size))
            return Line(self._page, pieces, left, right, -y, size, font, direction, raised)
        if direction == LEFT:
            return Line(self._page, pieces, -right, -left, y, size, font, direction)
        if direction == DOWN:
            return Line(self._page, pieces, -top, -bottom, -x, size, font, direction)
        return Line(self._page, pieces, bottom, top, x, size, font, direction)

    def _least_font(self, start: int, end: int, middle: int) -> Font:
        """The font of the middle of a line, unless its beginning is not as bold, or something is not of equal width."""
        first, font = self._characters.font(start), self._characters.font(middle)
        if font.is_bold > first.is_bold or font.is_mono > first.is_mono:
            return first
        if font.is_mono:
            others = map(self._characters.font, (end - 1, start + (end - start) // 4, start + (end - start) * 3 // 4))
            return next((other for other in others if other.name and not other.is_mono), font)
        return font

    def _raised(self, start: int, end: int, height: float) -> Iterator[Span]:
        """What stands above a height and may refer to a footnote."""
        for found in REFERENCE.finditer(self._shown, start, end):
            if self._characters.height(found.start()) > height and self._characters.height(found.end() - 1) > height:
                yield found.span()

    def _parts(self, line: Line, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[Line]:
        """The line in parts, where its words, or whatever matches, do not stand beside each other."""
        begin = last_end = start
        before: Box | None = None
        for word in pattern.finditer(self._shown, start, end):
            boxes = self._characters.boxes(*word.span())
            if not boxes:
                continue
            box = box_around(boxes)
            if before is not None and not _goes_on(before, box, line):
                yield self._line(begin, last_end, self._characters.boxes(begin, last_end))
                begin = word.start()
            before, last_end = box, word.end()
        yield self._line(begin, last_end, self._characters.boxes(begin, last_end)) if begin > start else line


def _is_column(box: Box, size: float) -> bool:
    """Whether it is no wider than a character and higher than two."""
    return box[3] - box[1] > 2 * size > box[2] - box[0]


def _has_gap(line: Line, boxes: Sequence[Box]) -> bool:
    """Whether its pieces do not follow each other closely, or its text has more room than it needs."""
    room, text = (line.right - line.left) / (MAX_PITCH * line.size), line.pieces[0][1]
    if room > len(text) and room > lines.width(text):
        return True
    return len(boxes) > 1 and any(not _goes_on(before, after, line) for before, after in pairwise(boxes))


def _goes_on(before: Box, after: Box, line: Line) -> bool:
    """Whether one box stands beside the other in a line."""
    size, direction = line.size, line.direction
    along, across = (0, 1) if direction in (RIGHT, LEFT) else (1, 0)
    if abs(before[across] + before[across + 2] - after[across] - after[across + 2]) >= 1.4 * size:
        return False
    if (after[along] >= before[along]) == (direction in (RIGHT, UP)):
        return max(before[along], after[along]) - min(before[along + 2], after[along + 2]) <= MAX_GAP * size
    return max(before[along], after[along]) < min(before[along + 2], after[along + 2])
