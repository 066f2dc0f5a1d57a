"""From the paragraphs and tables of a PDF to elements: headings, items of lists, rows, and words put together again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.content import Element, Run, Visible
from corpus.formats.pdf_file import part_name
from corpus.formats.pdf_flow import Paragraph
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_lists import ItemList
from corpus.formats.pdf_markers import marker_length, marker_of
from corpus.formats.pdf_pages import Block
from corpus.formats.pdf_tables import Table
from corpus.hyphenation import HYPHENS, drops_hyphen, is_suspended
from corpus.paragraphs import Runs, TextLine, before, behind, elements_in
from corpus.tables import rows_of

_NO_BLANKS = re.compile(r"[\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\uff01-\uff60\u0e00-\u0eff]")
MAX_RUNS = 1000


class Elements:
    """Makes elements of blocks. `levels` are those of the headings, by their index among the blocks; `words` the document's."""

    def __init__(self, levels: dict[int, int], words: frozenset[str]) -> None:
        self._levels, self._words = levels, words
        self._item: Element | None = None
        # Footnotes that were met within a list.
        self._notes: list[Element] = []
        self._list = ItemList()
        self._table: tuple[str, ...] = ()

    def elements(self, blocks: Sequence[Block]) -> Iterator[Element]:
        """All elements in reading order."""
        for index, block in enumerate(blocks):
            if isinstance(block, Table):
                yield from self._ended()
                yield from self._rows(block)
                continue
            self._table = ()
            if index in self._levels:
                yield from self._ended()
                yield Element("heading", self._runs([(line, False) for line, _ in block.lines]), self._levels[index])
            elif block.is_code:
                yield from self._ended()
                yield from self._code(block)
            elif block.is_note:
                self._notes.append(Element("plain", self._runs([(line, False) for line, _ in block.lines])))
                if self._item is None:
                    yield from self._ended()
            else:
                yield from self._text(block)
        yield from self._ended()

    def _ended(self) -> Iterator[Element]:
        """The item that may have gone on until here, and the end of its list."""
        if self._item is not None:
            yield self._item
        yield from self._notes
        self._item, self._notes = None, []
        self._list = ItemList()

    def _text(self, block: Paragraph) -> Iterator[Element]:
        length = marker_length(block.first)
        if length:
            if self._item is not None:
                yield self._item
            marker = marker_of(block.first, length)
            is_tight = self._list.goes_on(block, marker)
            level = self._list.level(block, marker)
            self._item = Element("item", behind(self._runs(block.lines), length), level, marker, is_tight, links=False)
            self._list.add(block)
        elif self._item is not None and len(self._item.runs) < MAX_RUNS and self._list.holds(block):
            visible = Visible()
            visible.append(self._item.runs)
            visible.blank()
            visible.append(self._runs(block.lines))
            self._item = replace(self._item, runs=visible.runs())
        else:
            yield from self._ended()
            yield from elements_in(self._lines(block.lines))

    def _code(self, block: Paragraph) -> Iterator[Element]:
        for number, (line, _) in enumerate(block.lines):
            yield Element("code", _line_runs(line), tight=number > 0)

    def _rows(self, table: Table) -> Iterator[Element]:
        head = tuple(" ".join(line.text for line in cell) for cell in table.rows[0]) if table.header else ()
        goes_on = bool(head) and head == self._table
        cells = [[self._runs([(line, False) for line in cell]) for cell in row] for row in table.rows]
        yield from rows_of(cells, table.header, goes_on)
        self._table = head

    def _runs(self, found: Sequence[tuple[Line, bool]]) -> Runs:
        visible = Visible()
        for runs, is_break in self._lines(found):
            visible.append(runs)
            (visible.line_break if is_break else visible.wrap)()
        return visible.runs()

    def _lines(self, found: Sequence[tuple[Line, bool]]) -> Iterator[TextLine]:
        """The lines; those that a hyphen breaks within a word are one with the next."""
        runs: Runs = ()
        for number, (line, is_break) in enumerate(found):
            runs += _line_runs(line)
            after = found[number + 1][0].text if number + 1 < len(found) else ""
            if after and not is_break and _has_no_blank(line.text[-1], after[0]):
                continue
            if after and line.text.endswith(tuple(HYPHENS)) and line.text[-2:-1].isalnum():
                if is_suspended(line.text, after):
                    runs += (Run(" "),)
                elif drops_hyphen(line.text, after, self._words):
                    runs = before(runs, sum(len(run.text) for run in runs) - 1)
                continue
            yield runs, is_break
            runs = ()


def _has_no_blank(last: str, first: str) -> bool:
    """Whether a line ends or begins in a script that has no blanks between words, so that none was lost between them."""
    return _NO_BLANKS.match(last) is not None or _NO_BLANKS.match(first) is not None


def _line_runs(line: Line) -> Runs:
    visible = Visible(part_name(line.page))
    for start, text in line.pieces:
        visible.blank()
        visible.add(text, start)
    return visible.runs()


def texts_of(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines of all blocks, for the words of the document."""
    for block in blocks:
        found = block.lines if isinstance(block, Table) else [line for line, _ in block.lines]
        yield from (line.text for line in found)
