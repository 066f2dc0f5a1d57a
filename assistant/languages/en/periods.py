"""The time that an English question is about."""

import re

from assistant.languages.period import Period, before, since, year

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_VERSION = r"(?:version|edition|issue|release|revision|text|rules?|fees?|rates?|prices?|policy|guidelines?|handbook|plan)"
_BEFORE = re.compile(rf"\b(?:before|prior to|until the end of|earlier than) {_YEAR}\b", re.IGNORECASE)
_SINCE = re.compile(rf"\b(?:since|from|as of|after the start of) {_YEAR}(?: on(?:wards?)?)?\b", re.IGNORECASE)
_IN = re.compile(
    rf"\b(?:(?:in|by|under|according to|per|of) the {_YEAR} {_VERSION}|{_VERSION} (?:of|from|for) (?P<second>(?:19|20|21)\d\d))\b",
    re.IGNORECASE,
)


def period(question: str) -> Period | None:
    """The time that a question is about, where it names a version by its year, or a year before or after which it asks."""
    if match := _BEFORE.search(question):
        return before(int(match["year"]))
    if match := _IN.search(question):
        return year(int(match["year"] or match["second"]))
    if match := _SINCE.search(question):
        return since(int(match["year"]))
    return None
