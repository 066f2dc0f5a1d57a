"""PowerPoint files: what is seen of their slides, where it stands, and what is refused."""

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from corpus.content import Content, Element
from corpus.errors import CorpusError
from corpus.formats.pptx import PptxReader
from corpus.render import render
from tests.corpus.formats.places import check_places

OPENING, LIST, TITLE_ONLY, BLANK = 0, 1, 5, 6
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
NAMES = f'{A} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


class Deck:
    """A presentation in the making."""

    def __init__(self) -> None:
        self.file = Presentation()

    def slide(self, layout: int = BLANK, title: str = "") -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[layout])
        if title:
            slide.shapes.title.text = title
        return slide

    def listed(self, *items: tuple[int, str]) -> Any:
        """A slide with a list of these levels and texts."""
        slide = self.slide(LIST, "Points")
        slide.placeholders[1].text = "\n".join(text for _, text in items)
        for paragraph, (level, _) in zip(slide.placeholders[1].text_frame.paragraphs, items, strict=True):
            paragraph.level = level
        return slide

    def boxed(self, *paragraphs: str) -> Any:
        """A slide with a text box that holds these elements a:p."""
        slide = self.slide()
        body = slide.shapes.add_textbox(0, 0, 100, 100).text_frame._txBody
        for old in body.findall(".//{*}p"):
            body.remove(old)
        for inside in paragraphs:
            body.append(etree.fromstring(f"<a:p {NAMES}>{inside}</a:p>"))
        return slide

    @property
    def data(self) -> bytes:
        made = BytesIO()
        self.file.save(made)
        return made.getvalue()

    def read(self) -> Content:
        content = PptxReader().read(self.data, "a.pptx")
        check_places(PptxReader(), self.data, content)
        return content

    def text(self) -> str:
        return render(self.read()).text


@pytest.fixture
def deck() -> Deck:
    return Deck()


def rows(content: Content) -> list[tuple[str, int, str]]:
    return [(element.kind, element.level, element.marker + element.text) for element in content.elements]


def r(text: str, properties: str = "") -> str:
    return f"<a:r>{properties}<a:t>{text}</a:t></a:r>"


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as file, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in file.namelist():
            written.writestr(name, change(name, file.read(name)))
    return made.getvalue()


def test_titles_lists_texts_and_notes_in_order(deck: Deck) -> None:
    slide = deck.slide(OPENING, "Annual Report")
    slide.placeholders[1].text = "By the office"
    slide = deck.listed((0, "First"), (1, "Deeper"), (0, "Second"))
    slide.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "A remark."
    slide.notes_slide.notes_text_frame.text = "Say hello.\nThen begin."
    content = deck.read()
    assert rows(content) == [
        ("heading", 1, "Annual Report"),
        ("plain", 0, "By the office"),
        ("heading", 2, "Points"),
        ("item", 0, "• First"),
        ("item", 1, "– Deeper"),
        ("item", 0, "• Second"),
        ("plain", 0, "A remark."),
        ("plain", 0, "Say hello."),
        ("plain", 0, "Then begin."),
    ]
    assert [element.tight for element in content.elements if element.kind == "item"] == [False, True, True]


def test_slides_are_pages_and_parts(deck: Deck) -> None:
    deck.slide(TITLE_ONLY, "One")
    deck.slide()
    deck.listed((0, "a"), (0, "b")).notes_slide.notes_text_frame.text = "note"
    content = deck.read()
    rendered = render(content)
    assert content.pages == ("slide 1", "slide 2", "slide 3")
    assert rendered.pages == (0, len("One\n\n"), len("One\n\n"))
    assert {run.part for element in content.elements for run in element.runs} == {"slide 1", "slide 3"}
    assert [PptxReader().part_text(deck.data, page) for page in content.pages] == ["One", "", "Points\na\nb\nnote"]


@pytest.mark.parametrize("part", ["slide 2", "slide 0", "slide", "", "paragraph 1"])
def test_a_part_that_is_not_there(deck: Deck, part: str) -> None:
    deck.slide(TITLE_ONLY, "One")
    with pytest.raises(CorpusError, match="no part named"):
        PptxReader().part_text(deck.data, part)


def test_a_body_of_one_paragraph_is_a_paragraph(deck: Deck) -> None:
    deck.listed((0, "Just this.\vAnd that."))
    assert deck.text() == "Points\n\nJust this.\nAnd that."


def test_only_the_first_opening_title_stands_above_all_others(deck: Deck) -> None:
    for title, layout in (("One", TITLE_ONLY), ("Two", OPENING), ("Three", OPENING)):
        deck.slide(layout, title)
    assert rows(deck.read()) == [("heading", 2, "One"), ("heading", 1, "Two"), ("heading", 2, "Three")]


