"""Books in EPUB: their texts in order, what they state about themselves, and what is refused."""

import random
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats import epub_package
from corpus.formats.epub import EpubReader
from tests.corpus.formats.places import check_places

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
META = "<dc:title>The Book</dc:title><dc:language>ja-JP</dc:language><dc:date>2023-04-05</dc:date>"
XHTML = "application/xhtml+xml"


def package(items: Mapping[str, str], meta: str = META, spine: list[str] | None = None) -> str:
    manifest = "".join(f'<item id="i{n}" href="{href}" media-type="{kind}"/>' for n, (href, kind) in enumerate(items.items()))
    refs = "".join(f'<itemref idref="{ref}"/>' for ref in spine or [f"i{n}" for n in range(len(items))])
    return f"""<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{meta}</metadata>
<manifest>{manifest}</manifest><spine>{refs}</spine></package>"""


def page(body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>no</title></head>
<body>{body}</body></html>"""


def archive(members: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def book(pages: Mapping[str, str | bytes], meta: str = META, spine: list[str] | None = None, **others: str | bytes) -> bytes:
    names = {name: XHTML for name in pages}
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package(names, meta, spine),
            **{f"OEBPS/{name}": text for name, text in pages.items()},
            **others,
        }
    )


def read(data: bytes) -> Content:
    content = EpubReader().read(data, "book.epub")
    check_places(EpubReader(), data, content)
    return content


def seen(data: bytes) -> list[str]:
    return [element.text for element in read(data).elements]


def refusal(data: bytes) -> str:
    with pytest.raises(CorpusError, match=r"book\.epub") as caught:
        EpubReader().read(data, "book.epub")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_texts_are_read_in_the_order_of_the_spine_each_once():
    pages = {"a.xhtml": page("<h1>A</h1>"), "b.xhtml": page("<p>b &amp; c</p>")}
    assert seen(book(pages, spine=["i1", "i0", "i1", "missing"])) == ["b & c", "A"]


def test_runs_name_the_file_they_stand_in():
    data = book({"a.xhtml": page("<p>first</p>"), "texts/b.xhtml": page("<p>second</p>")})
    assert [run.part for element in read(data).elements for run in element.runs] == ["OEBPS/a.xhtml", "OEBPS/texts/b.xhtml"]
    assert "<p>second</p>" in EpubReader().part_text(data, "OEBPS/texts/b.xhtml")


def test_a_part_that_is_not_there_is_told():
    with pytest.raises(CorpusError, match="nowhere"):
        EpubReader().part_text(book({"a.xhtml": page("x")}), "nowhere")


def test_title_language_and_date_are_those_of_the_package():
    content = read(book({"a.xhtml": page("<h1>A</h1>")}))
    assert (content.title, content.language, content.as_of) == ("The Book", "ja", date(2023, 4, 5))
    modified = '<dc:date>2008</dc:date><meta property="dcterms:modified">2022-12-17T03:23:00Z</meta>'
    content = read(book({"a.xhtml": page("<h1>A</h1>")}, modified))
    assert (content.title, content.language, content.as_of) == ("", "", date(2022, 12, 17))


def test_contents_are_left_out_and_what_stands_aside_is_kept():
    toc = "<nav epub:type='toc'><ol><li><a href='a.xhtml'>A</a></li></ol></nav><ul><li><a href='a.xhtml#x'>A</a></li></ul>"
    text = "<section><header><h2>A</h2></header>Said<a epub:type='noteref' href='n.xhtml#n1'>1</a>.</section>"
    note = "<aside epub:type='footnote' id='n1'><p>A note.</p></aside><p><a href='https://example.org/'>Site</a></p>"
    assert seen(book({"toc.xhtml": page(toc), "a.xhtml": page(text), "n.xhtml": page(note)})) == [
        "A",
        "Said.",
        "A note.",
        "Site",
    ]


def test_elements_that_end_where_they_begin_hold_nothing():
    text = "<p>one<a id='p1'/> two</p><script src='x.js'/><p>three <i class='x'/>four</p>"
    content = read(book({"a.xhtml": page(text)}))
    assert [(element.text, element.links) for element in content.elements] == [("one two", False), ("three four", False)]


def test_names_may_be_escaped_and_differ_in_case():
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package({"ch%201.xhtml": XHTML, "../B.xhtml": XHTML}),
        "OEBPS/ch 1.xhtml": page("<p>one</p>"),
        "b.xhtml": page("<p>two</p>"),
    }
    assert seen(archive(members)) == ["one", "two"]


def test_pages_in_other_encodings_are_read():
    text = page("<p>日本語の本文です。</p>")
    assert (
        seen(book({"a.xhtml": text.encode("utf-16"), "b.xhtml": text.replace("UTF-8", "Shift_JIS").encode("shift_jis")}))
        == ["日本語の本文です。"] * 2
    )


def test_what_can_not_be_read_is_told_and_the_rest_read():
    items = {"a.xhtml": XHTML, "missing.xhtml": XHTML, "picture.svg": "image/svg+xml", "binary.xhtml": XHTML}
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package(items),
        "OEBPS/a.xhtml": page("<p>text</p>"),
        "OEBPS/binary.xhtml": b"\x00\x01" * 50,
    }
    content = read(archive(members))
    assert [element.text for element in content.elements] == ["text"]
    told = "\n".join(content.left_out)
    assert all(name in told for name in ("missing.xhtml", "picture.svg", "binary.xhtml"))
    assert all(line.startswith("book.epub") and "\n" not in line for line in content.left_out)


def test_a_book_of_which_nothing_can_be_read_is_refused():
    assert "a.xhtml" in refusal(archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package({"a.xhtml": XHTML})}))


def test_protected_books_are_refused_but_not_those_with_protected_fonts():
    def encryption(uri: str) -> str:
        return f'<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:CipherReference URI="{uri}"/></encryption>'

    pages = {"a.xhtml": page("<p>text</p>")}
    assert "protected" in refusal(book(pages, **{"META-INF/encryption.xml": encryption("OEBPS/a.xhtml")}))
    assert seen(book(pages, **{"META-INF/encryption.xml": encryption("OEBPS/font.otf")})) == ["text"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", archive({}), archive({"word/document.xml": "<x/>"})])
def test_what_is_no_book_is_refused(data: bytes):
    assert "no book" in refusal(data)


@pytest.mark.parametrize("container", ["", "<", "<container/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><container>&a;</container>"])
def test_a_book_without_a_package_is_refused(container: str):
    refusal(archive({"META-INF/container.xml": container}))


def test_entities_of_a_package_are_not_expanded():
    bomb = "<!DOCTYPE package [<!ENTITY a 'text'><!ENTITY b '&a;&a;&a;'>]>"
    data = book({"a.xhtml": page("<p>x</p>")})
    opf = package({"a.xhtml": XHTML}, "<dc:title>&b;</dc:title>").replace("?><package", f"?>{bomb}<package")
    assert "no book" in refusal(
        archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf, "OEBPS/a.xhtml": page("x")})
    )
    assert seen(data) == ["x"]


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(epub_package, "SMALL", 10_000)
    assert "more than can be read" in refusal(book({"a.xhtml": page("<p>" + "x" * 2_000_000)}))
    monkeypatch.setattr(epub_package, "MAX_FILE", 1_000)
    assert "more than can be read" in refusal(book({"a.xhtml": page("<p>" + "x" * 2_000)}))


def test_damaged_books_are_read_or_refused():
    whole = book({"a.xhtml": page("<p>text</p>" * 50), "b.xhtml": page("<table><tr><th>a</th><td>b</td></tr></table>")})
    chance = random.Random(2)
    for _ in range(150):
        damaged = bytearray(whole if chance.random() < 0.7 else whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(1, 8)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except CorpusError as error:
            assert "\n" not in str(error)
