"""Dates as people write them, in English and Japanese."""

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Eras of Japan, by the year before an era's first.
ERAS = {"令和": 2018, "平成": 1988}
_DATES = (
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<era>令和|平成)(?P<year>\d{1,2}|元)年\s?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})"),
)


def date_in(text: str) -> date | None:
    """The first date of a text, in the first of the forms that it has one in; None where there is none."""
    for pattern in _DATES:
        if match := pattern.search(text):
            try:
                return date(_year(match), _month(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def _year(match: re.Match[str]) -> int:
    """In the calendar that counts from year 1; an era's first year is 元."""
    number = 1 if match["year"] == "元" else int(match["year"])
    return number + ERAS.get(match.groupdict().get("era") or "", 0)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name.casefold()) + 1
