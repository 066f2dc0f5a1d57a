"""What the XML of a sheet tells of its cells: where they are, and which are hidden, merged or percentages.

The library that reads the values does not tell this, but for the merged cells of some formats. And it takes memory for the
whole rectangle between the first and the last filled cell, and ends the process where there is not as much (calamine #693):
rows that would reach too far are cut out of the XML before it gets it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from corpus.formats.grid_blocks import Area
from corpus.formats.sheet_limits import Budget, Extent

Span = tuple[int, int]
# Ranges of rows by column.
Columns = dict[int, list[Span]]
# The last row and column of any spreadsheet program.
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class LayoutError(Exception):
    """The XML is not well-formed, or puts a cell where there can be none."""


@dataclass(slots=True)
class Layout:
    """What is known of a sheet. Ranges of rows and columns have exclusive ends; `cut` counts rows that are not read.

    `percents` and `struck` are the ranges of rows of each column that show percentages and text that is struck out.
    """

    name: str = ""
    extent: Extent = field(default_factory=Extent)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    percents: Columns = field(default_factory=dict)
    struck: Columns = field(default_factory=dict)
    cut: int = 0


class LocalNames(dict[str, str]):
    """Names of elements without their prefixes."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


class Scan:
    """A pass over the XML of sheets. Its errors are LayoutErrors."""

    row_name = ""

    def __init__(self, xml: bytes, budget: Budget) -> None:
        self.layout = Layout()
        self._xml, self._budget = xml, budget
        self._local = LocalNames()
        self._cuts: list[Span] = []
        self._row_start, self._before, self._depth = -1, Extent(), 0
        self._end: Callable[[str], None] | None = None
        self._parser = parser()

    def run(self) -> bytes:
        """The XML without the rows that would reach too far."""
        self._parser.StartElementHandler = self._start
        parse(self._parser, self._xml)
        if self._depth:
            raise LayoutError("text that is in no row")
        return b"".join(self._kept())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def _watch(self, text: Callable[[str], None]) -> None:
        """Be told of texts, each when its element ends."""
        self._end = _pass
        self._parser.CharacterDataHandler, self._parser.EndElementHandler = text, self._end

    def _begin_row(self) -> None:
        self._row_start, self._before = self._parser.CurrentByteIndex, self.layout.extent.copy()

    def _check(self) -> None:
        """Cut the row out if with it the sheet reaches too far."""
        if not self._depth and not self.layout.extent.fits(self._budget):
            if self._row_start < 0:
                raise LayoutError("cells that are in no row")
            self._depth = 1
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._start_in_cut, self._end_in_cut

    def _start_in_cut(self, name: str, _: dict[str, str]) -> None:
        self._depth += self._local[name] == self.row_name

    def _end_in_cut(self, name: str) -> None:
        self._depth -= self._local[name] == self.row_name
        if not self._depth:
            self._cuts.append((self._row_start, self._xml.find(b">", self._parser.CurrentByteIndex) + 1))
            self.layout.extent = self._before
            self.layout.cut += 1
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
            self._after_cut()

    def _after_cut(self) -> None:
        """The library counts on from where it was."""

    def _kept(self) -> Iterator[bytes]:
        at = 0
        for start, end in self._cuts:
            yield self._xml[at:start]
            at = end
        yield self._xml[at:]


def mark(columns: Columns, row: int, column: int, rows: int = 1) -> None:
    """Add cells of a column, from a row on."""
    spans = columns.setdefault(column, [])
    if spans and spans[-1][1] == row:
        first, _ = spans.pop()
        spans.append((first, row + rows))
    else:
        spans.append((row, row + rows))


def parser() -> expat.XMLParserType:
    """A parser of UTF-8 that refuses a document type: entities are declared in it, and no spreadsheet has one."""
    made = expat.ParserCreate("utf-8")
    made.StartDoctypeDeclHandler = _refuse
    made.buffer_text = True
    return made


def parse(with_parser: expat.XMLParserType, xml: bytes) -> None:
    """Run a parser over a whole part. Its errors, and those of what it calls, are LayoutErrors."""
    try:
        # At once: in pieces, a long token takes time in proportion to the square of its length.
        with_parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise LayoutError(str(error)) from error


def starts(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of some local names with their attributes, in order. Raises LayoutError where the XML cannot be read."""
    found: list[tuple[str, dict[str, str]]] = []
    local = LocalNames()

    def note(name: str, attributes: dict[str, str]) -> None:
        if local[name] in names:
            found.append((local[name], attributes))

    reading = parser()
    reading.StartElementHandler = note
    parse(reading, xml)
    return found


def within(number: int, limit: int) -> int:
    """A number counted from 1. Raises LayoutError where it is beyond the limit."""
    if not 1 <= number <= limit:
        raise LayoutError(f"{number} is not within {limit}")
    return number


def _pass(_: str) -> None:
    """Without it, a text would be told of with the next element."""


def _refuse(*_: object) -> None:
    raise LayoutError("a document type is declared")
