"""HTML: what a reader sees of a page."""

from collections.abc import Iterator

from corpus.content import Element
from corpus.formats.html_page import page_of


def elements_of(html: str, offset: int = 0, part: str = "") -> Iterator[Element]:
    """The elements of a page or a piece of one that stands at `offset` of that part of its file."""
    yield from page_of(html, offset, part).elements
