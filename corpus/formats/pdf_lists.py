"""Lists in a PDF: which items belong together, how deep they are, and what else belongs to an item."""

import re

from corpus.formats.pdf_flow import Paragraph
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_markers import style_of

# In sizes of the font: what an item begins further in than the one it is below, and how far its next paragraph may be away.
MIN_INDENT = 0.6
MAX_GAP = 3.5
# Where the text of an item begins that has one line.
HANG = 1.5
_IS_FIRST = re.compile(r"\W*[1１一①](?!\w)|①")


class ItemList:
    """The list that is being read: where its items begin, by their level, and where their text does."""

    def __init__(self) -> None:
        self._lefts: list[float] = []
        self._styles: dict[str, int] = {}
        self._hang = 0.0
        self._last: Line | None = None
        self._edge = 0.0

    def goes_on(self, block: Paragraph, marker: str) -> bool:
        """Whether an item is not the first: one numbered 1 on a level that has items begins another list."""
        level = self._level(block, style_of(marker))
        return bool(self._lefts) and not (_IS_FIRST.match(marker) and level < len(self._lefts))

    def level(self, block: Paragraph, marker: str) -> int:
        """The level of an item, counted from 0. It is the last item then."""
        style = style_of(marker)
        level = self._level(block, style)
        self._lefts[level:] = [block.first.left]
        self._styles = {known: at for known, at in self._styles.items() if at <= level} | {style: level}
        return level

    def _level(self, block: Paragraph, style: str) -> int:
        """By where it begins; on another page or in another column, by its marker, if that is known."""
        left, size = block.first.left, block.first.size
        is_elsewhere = self._last is not None and (self._last.page, self._edge) != (block.first.page, block.edge)
        if is_elsewhere and style in self._styles:
            return self._styles[style]
        return sum(known < left - MIN_INDENT * size for known in self._lefts)

    def add(self, block: Paragraph) -> None:
        """The last item: what hangs below its text goes on with it."""
        first, size = block.first, block.first.size
        is_hanging = len(block.lines) > 1 and block.lines[1][0].left > first.left + MIN_INDENT * size
        self._hang = block.lines[1][0].left if is_hanging else 0.0 if len(block.lines) > 1 else first.left + HANG * size
        self._last, self._edge = block.lines[-1][0], block.edge

    def holds(self, block: Paragraph) -> bool:
        """Whether a paragraph without a marker is more text of the last item."""
        last, first = self._last, block.first
        if last is None or not self._hang:
            return False
        is_below = first.page != last.page or 0 < first.base - last.base < MAX_GAP * first.size
        left = min(line.left for line, _ in block.lines)
        is_hanging = is_below and left > self._hang - MIN_INDENT * first.size and abs(first.size - last.size) < 1
        if is_hanging:
            self._last, self._edge = block.lines[-1][0], block.edge
        return is_hanging
