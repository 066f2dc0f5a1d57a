"""What a PDF says of itself: its title, and the headings that its bookmarks name."""

import re

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from corpus.errors import one_line

MAX_OUTLINE = 10_000
MAX_DEPTH = 6
MAX_TITLE = 300
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)|untitled|無題|no title|powerpoint (?:presentation|プレゼンテーション)"
    r"|(?:document|presentation|slide|page|sheet|book|layout|文書|スライド|プレゼンテーション|title|タイトル)\s?\d*$"
    r"|new document|scan(?:ned)?\b).*",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"[\w.()\[\]-]*\.\w{2,5}|.*[\\/].*\.\w{2,5}|.*\.(?:docx?|xlsx?|pptx?|pdf|indd|tex|dvi|html?|txt|rtf|odt|jtd|qxd|ai|eps)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^(?:[(（]?(?:\d{1,3}|[A-Z]|[IVXivx]{1,5})(?:[.．-]\d{1,3})*[.．)）]?\s|第\S{1,6}[編部章節款目条]|(?:chapter|section|part|appendix)\s\S+)"
    r"[\s:：.]*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
Titles = dict[tuple[int, str], int]


def title_of(document: pdfium.PdfDocument, name: str) -> str:
    """The title that the file states; "" if it is none, is broken, or is the name of a file or what a program made up."""
    try:
        stated = str(document.get_metadata_value("Title"))
    except UnicodeError:
        return ""
    title = one_line(stated[: 2 * MAX_TITLE])
    stem = name.rpartition("/")[2].rpartition(".")[0]
    if len(title) > MAX_TITLE:
        return ""
    is_none = not _LETTER.search(title) or _BROKEN.search(stated) or _NO_TITLE.match(title) or _FILE.fullmatch(title)
    return "" if is_none or letters(title) == letters(stem) else title


def outline_of(document: pdfium.PdfDocument) -> Titles:
    """The headings that bookmarks name: page, counted from 0, and what `letters` makes of the text, to level from 1."""
    found: Titles = {}
    try:
        for number, bookmark in enumerate(document.get_toc(max_depth=MAX_DEPTH)):
            if number == MAX_OUTLINE:
                break
            target = bookmark.get_dest()
            index = target.get_index() if target else None
            if index is not None and (title := letters(bookmark.get_title())):
                found.setdefault((index, title), bookmark.level + 1)
    except (UnicodeError, pdfium.PdfiumError):
        pass  # what was read until there are headings all the same
    return found


def letters(text: str) -> str:
    """What is compared of headings: their characters without blanks, case apart."""
    return "".join(text.split()).casefold()


def keys_of(text: str) -> tuple[str, str]:
    """What a heading may be known as: its letters with its number and without."""
    return letters(text), letters(_NUMBER.sub("", text))
