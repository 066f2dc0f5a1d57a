"""The newest of dated news."""

import re
from collections.abc import Iterable
from datetime import date

from corpus.document import Document, Passage

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# The year before an era's first.
_ERAS = {"令和": 2018, "平成": 1988}
_DATES = (
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<era>令和|平成)(?P<year>\d{1,2}|元)年\s?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})"),
)


def newest(passages: Iterable[Passage], like: Passage, document: Document) -> Passage:
    """Of the news under the same heading the newest one; `like` itself where no date can be read."""
    peers = [p for p in passages if p.kind == "news" and (p.document_id, p.section) == (like.document_id, like.section)]
    dated = [(day, passage) for passage in peers if (day := date_of(passage, document))]
    return max(dated, key=lambda pair: pair[0], default=(None, like))[1]


def date_of(passage: Passage, document: Document) -> date | None:
    """The date of a news item, as its date line says it."""
    lines = (document.text[s.start : s.end] for s in passage.sentences if s.role == "date")
    return next((day for line in lines if (day := _date(line[:100]))), None)


def _date(line: str) -> date | None:
    for pattern in _DATES:
        if match := pattern.search(line):
            try:
                return date(_year(match), _month(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def _year(match: re.Match[str]) -> int:
    """In the calendar that counts from year 1; an era's first year is 元."""
    number = 1 if match["year"] == "元" else int(match["year"])
    return number + _ERAS.get(match.groupdict().get("era") or "", 0)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name.casefold()) + 1
