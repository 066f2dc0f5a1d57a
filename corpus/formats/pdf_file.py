"""PDF files as pdfium opens them. It is not thread-safe: one file is open at a time."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ctypes import c_ushort
from threading import RLock

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from corpus.errors import CorpusError

# Far more than a page can show; there are files that make their readers draw one thing over and over.
MAX_PAGE_CHARACTERS = 200_000
# How pdfium shows a hyphen that breaks a word at the end of a line.
BROKEN = "\ufffe\x02"
# Where pdfium sees a wide gap between East Asian characters, it says that there is a blank, and this says that there is none.
NO_BLANK = "\u200b"
# From one character to the next, in their sizes, where there is no blank between them.
MAX_PITCH = 2.0
_LOCK = RLock()
# Radicals stand where their characters should in files of some programs. They look the same; nobody searches for them.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)}
_SHOWN = {**{code: shown for code, shown in _RADICALS.items() if len(shown) == 1}, **dict.fromkeys(map(ord, BROKEN), "-")}
_ODD = re.compile(f"[{BROKEN}\u2e80-\u2fdf]")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]"
# Of one blank alone nobody can say whether it belongs to a line that is spaced out.
_SPACED = re.compile(rf"(?<= {_WIDE}) (?={_WIDE})|(?<={_WIDE}) (?={_WIDE} )")
# Two for pdfium, so that something has to stand behind it that is no text.
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_PAGE = "ask for one that it has"


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pdfium.PdfDocument]:
    """The document, closed when done with. Raises CorpusError where it cannot be read."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _unreadable(name, error.err_code) from error
        with closing(document):
            if len(document) < 1:
                raise CorpusError(f"{name} has no pages", "remove it from the corpus")
            yield document


@contextmanager
def open_page(document: pdfium.PdfDocument, index: int, name: str) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
    """A page, counted from 0, and its text. Raises CorpusError where there is no such page, or pdfium fails with it."""
    if not 0 <= index < len(document):
        raise CorpusError(f"{name} has no page {index + 1}", _NO_PAGE)
    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as text_page:
            yield page, text_page
    except pdfium.PdfiumError as error:
        raise CorpusError(f"{name}: page {index + 1} is damaged", "print the file to a new PDF") from error


def part_name(index: int) -> str:
    """What the part that is a page is called; pages are counted from 0 here and from 1 there."""
    return f"page {index + 1}"


def page_index(part: str) -> int:
    """The page that a part is, counted from 0; -1 if it is none."""
    digits = part.removeprefix("page ")
    return int(digits) - 1 if part.startswith("page ") and digits.isascii() and digits.isdecimal() and len(digits) < 8 else -1


def page_text(text_page: pdfium.PdfTextPage) -> tuple[str, str]:
    """The text of a page, one character for each that pdfium has: as it has them, and as a reader sees them.

    What is seen has hyphens at the ends of lines, and no blanks that nobody sees.
    """
    raw = _raw_text(text_page)
    return raw, _shown_text(text_page, raw)


def _raw_text(text_page: pdfium.PdfTextPage) -> str:
    count = min(text_page.count_chars(), MAX_PAGE_CHARACTERS)
    units = (c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(text_page.raw, 0, count, units) if count else 1
    text = bytes(units)[: 2 * (written - 1)].decode("utf-16-le", "surrogatepass")
    if written - 1 != count or not _ends_alike(text_page, count):
        # It leaves out what has no character in Unicode.
        codes = [pdfium_c.FPDFText_GetUnicode(text_page.raw, index) for index in range(count)]
        text = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    if len(text) < count:
        text = _BEYOND.sub(rf"\g<0>{NO_BLANK}", text)
    return _SURROGATE.sub("\ufffd", text)


def _ends_alike(text_page: pdfium.PdfTextPage, count: int) -> bool:
    return not count or pdfium_c.FPDFText_GetTextIndexFromCharIndex(text_page.raw, count - 1) == count - 1


def _shown_text(text_page: pdfium.PdfTextPage, raw: str) -> str:
    text = raw.translate(_SHOWN) if _ODD.search(raw) else raw
    unseen = [match.start() for match in _SPACED.finditer(text) if _is_unseen(text_page, match.start())]
    if not unseen:
        return text
    characters = list(text)
    for index in unseen:
        characters[index] = NO_BLANK
    return "".join(characters)


def _is_unseen(text_page: pdfium.PdfTextPage, index: int) -> bool:
    """Whether the blank is none of the file's, in a line that is spaced out, and no wider than there."""
    if pdfium_c.FPDFText_IsGenerated(text_page.raw, index) != 1:
        return False
    before, after = text_page.get_charbox(index - 1), text_page.get_charbox(index + 1)
    size = max(after[2] - after[0], after[3] - after[1], before[2] - before[0], before[3] - before[1])
    pitch = max(abs(after[n] + after[n + 2] - before[n] - before[n + 2]) / 2 for n in (0, 1))
    return bool(pitch < MAX_PITCH * size)


def _unreadable(name: str, code: int | None) -> CorpusError:
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        return CorpusError(f"{name} opens with a password only", "save it without one")
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return CorpusError(f"{name} is encrypted in a way that cannot be read here", "save it without encryption")
    return CorpusError(f"{name} is damaged or is no PDF", "open it in a PDF viewer and print it to a new PDF, or remove it")
