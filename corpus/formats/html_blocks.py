"""From the elements of a page, as they begin and end in reading order, to those of its content."""

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from corpus.content import Element
from corpus.formats.html_flow import Code, Definition, Flow, Item, Terms, Text
from corpus.formats.html_grid import cell_of
from corpus.formats.html_nesting import BLOCKS
from corpus.formats.html_numbers import BULLET, Numbers, numbers_of
from corpus.formats.html_output import BOLD_LEVEL, Output, on_one_line
from corpus.formats.html_seen import Attributes, is_toggle, leads_within, number_of, role_of
from corpus.formats.html_source import Piece
from corpus.formats.html_table import Table, is_layout
from corpus.formats.html_text import TextOfBlock
from corpus.lines import looks_like_heading
from corpus.paragraphs import text_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements within which a page states its date.
HEAD = 3
End = Callable[[], None]


class Blocks:
    """Gathers what a page says, whose places count from `offset` of that part of its file. `stated` is the date it tells."""

    def __init__(self, text: str, offset: int, part: str, is_book: bool) -> None:
        self.output = Output()
        self.stated = ""
        self._text = TextOfBlock(text, offset, part)
        self._is_book = is_book
        self._flows: list[Flow] = [Flow(self.output)]
        self._numbers: list[Numbers] = []
        self._terms: list[Terms] = []
        self._tables: list[Table | None] = []

    def show(self, piece: Piece) -> None:
        """A piece of text."""
        self._text.show(piece)

    def space(self, text: str) -> None:
        """White space between tags."""
        self._text.space(text)

    def flush(self) -> None:
        """A block of text ends."""
        if not self._text.is_empty:
            self._flows[-1].add(self._text.take())

    def start(self, tag: str, attributes: Attributes, node: LexborNode) -> End | None:
        """An element begins. What to do when it ends; None where nothing in it is to be read."""
        is_heading = role_of(attributes) == "heading"
        if tag not in BLOCKS and not is_heading:
            return self._inline(tag, attributes)
        self.flush()
        if self._flows[-1].is_flat:
            self._flows[-1].is_item = tag == "li"
            return self.flush
        if is_heading or tag in _HEADINGS:
            level = int(tag[1]) if tag in _HEADINGS else 2
            return self._heading(number_of(attributes, "aria-level", level))
        return self._block(tag, attributes, node)

    def _block(self, tag: str, attributes: Attributes, node: LexborNode) -> End:
        match tag:
            case "ul" | "ol" | "menu" | "dir":
                return self._list(numbers_of(tag, attributes, node))
            case "li":
                marker = self._numbers[-1].marker(attributes) if self._numbers else BULLET
                return self._into(Item(self.output, marker))
            case "dl" | "dt" | "dd":
                return self._definition(tag)
            case "pre" | "listing":
                return self._code()
            case "table":
                return self._table(None if is_layout(node, attributes) else Table())
            case "summary":
                return self._into(Text(self.output, self._summary))
        if self._tables and (table := self._tables[-1]):
            return self._in_table(table, tag, attributes, node)
        return self.flush

    def _inline(self, tag: str, attributes: Attributes) -> End | None:
        flow = self._flows[-1]
        match tag:
            case "br":
                self._line_break(flow)
            case "hr":
                self.flush()
            case "x-b" | "x-strong":
                self._text.bold += 1
                return self._end_bold
            case "x-a" if "href" in attributes and not is_toggle(attributes):
                self._text.links.append(leads_within(attributes["href"] or "", self._is_book))
                return self._end_link
            case "button" if not flow.is_title and not is_toggle(attributes):
                return None
            case "time" if not self.stated and len(self.output.elements) <= HEAD:
                self.stated = attributes.get("datetime") or ""
        return _nothing

    def _line_break(self, flow: Flow) -> None:
        """Two of them in a row are what sets paragraphs apart."""
        if self._text.is_new_line and not flow.is_flat:
            self.flush()
        elif not self._text.is_empty:
            self._text.line_break()

    def _end_bold(self) -> None:
        self._text.bold -= 1

    def _end_link(self) -> None:
        self._text.links.pop()

    def _into(self, flow: Flow) -> End:
        """What follows is part of an element of its own kind."""
        self._flows[-1].interrupt()
        self._flows.append(flow)
        return self._out

    def _out(self) -> None:
        self.flush()
        self._flows.pop().end()

    def _heading(self, level: int) -> End:
        return self._into(Text(self.output, lambda text: self.output.heading(text.runs, level)))

    def _summary(self, text: Text) -> None:
        """What shows the rest when it is clicked."""
        if looks_like_heading(text_of(text.runs)):
            self.output.heading(text.runs, BOLD_LEVEL)
        elif text.runs:
            self.output.add([Element("plain", text.runs)])

    def _list(self, numbers: Numbers) -> End:
        self._flows[-1].interrupt()
        self._numbers.append(numbers)
        self.output.start_list()

        def end() -> None:
            self.flush()
            self._numbers.pop()
            self.output.end_list()

        return end

    def _definition(self, tag: str) -> End:
        if tag == "dl":
            self._flows[-1].interrupt()
            self._terms.append(Terms())
            return self._end_definitions
        if not self._terms:
            return self.flush
        terms = self._terms[-1]
        if tag == "dt":
            return self._into(Text(self.output, lambda text: terms.add(self.output, text.runs)))
        return self._into(Definition(self.output, terms))

    def _end_definitions(self) -> None:
        self.flush()
        Definition(self.output, self._terms.pop()).end()

    def _code(self) -> End:
        self._text.code += 1
        leave = self._into(Code(self.output))

        def end() -> None:
            leave()
            self._text.code -= 1

        return end

    def _table(self, table: Table | None) -> End:
        self._flows[-1].interrupt()
        self._tables.append(table)

        def end() -> None:
            self.flush()
            self._tables.pop()
            self.output.add(table.elements() if table else ())

        return end

    def _in_table(self, table: Table, tag: str, attributes: Attributes, node: LexborNode) -> End:
        def add_cell(text: Text) -> None:
            table.add(cell_of(tag, attributes, text.runs, text.is_bold))

        def set_caption(text: Text) -> None:
            table.caption = on_one_line(text.runs)

        match tag:
            case "tr":
                table.start_row(is_head=node.parent is not None and node.parent.tag == "thead")
            case "td" | "th":
                return self._into(Text(self.output, add_cell, is_title=False))
            case "caption":
                return self._into(Text(self.output, set_caption))
        return self.flush


def _nothing() -> None:
    """Nothing is to be done when an element ends."""
