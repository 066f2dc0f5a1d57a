"""Tables on the pages of a PDF: between ruled lines, or in columns that are aligned below their headers."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from corpus import lines
from corpus.formats.pdf_cells import Cells, Columns, cells_in, columns_of, is_running_text, text_of_cell
from corpus.formats.pdf_grids import Grid, grids_of
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_rules import Rule

Rows = list[list[Line]]
# Rows with their header, where no lines part all of them, and the share of the cells of a column that are aligned.
MIN_ROWS = 3
MIN_ALIGNED = 0.8
MAX_HEADER = 40
MAX_GRIDS = 40
# No page has more.
MAX_ROWS = 200
MAX_CELL_LINES = 15
_FIGURES = re.compile(r"[\s.,%+±△▲~〜()（）/:：¥$€£–—-]*\d[\s\d.,%+±△▲~〜()（）/:：¥$€£–—-]*\w{0,2}")


class Table(NamedTuple):
    """The cells of a table, row by row, each of the lines in it. `header` is how many of its first rows are headers."""

    rows: tuple[Cells, ...]
    header: int
    columns: Columns

    @property
    def lines(self) -> list[Line]:
        """All lines in it."""
        return [line for row in self.rows for cell in row for line in cell]


def may_have_table(by_row: Rows) -> bool:
    """Whether there are rows enough that have parts."""
    return sum(len(row) > 1 for row in by_row) >= MIN_ROWS - 1


def tables_of(by_row: Rows, rules: Sequence[Rule], before: Table | None) -> Iterator[Table]:
    """The tables of a page, given its lines in rows; `before` is the last of the page before, which may go on here."""
    taken: set[int] = set()
    for grid in islice(grids_of(rules), MAX_GRIDS):
        if table := _ruled(by_row, grid):
            yield table
            taken.update(line.start for line in table.lines)
    rest = [row for row in by_row if not any(line.start in taken for line in row)]
    number = 0
    while number < len(rest):
        if table := _aligned(rest[number : number + MAX_ROWS], rules, before if number == 0 else None):
            yield table
            number += _count(rest[number : number + MAX_ROWS], table)
        else:
            number += 1


def _count(rest: Rows, table: Table) -> int:
    starts = {line.start for line in table.lines}
    return sum(any(line.start in starts for line in row) for row in rest)


def _ruled(page: Rows, grid: Grid) -> Table | None:
    """The table whose rows ruled lines part."""
    inside = ([line for line in row if grid.holds(line)] for row in page)
    by_row = [row for row in inside if row]
    columns = grid.columns or columns_of(by_row)
    by_row = [*_above(page, grid, columns), *by_row]
    bands: dict[int, Rows] = {}
    for row in by_row:
        bands.setdefault(grid.row_of(row[0]), []).append(row)
    if len(columns) < 2 or len(bands) < 2 or (len(bands) < MIN_ROWS and not grid.columns):
        return None
    made: list[Cells] = []
    for _, band in sorted(bands.items()):
        parts = [cells_in(row, columns, is_sure=bool(grid.columns)) for row in band]
        cells = [part for part in parts if part is not None]
        if len(cells) < len(parts) or (len(cells) > MAX_CELL_LINES and not grid.columns):
            return None
        made += _rows_in(cells) if _has_several(cells) else [_merged(cells)]
    if len(made) < 2 or sum(sum(map(bool, row)) > 1 for row in made) < 0.6 * len(made):
        return None
    return Table(tuple(made), _header(made, is_ruled=True), columns)


def _above(page: Rows, grid: Grid, columns: Columns) -> Rows:
    """The header above the first line of a table that has no lines at its sides."""
    above = [row for row in page if 0 < grid.levels[0] - row[0].base < 0.8 * row[0].size]
    if grid.columns or not above or not columns:
        return []
    cells = cells_in(above[-1], columns)
    return [above[-1]] if cells and all(cells[1:]) else []


def _has_several(cells: Sequence[Cells]) -> bool:
    """Whether lines between two ruled lines are rows of their own: each has a figure in the same column."""
    by_column = zip(*cells, strict=True)
    return len(cells) > 1 and any(all(cell and _is_figure(cell) for cell in column) for column in by_column)


def _aligned(by_row: Rows, rules: Sequence[Rule], before: Table | None) -> Table | None:
    """The table without lines between its rows that begins with the first of these rows."""
    head = by_row[0]
    if len(head) < 2 or len(by_row) < 2:
        return None
    goes_on = before is not None and before.header > 0 and cells_in(head, before.columns, near=True) is not None
    if not goes_on and (len(by_row) < MIN_ROWS or not _may_be_header(head, by_row[1:3], rules)):
        return None
    columns = before.columns if before and goes_on else tuple((line.left, line.right) for line in head)
    made: list[Cells] = []
    for above, row in pairwise([head, *by_row]):
        cells = cells_in(row, columns)
        if cells is None or row[0].base - above[0].base > 2.6 * row[0].size:
            break
        made.append(cells)
        columns = tuple(_wider(span, cell) for span, cell in zip(columns, cells, strict=True))
    found = _rows_in(made) if made else []
    header = _header(found, is_ruled=_is_ruled_below(head, rules))
    if not (goes_on or header) or len(found) < MIN_ROWS - goes_on or not _are_aligned(found) or is_running_text(found):
        return None
    return Table(tuple(found), header, columns)


def _wider(span: tuple[float, float], cell: Sequence[Line]) -> tuple[float, float]:
    return min([span[0], *(line.left for line in cell)]), max([span[1], *(line.right for line in cell)])


def _may_be_header(head: Sequence[Line], after: Rows, rules: Sequence[Rule]) -> bool:
    if any(len(line.text) > MAX_HEADER or _FIGURES.fullmatch(line.text) for line in head):
        return False
    is_bold = all(line.font.is_bold for line in head) and not all(line.font.is_bold for line in after[0])
    has_figures = any(_FIGURES.fullmatch(line.text) for row in after for line in row[1:])
    return is_bold or has_figures or _is_ruled_below(head, rules)


def _is_ruled_below(head: Sequence[Line], rules: Sequence[Rule]) -> bool:
    """Whether one line goes below all of a row, close to it."""
    bottom, size = max(line.base for line in head), head[0].size
    below = (r for r in rules if r.is_level and -1 < r.place - bottom < size)
    return any(r.begin < head[0].left + size and r.end > head[-1].right - size for r in below)


def _rows_in(cells: Sequence[Cells]) -> list[Cells]:
    """Rows of cells that are all of one line: what goes on in the next is put together. Empty where that cannot be told."""
    bases = [min(line.base for cell in row for line in cell) for row in cells]
    steps = [0.0, *(after - before for before, after in pairwise(bases))]
    least = min(steps[1:], default=0.0)
    has_gaps = max(steps) > 1.25 * least and not all(all(row) for row in cells)
    found: list[list[Cells]] = []
    for row, step in zip(cells, steps, strict=True):
        if found and (step < 1.12 * least if has_gaps else not row[0]):
            found[-1].append(row)
        elif found and not any(row[1:]) and not has_gaps:
            return []
        else:
            found.append([row])
    return [_merged(rows) for rows in found]


def _merged(cells: Sequence[Cells]) -> Cells:
    return tuple(tuple(line for cell in column for line in cell) for column in zip(*cells, strict=True))


def _header(rows: Sequence[Cells], is_ruled: bool) -> int:
    """1 if the first row is plainly the header of the others, else 0."""
    if len(rows) < 2 or not all(rows[0][1:]):
        return 0
    head, body = rows[0], rows[1:]
    texts = [text_of_cell(cell) for cell in head]
    if any(len(text) > MAX_HEADER or lines.ends_sentence(text) or _FIGURES.fullmatch(text) for text in texts):
        return 0
    is_bold = all(_is_bold(cell) for cell in head if cell) and not all(_is_bold(c) for row in body for c in row if c)
    columns = [[cell for cell in column if cell] for column in list(zip(*body, strict=True))[1:]]
    has_figures = any(column and all(map(_is_figure, column)) for column in columns)
    if is_bold or has_figures or (is_ruled and len(head) > 2):
        return 1
    shortest = min((lines.width(text_of_cell(row[-1])) for row in body if row[-1]), default=0)
    return int(is_ruled and lines.width(texts[-1]) < 0.4 * shortest)


def _is_bold(cell: Sequence[Line]) -> bool:
    return all(line.font.is_bold for line in cell)


def _is_figure(cell: Sequence[Line]) -> bool:
    return _FIGURES.fullmatch(text_of_cell(cell)) is not None


def _are_aligned(rows: Sequence[Cells]) -> bool:
    """Whether the cells of each column begin, end or have their middle below each other."""
    for column in list(zip(*rows[1:], strict=True)) if len(rows) > 1 else []:
        firsts = [cell[0] for cell in column if cell]
        if not firsts:
            continue
        places = [[line.left for line in firsts], [line.right for line in firsts], [line.left + line.right for line in firsts]]
        if not any(_share_near(values) >= MIN_ALIGNED for values in places):
            return False
    return True


def _share_near(values: Sequence[float]) -> float:
    middle = sorted(values)[len(values) // 2]
    return sum(abs(value - middle) < 4 for value in values) / len(values)
