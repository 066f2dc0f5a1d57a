"""PDF: pages of characters that have places; lines, columns, paragraphs, headings, lists and tables are told from them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.pdf_bombs import check_bombs
from corpus.formats.pdf_elements import Elements, texts_of
from corpus.formats.pdf_file import open_page, opened, page_index, page_text, part_name
from corpus.formats.pdf_headings import heading_levels
from corpus.formats.pdf_pages import LONG, PICTURE, UNKNOWN, Page, blocks_of, read_page
from corpus.formats.pdf_titles import outline_of, title_of
from corpus.hyphenation import vocabulary

MAX_PAGES = 5000
MAX_CHARACTERS = 30_000_000
DAMAGED = "damaged"
# What is wrong with a page and what to do, then the same of several.
_PROBLEMS = {
    PICTURE: (
        "has no text; it is a picture, run OCR over it first",
        "have no text; they are pictures, run OCR over them first",
    ),
    UNKNOWN: (
        "has characters that its fonts do not tell; run OCR over it",
        "have characters that their fonts do not tell; run OCR over them",
    ),
    LONG: ("has more text than a page can show; remove it", "have more text than a page can show; remove them"),
    DAMAGED: ("is damaged; print the file to a new PDF", "are damaged; print the file to a new PDF"),
}


class PdfReader:
    """Reads .pdf files. Its parts are the pages: "page 1", "page 2" and so on."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is the one that the file states, if it is none that a program made up."""
        check_bombs(data, name)
        with opened(data, name) as document:
            title, titles = title_of(document, name), outline_of(document)
            count = len(document)
            pages = list(_pages(document, name))
        blocks = list(blocks_of(pages, [text for _, text in titles]))
        levels = heading_levels(blocks, titles)
        elements = tuple(Elements(levels, vocabulary(texts_of(blocks))).elements(blocks))
        left_out = [*_left_out(pages, name), *_too_many(len(pages), count, name)]
        return Content(elements, title, pages=tuple(map(part_name, range(len(pages)))), left_out=tuple(left_out))

    def part_text(self, data: bytes, part: str) -> str:
        """The characters of a page as pdfium has them, one for one, hyphens at the ends of lines as they are seen."""
        with opened(data, part) as document, open_page(document, page_index(part), part) as (_, text_page):
            return page_text(text_page)[1]


def _pages(document: pdfium.PdfDocument, name: str) -> Iterator[Page]:
    """As many pages as are read."""
    length = 0
    for index in range(min(len(document), MAX_PAGES)):
        page = _read(document, index, name)
        length += sum(len(line.text) for row in page.rows for line in row)
        if length > MAX_CHARACTERS:
            return
        yield page


def _read(document: pdfium.PdfDocument, index: int, name: str) -> Page:
    try:
        with open_page(document, index, name) as (page, text_page):
            return read_page(page, text_page, index)
    except CorpusError:
        return Page([], problem=DAMAGED)


def _left_out(pages: Sequence[Page], name: str) -> Iterator[str]:
    number = 1
    for problem, group in groupby(pages, lambda page: page.problem):
        last = number + len(list(group)) - 1
        if problem:
            one, several = _PROBLEMS[problem]
            yield f"{name}: page {number} {one}" if last == number else f"{name}: pages {number} to {last} {several}"
        number = last + 1


def _too_many(read: int, count: int, name: str) -> Iterator[str]:
    if read < count:
        yield f"{name}: what follows page {read} of {count} is left out; split the file"
