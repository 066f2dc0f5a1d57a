"""The value of a cell as it is read on a sheet."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

# What a cell shows instead of a value.
_ERRORS = frozenset("#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC!".split())
# Spreadsheets keep no more digits of a number.
_DIGITS = ".15g"
_MAX_EXPONENT = 20


def shown(value: object, is_percent: bool = False) -> str:
    """The text of a value: dates and times in ISO form, numbers without grouping, nothing for an error."""
    match value:
        case str():
            return "" if value in _ERRORS else value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _percent(value) if is_percent else _number(value)
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case time():
            return _clock(
                timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
            )
        case timedelta():
            return _clock(value)
        case _:
            return ""


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not math.isfinite(value):
        return ""
    text = format(value, _DIGITS)
    is_long = "e" in text and abs(int(text.partition("e")[2])) <= _MAX_EXPONENT
    return format(Decimal(text), "f") if is_long else text


def _percent(value: float) -> str:
    text = _number(value * 100)
    return text and f"{text}%"


def _moment(value: datetime) -> str:
    """A date, with its time where it has one."""
    clock = _clock(value - datetime.combine(value, time()))
    return f"{value.date().isoformat()} {clock}" if clock != "00:00" else value.date().isoformat()


def _clock(value: timedelta) -> str:
    """Hours, minutes and, where there are any, seconds; hours may be more than 24."""
    seconds = round(abs(value).total_seconds())
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return f"-{text}" if value < timedelta(0) else text
