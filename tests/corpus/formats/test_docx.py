"""Word files: what a reader sees of them, where it stands, and what is refused."""

import random
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from corpus.content import Content, Element
from corpus.errors import CorpusError
from corpus.formats.docx import DocxReader
from corpus.render import render
from tests.corpus.formats.places import check_places

NAMES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{name}"'
    for prefix, name in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "mc": "markup-compatibility/2006",
        "m": "officeDocument/2006/math",
    }.items()
)
NAMES += ' xmlns:e="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
KINDS = ("styles", "numbering", "footnotes", "endnotes")
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def references(**targets: str) -> str:
    found = "".join(f'<Relationship Id="{kind}" Type="{TYPE}/{kind}" Target="{to}"/>' for kind, to in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{found}</Relationships>'


def archive(members: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def word(body: str, before: str = "", **parts: str) -> bytes:
    """A file with this text; `parts` are the insides of the parts beside it."""
    return archive(
        {
            "_rels/.rels": references(officeDocument="word/document.xml"),
            "word/document.xml": f"{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": references(**{kind: f"{kind}.xml" for kind in parts}),
            **{f"word/{kind}.xml": f"<w:{kind} {NAMES}>{inside}</w:{kind}>" for kind, inside in parts.items()},
        }
    )


def saved(document: object) -> bytes:
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return archive({name: change(name, file.read(name)) for name in file.namelist()})


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def read(data: bytes) -> Content:
    content = DocxReader().read(data, "a.docx")
    check_places(DocxReader(), data, content)
    return content


def rows(content: Content) -> list[tuple[str, int, str]]:
    return [(element.kind, element.level, element.marker + element.text) for element in content.elements]


def shown(body: str, **parts: str) -> str:
    return render(read(word(body, **parts))).text


def kinds(content: Content) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in content.elements]


def test_what_the_library_writes_is_read_in_order() -> None:
    document = Document()
    document.add_heading("Security Policy", 0)
    document.add_heading("Scope", 1)
    document.add_paragraph("It holds for all staff.")
    document.add_paragraph("The steps are:")
    document.add_paragraph("Report it", style="List Number")
    document.add_paragraph("by mail", style="List Bullet 2")
    document.add_paragraph("Close it", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Name", "Phone", "Desk", "1234"), strict=True):
        cell.text = text
    document.add_heading("Terms", 2)
    document.add_paragraph("First line\nsecond line\tend")
    content = read(saved(document))
    assert rows(content) == [
        ("heading", 1, "Security Policy"),
        ("heading", 1, "Scope"),
        ("plain", 0, "It holds for all staff."),
        ("plain", 0, "The steps are:"),
        ("item", 0, "1. Report it"),
        ("item", 1, "• by mail"),
        ("item", 0, "2. Close it"),
        ("row", 0, "Name: Desk; Phone: 1234"),
        ("heading", 2, "Terms"),
        ("plain", 0, "First line\nsecond line end"),
    ]
    assert [element.tight for element in content.elements if element.kind == "item"] == [False, True, True]


def test_a_part_is_the_own_text_of_a_paragraph() -> None:
    data = word(p("one") + f"<w:tbl><w:tr><w:tc>{p('two')}</w:tc><w:tc>{p('three')}</w:tc></w:tr></w:tbl>" + p("four  five"))
    assert [DocxReader().part_text(data, f"paragraph {count}") for count in range(1, 5)] == [
        "one",
        "two",
        "three",
        "four  five",
    ]
    last = DocxReader().read(data, "a.docx").elements[-1].runs
    assert [(run.text, run.start, run.part) for run in last if run.start >= 0] == [
        ("four", 0, "paragraph 4"),
        ("five", 6, "paragraph 4"),
    ]


@pytest.mark.parametrize("part", ["paragraph 9", "paragraph 0", "paragraph", "", "endnote paragraph 1", "slide 1"])
def test_a_part_that_is_not_there(part: str) -> None:
    with pytest.raises(CorpusError, match="no part named"):
        DocxReader().part_text(word(p("one")), part)


INLINE = {
    "inserted": (f"<w:ins>{r('new')}</w:ins>", "new"),
    "deleted": (f"{r('kept')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", "kept"),
    "moved": (f"<w:moveFrom>{r('from')}</w:moveFrom><w:moveTo>{r('to')}</w:moveTo>", "to"),
    "hidden": (r("seen") + r(" unseen", "<w:vanish/>"), "seen"),
    "not hidden": (r("seen", '<w:vanish w:val="0"/>'), "seen"),
    "struck out": (r("valid") + r(" void", "<w:strike/>"), "valid"),
    "link": (f'<w:hyperlink r:id="x">{r("site")}</w:hyperlink>{r(" and more")}', "site and more"),
    "field": (
        r("See ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        + f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("Table 1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{r(".")}',
        "See Table 1.",
    ),
    "field in the code of a field": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + f'<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>{r("7")}'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>= 1</w:instrText></w:r>'
        + f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("yes")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "yes",
    ),
    "simple field": (f'<w:fldSimple w:instr="AUTHOR">{r("Sato")}</w:fldSimple>', "Sato"),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{r('かんじ')}</w:rt><w:rubyBase>{r('漢字')}</w:rubyBase></w:ruby></w:r>{r('だ')}",
        "漢字だ",
    ),
    "note and comment": (
        r("said") + '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>',
        "said",
    ),
    "hyphen and symbol": (r("a") + '<w:r><w:noBreakHyphen/><w:sym w:char="00B1"/><w:sym w:char="F0FC"/></w:r>', "a-±"),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('filled in')}</w:sdtContent></w:sdt>", "filled in"),
    "empty content control": (
        f"{r('Name:')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click here')}</w:sdtContent></w:sdt>",
        "Name:",
    ),
    "formula": (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
        + r(" is it"),
        "a/b is it",
    ),
    "emoji": (
        "<w:r><mc:AlternateContent><mc:Choice Requires='w16se'><e:symEx e:char='1F600'/></mc:Choice>"
        "<mc:Fallback><w:t>?</w:t></mc:Fallback></mc:AlternateContent></w:r>" + r(" hello"),
        "😀 hello",
    ),
    "line ends in the file": (r("one\ntwo"), "one two"),
}


