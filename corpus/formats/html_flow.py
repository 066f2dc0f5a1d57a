"""Where the text of a page goes: into its paragraphs, or into the heading, item, term or cell that it stands in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus import lines
from corpus.content import Element, Run, Visible
from corpus.formats.html_output import Output, on_one_line
from corpus.formats.html_text import Block
from corpus.paragraphs import Runs, text_of

_TERM_END, _AND, _WIDE_AND = " – ", ", ", "、"


class Flow:
    """The paragraphs of a page. `is_flat`: all that stands in it is one text, whatever elements it is in.

    `is_title`: it names what follows. `is_item`: the next block of it begins an item of a list.
    """

    is_flat = is_title = is_item = False

    def __init__(self, output: Output) -> None:
        self._output = output

    def add(self, block: Block) -> None:
        """A block of text that stands in it."""
        self._output.paragraph(block)

    def interrupt(self) -> None:
        """Something other than blocks of text follows in it."""

    def end(self) -> None:
        """Nothing follows in it."""
        self.interrupt()


class Text(Flow):
    """All text of an element, such as a heading or a cell, which `use` gets when it ends."""

    is_flat = True

    def __init__(self, output: Output, use: Callable[["Text"], None], is_title: bool = True) -> None:
        super().__init__(output)
        self._use, self._visible, self._last = use, Visible(), ""
        self.is_title, self.is_bold = is_title, True
        self.runs: Runs = ()

    def add(self, block: Block) -> None:
        """What a list has in several items is set apart by commas."""
        if runs := block.runs:
            if self.is_item and self._last and not lines.ends_sentence(self._last):
                self._visible.append([Run(_WIDE_AND if lines.is_wide(self._last[-1]) else _AND)])
            else:
                self._visible.blank()
            self._visible.append(runs)
            self.is_bold = self.is_bold and block.is_bold
            self.is_item, self._last = False, runs[-1].text

    def end(self) -> None:
        """It is used."""
        self.runs = self._visible.runs()
        self._use(self)


class Code(Flow):
    """Lines of code."""

    is_flat = True

    def __init__(self, output: Output) -> None:
        super().__init__(output)
        self._is_first = True

    def add(self, block: Block) -> None:
        """Each line is an element."""
        for runs in (runs for runs, _ in block.lines if runs):
            self._output.add([Element("code", runs, tight=not self._is_first)])
            self._is_first = False


class Item(Flow):
    """An item of a list: the text before another list, a heading, a table or code in it. What follows these is no item."""

    def __init__(self, output: Output, marker: str) -> None:
        super().__init__(output)
        self._marker, self._visible = marker, Visible()
        self._links = self._within = self._is_open = True

    def add(self, block: Block) -> None:
        """Several paragraphs are one text."""
        if not self._is_open:
            super().add(block)
            return
        self._visible.blank()
        self._visible.append(block.runs)
        self._links, self._within = self._links and block.links, self._within and block.within

    def interrupt(self) -> None:
        """The item ends here."""
        if self._is_open and not self._visible.is_empty:
            self._output.item(self._visible.runs(), self._marker, self._links, self._within)
        self._is_open = False


@dataclass(slots=True)
class Terms:
    """The terms of which the next definition of a list says something, and whether it belongs to a date before it."""

    runs: list[Run] = field(default_factory=list)
    is_dated: bool = False

    def add(self, output: Output, term: Runs) -> None:
        """Another term of the same definition. A date stands alone."""
        if lines.is_date(text_of(term)):
            output.add([Element("date", on_one_line(term))])
            self.is_dated = True
        elif term:
            self.runs += [Run(_AND), *on_one_line(term)] if self.runs else on_one_line(term)

    def clear(self) -> None:
        """What they are is said."""
        self.runs, self.is_dated = [], False


class Definition(Flow):
    """What is said of terms: the first paragraph is read with them."""

    def __init__(self, output: Output, terms: Terms) -> None:
        super().__init__(output)
        self._terms = terms

    def add(self, block: Block) -> None:
        """A paragraph of it."""
        terms, runs = self._terms, block.runs
        if runs and (terms.runs or terms.is_dated):
            said = (*terms.runs, Run(_TERM_END), *runs) if terms.runs else runs
            self._output.add([Element("plain", said, tight=terms.is_dated, links=block.links and not terms.runs)])
            terms.clear()
        else:
            super().add(block)

    def interrupt(self) -> None:
        """Terms that nothing is said of stand alone."""
        if self._terms.runs:
            self._output.add([Element("plain", tuple(self._terms.runs))])
        self._terms.clear()
