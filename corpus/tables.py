"""Tables as a reader reads them: each row by itself, every cell with its header."""

from collections.abc import Iterator, Sequence

from corpus.content import Element, Run
from corpus.document import Cell

LABEL, NEXT = ": ", "; "
Runs = tuple[Run, ...]


def rows_of(table: Sequence[Sequence[Runs]], header: int = 1, tight: bool = False) -> Iterator[Element]:
    """The rows of a table below its first `header` rows, whose cells are the headers of their columns.

    A row that is shorter than the header has cells for the first columns. Headers that stand above each other are read
    together. A table that has nothing but headers is a paragraph. `tight`: it goes on with the table before.
    """
    heads, body = table[:header], table[header:]
    labels = [_label([row[column] for row in heads if column < len(row)]) for column in range(max(map(len, table), default=0))]
    is_first = not tight
    for row in body or heads:
        cells = [(labels[column] if body else (), runs) for column, runs in enumerate(row) if _text(runs)]
        if cells:
            yield _row(cells, is_first, is_row=bool(body))
            is_first = False


def _label(above: Sequence[Runs]) -> Runs:
    """The headers above a column as one; what a header spans is not repeated below it."""
    runs: list[Run] = []
    told: set[str] = set()
    for each in above:
        if (text := _text(each)) and text not in told:
            runs += [Run(" "), *each] if runs else each
            told.add(text)
    return tuple(runs)


def _row(cells: Sequence[tuple[Runs, Runs]], is_first: bool, is_row: bool) -> Element:
    runs: list[Run] = []
    spans: list[Cell] = []
    length = 0
    for label, value in cells:
        if runs:
            runs.append(Run(NEXT))
            length += len(NEXT)
        label_start, label_end = length, length + len(_text(label))
        start = label_end + len(LABEL) if label else label_end
        length = start + len(_text(value))
        runs += [*label, Run(LABEL), *value] if label else value
        spans.append(Cell(label_start, label_end, start, length))
    flat = tuple(Run(run.text.replace("\n", " "), run.start, run.end, run.part) for run in runs)
    return Element("row", flat, tight=not is_first, cells=tuple(spans)) if is_row else Element("plain", flat)


def _text(runs: Runs) -> str:
    return "".join(run.text for run in runs)
