"""Tables of Office files: cells that span columns or rows, and which of them are headers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.content import Element
from corpus.paragraphs import Runs, text_of
from corpus.tables import rows_of

# Columns that cells may span in a table beside their own, for each of its cells: a file may say any number.
MAX_SPANNED = 8
MAX_HEADERS = 4
# What spans several rows or columns, or heads a column, is told with each: that is for labels, not for prose.
MAX_REPEATED = 200


@dataclass(frozen=True, slots=True)
class OfficeCell:
    """A cell: its text, how many columns it spans, and whether it only goes on with the cell above."""

    runs: Runs = ()
    columns: int = 1
    is_continued: bool = False
    is_bold: bool = False


Row = list[OfficeCell]
# A row that is one cell across the whole table, and the rows below it.
Section = tuple[Runs, list[Row]]


def table_elements(rows: Sequence[Row], headers: int = 0, has_labels: bool = False) -> Iterator[Element]:
    """The elements of a table whose first `headers` rows are marked as headers, if any are.

    A row that is one cell across the whole table is a paragraph. In a table of two columns the first may hold labels, one for
    each row: where `has_labels` says so, or it is bold and the first row as a whole is not.
    """
    grid = _expanded(rows)
    sections, marked = _sections(rows, grid, headers)
    body = [row for _, section in sections for row in section]
    is_labelled = all(len(row) == 2 for row in body) and not marked and (has_labels or _are_labels(body))
    heads = [] if is_labelled else _heads(body, marked)
    waiting = len(heads)
    for across, section in sections:
        if across:
            yield Element("plain", across)
        below = section[waiting:]
        waiting -= len(section) - len(below)
        yield from _labelled(below) if is_labelled else _headed(heads, below)
    if len(heads) == len(body):
        yield from rows_of([_texts(row) for row in heads], len(heads))


def _sections(rows: Sequence[Row], grid: Sequence[Row], headers: int) -> tuple[list[Section], int]:
    """The parts of a table, and how many of its headers are rows of several cells."""
    width = max(map(len, grid), default=0)
    sections: list[Section] = [((), [])]
    marked = 0
    for number, (cells, row) in enumerate(zip(rows, grid, strict=True)):
        filled = [cell for cell in cells if text_of(cell.runs)]
        if len(filled) == 1 and filled[0].columns >= width:
            sections.append((filled[0].runs, []))
        elif filled:
            sections[-1][1].append(row)
            marked += number < headers
    return sections, marked


def _labelled(rows: Sequence[Row]) -> Iterator[Element]:
    is_tight = False
    for label, value in map(_texts, rows):
        for element in rows_of([[label], [value]] if text_of(label) else [[value]], 1 if text_of(label) else 0, is_tight):
            yield element
            is_tight = True


def _headed(heads: Sequence[Row], rows: Sequence[Row]) -> Iterator[Element]:
    return rows_of([_texts(row) for row in (*heads, *rows)], len(heads)) if rows else iter(())


def _expanded(rows: Sequence[Row]) -> list[Row]:
    """The cells by columns: one that spans several columns or rows stands in each of them."""
    left = MAX_SPANNED * sum(map(len, rows))
    above: dict[int, OfficeCell] = {}
    grid: list[Row] = []
    for row in rows:
        found: Row = []
        for cell in row:
            shown = replace(_repeated(above.get(len(found), cell)), is_continued=True) if cell.is_continued else cell
            spanned = max(0, min(cell.columns - 1, left))
            left -= spanned
            found += [shown, *[_repeated(shown)] * spanned]
        above = dict(enumerate(found))
        grid.append(found)
    return grid


def _repeated(cell: OfficeCell) -> OfficeCell:
    return cell if len(text_of(cell.runs)) <= MAX_REPEATED else replace(cell, runs=())


def _heads(body: Sequence[Row], marked: int) -> list[Row]:
    """The rows of headers: those that are marked, else the first, or two where a header spans them."""
    is_double = len(body) > 2 and any(cell.is_continued for cell in body[1])
    heads = list(body[: min(marked or 1 + is_double, MAX_HEADERS)])
    is_prose = any(len(text_of(cell.runs)) > MAX_REPEATED for row in heads for cell in row)
    return [] if is_prose else heads


def _are_labels(body: Sequence[Row]) -> bool:
    return all(row[0].is_bold for row in body) and not all(row[1].is_bold for row in body[:1])


def _texts(row: Row) -> list[Runs]:
    return [cell.runs for cell in row]
