"""HTML pages."""

from selectolax.lexbor import SelectolaxError

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.html_encoding import decoded
from corpus.formats.html_page import page_of

MAX_BYTES = 20_000_000
_XML = ("<?xml", "\ufeff<?xml")


class HtmlReader:
    """Reads .html and .xhtml files."""

    def read(self, data: bytes, name: str) -> Content:
        """The main part of a page, without the way around its site."""
        if len(data) > MAX_BYTES:
            problem = f"{name} has {len(data) / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB an HTML page may have"
            raise CorpusError(problem, "split it into smaller files")
        text = decoded(data, name)
        is_xml = name.lower().endswith(".xhtml") or text.text[:100].lstrip().startswith(_XML)
        try:
            page = page_of(text.text, is_xml=is_xml)
        except SelectolaxError as error:
            raise CorpusError(f"{name} cannot be parsed as HTML ({error})", "export it again") from error
        return Content(page.elements, page.title, page.as_of, page.language, left_out=text.notes)

    def part_text(self, data: bytes, part: str) -> str:
        """There is one part, "": the file, decoded."""
        return decoded(data, part).text
