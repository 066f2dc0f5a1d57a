"""Page numbers as pages show them: "- 12 -", "Page 3 of 9", "[Page 3]", "3/9", "12ページ", "iv"."""

import re
import unicodedata
from typing import NamedTuple

from corpus.numbering import value_of

MAX_LINE = 300
_NUMBER = r"(\d{1,4}|[ivxlIVXL]{1,7})"
_LINE = r"[-‐‑–—―~=*·•|_]{1,3}"
_OF = r"(?:\s?(?:of|/|von|de|di|sur|out of|\|)\s?(\d{1,4}))"
_WORD = r"(?:page|pg\.?|p\.|seite|página|pagina|pag\.|sheet|folio|slide)"
# These can be nothing else wherever they stand.
_SURE = re.compile(
    rf"{_LINE}\s?(\d{{1,3}}|[ivxlIVXL]{{1,7}})\s?{_LINE}|[\[(<]\s?{_WORD}\s?{_NUMBER}{_OF}?\s?[\])>]|{_WORD}\s?{_NUMBER}{_OF}"
    rf"|{_NUMBER}{_OF}\s?(?:ページ|頁|页)|{_LINE}\s?{_WORD}\s?{_NUMBER}{_OF}?\s?{_LINE}",
    re.IGNORECASE,
)
_LIKELY = re.compile(rf"{_WORD}\s?{_NUMBER}|第?\s?{_NUMBER}\s?(?:ページ|頁|页|枚目)|{_NUMBER}\s?/\s?(\d{{1,4}})", re.IGNORECASE)
_BARE = re.compile(rf"[(\[]?{_NUMBER}[)\]]?")
# At the end of a line that has other columns.
_COLUMN = re.compile(rf"(?:\s{{2,}}|[|·•]\s?)(?:\[{_WORD}\s?{_NUMBER}{_OF}?\]|{_WORD}\s?{_NUMBER}{_OF}?)$", re.IGNORECASE)
_ALONE = ((_SURE, True, False), (_LIKELY, False, False), (_BARE, False, True))
# In characters, of a mark that has its line to itself.
MAX_ALONE = 40


class PageMark(NamedTuple):
    """The number that a line shows for its page. `is_sure`: it would be one wherever it stands; `is_bare`: nothing but it."""

    number: int
    is_sure: bool
    is_bare: bool = False


def page_mark(line: str) -> PageMark | None:
    """The page number that a line shows; None where it shows none."""
    text = line.strip()
    if len(text) > MAX_LINE or not text:
        return None
    if len(text) <= MAX_ALONE:
        text = unicodedata.normalize("NFKC", text)
        for pattern, is_sure, is_bare in _ALONE:
            if found := pattern.fullmatch(text):
                return _mark(found, is_sure, is_bare)
    found = _COLUMN.search(text) if text[-1] in "0123456789]" else None
    return _mark(found, is_sure=True) if found else None


def _mark(found: re.Match[str], is_sure: bool, is_bare: bool = False) -> PageMark | None:
    number = value_of(next(group for group in found.groups() if group))
    return PageMark(number, is_sure, is_bare) if number else None
