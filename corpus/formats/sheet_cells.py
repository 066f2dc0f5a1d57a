"""The cells of a sheet as a reader sees them: without those that are hidden."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.formats.grid_blocks import Area
from corpus.formats.sheet_layout import Layout, Span
from corpus.formats.sheet_values import shown


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of a sheet's cells in rows of equal length, from the first that is filled on. `hidden` counts rows, columns."""

    name: str
    rows: list[list[str]]
    merged: tuple[Area, ...] = ()
    hidden: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that are shown, in order, and the title that the file states. `left_out` tells in a line each what is not."""

    sheets: tuple[Sheet, ...]
    title: str = ""
    left_out: tuple[str, ...] = ()


def sheet_of(layout: Layout, values: Sequence[list[Any]], top: int, left: int) -> Sheet:
    """The sheet with these values, which begin at a row and a column."""
    for columns, changed in ((layout.percents, _percent), (layout.struck, _nothing)):
        for column, spans in columns.items():
            for row in _within(spans, top, len(values)):
                if 0 <= column - left < len(values[row]):
                    values[row][column - left] = changed(values[row][column - left])
    rows = [[shown(value) for value in row] for row in values]
    merged = [Area(each.top - top, each.left - left, each.bottom - top, each.right - left) for each in layout.merged]
    inside = tuple(each for each in merged if each.top >= 0 and each.left >= 0)
    return _without_hidden(Sheet(layout.name, rows, inside), layout, top, left)


def told(name: str, sheet: Sheet, cut: int) -> list[str]:
    """What of a sheet is not read, in a line each."""
    rows, columns = sheet.hidden
    found = [f"{name}: hidden rows of the sheet {sheet.name} were left out ({rows})"] if rows else []
    found += [f"{name}: hidden columns of the sheet {sheet.name} were left out ({columns})"] if columns else []
    found += (
        [f"{name}: rows of the sheet {sheet.name} were left out that are more than can be read ({cut}); split it"]
        if cut
        else []
    )
    return found


def _percent(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return shown(value, is_percent=True) if is_number else value


def _nothing(_: object) -> object:
    return ""


def _without_hidden(sheet: Sheet, layout: Layout, top: int, left: int) -> Sheet:
    width = max(map(len, sheet.rows), default=0)
    no_rows = set(_within(layout.hidden_rows, top, len(sheet.rows)))
    no_columns = set(_within(layout.hidden_columns, left, width))
    if not no_rows and not no_columns:
        return sheet
    hidden = (
        sum(any(sheet.rows[row]) for row in no_rows),
        sum(any(row[column] for row in sheet.rows if column < len(row)) for column in no_columns),
    )
    rows = [row for row in range(len(sheet.rows)) if row not in no_rows]
    columns = [column for column in range(width) if column not in no_columns]
    for each in sheet.merged:
        _show(each, sheet.rows, rows, columns)
    kept = [[sheet.rows[row][column] for column in columns if column < len(sheet.rows[row])] for row in rows]
    merged = (_moved(each, rows, columns) for each in sheet.merged)
    inside = tuple(each for each in merged if each.top < each.bottom and each.left < each.right)
    return replace(sheet, rows=kept, merged=inside, hidden=hidden)


def _show(area: Area, cells: list[list[str]], rows: list[int], columns: list[int]) -> None:
    """Write the text of merged cells into the first of them that is shown."""
    row, column = bisect_left(rows, area.top), bisect_left(columns, area.left)
    if row < len(rows) and column < len(columns) and rows[row] < area.bottom and columns[column] < area.right:
        cells[rows[row]][columns[column]] = cells[area.top][area.left]


def _moved(area: Area, rows: list[int], columns: list[int]) -> Area:
    top, bottom = bisect_left(rows, area.top), bisect_left(rows, area.bottom)
    return Area(top, bisect_left(columns, area.left), bottom, bisect_left(columns, area.right))


def _within(spans: Iterable[Span], first: int, count: int) -> Iterable[int]:
    """The numbers in ranges that are among `count` from `first` on, counted from there."""
    return (number for begin, end in spans for number in range(max(begin - first, 0), min(end - first, count)))
