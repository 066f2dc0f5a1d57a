"""Delimited text: a table with a row a line, its cells between commas, semicolons, tabs or bars."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from corpus.content import Content, Run
from corpus.decoding import decode
from corpus.formats import suffix_of
from corpus.formats.grid import cell_runs, elements_of
from corpus.formats.grid_blocks import Runs
from corpus.formats.sheet_limits import MAX_CELLS, MAX_ROWS

# In the order in which they are preferred where several fit: numbers may have commas.
_DELIMITERS = "\t;|,"
# Characters and rows that are looked at to tell the delimiter.
MAX_SAMPLE, _SAMPLE_ROWS = 65_536, 100
# The first line by which a file tells its delimiter to Excel.
_STATED = re.compile(r"(?i:sep)=([,;\t|])(?:\r\n?|\n|\Z)")
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"?')
_LINE_ENDS = "\r\n"


class DelimitedReader:
    """Reads .csv and .tsv files."""

    def read(self, data: bytes, name: str) -> Content:
        """The first row of a table is one of headers where it may be. Raises CorpusError if the file is not text."""
        decoded = decode(data, name)
        table = _Table(decoded.text, "\t" if suffix_of(name) == ".tsv" else "")
        rows = list(table.rows())
        left_out = [f"{name}: {table.problem}"] if table.problem else []
        return Content(tuple(elements_of(rows, has_header=True)), left_out=(*decoded.notes, *left_out))

    def part_text(self, data: bytes, part: str) -> str:
        """There is one part, "": the file, decoded."""
        return decode(data, "the file").text


class _Table:
    """The rows of a text. `problem` tells in a line what of it could not be read, once they are."""

    def __init__(self, text: str, delimiter: str) -> None:
        stated = _STATED.match(text)
        self.problem = ""
        self._text = text
        self._delimiter = delimiter or (stated[1] if stated else _delimiter_of(text[:MAX_SAMPLE]))
        self._unquoted = re.compile(f"[^{re.escape(self._delimiter)}\\r\\n]*")
        self._ends = ("", self._delimiter, *_LINE_ENDS)
        # How far the lines are read.
        self._read = stated.end() if stated else 0

    def rows(self) -> Iterator[list[Runs]]:
        """Each row with its cells."""
        start, cells = self._read, 0
        reader = csv.reader(self._lines(), delimiter=self._delimiter, skipinitialspace=True)
        try:
            for number, row in enumerate(reader):
                cells += len(row)
                if number == MAX_ROWS or cells > MAX_CELLS:
                    self.problem = f"the rows from line {self._line(start)} on are more than can be read; split it"
                    return
                yield self._placed(row, start)
                start = self._read
        except csv.Error:
            line = self._line(start)
            self.problem = f"the rows from line {line} on could not be read; is there a quotation mark that is never closed?"

    def _lines(self) -> Iterator[str]:
        for line in StringIO(self._text[self._read :], newline=""):
            self._read += len(line)
            yield line

    def _line(self, offset: int) -> int:
        return sum(1 for _ in StringIO(self._text[:offset], newline="")) + 1

    def _placed(self, row: list[str], at: int) -> list[Runs]:
        """The cells of a row whose first line begins at `at`."""
        found: list[Runs] = []
        for cell in row:
            pieces, at = self._pieces(cell, at)
            found.append(cell_runs(pieces) if pieces else (Run(" ".join(cell.split())),))
            at += len(self._delimiter)
        return found

    def _pieces(self, cell: str, at: int) -> tuple[list[tuple[str, int]], int]:
        """The pieces in which a cell stands from `at` on, each with its start, and where the cell ends."""
        text = self._text
        while text.startswith(" ", at):
            at += 1
        end = at + len(cell)
        if text[end : end + 1] in self._ends and text.startswith(cell, at):
            return [(cell, at)], end
        if text[end + 2 : end + 3] in self._ends and text.startswith(f'"{cell}"', at):
            return [(cell, at + 1)], end + 2
        pieces, end = self._odd(at)
        # What the library says counts; a cell that stands in no way that is known here has no place.
        return (pieces if "".join(piece for piece, _ in pieces) == cell else []), end

    def _odd(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """A cell with quotation marks within it: each pair stands for one, and what follows the last is text."""
        pieces: list[tuple[str, int]] = []
        quoted = _QUOTED.match(self._text, at)
        if quoted:
            start = quoted.start(1)
            for piece in quoted[1].split('""'):
                pieces.append((f'{piece}"', start))
                start += len(piece) + 2
            pieces[-1] = (pieces[-1][0][:-1], pieces[-1][1])
            at = quoted.end()
        rest = self._unquoted.match(self._text, at)
        if rest and rest.group():
            pieces.append((rest.group(), at))
        return pieces, rest.end() if rest else at


def _delimiter_of(sample: str) -> str:
    """The delimiter with which most rows have the same number of cells."""
    return max(_DELIMITERS, key=lambda delimiter: _regular_rows(sample, delimiter))


def _regular_rows(sample: str, delimiter: str) -> int:
    """How many rows have the number of cells that most rows of several have."""
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        widths = Counter(len(row) for row in islice(reader, _SAMPLE_ROWS) if len(row) > 1)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)
