"""The elements of a page as they are put together: paragraphs, headings, and the items of lists."""

from collections.abc import Iterable

from corpus import lines
from corpus.content import LINE_BREAK, Element, ElementKind, Visible
from corpus.formats.html_text import MAX_LINK, Block
from corpus.paragraphs import Runs, behind, elements_in, text_of

# Each passage below a heading repeats it, so a longer one is read as a paragraph.
MAX_HEADING = 1000
# Below all headings that show their level.
BOLD_LEVEL = 7
# An item is indented by its level.
MAX_LEVEL = 20


class Output:
    """The elements of a page so far."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        # How many elements are more than links within the page, and how many there were of both before each open list.
        self._kept = 0
        self._lists: list[tuple[int, int]] = []
        # How many elements there are if the last is an item of the list at hand.
        self._tight_at = -1

    def add(self, elements: Iterable[Element], within: bool = False) -> None:
        """Elements; `within`: they are nothing but links within the page."""
        before = len(self.elements)
        self.elements += elements
        self._kept += 0 if within else len(self.elements) - before

    def paragraph(self, block: Block) -> None:
        """A paragraph, or the items and dates that its lines are. Ornaments, labels and links within the page are none."""
        text = text_of(block.runs)
        if block.within and len(text) <= MAX_LINK:
            return
        if block.is_bold and "\n" not in text and lines.looks_like_heading(text) and not lines.marker_length(text):
            self.heading(block.runs, BOLD_LEVEL)
            return
        found = elements_in(block.lines, block.links)
        self.add(each for each in found if each.kind != "plain" or not _is_ornament(each.text))

    def heading(self, runs: Runs, level: int) -> None:
        """A heading, if it has text."""
        if runs:
            kind: ElementKind = "heading" if len(text_of(runs)) <= MAX_HEADING else "plain"
            self.add([Element(kind, on_one_line(runs), level if kind == "heading" else 0)])

    def start_list(self) -> None:
        """A list, which may be part of an item."""
        if not self._lists:
            self._tight_at = -1
        self._lists.append((len(self.elements), self._kept))

    def end_list(self) -> None:
        """The end of the innermost list, which is left out if it is nothing but links within the page."""
        start, kept = self._lists.pop()
        if kept == self._kept:
            self._tight_at = start if self._tight_at == len(self.elements) else -1
            del self.elements[start:]

    def item(self, runs: Runs, marker: str, links: bool, within: bool) -> None:
        """An item of the innermost list. A marker that it has in its text is its own."""
        text = text_of(runs)
        length = lines.marker_length(text)
        is_tight = self._tight_at == len(self.elements)
        level = min(max(0, len(self._lists) - 1), MAX_LEVEL)
        is_short = len(text) <= MAX_LINK
        item = Element("item", behind(runs, length), level, text[:length] or marker, is_tight, links and is_short)
        self.add([item], within and is_short)
        self._tight_at = len(self.elements)


def on_one_line(runs: Runs) -> Runs:
    """The runs without the line breaks that a reader sees."""
    visible = Visible()
    for run in runs:
        if run.text == LINE_BREAK:
            visible.wrap()
        else:
            visible.append([run])
    return visible.runs()


def _is_ornament(text: str) -> bool:
    return lines.is_ornament(text) or lines.is_label(text)
