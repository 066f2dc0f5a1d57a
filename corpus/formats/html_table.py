"""Tables of a page: which of them hold data, and their rows, each cell with its headers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from selectolax.lexbor import LexborNode

from corpus.content import Element
from corpus.formats.html_grid import NOTHING, Cell, Grid
from corpus.formats.html_seen import Attributes, role_of
from corpus.paragraphs import Runs, text_of
from corpus.tables import rows_of

# A row repeats the headers of its cells, so what is longer is no header; nobody reads more rows of them together.
MAX_LABEL, MAX_HEADER = 300, 6
# Rows in a table that are headings of those below; further ones are read like other rows.
MAX_PARTS = 200
_LAYOUT = frozenset("table h1 h2 h3 h4 h5 h6".split())
_BLOCKS = frozenset("p div ul ol dl pre blockquote section article form".split())


def is_layout(table: LexborNode, attributes: Attributes) -> bool:
    """Whether a table only puts text side by side: it says so, has no second column, or holds headings or other tables."""
    if role_of(attributes) in ("presentation", "none"):
        return True
    has_header = has_blocks = False
    rows = columns = widest = 0
    for node in islice(table.traverse(), 1, None):
        tag = node.tag or ""
        if tag in _LAYOUT and not has_header:
            return True
        if tag in _LAYOUT:
            break
        if tag == "tr":
            rows, columns = rows + 1, 0
        elif tag in ("td", "th"):
            columns += 1
            widest = max(widest, columns)
            has_header = has_header or tag == "th"
        has_blocks = has_blocks or tag in _BLOCKS
    return widest < 2 or (rows < 2 and has_blocks and not has_header)


@dataclass(slots=True)
class Table:
    """A table that holds data, as it is read. `head` is how many of its first rows it calls its head itself."""

    caption: Runs = ()
    head: int = 0
    rows: list[list[Cell]] = field(default_factory=list)

    def start_row(self, is_head: bool) -> None:
        """A row begins."""
        if is_head and self.head == len(self.rows):
            self.head += 1
        self.rows.append([])

    def add(self, cell: Cell) -> None:
        """The next cell of the row that began last."""
        if not self.rows:
            self.start_row(is_head=False)
        self.rows[-1].append(cell)

    def elements(self) -> Iterator[Element]:
        """Its caption and its rows."""
        if self.caption:
            yield Element("plain", self.caption)
        yield from _Reading(self.rows, self.head).elements()


class _Reading:
    """The rows of a table by its parts, each below the headers at hand."""

    def __init__(self, rows: Sequence[Sequence[Cell]], head: int) -> None:
        self._rows, self._head = rows, head
        self._width = max((sum(cell.columns for cell in row) for row in rows), default=0)
        self._headers: list[Sequence[Cell]] = []
        self._body: list[Sequence[Cell]] = []
        self._parts = 0
        self._is_tight = False

    def elements(self) -> Iterator[Element]:
        is_header = [self._is_header(number) for number in range(len(self._rows))]
        grid = Grid(self._rows)
        for number, cells in enumerate(self._rows):
            row = grid.row(cells, is_header[number])
            is_part = len(cells) == 1 < self._width == cells[0].columns
            if self._parts < MAX_PARTS and is_part:
                yield from self._part()
                yield from self._told(rows_of([[cells[0].runs]], 0, self._is_tight))
            elif self._parts < MAX_PARTS and is_header[number] and len(self._headers) < MAX_HEADER:
                if self._body:
                    yield from self._part()
                    self._headers = []
                self._headers.append(row)
            elif row:
                self._body.append(row)
        yield from self._part(is_last=True)

    def _is_header(self, number: int) -> bool:
        row = self._rows[number]
        if number < self._head:
            return True
        if len(row) > 1 and all(cell.is_header for cell in (row if row[0].runs else row[1:])):
            return True
        is_first_of_several = number == 0 and self._head == 0 and len(row) > 1 < len(self._rows)
        return is_first_of_several and all(cell.is_bold for cell in row) and not all(cell.is_bold for cell in self._rows[1])

    def _part(self, is_last: bool = False) -> Iterator[Element]:
        """The rows since the part before; headers where there is nothing else."""
        rows, self._body = self._body, []
        self._parts += 1
        headers = self._headers
        labels = zip_longest(*headers, fillvalue=NOTHING)
        if any(sum(len(text_of(cell.runs)) for cell in label) > MAX_LABEL for label in labels):
            rows, headers, self._headers = [*headers, *rows], [], []
        if headers and (rows or (is_last and not self._is_tight)):
            table = [[cell.runs for cell in row] for row in (*headers, *rows)]
            yield from self._told(rows_of(table, len(headers), self._is_tight))
        elif not headers:
            for row in rows:
                yield from self._told(rows_of(_labelled(row), 1, self._is_tight))

    def _told(self, elements: Iterator[Element]) -> Iterator[Element]:
        for element in elements:
            self._is_tight = True
            yield element


def _labelled(row: Sequence[Cell]) -> list[list[Runs]]:
    """The headers and the values of a row that is below none: a header belongs to the cell behind it."""
    found: list[tuple[Runs, Runs]] = []
    header: Cell | None = None
    for cell in row:
        if cell is NOTHING:
            continue
        if header and cell.is_header:
            found.append(((), header.runs))
        if not cell.is_header:
            found.append((header.runs if header else (), cell.runs))
        header = cell if cell.is_header else None
    if header:
        found.append(((), header.runs))
    return [[label for label, _ in found], [value for _, value in found]]
