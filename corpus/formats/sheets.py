"""Spreadsheets: the sheets that are shown, each with its tables."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from corpus.content import Content, Element, Visible
from corpus.errors import CorpusError
from corpus.formats.grid import cell_runs, elements_of
from corpus.formats.grid_blocks import Runs
from corpus.formats.sheet_cells import Sheet
from corpus.formats.workbook import read_workbook

SHEET_LEVEL = 2
_CELL_END, _ROW_END = "\t", "\n"
# How programs name a sheet that nobody has named.
_UNNAMED = re.compile(r"(?:Sheet|シート|Tabelle|Feuil(?:le)?|Hoja|Foglio|Planilha|工作表|Лист|시트)\s?\d*", re.IGNORECASE)


class SheetReader:
    """Reads .xlsx, .xlsm, .xls and .ods files. Each sheet is a part with its name."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is that among the properties of the file, else the file's name where there are several sheets.

        Raises CorpusError where the file is damaged, encrypted, too large or no spreadsheet.
        """
        book = read_workbook(data, name)
        found = [(sheet, tuple(_elements(sheet))) for sheet in book.sheets]
        filled = [(sheet, elements) for sheet, elements in found if elements]
        has_heading = len(filled) > 1 or not all(_UNNAMED.fullmatch(sheet.name) for sheet, _ in filled)
        elements: list[Element] = []
        for sheet, below in filled:
            elements += [*_heading(sheet.name), *below] if has_heading else below
        title = book.title or (PurePosixPath(name).stem if len(filled) > 1 else "")
        return Content(tuple(elements), title, left_out=book.left_out)

    def part_text(self, data: bytes, part: str) -> str:
        """The cells of the sheet of that name as they are shown, with tabs between them and line breaks between rows."""
        for sheet in read_workbook(data, "the file").sheets:
            if sheet.name == part:
                return _ROW_END.join(map(_CELL_END.join, sheet.rows))
        raise CorpusError(f"the file has no sheet {part} that is shown")


def _elements(sheet: Sheet) -> Iterator[Element]:
    rows: list[list[Runs]] = []
    at = 0
    for row in sheet.rows:
        cells: list[Runs] = []
        for text in row:
            cells.append(cell_runs([(text, at)], sheet.name) if text else ())
            at += len(text) + 1
        rows.append(cells)
        at += not row
    return elements_of(rows, sheet.merged)


def _heading(name: str) -> Iterator[Element]:
    visible = Visible()
    visible.add_as(" ".join(name.split()), -1, -1)
    if not visible.is_empty:
        yield Element("heading", visible.runs(), SHEET_LEVEL)
