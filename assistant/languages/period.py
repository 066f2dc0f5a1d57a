"""The time that a question is about, where it names one."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both within."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


def year(number: int) -> Period:
    """A whole year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def before(number: int) -> Period:
    """All that was before a year began."""
    return Period(date.min, date(number - 1, 12, 31))


def since(number: int) -> Period:
    """A year and all that came after."""
    return Period(date(number, 1, 1), date.max)
