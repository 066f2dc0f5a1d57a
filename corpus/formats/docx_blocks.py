"""What follows each other in a Word file, as elements: headings, paragraphs, items of lists, tables, text boxes, notes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus import lines
from corpus.content import Element, Run, Visible
from corpus.formats.docx_numbering import Numbering
from corpus.formats.docx_styles import VAL, ListPlace, Styles, W, list_place, outline_level, value
from corpus.formats.docx_text import BOX, INLINE, SDT, OwnText, P, is_placeholder, own_text
from corpus.formats.office_tables import OfficeCell, Row, table_elements
from corpus.formats.office_xml import MAX_HEADING, Node, alternatives, is_on, number, says_nothing
from corpus.paragraphs import Runs, TextLine, elements_in, joined, text_of

TABLE, ROW, CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
# Below all headings that show their level.
BOLD_LEVEL = 10
# Pieces of text; an item of a list that goes on further goes on in paragraphs of its own.
MAX_CONTINUED = 500


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph by its style: its text, the level of the heading that it is, or its place in a list and what marks it."""

    style: str
    own: OwnText
    level: int = 0
    place: ListPlace | None = None
    marker: str = ""


class Blocks:
    """Gathers `elements` from what is read, one story of the file after the other."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.elements: list[Element] = []
        self._styles, self._numbering = styles, numbering
        # Of the story that is read: the first word of the names of its parts, and the paragraphs as they are counted.
        self._story = ""
        self._counts: dict[Node, int] = {}
        # The kinds and ids of the notes that were referred to, in order.
        self._notes: dict[tuple[str, str], None] = {}
        # The lists that the elements before are items of, those of other lists between them aside.
        self._lists: set[str] = set()

    def read_text(self, root: Node) -> None:
        """The text itself."""
        self._count(root, "")
        for body in root.iterchildren(f"{W}body"):
            self._read(body)

    def read_notes(self, root: Node, kind: str) -> None:
        """The notes of a kind that the text refers to, as a paragraph each."""
        self._count(root, f"{kind} ")
        notes = {node.get(f"{W}id", ""): node for node in root}
        for key in [key for of, key in self._notes if of == kind and key in notes]:
            if runs := self._flat(notes[key])[0]:
                self._put(Element("plain", runs))

    def _count(self, root: Node, story: str) -> None:
        self._story, self._counts = story, {node: count for count, node in enumerate(root.iter(P), 1)}

    def _read(self, parent: Node) -> None:
        for block in _within(parent, (P, TABLE)):
            if block.tag == P:
                self._paragraph(block)
            else:
                self._table(block)

    def _paragraph(self, node: Node) -> None:
        paragraph = self._paragraph_of(node)
        own = paragraph.own
        is_navigation = own.is_contents or own.leads_within or self._styles.is_contents(paragraph.style)
        if not is_navigation and (found := self._lines(node, own)):
            self._text(found, paragraph)
        for content in _boxes(own):
            self._read(content)

    def _text(self, found: list[TextLine], paragraph: _Paragraph) -> None:
        runs, marker, own = joined(found), paragraph.marker, paragraph.own
        text = text_of(runs)
        is_title = own.is_bold and not marker and lines.looks_like_heading(text)
        if (paragraph.level or is_title) and len(text) <= MAX_HEADING:
            count = (Run(marker),) if marker else ()
            self._put(Element("heading", (*count, *_in_one_line(runs)), paragraph.level or BOLD_LEVEL))
        elif marker and (place := paragraph.place):
            depth = max(place.level or 0, self._styles.depth(paragraph.style))
            self._put(Element("item", runs, depth, marker, links=own.is_linked), place.list_id or "")
        elif self._lists and self._styles.is_continued(paragraph.style) and len(self.elements[-1].runs) < MAX_CONTINUED:
            self.elements[-1] = replace(self.elements[-1], runs=(*self.elements[-1].runs, Run(" "), *runs))
        else:
            for element in elements_in(found, own.is_linked):
                self._put(element)

    def _put(self, element: Element, list_id: str = "") -> None:
        """One element more. `list_id`: of an item that a program marked."""
        if says_nothing(element):
            return
        if element.kind != "item":
            self._lists = set()
        else:
            is_tight = list_id in self._lists or (bool(self._lists) and element.level > 0)
            self._lists = self._lists if is_tight else set()
            self._lists.add(list_id)
            element = replace(element, tight=is_tight)
        self.elements.append(element)

    def _table(self, node: Node) -> None:
        rows = [(row, list(_within(row, (CELL,)))) for row in _within(node, (ROW,)) if row.find(f"{W}trPr/{W}del") is None]
        is_frame = len(rows) == 1 and any(sum(1 for _ in _within(cell, (P, TABLE))) > 1 for cell in rows[0][1])
        if is_frame or all(len(cells) == 1 for _, cells in rows):
            # It only arranges what is in it.
            for _, cells in rows:
                for cell in cells:
                    self._read(cell)
            return
        headers = next((count for count, (row, _) in enumerate(rows) if not _is_header(row)), len(rows))
        for element in table_elements([self._row(row, cells) for row, cells in rows], headers):
            self._put(element)

    def _row(self, node: Node, cells: list[Node]) -> Row:
        before = number(value(node, f"{W}trPr/{W}gridBefore"))
        return [*([OfficeCell(columns=before)] if before > 0 else []), *map(self._cell, cells)]

    def _cell(self, node: Node) -> OfficeCell:
        properties = node.find(f"{W}tcPr")
        merge = None if properties is None else properties.find(f"{W}vMerge")
        runs, is_bold = self._flat(node)
        is_continued = merge is not None and merge.get(VAL) != "restart"
        return OfficeCell(runs, number(value(properties, f"{W}gridSpan"), 1), is_continued, is_bold)

    def _flat(self, parent: Node) -> tuple[Runs, bool]:
        """All that is in a cell or a note as one text, and whether all of it is bold."""
        visible, is_bold = Visible(), True
        for block in _within(parent, (P, TABLE)):
            if block.tag == P:
                paragraph = self._paragraph_of(block)
                visible.append([Run(paragraph.marker.strip())] if paragraph.marker else [])
                visible.blank()
                visible.append(joined(self._lines(block, paragraph.own)))
                inner = list(_boxes(paragraph.own))
                is_bold = is_bold and paragraph.own.is_bold
            else:
                inner = [cell for row in _within(block, (ROW,)) for cell in _within(row, (CELL,))]
            for each in inner:
                visible.blank()
                visible.append(self._flat(each)[0])
            visible.blank()
        runs = visible.runs()
        return runs, is_bold and bool(runs)

    def _paragraph_of(self, node: Node) -> _Paragraph:
        """A paragraph; it is counted in its list by that, unless its end is hidden or deleted."""
        own = own_text(node, self._styles)
        self._notes |= dict.fromkeys(own.notes)
        properties = node.find(f"{W}pPr")
        if properties is None:
            return _Paragraph("", own)
        style = value(properties, f"{W}pStyle") or ""
        said = outline_level(properties)
        level = self._styles.level(style) if said is None else said
        mark = properties.find(f"{W}rPr")
        is_gone = mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("vanish", "del"))
        place = None if is_gone else self._numbering.place(list_place(properties), style)
        return _Paragraph(style, own, level, place, self._numbering.marker(place) if place else "")

    def _lines(self, node: Node, own: OwnText) -> list[TextLine]:
        """Its lines as a reader sees them; none where they hold no text."""
        visible, at = Visible(f"{self._story}paragraph {self._counts[node]}"), 0
        found: list[TextLine] = []
        for line in own.text.split("\n"):
            visible.add(line, at)
            found.append((visible.runs(), True))
            at += len(line) + 1
        return found if any(runs for runs, _ in found) else []


def _within(parent: Node, tags: tuple[str, ...]) -> Iterator[Node]:
    """The elements of these names, also those in what only holds others together; no tables of contents."""
    for child in alternatives(parent):
        if child.tag in tags:
            yield child
        elif child.tag in INLINE and not is_placeholder(child) and not _is_contents(child):
            yield from _within(child, tags)


def _boxes(own: OwnText) -> Iterator[Node]:
    """The outermost text boxes that hang on a paragraph."""
    for drawing in own.drawings:
        yield from _boxes_in(drawing)


def _boxes_in(node: Node) -> Iterator[Node]:
    for child in alternatives(node):
        if child.tag == BOX:
            yield child
        else:
            yield from _boxes_in(child)


def _is_contents(node: Node) -> bool:
    return node.tag == SDT and (value(node, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") or "").startswith("Table of")


def _is_header(row: Node) -> bool:
    mark = row.find(f"{W}trPr/{W}tblHeader")
    return mark is not None and is_on(mark.get(VAL))


def _in_one_line(runs: Runs) -> Runs:
    return tuple(replace(run, text=" ") if run.text == "\n" else run for run in runs)
