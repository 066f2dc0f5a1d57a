"""Documents that say different things at different times."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.languages.period import Period
from assistant.reading.reading import Evidence
from assistant.units import Unit
from corpus.document import Document
from index.tokens import terms_once

# So much of what two quotes say has to be the same for one to say otherwise what the other says.
LIKE = 0.5
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")


def of_period(evidence: Sequence[Evidence], period: Period | None, least: float) -> Sequence[Evidence]:
    """The evidence from documents of a period, where any of it is at least so probable; else all evidence."""
    own = [each for each in evidence if period and _is_of(each.unit.hit.document, period)]
    return own if any(each.probability >= least for each in own) else evidence


def otherwise(best: Evidence, each: Evidence) -> bool:
    """Whether a document of another date says the same as the best evidence, but with another value."""
    document, other = best.unit.hit.document, each.unit.hit.document
    if document.as_of is None or other.as_of is None or document.as_of == other.as_of:
        return False
    values = [document.text[slice(*best.short)] if best.short else "", other.text[slice(*each.short)] if each.short else ""]
    return all(values) and _words(values[0]) != _words(values[1]) and _likeness(best, each, values) >= LIKE


def newest_first(units: Sequence[Unit]) -> list[Unit]:
    """Units of documents of different dates, the newest first; all others in their order."""
    days = [unit.hit.document.as_of for unit in units]
    if len({day for day in days if day}) < 2:
        return list(units)
    return sorted(units, key=lambda unit: unit.hit.document.as_of or date.min, reverse=True)


def _is_of(document: Document, period: Period) -> bool:
    if document.as_of and period.holds(document.as_of):
        return True
    named = [int(number) for number in _YEAR.findall(document.title)]
    return period.first.year == period.last.year and period.first.year in named


def _likeness(best: Evidence, each: Evidence, values: Sequence[str]) -> float:
    said = [_words(evidence.unit.text) - _words(value) for evidence, value in zip((best, each), values, strict=True)]
    whole = said[0] | said[1]
    return len(said[0] & said[1]) / len(whole) if whole else 0.0


def _words(text: str) -> set[str]:
    return {term.term for term in terms_once(text)}
