"""The time that a Japanese question is about."""

import re
import unicodedata

from assistant.languages.period import Period, before, since, year
from corpus.dates import ERAS

_YEAR = rf"(?P<era>{'|'.join(ERAS)})?(?P<year>\d{{1,4}}|元)(?:年度?)?"
_BEFORE = re.compile(rf"{_YEAR}(?:よりも?前|以前|になる前|まで(?=の[^年月日]))")
_SINCE = re.compile(rf"{_YEAR}(?:以降|以後|から(?=[のは、]))")
_IN = re.compile(rf"{_YEAR}(?:版|改訂版|改正版|時点|の(?:第?\d*版|規程|規則|料金表?|要綱|指針|方針|計画))")


def period(question: str) -> Period | None:
    """The time that a question is about, where it names a version by its year, or a year before or after which it asks."""
    text = unicodedata.normalize("NFKC", question)
    for pattern, made in ((_BEFORE, before), (_IN, year), (_SINCE, since)):
        if (match := pattern.search(text)) and (number := _number(match)):
            return made(number)
    return None


def _number(match: re.Match[str]) -> int | None:
    """The year, in the calendar that counts from year 1."""
    number = 1 if match["year"] == "元" else int(match["year"])
    number += ERAS.get(match["era"] or "", 0)
    return number if 1800 <= number <= 2200 else None
