"""Books in EPUB."""

from selectolax.lexbor import SelectolaxError

from corpus.content import Content, Element
from corpus.dates import date_in
from corpus.errors import CorpusError
from corpus.formats.epub_package import Package
from corpus.formats.html_encoding import decoded
from corpus.formats.html_page import LANGUAGES, page_of


class EpubReader:
    """Reads .epub files. Their parts are the files of the book that hold its text, by their names in it."""

    def read(self, data: bytes, name: str) -> Content:
        """All texts of the book in its order; title, date and language are what its package states."""
        package = Package(data, name)
        left_out = [f"{name}: {part} holds no text that can be read" for part in package.others]
        elements: list[Element] = []
        for part in package.parts:
            try:
                elements += _elements(package, part, name)
            except CorpusError as error:
                left_out.append(str(error))
        if not elements and left_out:
            raise CorpusError(f"{name} holds nothing that can be read ({left_out[0]})", "get a whole copy, or remove it")
        language = next(package.stated(("language",)), "").lower().partition("-")[0]
        return Content(
            tuple(elements),
            next(filter(None, package.stated(("title",))), ""),
            next(filter(None, map(date_in, package.stated(("date", "modified")))), None),
            language if language in LANGUAGES else "",
            left_out=tuple(left_out),
        )

    def part_text(self, data: bytes, part: str) -> str:
        """A file of the book, decoded."""
        return decoded(Package(data, "the book").file(part), part).text


def _elements(package: Package, part: str, name: str) -> tuple[Element, ...]:
    text = decoded(package.file(part), f"{name}: {part}").text
    try:
        return page_of(text, part=part, is_book=True, is_xml=True).elements
    except SelectolaxError as error:
        raise CorpusError(f"{name}: {part} cannot be parsed ({error})", "get a whole copy of the book") from error
