"""The cells of a table of a page, each in the columns and rows that it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.formats.html_seen import Attributes, number_of
from corpus.paragraphs import Runs, text_of

# A cell may stand in so many columns and rows, while what is repeated is not much more than what is there.
MAX_SPAN = 1000
SPARE, SPARE_OF_CHARACTER = 2000, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `is_bold`: nothing but bold text."""

    runs: Runs
    is_header: bool = False
    is_bold: bool = False
    columns: int = 1
    rows: int = 1


# Where a cell beside or above goes on.
NOTHING = Cell(())


def cell_of(tag: str, attributes: Attributes, runs: Runs, is_bold: bool) -> Cell:
    """The cell that an element is. It spans all rows that follow if it says 0."""
    columns = min(max(number_of(attributes, "colspan", 1), 1), MAX_SPAN)
    rows = number_of(attributes, "rowspan", 1)
    return Cell(runs, tag == "th", is_bold and bool(runs), columns, min(rows, MAX_SPAN) if rows > 0 else MAX_SPAN)


class Grid:
    """Puts the cells of rows into columns, row by row: one that spans several rows stands in each."""

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._spare = SPARE + SPARE_OF_CHARACTER * sum(1 + len(text_of(cell.runs)) for row in rows for cell in row)
        # By column, what goes on in the row at hand and in the next, and in how many rows from there.
        self._above: dict[int, tuple[Cell, int]] = {}
        self._below: dict[int, tuple[Cell, int]] = {}

    def row(self, cells: Sequence[Cell], is_header: bool) -> list[Cell]:
        """The cells of the next row by column. A header stands in each column that it spans, any other cell in the first."""
        self._above, self._below = self._below, {}
        row: list[Cell] = []
        for cell in cells:
            self._go_on(row)
            self._add(row, cell, is_header)
        for column in sorted(self._above):
            while len(row) < column and self._spend(NOTHING):
                row.append(NOTHING)
            self._go_on(row)
        return row if cells else []

    def _go_on(self, row: list[Cell]) -> None:
        """The cells of rows above that stand here."""
        while found := self._above.pop(len(row), None):
            cell, rows = found
            if not self._spend(cell):
                return
            if rows > 1:
                self._below[len(row)] = cell, rows - 1
            row.append(cell)

    def _add(self, row: list[Cell], cell: Cell, is_header: bool) -> None:
        first = len(row)
        row.append(cell)
        while len(row) < first + cell.columns and len(row) not in self._above and self._spend(NOTHING):
            row.append(cell if is_header else NOTHING)
        if cell.rows > 1:
            self._below |= {column: (NOTHING, cell.rows - 1) for column in range(first, len(row))}
            self._below[first] = cell, cell.rows - 1

    def _spend(self, cell: Cell) -> bool:
        self._spare -= 1 + len(text_of(cell.runs))
        return self._spare >= 0
