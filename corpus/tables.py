"""Tables as a reader reads them: each row by itself, every cell with its header."""

from collections.abc import Iterable, Iterator, Sequence

from corpus.content import LINE_BREAK, Element, Run
from corpus.document import Cell

LABEL, NEXT = ": ", "; "
Runs = tuple[Run, ...]
# The header of a cell with what stands between them, and the number of characters of the header.
_Header = tuple[Runs, int]
_LABEL, _NEXT, _BLANK = Run(LABEL), Run(NEXT), Run(" ")
_NO_HEADER: _Header = ((), 0)


def rows_of(table: Sequence[Sequence[Runs]], header: int = 1, tight: bool = False) -> Iterator[Element]:
    """The rows of a table below its first `header` rows, whose cells are the headers of their columns.

    A row that is shorter than the header has cells for the first columns. Headers that stand above each other are read
    together. A table that has nothing but headers is a paragraph. `tight`: it goes on with the table before.
    """
    heads, body = table[:header], table[header:]
    width = max(map(len, table), default=0)
    labels = [_label([row[column] for row in heads if column < len(row)]) for column in range(width)]
    return _rows((zip(labels, row, strict=False) for row in body), tight) if body else _paragraphs(heads)


def pairs_of(table: Iterable[tuple[Runs, Runs]], tight: bool = False) -> Iterator[Element]:
    """The rows of a table of two columns whose first cells are the headers of the second. `tight` as with `rows_of`."""
    return _rows(([(_label([name]), value)] if _text(value) else [(_NO_HEADER, name)] for name, value in table), tight)


def _rows(rows: Iterable[Iterable[tuple[_Header, Runs]]], tight: bool) -> Iterator[Element]:
    for cells in rows:
        if element := _row(cells, tight):
            yield element
            tight = True


def _paragraphs(rows: Iterable[Sequence[Runs]]) -> Iterator[Element]:
    for row in rows:
        if element := _row(((_NO_HEADER, runs) for runs in row), tight=False):
            yield Element("plain", element.runs)


def _label(above: Iterable[Runs]) -> _Header:
    """The headers above a column as one; what a header spans is not repeated below it."""
    runs: list[Run] = []
    told: set[str] = set()
    for each in above:
        if (text := _text(each)) and text not in told:
            runs += [_BLANK, *each] if runs else each
            told.add(text)
    return ((*map(_flat, runs), _LABEL), len(_text(runs))) if runs else _NO_HEADER


def _row(cells: Iterable[tuple[_Header, Runs]], tight: bool) -> Element | None:
    """A row of its cells that are filled; None where none is."""
    runs: list[Run] = []
    spans: list[Cell] = []
    at = 0
    for (label, length), value in cells:
        size = sum([len(run.text) for run in value]) if value else 0
        if not size:
            continue
        if runs:
            runs.append(_NEXT)
            at += len(NEXT)
        start = at + length + len(LABEL) if length else at
        runs += label
        runs += [_flat(run) if LINE_BREAK in run.text else run for run in value]
        spans.append(Cell(at, at + length, start, start + size))
        at = start + size
    return Element("row", tuple(runs), tight=tight, cells=tuple(spans)) if spans else None


def _flat(run: Run) -> Run:
    """The run on one line, as a row is."""
    return Run(run.text.replace(LINE_BREAK, " "), run.start, run.end, run.part)


def _text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)
