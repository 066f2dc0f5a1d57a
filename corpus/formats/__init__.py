"""One reader per format of a file. Each gives the same thing: visible text with its structure, and where it stands.

A reader's library is imported when a file of its format is met.
"""

from typing import Protocol

from corpus.content import Content

# The ends of the names of files that are read, as `reader_for` knows them: those that hold text as it is, and all.
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".csv", ".tsv"})
SUFFIXES = TEXT_SUFFIXES | {".pdf", ".docx", ".pptx", ".xlsx", ".xlsm", ".xls", ".ods", ".epub", ".eml"}


class FormatReader(Protocol):
    """Reads the files of a format."""

    def read(self, data: bytes, name: str) -> Content:
        """What a file of that name says. Raises CorpusError where it is damaged, encrypted, too large, or not of the format."""

    def part_text(self, data: bytes, part: str) -> str:
        """The text that the runs of a part count in, as it stands in the file: with markup, entities and escapes.

        Raises CorpusError as `read` does, or where there is no such part.
        """


def suffix_of(name: str) -> str:
    """The end of a file's name that tells its format, in lower case: ".md"; "" where there is none."""
    return f".{name.rpartition('.')[2].lower()}" if "." in name.rpartition("/")[2] else ""


def reader_for(name: str) -> FormatReader | None:  # noqa: C901 - a case for each format
    """The reader of the format that a file's name tells; None where there is none."""
    match suffix_of(name):
        case ".txt" | ".text":
            from corpus.formats.text import TextReader

            return TextReader()
        case ".md" | ".markdown":
            from corpus.formats.markdown import MarkdownReader

            return MarkdownReader()
        case ".html" | ".htm" | ".xhtml":
            from corpus.formats.html import HtmlReader

            return HtmlReader()
        case ".pdf":
            from corpus.formats.pdf import PdfReader

            return PdfReader()
        case ".docx":
            from corpus.formats.docx import DocxReader

            return DocxReader()
        case ".pptx":
            from corpus.formats.pptx import PptxReader

            return PptxReader()
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            from corpus.formats.sheets import SheetReader

            return SheetReader()
        case ".csv" | ".tsv":
            from corpus.formats.delimited import DelimitedReader

            return DelimitedReader()
        case ".epub":
            from corpus.formats.epub import EpubReader

            return EpubReader()
        case ".eml":
            from corpus.formats.email import EmailReader

            return EmailReader()
    return None