@pytest.mark.parametrize("inside", INLINE.values(), ids=INLINE.keys())
def test_what_is_seen_of_a_paragraph(inside: tuple[str, str]) -> None:
    assert shown(f"<w:p>{inside[0]}</w:p>") == inside[1]


def test_what_styles_hide() -> None:
    styles = (
        '<w:style w:styleId="h"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:name w:val="Based"/><w:basedOn w:val="h"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="Seen"/><w:rPr><w:vanish w:val="off"/></w:rPr></w:style>'
    )
    hidden, seen = r(" no", '<w:rStyle w:val="h"/>'), r("seen", '<w:vanish w:val="false"/>')
    body = p("no", '<w:pStyle w:val="b"/>') + f"<w:p>{r('yes')}{hidden}</w:p>"
    body += f'<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr>{r("no")}{seen}</w:p>'
    assert shown(body, styles=styles) == "yes\n\nseen"


def style(key: str, name: str, inside: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{inside}</w:style>'


HEADINGS = {
    "by name": (style("a1", "heading 3"), 3),
    "Japanese name": (style("a1", "見出し 2"), 2),
    "title": (style("a1", "Title"), 1),
    "based on a heading": (style("a1", "Mine", '<w:basedOn w:val="x"/>') + style("x", "heading 2"), 2),
    "outline level": (style("a1", "Mine", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>'), 4),
    "text though based on a heading": (
        style("a1", "Mine", '<w:basedOn w:val="x"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>') + style("x", "heading 2"),
        0,
    ),
    "based on itself": (style("a1", "Mine", '<w:basedOn w:val="a1"/>'), 0),
}


@pytest.mark.parametrize("case", HEADINGS.values(), ids=HEADINGS.keys())
def test_headings_by_style(case: tuple[str, int]) -> None:
    content = read(word(p("Some words", '<w:pStyle w:val="a1"/>'), styles=case[0]))
    assert rows(content) == [("heading" if case[1] else "plain", case[1], "Some words")]


def test_headings_by_what_the_paragraph_says_and_by_bold_type() -> None:
    body = p("Direct", '<w:outlineLvl w:val="0"/>') + f"<w:p>{r('Bold title', '<w:b/>')}{r('')}{r(' ')}</w:p>" + p("Text.")
    assert rows(read(word(body))) == [("heading", 1, "Direct"), ("heading", 10, "Bold title"), ("plain", 0, "Text.")]


def test_a_heading_is_one_line_and_a_very_long_one_a_paragraph() -> None:
    body = f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{r("One")}<w:r><w:br/></w:r>{r("two")}</w:p>'
    body += p("long " * 300, '<w:outlineLvl w:val="0"/>')
    content = read(word(body))
    assert [(element.kind, element.text[:9]) for element in content.elements] == [
        ("heading", "One two"),
        ("plain", "long long"),
    ]


def level(at: int, form: str, text: str, inside: str = "") -> str:
    head = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{at}">{head}{inside}</w:lvl>'


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def item(text: str, at: int = 0, of: str = "1") -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>')


FORMS = [
    ("decimal", "%1.", "1. 2. 3."),
    ("decimalZero", "%1)", "01) 02) 03)"),
    ("lowerLetter", "(%1)", "(a) (b) (c)"),
    ("upperRoman", "%1.", "I. II. III."),
    ("decimalFullWidth", "第%1条", "第１条 第２条 第３条"),
    ("japaneseCounting", "第%1章", "第一章 第二章 第三章"),
    ("aiueoFullWidth", "%1", "ア イ ウ"),
    ("aiueo", "%1)", "ｱ) ｲ) ｳ)"),
    ("irohaFullWidth", "%1", "イ ロ ハ"),
    ("decimalEnclosedCircle", "%1", "① ② ③"),
    ("bullet", "\uf0b7", "• • •"),
    ("bullet", "–", "– – –"),
]


@pytest.mark.parametrize(("form", "text", "markers"), FORMS)
def test_the_markers_of_a_list(form: str, text: str, markers: str) -> None:
    content = read(word(item("x") + item("y") + item("z"), numbering=numbering(level(0, form, text))))
    assert [element.marker for element in content.elements] == [f"{marker} " for marker in markers.split()]
    assert [element.text for element in content.elements] == ["x", "y", "z"]


def test_a_format_that_is_not_known_marks_nothing() -> None:
    assert shown(item("x"), numbering=numbering(level(0, "hebrew1", "%1."))) == "x"


def test_a_list_without_an_id_marks_nothing() -> None:
    lists = numbering(level(0, "decimal", "%1."), lists='<w:num><w:abstractNumId w:val="0"/></w:num>')
    assert shown(p("x", '<w:numPr><w:ilvl w:val="0"/></w:numPr>'), numbering=lists) == "x"


def test_numbers_begin_anew_below_another_item_and_hold_those_above() -> None:
    body = item("a") + item("b", 1) + item("c", 1) + item("d") + item("e", 1) + p("between") + item("f")
    lists = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    assert [element.marker for element in read(word(body, numbering=lists)).elements] == [
        "1. ", "1.1 ", "1.2 ", "2. ", "2.1 ", "", "3. ",
    ]  # fmt: skip
    assert shown(body, numbering=lists) == "1. a\n  1.1 b\n  1.2 c\n2. d\n  2.1 e\n\nbetween\n\n3. f"


def test_lists_of_one_definition_go_on_unless_one_begins_anew() -> None:
    lists = "".join(f'<w:num w:numId="{count}"><w:abstractNumId w:val="0"/></w:num>' for count in (1, 2))
    lists += '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    lists += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    body = item("a") + item("b", of="2") + item("c", of="3") + item("d", of="3") + item("none", of="0")
    content = read(word(body, numbering=numbering(level(0, "decimal", "%1."), lists=lists)))
    assert [element.marker for element in content.elements] == ["1. ", "2. ", "5. ", "6. ", ""]


def test_deleted_and_empty_paragraphs_of_a_list() -> None:
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>'
    body = item("a") + gone + item("b") + item("") + item("c")
    assert shown(body, numbering=numbering(level(0, "decimal", "%1."))) == "1. a\n2. b\n4. c"


def test_numbered_headings_show_their_numbers() -> None:
    styles = style("1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    styles += style("2", "heading 2", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>')
    body = "".join(p(text, f'<w:pStyle w:val="{key}"/>') for text, key in (("総則", "1"), ("目的", "2"), ("定義", "2")))
    lists = numbering(level(0, "japaneseCounting", "第%1章"), level(1, "decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="2"/>'))
    content = read(word(body, styles=styles, numbering=lists))
    assert rows(content) == [("heading", 1, "第一章 総則"), ("heading", 2, "1.1 目的"), ("heading", 2, "1.2 定義")]


def test_an_item_goes_on_in_a_paragraph_of_the_style_for_that() -> None:
    body = item("a") + p("more of a", '<w:pStyle w:val="c"/>') + item("b")
    styles = style("c", "List Continue")
    assert shown(body, styles=styles, numbering=numbering(level(0, "bullet", "-"))) == "- a more of a\n- b"


def test_typed_items_and_dates() -> None:
    body = (
        p("Do this:")
        + p("・wash")
        + p("・rinse")
        + p("2024年4月1日")
        + f"<w:p>{r('Notice')}<w:r><w:br/></w:r>{r('2024-05-01')}</w:p>"
    )
    assert rows(read(word(body))) == [
        ("plain", 0, "Do this:"),
        ("item", 0, "・wash"),
        ("item", 0, "・rinse"),
        ("date", 0, "2024年4月1日"),
        ("plain", 0, "Notice"),
        ("date", 0, "2024-05-01"),
    ]
    assert "・wash\n・rinse" in shown(body)


def test_links() -> None:
    outside, within = f'<w:hyperlink r:id="x">{r("Site")}</w:hyperlink>', f'<w:hyperlink w:anchor="y">{r("Top")}</w:hyperlink>'
    content = read(word(f"<w:p>{outside}</w:p><w:p>{within}</w:p><w:p>{within}{r(' of it')}</w:p>"))
    assert [(element.text, element.links) for element in content.elements] == [("Site", True), ("Top of it", False)]


CONTENTS = {
    "style": p("Scope 3", '<w:pStyle w:val="t"/>'),
    "links to pages": f"<w:p>{r('Scope ')}<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>{r('3')}</w:p>",
    "control": "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    f"<w:sdtContent>{p('Contents')}{p('Scope 3')}</w:sdtContent></w:sdt>",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS.keys())
def test_tables_of_contents_are_left_out(contents: str) -> None:
    assert shown(contents + p("Text."), styles=style("t", "toc 1")) == "Text."


def box(inside: str) -> str:
    return f"<w:drawing><w:txbxContent>{inside}</w:txbxContent></w:drawing>"


def test_text_boxes_are_paragraphs_behind_that_on_which_they_hang() -> None:
    older = f"<w:pict><w:txbxContent>{p('In the box')}</w:txbxContent></w:pict>"
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{box(p('In the box'))}</mc:Choice>"
    both += f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent>"
    assert shown(f"<w:p>{r('Around ')}<w:r>{both}</w:r>{r('it.')}</w:p>{p('After.')}") == "Around it.\n\nIn the box\n\nAfter."
    assert shown(f"<w:p><w:r>{older}</w:r></w:p>") == "In the box"


def test_text_in_controls_and_inserted_blocks() -> None:
    inner = f"<w:sdt><w:sdtContent>{p('two')}</w:sdtContent></w:sdt>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('one')}{inner}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Click')}</w:sdtContent></w:sdt>"
    assert shown(control + empty + f"<w:customXml>{p('three')}</w:customXml>") == "one\n\ntwo\n\nthree"


def test_notes_stand_at_the_end_in_the_order_of_the_text() -> None:
    refer = '<w:r><w:{kind}Reference w:id="{id}"/></w:r>'
    body = f"<w:p>{r('Text')}{refer.format(kind='endnote', id=1)}{refer.format(kind='footnote', id=3)}{r(' goes on.')}</w:p>"
    body += f"<w:p>{r('More.')}{refer.format(kind='footnote', id=2)}<w:del>{refer.format(kind='footnote', id=4)}</w:del></w:p>"
    note = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r>{}</w:p></w:footnote>'
    footnotes = '<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>'
    footnotes += "".join(note.format(key, r(text)) for key, text in ((2, " Second."), (3, " First."), (4, "Of nothing.")))
    endnotes = f'<w:endnote w:id="1">{p("End.")}{p("Still.")}</w:endnote>'
    data = word(body, footnotes=footnotes, endnotes=endnotes)
    assert render(read(data)).text == "Text goes on.\n\nMore.\n\nFirst.\n\nSecond.\n\nEnd. Still."
    assert DocxReader().part_text(data, "footnote paragraph 3") == " First."
    assert DocxReader().part_text(data, "endnote paragraph 2") == "Still."


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{''.join(cells)}</w:tr>"


def cell(*texts: str, properties: str = "", bold: bool = False) -> str:
    inside = "".join(f"<w:p>{r(text, '<w:b/>' if bold else '')}</w:p>" for text in texts) or "<w:p/>"
    return f"<w:tc>{properties and f'<w:tcPr>{properties}</w:tcPr>'}{inside}</w:tc>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


TABLES = {
    "first row": (row(cell("A"), cell("B")) + row(cell("1"), cell("2", "3")), ["A: 1; B: 2 3"]),
    "marked headers": (
        row(cell("A", properties=span(2)), properties="<w:tblHeader/>")
        + row(cell("x"), cell("y"), properties="<w:tblHeader/>")
        + row(cell("1"), cell("2")),
        ["A", "x: 1; y: 2"],
    ),
    "two marked headers": (
        row(cell("A", properties=span(2)), cell("B"), properties="<w:tblHeader/>")
        + row(cell("x"), cell("y"), cell(), properties="<w:tblHeader/>")
        + row(cell("1"), cell("2"), cell("3")),
        ["A x: 1; A y: 2; B: 3"],
    ),
    "columns spanned": (
        row(cell("A"), cell("B"), cell("C")) + row(cell("1", properties=span(2)), cell("2")),
        ["A: 1; B: 1; C: 2"],
    ),
    "rows spanned": (
        row(cell("A"), cell("B"))
        + row(cell("1", properties='<w:vMerge w:val="restart"/>'), cell("2"))
        + row(cell(properties="<w:vMerge/>"), cell("3")),
        ["A: 1; B: 2", "A: 1; B: 3"],
    ),
    "header over two rows": (
        row(cell("A", properties='<w:vMerge w:val="restart"/>'), cell("B", properties=span(2)))
        + row(cell(properties="<w:vMerge/>"), cell("x"), cell("y"))
        + row(cell("1"), cell("2"), cell("3")),
        ["A: 1; B x: 2; B y: 3"],
    ),
    "row across": (
        row(cell("A"), cell("B")) + row(cell("Part", properties=span(2))) + row(cell("1"), cell("2")),
        ["Part", "A: 1; B: 2"],
    ),
    "labels": (
        row(cell("Name", bold=True), cell("Sato")) + row(cell("Born", bold=True), cell("1990")),
        ["Name: Sato", "Born: 1990"],
    ),
    "bold headers": (
        row(cell("Name", bold=True), cell("Born", bold=True)) + row(cell("Sato", bold=True), cell("1990")),
        ["Name: Sato; Born: 1990"],
    ),
    "deleted row": (
        row(cell("A"), cell("B")) + row(cell("1"), cell("2"), properties="<w:del/>") + row(cell("3"), cell("4")),
        ["A: 3; B: 4"],
    ),
    "table in a cell": (
        row(cell("A"), cell("B")) + row(cell("1"), f"<w:tc><w:tbl>{row(cell('in'), cell('ner'))}</w:tbl><w:p/></w:tc>"),
        ["A: 1; B: in ner"],
    ),
    "one column": (row(cell("First.")) + row(cell("Second.", "Third.")), ["First.", "Second.", "Third."]),
    "columns of prose": (row(cell("Left.", "More."), cell("Right.")), ["Left.", "More.", "Right."]),
    "rows that begin later": (row(cell("A"), cell("B")) + row(cell("1"), properties='<w:gridBefore w:val="1"/>'), ["B: 1"]),
    "long header": (row(cell("word " * 50), cell("B")) + row(cell("1"), cell("2")), [f"{'word ' * 49}word; B", "1; 2"]),
    "rows in a control": (
        row(cell("A"), cell("B")) + f"<w:sdt><w:sdtContent>{row(cell('1'), cell('2'))}</w:sdtContent></w:sdt>",
        ["A: 1; B: 2"],
    ),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_tables(table: tuple[str, list[str]]) -> None:
    content = read(word(f"<w:tbl>{table[0]}</w:tbl>"))
    assert [element.text for element in content.elements] == table[1]


def test_markers_in_cells() -> None:
    counted = f"<w:tc>{item('')}</w:tc>"
    body = f"<w:tbl>{row(cell('No.'), cell('Step'))}{row(counted, cell('Wash'))}</w:tbl>"
    assert shown(body, numbering=numbering(level(0, "decimal", "%1"))) == "No.: 1; Step: Wash"


def test_the_title_among_the_properties() -> None:
    document = Document()
    document.add_paragraph("Text.")
    titles = {
        "Security Policy": "Security Policy",
        "Word Document": "",
        "Microsoft Word - a.doc": "",
        "report.docx": "",
        "": "",
    }
    found = {}
    for title in titles:
        document.core_properties.title = title
        found[title] = DocxReader().read(saved(document), "a.docx").title
    assert found == titles


def test_page_headers_and_pictures_are_no_text() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "On each page"
    document.add_paragraph("Text.")
    assert render(read(saved(document))).text == "Text."
    content = read(word("<w:p><w:r><w:drawing/></w:r></w:p>"))
    assert content.elements == ()
    assert content.left_out == ("a.docx: it holds only pictures, which are not read",)


def test_a_style_of_the_library_that_is_based_on_a_heading() -> None:
    document = Document()
    made = document.styles.add_style("Chapter", WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Heading 2"]
    document.add_paragraph("First", style="Chapter")
    assert rows(read(saved(document))) == [("heading", 2, "First")]


def strict(_: str, data: bytes) -> bytes:
    for kind, last in ((b"officeDocument", b"relationships"), (b"wordprocessingml", b"main")):
        usual = b"http://schemas.openxmlformats.org/" + kind + b"/2006/" + last
        data = data.replace(usual, b"http://purl.oclc.org/ooxml/" + kind + b"/" + last)
    return data


def test_the_strict_form_and_macros_and_references_to_nothing() -> None:
    document = Document()
    document.add_heading("Scope", 1)
    document.add_paragraph("Text.")
    data = saved(document)
    dangling = b'<Relationship Id="rId99" Type="x/image" Target="NULL"/></Relationships>'
    for change in (
        strict,
        lambda _, part: part.replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"),
        lambda _, part: part.replace(b"</Relationships>", dangling),
    ):
        assert render(read(changed(data, change))).text == "Scope\n\nText."


def test_utf_16() -> None:
    text = f'<?xml version="1.0" encoding="utf-16"?><w:document {NAMES}><w:body>{p("日本")}</w:body></w:document>'
    root = {"_rels/.rels": references(officeDocument="/word/document.xml")}
    assert render(read(archive({**root, "word/document.xml": text.encode("utf-16")}))).text == "日本"


def test_what_is_damaged_beside_the_text_is_told() -> None:
    data = changed(word(p("Text."), styles=""), lambda name, part: b"<" if name == "word/styles.xml" else part)
    content = read(data)
    assert render(content).text == "Text."
    assert content.left_out == ("a.docx: its styles could not be read",)


def test_files_in_the_text_are_told() -> None:
    assert read(word(p("Text.") + '<w:altChunk r:id="x"/>')).left_out == (
        "a.docx: files that are embedded in its text were not read",
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
REFUSED = {
    "empty": (b"", "is not a Word file"),
    "text": (b"Just some text.", "is not a Word file"),
    "old": (OLE + "WordDocument".encode("utf-16-le"), "is an old Word file: save it as .docx"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "other archive": (archive({"a.txt": "text"}), "is not a Word file"),
    "other program": (
        archive({"_rels/.rels": references(officeDocument="x.xml"), "x.xml": "<workbook/>"}),
        "is not a Word file",
    ),
    "no text": (archive({"_rels/.rels": references(officeDocument="x.xml")}), "is damaged"),
    "truncated": (word(p("Text."))[:-40], "is not a Word file"),
    "not XML": (changed(word(""), lambda name, part: part[:-9] if "document.xml" in name else part), "is damaged"),
    "deep": (word("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "is damaged"),
    "entities": (word(p("&i;"), ENTITIES), "declares a document type"),
    "bomb": (archive({"_rels/.rels": references(officeDocument="x.xml"), "x.xml": b" " * 30_000_000}), "unpacks to more"),
    "many elements": (word("<w:p/>" * 10 + "=" * 10_000_000), "unpacks to more"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(case: tuple[bytes, str]) -> None:
    data, reason = case
    with pytest.raises(CorpusError, match=rf"^a\.docx {reason}"):
        DocxReader().read(data, "a.docx")
    with pytest.raises(CorpusError):
        DocxReader().part_text(data, "paragraph 1")


def test_a_part_that_is_larger_than_declared_is_not_unpacked() -> None:
    data = word(p("Text.") + " " * 5_000_000)
    with zipfile.ZipFile(BytesIO(data)) as file:
        declared = file.getinfo("word/document.xml").file_size
    lying = data.replace(declared.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(CorpusError, match="is damaged"):
        DocxReader().read(lying, "a.docx")


def test_what_is_declared_too_large_is_refused_unread() -> None:
    data = archive({"_rels/.rels": "", "video": b" " * 5_000_000})
    lying = data.replace((5_000_000).to_bytes(4, "little"), (600_000_000).to_bytes(4, "little"))
    with pytest.raises(CorpusError, match="unpacks to more"):
        DocxReader().read(lying, "a.docx")


def test_deep_nesting_that_a_file_may_have_is_read() -> None:
    assert shown("<w:sdt><w:sdtContent>" * 120 + p("in") + "</w:sdtContent></w:sdt>" * 120) == "in"
    assert (
        shown(f"<w:tbl>{row(cell('a'), '<w:tc><w:tbl><w:tr>' * 3 + cell('in') + '</w:tr></w:tbl></w:tc>' * 3)}</w:tbl>")
        == "a; in"
    )
    assert shown("<w:p>" + "<w:ins>" * 200 + r("in") + "</w:ins>" * 200 + "</w:p>") == "in"


def test_cells_that_span_more_than_any_table_has() -> None:
    wide = cell("1", properties=span(999_999_999))
    content = read(word(f"<w:tbl>{row(cell('A'), cell('B'))}{row(wide, wide)}</w:tbl>"))
    assert sum(len(element.text) for element in content.elements) < 1000


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut out or put in, in the archive or in one of its parts."""

    def change(part: bytes) -> bytes:
        made = bytearray(part)
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(made) + 1)
            made[at : at + chance.choice((0, 1, 50))] = chance.choice((b"", b"<", b'"', b"\xff", b"9" * 30, bytes(made[:80])))
        return bytes(made)

    if chance.random() < 0.3:
        return change(data)
    with zipfile.ZipFile(BytesIO(data)) as file:
        hit = chance.choice(file.namelist())
    return changed(data, lambda name, part: change(part) if name == hit else part)


def test_any_damage_is_refused_or_read() -> None:
    body = "".join(f"<w:p>{inside}</w:p>" for inside, _ in INLINE.values()) + "".join(
        f"<w:tbl>{each}</w:tbl>" for each, _ in TABLES.values()
    )
    body += item("a") + item("b", 1) + p("c", '<w:pStyle w:val="h"/>') + f"<w:p><w:r>{box(p('d'))}</w:r></w:p>"
    lists = numbering(level(0, "decimal", "%1."), level(1, "bullet", "-"))
    data = word(body, styles=style("h", "heading 1"), numbering=lists, footnotes=f'<w:footnote w:id="2">{p("n")}</w:footnote>')
    chance = random.Random(1)
    outcomes = set()
    for _ in range(100):
        made = mutated(data, chance)
        try:
            content = read(made)
        except CorpusError as error:
            outcomes.add(str(error).partition(":")[0])
        else:
            outcomes.add("read")
            assert all(isinstance(element, Element) for element in content.elements)
            assert "\0" not in render(content).text
    assert {"read", "a.docx is damaged"} <= outcomes
