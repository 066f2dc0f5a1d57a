"""A slide as elements: its title, its lists, texts, tables and diagrams, and what its speaker is to say."""

from collections.abc import Iterator, Mapping, Sequence

from corpus.content import Element, Visible
from corpus.errors import CorpusError
from corpus.formats.office import Package, Reference
from corpus.formats.office_tables import OfficeCell, table_elements
from corpus.formats.office_xml import MAX_HEADING, Node, R, alternatives, is_on, number, says_nothing
from corpus.formats.pptx_bullets import Bullets, Inherited, P
from corpus.formats.pptx_diagram import D, points
from corpus.formats.pptx_text import A, SlideParagraph, SlideText
from corpus.paragraphs import Runs, elements_in, joined, text_of

SHAPE, GROUP, FRAME = f"{P}sp", f"{P}grpSp", f"{P}graphicFrame"
TITLES, OPENING = ("title", "ctrTitle"), "ctrTitle"
TITLE_LEVEL, OPENING_LEVEL = 2, 1
# What is the same on many slides: the date, what stands at foot and head, and the number.
_ON_EACH = ("dt", "ftr", "hdr", "sldNum")


class Designs:
    """The layouts of a presentation, read when a slide has them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._read: dict[str, Inherited] = {}

    def of(self, layout: str) -> Inherited:
        """What slides of a layout inherit; nothing where it cannot be read, on which only bullets depend."""
        if layout not in self._read:
            try:
                master = member_of(self._package.references(layout), "slideMaster") if layout else ""
                parts = [self._package.xml(member) if member else None for member in (layout, master)]
            except CorpusError:
                parts = [None, None]
            self._read[layout] = Inherited(*parts)
        return self._read[layout]


class Slide:
    """A slide, by its member of the package. `left_out` are what could not be read of it; all of that raises CorpusError."""

    def __init__(self, package: Package, member: str, part: str, designs: Designs) -> None:
        self.left_out: list[str] = []
        self._package, self._part = package, part
        self._root, self._references = package.xml(member), package.references(member)
        self._inherited = designs.of(member_of(self._references, "slideLayout"))
        self._said = SlideText(part)
        self._shapes = list(_shapes(self._root))

    @property
    def is_hidden(self) -> bool:
        """Whether it is not shown."""
        return not is_on(self._root.get("show"))

    @property
    def is_opening(self) -> bool:
        """Whether it has the form of the first slide of a presentation."""
        return any(_kind(shape) == OPENING for shape in self._shapes)

    @property
    def text(self) -> str:
        """The text of the elements that were read, a paragraph after the other."""
        return self._said.text

    def elements(self, title_level: int = TITLE_LEVEL) -> Iterator[Element]:
        """Its title first, then all else in order, then the notes."""
        for shape in sorted(self._shapes, key=lambda each: _kind(each) not in TITLES):
            for element in self._shape(shape, title_level):
                if not says_nothing(element):
                    yield element
        yield from self._notes()

    def _shape(self, shape: Node, title_level: int) -> Iterator[Element]:
        if shape.tag == FRAME:
            yield from self._frame(shape)
        elif (body := shape.find(f"{P}txBody")) is not None and _kind(shape) not in _ON_EACH:
            paragraphs = self._said.paragraphs(body)
            runs = _in_one_line(paragraphs)
            if _kind(shape) in TITLES and 0 < len(text_of(runs)) <= MAX_HEADING:
                yield Element("heading", runs, title_level)
            else:
                placeholder = _placeholder(shape)
                yield from _texts(paragraphs, Bullets(body, placeholder, self._inherited), placeholder is not None)

    def _frame(self, frame: Node) -> Iterator[Element]:
        data = f"{A}graphic/{A}graphicData"
        if (table := frame.find(f"{data}/{A}tbl")) is not None:
            yield from self._table(table)
        elif (link := frame.find(f"{data}/{D}relIds")) is not None:
            yield from self._diagram(link.get(f"{R}dm", ""))

    def _table(self, table: Node) -> Iterator[Element]:
        properties = table.find(f"{A}tblPr")
        has_headers, has_labels = (
            properties is not None and is_on(properties.get(key, "0")) for key in ("firstRow", "firstCol")
        )
        rows = [[self._cell(cell) for cell in row if _is_own(cell)] for row in table.iterchildren(f"{A}tr")]
        return table_elements(rows, int(has_headers), has_labels and not has_headers)

    def _cell(self, cell: Node) -> OfficeCell:
        paragraphs = self._said.paragraphs(cell.find(f"{A}txBody"))
        is_bold = bool(paragraphs) and all(paragraph.is_bold for paragraph in paragraphs)
        return OfficeCell(_in_one_line(paragraphs), number(cell.get("gridSpan"), 1), is_on(cell.get("vMerge", "0")), is_bold)

    def _diagram(self, link: str) -> Iterator[Element]:
        reference = self._references.get(link)
        root = self._beside(reference.member if reference else "", "a diagram")
        is_tight = False
        for point, depth in () if root is None else points(root):
            if runs := _in_one_line(self._said.paragraphs(point)):
                yield Element("item", runs, depth, "• ", is_tight, links=False)
                is_tight = True

    def _notes(self) -> Iterator[Element]:
        root = self._beside(member_of(self._references, "notesSlide"), "the notes")
        for shape in () if root is None else _shapes(root):
            if _kind(shape) == "body":
                for paragraph in self._said.paragraphs(shape.find(f"{P}txBody")):
                    yield from elements_in(paragraph.lines, paragraph.is_linked)

    def _beside(self, member: str, what: str) -> Node | None:
        """The outermost element of a part beside the slide."""
        try:
            return self._package.xml(member) if member else None
        except CorpusError:
            self.left_out.append(f"{what} of {self._part}")
            return None


def member_of(references: Mapping[str, Reference], kind: str) -> str:
    """The first part of a kind among references; "" where there is none."""
    return next((at.member for at in references.values() if at.kind == kind), "")


def _texts(paragraphs: Sequence[SlideParagraph], bullets: Bullets, is_alone_plain: bool) -> Iterator[Element]:
    """The paragraphs of a shape: those with a bullet or number are items, but for one that stands alone in its placeholder."""
    is_tight = False
    for paragraph in paragraphs:
        marker = bullets.marker(paragraph)
        if marker and not (is_alone_plain and len(paragraphs) == 1):
            yield Element("item", joined(paragraph.lines), paragraph.level, marker, is_tight, paragraph.is_linked)
            is_tight = True
        else:
            yield from elements_in(paragraph.lines, paragraph.is_linked)
            is_tight = False


def _in_one_line(paragraphs: Sequence[SlideParagraph]) -> Runs:
    visible = Visible()
    for runs in (runs for paragraph in paragraphs for runs, _ in paragraph.lines):
        visible.append(runs)
        visible.blank()
    return visible.runs()


def _placeholder(shape: Node) -> Node | None:
    return shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")


def _kind(shape: Node) -> str:
    """The type of a placeholder, such as "title"; "" of what is none, or holds anything."""
    placeholder = _placeholder(shape)
    return "" if placeholder is None else placeholder.get("type", "")


def _shapes(root: Node) -> Iterator[Node]:
    """What stands on a slide or a page of notes."""
    tree = root.find(f"{P}cSld/{P}spTree")
    return iter(()) if tree is None else _shown(tree)


def _shown(parent: Node) -> Iterator[Node]:
    """What stands there, also in groups, less what is hidden."""
    for shape in alternatives(parent):
        if shape.tag in (SHAPE, FRAME, GROUP) and not _is_hidden(shape):
            if shape.tag == GROUP:
                yield from _shown(shape)
            else:
                yield shape


def _is_own(cell: Node) -> bool:
    """Whether a child of a row is a cell, and not only there because the one on its left goes on in it."""
    return cell.tag == f"{A}tc" and not is_on(cell.get("hMerge", "0"))


def _is_hidden(shape: Node) -> bool:
    properties = shape.find(f"*/{P}cNvPr")
    return properties is not None and is_on(properties.get("hidden", "0"))
