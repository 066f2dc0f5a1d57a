"""Which cell of a table each line of a PDF's page stands in."""

from collections.abc import Sequence
from itertools import pairwise

from corpus import lines
from corpus.formats.pdf_lines import Line

Cells = tuple[tuple[Line, ...], ...]
Columns = tuple[tuple[float, float], ...]
# How far from where it seems to be a blank may part two cells, in sizes of the font.
MAX_SHIFT = 1.2


def columns_of(by_row: Sequence[Sequence[Line]]) -> Columns:
    """The columns that the row with the most parts shows, as wide as their lines in all rows; none where they meet."""
    most = max(by_row, key=len, default=())
    columns = [(line.left, line.right) for line in most]
    for row in by_row:
        for line in row:
            within = [n for n, span in enumerate(columns) if _overlap(line, span) > 0]
            if len(within) == 1:
                left, right = columns[within[0]]
                columns[within[0]] = min(left, line.left), max(right, line.right)
    is_apart = all(before[1] < after[0] for before, after in pairwise(columns))
    return tuple(columns) if is_apart else ()


def cells_in(row: Sequence[Line], columns: Columns, near: bool = False, is_sure: bool = False) -> Cells | None:
    """The cells of a row, or of a part of it; None where a line stands across columns.

    `near`: within them as they are. `is_sure`: the columns are ruled, so that what stands across is a cell that does so.
    """
    cells: list[list[Line]] = [[] for _ in columns]
    for line in row:
        within = [n for n, span in enumerate(columns) if _overlap(line, span) > 0.5]
        if near and (not within or line.left < columns[within[0]][0] - 3):
            return None
        if len(within) > 1:
            parts = _parted(line, [columns[n] for n in within])
            if parts is None and not is_sure:
                return None
            parts = parts or [line]
            for n, part in zip(within, parts, strict=False):
                cells[n].append(part)
        else:
            cells[within[0] if within else _nearest(line, columns)].append(line)
    return tuple(map(tuple, cells))


def text_of_cell(cell: Sequence[Line]) -> str:
    """The text of a cell, for what is told from it."""
    return " ".join(line.text for line in cell)


def is_running_text(rows: Sequence[Cells]) -> bool:
    """Whether every column looks like one of running text: wide, and filled by nearly each line."""
    for column in zip(*rows, strict=True):
        found = [line for cell in column for line in cell]
        left, right = min(line.left for line in found), max(line.right for line in found)
        filled = sum(line.right - line.left for line in found) / len(found)
        if right - left < 12 * found[0].size or filled < 0.75 * (right - left):
            return False
    return True


def _overlap(line: Line, span: tuple[float, float]) -> float:
    return min(line.right, span[1]) - max(line.left, span[0])


def _nearest(line: Line, columns: Columns) -> int:
    return min(range(len(columns)), key=lambda n: -_overlap(line, columns[n]))


def _parted(line: Line, columns: Sequence[tuple[float, float]]) -> list[Line] | None:
    """The line cut at the blanks that stand between columns."""
    if len(line.pieces) > 1:
        return None
    parts, rest = [], line
    for before, after in pairwise(columns):
        start, text = rest.pieces[0]
        pitch = (rest.right - rest.left) / max(1, lines.width(text))
        blanks = [(rest.left + pitch * lines.width(text[:n]), n) for n, c in enumerate(text) if c.isspace()]
        middle = (before[1] + after[0]) / 2 if before[1] < after[0] else after[0]
        place, cut = min(blanks, key=lambda blank: abs(blank[0] - middle), default=(0.0, -1))
        if cut < 0 or abs(place - middle) > MAX_SHIFT * line.size:
            return None
        parts.append(rest._replace(pieces=((start, text[:cut].rstrip()),), right=min(place, after[0])))
        behind = text[cut:].lstrip()
        rest = rest._replace(pieces=((start + len(text) - len(behind), behind),), left=max(place, after[0]))
    return [*parts, rest]
