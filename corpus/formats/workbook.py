"""From the bytes of a spreadsheet to its sheets, whichever of the formats it is in.

The values of .xlsx and .ods files are read by calamine. What it reads is an archive made here, of parts that were looked at
before: it takes memory for whatever a file says, and ends the process where there is none left.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from corpus.errors import CorpusError
from corpus.formats.grid_blocks import Area
from corpus.formats.sheet_archive import damaged, encrypted, packed, unpacked
from corpus.formats.sheet_cells import Sheet, Workbook, sheet_of, told
from corpus.formats.sheet_layout import Layout, LayoutError
from corpus.formats.sheet_limits import Budget
from corpus.formats.sheet_ods import OpenDocumentScan
from corpus.formats.sheet_styles import styles_of, without_struck
from corpus.formats.sheet_xlsx import SheetScan, lengths_of_texts, sheets_of

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
# In place of a part that a file may do without.
_NOTHING = b"<nothing/>"
# The library leaves them out.
_LINE_BREAK = re.compile(rb"<text:line-break\s*/>")
_TITLES = ("docProps/core.xml", "meta.xml")
_TITLE = ".//{http://purl.org/dc/elements/1.1/}title"
MAX_PROPERTIES = 1_000_000

Parts = dict[str, bytes]


def read_workbook(data: bytes, name: str) -> Workbook:
    """The workbook. Raises CorpusError where it is damaged, encrypted, too large, or no spreadsheet."""
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise encrypted(name)
        from corpus.formats.sheet_xls import read_xls

        return read_xls(data, name)
    parts = unpacked(data, name)
    try:
        layouts = _layouts(parts, name)
    except LayoutError as error:
        raise damaged(name) from error
    return _workbook(parts, layouts, name)


def _layouts(parts: Parts, name: str) -> dict[str, Layout]:
    if _BOOK in parts:
        return _xlsx(parts)
    if _CONTENT not in parts:
        raise damaged(name)
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise encrypted(name)
    return _ods(parts)


def _xlsx(parts: Parts) -> dict[str, Layout]:
    """The layouts of the sheets that are shown. Of the parts, other sheets are left out, and rows that reach too far."""
    listed = sheets_of(parts[_BOOK], parts.get(_RELATIONS, _NOTHING))
    styles = styles_of(parts.get(_STYLES, _NOTHING))
    # The library would look for another format where it cannot read this one.
    parts.pop(_CONTENT, None)
    for member in parts:
        parts[member] = without_struck(parts[member]) if member != _STYLES else parts[member]
    sheets = {member: parts.pop(member) for member, part in list(parts.items()) if b"sheetData" in part}
    shared = [found for part in parts.values() if b"sst" in part and (found := lengths_of_texts(part))]
    if len(shared) > 1:
        raise LayoutError("several lists of shared texts")
    budget, layouts = Budget(), {}
    for each in listed:
        if each.is_visible and each.member in sheets and each.name not in layouts:
            scan = SheetScan(sheets.pop(each.member), budget, styles, shared[0] if shared else [])
            parts[each.member] = scan.run()
            scan.layout.extent.spend(budget)
            layouts[each.name] = scan.layout
    return layouts


def _ods(parts: Parts) -> dict[str, Layout]:
    """The layouts of all sheets. Rows that reach too far are left out of the content."""
    for member in [member for member in parts if member.startswith("xl/")]:
        del parts[member]
    scan = OpenDocumentScan(_LINE_BREAK.sub(b"\n", parts[_CONTENT]), Budget())
    parts[_CONTENT] = scan.run()
    layouts: dict[str, Layout] = {}
    for layout in scan.layouts:
        layouts.setdefault(layout.name, layout)
    return layouts


def _workbook(parts: Parts, layouts: Mapping[str, Layout], name: str) -> Workbook:
    with _library(name):
        book = CalamineWorkbook.from_object(BytesIO(packed(parts)))
        listed = {each.name: each for each in book.sheets_metadata}
    sheets: list[Sheet] = []
    left_out: list[str] = []
    for each in listed.values():
        if each.visible != SheetVisibleEnum.Visible:
            left_out.append(f"{name}: the hidden sheet {each.name} was left out")
        elif each.name in layouts and each.typ == SheetTypeEnum.WorkSheet:
            try:
                sheet = _sheet(book, each.name, layouts[each.name], name)
            except CorpusError:
                left_out.append(f"{name}: the sheet {each.name} cannot be read; save the file again in a spreadsheet program")
                continue
            left_out += told(name, sheet, layouts[each.name].cut)
            sheets.append(sheet)
        else:
            left_out.append(f"{name}: the sheet {each.name} is no table and was left out")
    return Workbook(tuple(sheets), _title(parts), tuple(left_out))


def _sheet(book: CalamineWorkbook, sheet: str, layout: Layout, name: str) -> Sheet:
    with _library(name):
        found = book.get_sheet_by_name(sheet)
        values, merged, (top, left) = found.to_python(), found.merged_cell_ranges or (), found.start or (0, 0)
    areas = [Area(first[0], first[1], last[0] + 1, last[1] + 1) for first, last in merged]
    return sheet_of(replace(layout, name=sheet, merged=areas or layout.merged), values, top, left)


@contextmanager
def _library(name: str) -> Iterator[None]:
    """Map what calamine raises."""
    try:
        yield
    except PasswordError as error:
        raise encrypted(name) from error
    except (CalamineError, ArithmeticError, ValueError, TypeError, LookupError, OSError) as error:
        raise damaged(name) from error
    except BaseException as error:
        # Rust's; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error


def _title(parts: Parts) -> str:
    """The title among the properties of the file; "" where it has none."""
    for member in _TITLES:
        properties = parts.get(member, b"")
        if properties and b"<!DOCTYPE" not in properties and len(properties) <= MAX_PROPERTIES:
            try:
                return " ".join((ElementTree.fromstring(properties).findtext(_TITLE) or "").split())
            except ElementTree.ParseError:
                return ""  # the text is there all the same
    return ""