def test_the_title_comes_first_and_is_one_line(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Two\vlines\nof it")
    title = slide.shapes.title._element
    slide.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "Below."
    title.getparent().append(title)
    assert deck.text() == "Two lines of it\n\nBelow."


def test_a_title_that_is_far_too_long_is_a_paragraph(deck: Deck) -> None:
    deck.slide(TITLE_ONLY, "long " * 300)
    assert [element.kind for element in deck.read().elements] == ["plain"]


PARAGRAPHS = {
    "pieces": (r("one ") + r("two"), "one two"),
    "break": (f"{r('one')}<a:br/>{r('two')}", "one\ntwo"),
    "struck out": (r("valid") + r(" void", '<a:rPr strike="sngStrike"/>'), "valid"),
    "not struck out": (r("valid", '<a:rPr strike="noStrike"/>'), "valid"),
    "number of the slide": (r("Page") + '<a:fld id="{0}" type="slidenum"><a:t>7</a:t></a:fld>', "Page"),
    "other field": ('<a:fld id="{0}" type="x"><a:t>shown</a:t></a:fld>', "shown"),
    "bullet": ('<a:pPr><a:buChar char="–"/></a:pPr>' + r("point"), "– point"),
    "bullet of a font of symbols": (
        '<a:pPr><a:buFont typeface="Wingdings"/><a:buChar char="n"/></a:pPr>' + r("point"),
        "• point",
    ),
    "ornament": (r("* * *"), ""),
    "formula": (
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e>'
        "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
        "x^2",
    ),
    "link to a slide": (
        r("Next", '<a:rPr><a:hlinkClick r:id="x" action="ppaction://hlinksldjump"/></a:rPr>'),
        "",
    ),
}


@pytest.mark.parametrize("case", PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_what_is_seen_of_a_paragraph(deck: Deck, case: tuple[str, str]) -> None:
    deck.boxed(case[0])
    assert deck.text() == case[1]


def test_links(deck: Deck) -> None:
    deck.boxed(
        r("Site", '<a:rPr><a:hlinkClick r:id="x"/></a:rPr>'), r("Text") + r(" site", '<a:rPr><a:hlinkClick r:id="x"/></a:rPr>')
    )
    assert [(element.text, element.links) for element in deck.read().elements] == [("Site", True), ("Text site", False)]


def counted(scheme: str, text: str, level: int = 0) -> str:
    return f'<a:pPr lvl="{level}"><a:buAutoNum type="{scheme}"/></a:pPr>{r(text)}'


def test_numbers_are_counted_by_level(deck: Deck) -> None:
    deck.boxed(
        counted("arabicPeriod", "a"),
        counted("alphaLcParenR", "b", 1),
        counted("alphaLcParenR", "c", 1),
        counted("arabicPeriod", "d"),
        counted("alphaLcParenR", "e", 1),
    )
    assert deck.text() == "1. a\n  a) b\n  b) c\n2. d\n  a) e"


def test_numbers_begin_anew_behind_a_paragraph_and_where_they_say(deck: Deck) -> None:
    late = '<a:pPr><a:buAutoNum type="circleNumDbPlain" startAt="5"/></a:pPr>'
    deck.boxed(counted("arabicParenBoth", "a"), r("Text."), counted("arabicParenBoth", "b"), late + r("c"), late + r("d"))
    assert deck.text() == "(1) a\n\nText.\n\n(1) b\n⑤ c\n⑥ d"


def test_bullets_that_the_layout_takes_away(deck: Deck) -> None:
    style = deck.file.slide_layouts[LIST].placeholders[1].text_frame._txBody.find("{*}lstStyle")
    style.append(etree.fromstring(f"<a:lvl1pPr {A}><a:buNone/></a:lvl1pPr>"))
    deck.listed((0, "One."), (0, "Two."))
    assert deck.text() == "Points\n\nOne.\n\nTwo."


def table(deck: Deck, *texts: str) -> Any:
    shape = deck.slide(TITLE_ONLY, "Table").shapes.add_table(len(texts), len(texts[0].split()), 0, 0, Inches(4), Inches(2))
    for line, row in zip(texts, shape.table.rows, strict=True):
        for text, cell in zip(line.split(), row.cells, strict=True):
            cell.text = text
    return shape.table


def test_tables(deck: Deck) -> None:
    table(deck, "A B", "1 2", "3 4")
    assert deck.text() == "Table\n\nA: 1; B: 2\nA: 3; B: 4"


def test_cells_that_span_columns_and_rows(deck: Deck) -> None:
    made = table(deck, "A B C", "1 . 2", ". . 3", "4 5 6")
    for row, column in ((1, 1), (2, 0), (2, 1)):
        made.cell(row, column).text = ""
    made.cell(1, 0).merge(made.cell(2, 1))
    assert deck.text() == "Table\n\nA: 1; B: 1; C: 2\nA: 1; B: 1; C: 3\nA: 4; B: 5; C: 6"


def test_a_first_column_of_labels(deck: Deck) -> None:
    made = table(deck, "Name Sato", "Born 1990")
    made.first_row, made.first_col = False, True
    assert deck.text() == "Table\n\nName: Sato\nBorn: 1990"


def test_groups_and_what_is_hidden_in_them(deck: Deck) -> None:
    slide = deck.slide()
    group = slide.shapes.add_group_shape().shapes.add_group_shape()
    for text in ("seen", "unseen"):
        shape = group.shapes.add_textbox(0, 0, 100, 100)
        shape.text_frame.text = text
    shape._element.nvSpPr.cNvPr.set("hidden", "1")
    assert deck.text() == "seen"


def test_what_is_on_each_slide_is_left_out(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Title")
    for placeholder in deck.file.slide_layouts[TITLE_ONLY].placeholders:
        if placeholder.placeholder_format.idx >= 10:
            slide.shapes.clone_placeholder(placeholder)
    for shape in slide.placeholders:
        if shape.placeholder_format.idx >= 10:
            shape.text_frame.text = "Confidential"
    assert len(slide.placeholders) == 4
    assert deck.text() == "Title"


def test_hidden_slides_are_left_out_and_told(deck: Deck) -> None:
    for count in range(1, 5):
        deck.slide(TITLE_ONLY, f"Slide {count}")
    for count in (1, 3):
        deck.file.slides[count]._element.set("show", "0")
    content = deck.read()
    assert render(content).text == "Slide 1\n\nSlide 3"
    assert content.left_out == ("a.pptx: what is hidden was left out: slide 2, slide 4",)
    assert {run.part for run in content.elements[1].runs} == {"slide 3"}


DIAGRAM = """<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="{a}"><d:ptLst>
<d:pt modelId="2"><d:t>{second}</d:t></d:pt><d:pt modelId="0" type="doc"><d:t/></d:pt>
<d:pt modelId="1"><d:t>{first}</d:t></d:pt>
<d:pt modelId="3"><d:t>{below}</d:t></d:pt><d:pt modelId="9" type="pres"><d:t>{first}</d:t></d:pt></d:ptLst><d:cxnLst>
<d:cxn srcId="0" destId="2" srcOrd="1"/><d:cxn srcId="0" destId="1" srcOrd="0"/><d:cxn srcId="1" destId="3" srcOrd="0"/>
<d:cxn srcId="3" destId="1" srcOrd="0"/><d:cxn srcId="9" destId="9" type="presOf"/></d:cxnLst></d:dataModel>"""


def with_diagram(deck: Deck, data: bytes) -> None:
    slide = deck.slide(TITLE_ONLY, "Steps")
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, data)
    key = slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
    frame = slide.shapes.add_table(1, 1, 0, 0, 100, 100)._element
    data_node = frame.find(".//{*}graphicData")
    data_node.clear()
    data_node.append(
        etree.fromstring(f'<d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" {NAMES} r:dm="{key}"/>')
    )


def test_diagrams_are_lists_in_the_order_of_their_points(deck: Deck) -> None:
    texts = {key: f"<a:p>{r(text)}</a:p>" for key, text in (("first", "Plan"), ("second", "Check"), ("below", "Write it"))}
    with_diagram(deck, DIAGRAM.format(a=A.split('"')[1], **texts).encode())
    assert deck.text() == "Steps\n\n• Plan\n  • Write it\n• Check"


def test_a_diagram_that_is_damaged_is_told(deck: Deck) -> None:
    with_diagram(deck, b"<d:")
    content = deck.read()
    assert rows(content) == [("heading", 2, "Steps")]
    assert content.left_out == ("a.pptx: what is damaged could not be read: a diagram of slide 1",)


def test_a_slide_that_is_damaged_is_told_and_the_others_read(deck: Deck) -> None:
    for title in ("One", "Two"):
        deck.slide(TITLE_ONLY, title)
    data = changed(deck.data, lambda name, part: part[:-10] if name == "ppt/slides/slide1.xml" else part)
    content = PptxReader().read(data, "a.pptx")
    check_places(PptxReader(), data, content)
    assert render(content).text == "Two"
    assert content.pages == ("slide 1", "slide 2")
    assert content.left_out == ("a.pptx: what is damaged could not be read: slide 1",)
    with pytest.raises(CorpusError, match="is damaged"):
        PptxReader().part_text(data, "slide 1")


def test_a_file_whose_slides_are_all_damaged_is_refused(deck: Deck) -> None:
    deck.slide(TITLE_ONLY, "One")
    data = changed(deck.data, lambda name, part: b"<" if name == "ppt/slides/slide1.xml" else part)
    with pytest.raises(CorpusError, match=r"^a\.pptx is damaged"):
        PptxReader().read(data, "a.pptx")


def test_slides_without_text_are_told(deck: Deck) -> None:
    deck.slide()
    assert deck.read().left_out == ("a.pptx: it holds no text but in pictures, which are not read",)


def test_the_title_among_the_properties(deck: Deck) -> None:
    deck.slide(TITLE_ONLY, "One")
    found = {}
    for title in ("Annual Report", "PowerPoint Presentation", "PowerPoint プレゼンテーション", "Slide 1", ""):
        deck.file.core_properties.title = title
        found[title] = deck.read().title
    assert [title for title in found.values() if title] == ["Annual Report"]


def test_the_strict_form_and_references_to_nothing(deck: Deck) -> None:
    deck.listed((0, "a"), (0, "b"))

    def strict(_: str, part: bytes) -> bytes:
        for kind, last in ((b"officeDocument", b"relationships"), (b"presentationml", b"main"), (b"drawingml", b"main")):
            usual = b"http://schemas.openxmlformats.org/" + kind + b"/2006/" + last
            part = part.replace(usual, b"http://purl.oclc.org/ooxml/" + kind + b"/" + last)
        return part

    dangling = b'<Relationship Id="rId99" Type="x/image" Target="NULL"/></Relationships>'
    for change in (strict, lambda _, part: part.replace(b"</Relationships>", dangling)):
        data = changed(deck.data, change)
        assert render(PptxReader().read(data, "a.pptx")).text == "Points\n\n• a\n• b"


def bomb(name: str, part: bytes) -> bytes:
    return (
        part.replace(b"</p:presentation>", b" " * 40_000_000 + b"</p:presentation>") if name == "ppt/presentation.xml" else part
    )


def entities(name: str, part: bytes) -> bytes:
    declared = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
    return part.replace(b"<p:presentation", declared + b"<p:presentation") if name == "ppt/presentation.xml" else part


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "is not a PowerPoint file"),
    "text": (lambda _: b"Just some text.", "is not a PowerPoint file"),
    "truncated": (lambda data: data[: len(data) // 2], "is not a PowerPoint file"),
    "old": (lambda _: OLE + "PowerPoint Document".encode("utf-16-le"), "is an old PowerPoint file: save it as .pptx"),
    "encrypted": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "bomb": (lambda data: changed(data, bomb), "unpacks to more"),
    "entities": (lambda data: changed(data, entities), "declares a document type"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(deck: Deck, case: tuple[Callable[[bytes], bytes], str]) -> None:
    deck.slide(TITLE_ONLY, "One")
    data = case[0](deck.data)
    with pytest.raises(CorpusError, match=rf"^a\.pptx (?:{case[1]})"):
        PptxReader().read(data, "a.pptx")
    with pytest.raises(CorpusError):
        PptxReader().part_text(data, "slide 1")


def test_a_word_file_is_not_a_powerpoint_file() -> None:
    from docx import Document

    made = BytesIO()
    Document().save(made)
    with pytest.raises(CorpusError, match="is not a PowerPoint file"):
        PptxReader().read(made.getvalue(), "a.pptx")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut out or put in, in the archive or in one of the parts that are read."""

    def change(part: bytes) -> bytes:
        made = bytearray(part)
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(made) + 1)
            made[at : at + chance.choice((0, 1, 50))] = chance.choice((b"", b"<", b'"', b"\xff", b"9" * 30, bytes(made[:80])))
        return bytes(made)

    if chance.random() < 0.3:
        return change(data)
    hit = chance.choice(("presentation.xml", "slide1.xml", "slide2.xml", "slide1.xml.rels", "Layout2.xml", "data1.xml"))
    return changed(data, lambda name, part: change(part) if name.endswith(hit) else part)


def test_any_damage_is_refused_or_read(deck: Deck) -> None:
    deck.listed((0, "a"), (1, "b")).notes_slide.notes_text_frame.text = "note"
    table(deck, "A B", "1 2")
    deck.boxed(*(inside for inside, _ in PARAGRAPHS.values()), counted("arabicPeriod", "a"))
    with_diagram(deck, DIAGRAM.format(a=A.split('"')[1], first=f"<a:p>{r('x')}</a:p>", second="", below="").encode())
    data = changed(deck.data, lambda _, part: part)
    chance = random.Random(1)
    outcomes = set()
    for _ in range(60):
        made = mutated(data, chance)
        try:
            content = PptxReader().read(made, "a.pptx")
            check_places(PptxReader(), made, content)
        except CorpusError as error:
            outcomes.add(str(error).partition(":")[0])
        else:
            outcomes.add("read")
            assert all(isinstance(element, Element) for element in content.elements)
            render(content)
    assert {"read", "a.pptx is damaged"} <= outcomes
