"""From the cells of a sheet to the blocks that stand apart on it, with empty rows and columns between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from corpus.content import Run
from corpus.paragraphs import text_of

Runs = tuple[Run, ...]
# What spans several rows or heads a column is told with each of them: that is for labels, not for prose.
MAX_LABEL = 100


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that are merged: their first row and column, and those behind the last."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of equal length. `columns` are those of the sheet, `spans` the merged cells, counted within the block."""

    rows: list[list[Runs]]
    columns: tuple[int, int]
    spans: tuple[Area, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.columns[1] - self.columns[0]


def blocks_of(rows: Sequence[Sequence[Runs]], merged: Sequence[Area] = ()) -> list[Block]:
    """The blocks of a sheet from top to bottom, and from left to right where they stand side by side."""
    sheet = _Sheet(rows, merged)
    return [sheet.block(area) for area in sheet.areas()]


class _Sheet:
    def __init__(self, rows: Sequence[Sequence[Runs]], merged: Sequence[Area]) -> None:
        self._rows = rows
        self._width = max(map(len, rows), default=0)
        self._merged: dict[int, list[Area]] = {}
        # The columns of each row that are merged with a cell that has a text.
        self._covered: dict[int, set[int]] = {}
        left = sum(map(len, rows))
        for area in merged:
            inner = Area(area.top, area.left, min(area.bottom, len(rows)), min(area.right, self._width))
            left -= max(0, inner.bottom - inner.top) * max(0, inner.right - inner.left)
            # They do not overlap, but a file may say so.
            if left >= 0 and inner.top < inner.bottom and self._cell(inner.top, inner.left):
                self._merged.setdefault(inner.top, []).append(inner)
                for row in range(inner.top, inner.bottom):
                    self._covered.setdefault(row, set()).update(range(inner.left, inner.right))

    def areas(self) -> Iterator[Area]:
        whole = Area(0, 0, len(self._rows), self._width)
        for band in self._bands(whole):
            parts = self._beside(band)
            for part in parts:
                yield from self._bands(part) if len(parts) > 1 else parts

    def block(self, area: Area) -> Block:
        """What stands in an area; texts of cells that are merged downwards stand in each row."""
        width = area.right - area.left
        rows = [list(row[area.left : area.right]) for row in self._rows[area.top : area.bottom]]
        for row in rows:
            row.extend([()] * (width - len(row)))
        spans = [
            Area(span.top - area.top, span.left - area.left, span.bottom - area.top, span.right - area.left)
            for top in range(area.top, area.bottom)
            for span in self._merged.get(top, ())
            if area.left <= span.left < area.right
        ]
        for span in spans:
            runs = rows[span.top][span.left]
            if len(text_of(runs)) <= MAX_LABEL:
                for row in rows[span.top + 1 : span.bottom]:
                    row[span.left] = runs
        return Block(rows, (area.left, area.right), tuple(spans))

    def _cell(self, row: int, column: int) -> Runs:
        cells = self._rows[row]
        return cells[column] if column < len(cells) else ()

    def _bands(self, area: Area) -> Iterator[Area]:
        """The parts of an area between its empty rows."""
        filled = (row for row in range(area.top, area.bottom) if self._is_filled(row, area.left, area.right))
        yield from (Area(first, area.left, last, area.right) for first, last in _stretches(filled))

    def _is_filled(self, row: int, left: int, right: int) -> bool:
        cells = self._rows[row]
        if any(cells if left == 0 and right >= len(cells) else cells[left:right]):
            return True
        return any(left <= column < right for column in self._covered.get(row, ()))

    def _beside(self, band: Area) -> list[Area]:
        """The parts of a band between its empty columns, but for those that are columns of one table."""
        filled: set[int] = set()
        for row in range(band.top, band.bottom):
            filled.update(compress(range(self._width), self._rows[row]), self._covered.get(row, ()))
        stretches = list(_stretches(column for column in sorted(filled) if band.left <= column < band.right))
        parts: list[Area] = []
        for left, right in stretches:
            part = self._trimmed(Area(band.top, left, band.bottom, right))
            if parts and self._is_one_table(parts[-1], part):
                last = parts.pop()
                part = Area(min(last.top, part.top), last.left, max(last.bottom, part.bottom), right)
            parts.append(part)
        return parts

    def _trimmed(self, area: Area) -> Area:
        rows = range(area.top, area.bottom)
        top = next(row for row in rows if self._is_filled(row, area.left, area.right))
        bottom = next(row for row in reversed(rows) if self._is_filled(row, area.left, area.right))
        return Area(top, area.left, bottom + 1, area.right)

    def _is_one_table(self, left: Area, right: Area) -> bool:
        """Whether parts with an empty column between them have the same rows, and not the same headers."""
        if left.bottom - left.top == 1 == right.bottom - right.top:
            return False  # such as a title and a date
        # Labels of rows may leave out the row of headers.
        slack = 1 if left.right - left.left == 1 else 0
        if abs(left.top - right.top) > slack or abs(left.bottom - right.bottom) > slack:
            return False
        heads = [[text_of(self._cell(area.top, column)) for column in range(area.left, area.right)] for area in (left, right)]
        return heads[0] != heads[1]


def _stretches(numbers: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Numbers in ascending order as ranges of such as follow each other, their ends exclusive."""
    first = last = -1
    for number in numbers:
        if number != last:
            if first >= 0:
                yield first, last
            first = number
        last = number + 1
    if first >= 0:
        yield first, last
