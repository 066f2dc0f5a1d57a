""".xls files, from before 2007.

They are read by xlrd and not by calamine, which takes memory for whatever rows and columns such a file says it has, and ends
the process where there is none left: one changed byte is enough.
"""

import re
import struct
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import xlrd  # type: ignore[import-untyped]
from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

from corpus.formats.grid_blocks import Area
from corpus.formats.sheet_archive import damaged, encrypted
from corpus.formats.sheet_cells import Sheet, Workbook, sheet_of, told
from corpus.formats.sheet_layout import Layout, Span
from corpus.formats.sheet_limits import Budget, Extent
from corpus.formats.sheet_styles import is_percent
from corpus.formats.sheet_values import shown

# What xlrd raises for a damaged file.
_ERRORS = (
    xlrd.XLRDError, CompDocError, struct.error, AssertionError, LookupError, ValueError, ArithmeticError, TypeError,
    AttributeError, NameError, NotImplementedError, RecursionError, OSError,
)  # fmt: skip
_VISIBLE = 0
_DURATION = re.compile(r"\[[hms]+\]", re.IGNORECASE)


def read_xls(data: bytes, name: str) -> Workbook:
    """The workbook. Raises CorpusError where it is damaged or encrypted."""
    try:
        return _workbook(data, name, has_formats=True)
    except _ERRORS as error:
        if "encrypted" in str(error):
            raise encrypted(name) from error
    try:
        # What is wrong with how cells look does not matter for what they hold.
        return _workbook(data, name, has_formats=False)
    except _ERRORS as error:
        raise damaged(name) from error


def _workbook(data: bytes, name: str, has_formats: bool) -> Workbook:
    book = xlrd.open_workbook(
        file_contents=data, logfile=StringIO(), formatting_info=has_formats, ragged_rows=True, on_demand=True
    )
    budget = Budget()
    sheets: list[Sheet] = []
    left_out: list[str] = []
    for number, sheet_name in enumerate(book.sheet_names()):
        found = book.sheet_by_index(number)
        if found.visibility != _VISIBLE:
            left_out.append(f"{name}: the hidden sheet {sheet_name} was left out")
        elif sheet_name not in {sheet.name for sheet in sheets}:
            reading = _Reading(book, found, budget, has_formats)
            sheets.append(sheet_of(reading.layout(), reading.values, 0, 0))
            left_out += told(name, sheets[-1], reading.cut)
        book.unload_sheet(number)
    return Workbook(tuple(sheets), left_out=tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Style:
    """How a cell looks: the code of its number format, and whether it is struck out."""

    code: str
    is_struck: bool


class _Reading:
    """The values of a sheet, as many rows as the budget allows; `cut` counts the others."""

    def __init__(self, book: Any, sheet: Any, budget: Budget, has_formats: bool) -> None:
        self._book, self._sheet, self._has_formats = book, sheet, has_formats
        self._styles: dict[int, _Style] = {}
        self.values: list[list[object]] = []
        extent = Extent()
        for row in range(sheet.nrows):
            width = sheet.row_len(row)
            if width and extent.add(row, 0, 1, width) and not extent.fits(budget):
                break
            self.values.append([self._value(row, column) for column in range(width)])
        extent.spend(budget)
        self.cut = sheet.nrows - len(self.values)

    def layout(self) -> Layout:
        """What else is known of it."""
        sheet = self._sheet
        merged = [Area(top, left, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        return Layout(
            sheet.name, hidden_rows=_hidden(sheet.rowinfo_map), hidden_columns=_hidden(sheet.colinfo_map), merged=merged
        )

    def _value(self, row: int, column: int) -> object:
        if self._has_formats and self._style(row, column).is_struck:
            return ""
        value = self._sheet.cell_value(row, column)
        match self._sheet.cell_type(row, column):
            case xlrd.XL_CELL_NUMBER if self._has_formats:
                return shown(value, is_percent=is_percent(self._style(row, column).code))
            case xlrd.XL_CELL_DATE:
                is_duration = value < 1 or (self._has_formats and _DURATION.search(self._style(row, column).code))
                return timedelta(days=value) if is_duration else xlrd.xldate_as_datetime(value, self._book.datemode)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(value)
            case xlrd.XL_CELL_ERROR:
                return ""
        return value

    def _style(self, row: int, column: int) -> _Style:
        number = self._sheet.cell_xf_index(row, column)
        if number not in self._styles:
            found = self._book.xf_list[number]
            is_struck = bool(self._book.font_list[found.font_index].struck_out)
            self._styles[number] = _Style(self._book.format_map[found.format_key].format_str, is_struck)
        return self._styles[number]


def _hidden(infos: dict[int, Any]) -> list[Span]:
    return [(number, number + 1) for number, info in infos.items() if info.hidden]
