"""Abbreviations that a text spells out: "Government Security Operation Coordination team (GSOC)".

The method of Schwartz & Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical text":
the letters of the short form are found from right to left in the words before it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_SHORT = re.compile(r"(?<![\w/])[A-Z][A-Za-z]{0,8}[A-Z](?:/[A-Z]+)?(?![\w/])")
# What may stand between the words and their short form.
_BETWEEN = re.compile(
    r"[\s,(“\"‘'\[–-]*(?:(?:also |or )?(?:known as|called|abbreviated(?: as| to)?|or|the|in short|short)[\s,(“\"‘']+)*$"
)
# Two words or more, parted by blanks or hyphens; the first is capitalised, or of small letters only.
_AFTER = re.compile(r"[”\"’']*\s?[(\[]\s?((?:[A-Z](?=[\w-]+[ -][\w-])|[a-z]++(?=[ -][\w-]))[\w-]*+(?: [\w-]++)*+)\s?[)\]]")
# In characters: how far before a short form its words may begin, and what stands between them and it.
_WORDS_REACH, _BETWEEN_REACH = 600, 80


@lru_cache(maxsize=2048)
def abbreviations(text: str) -> Mapping[str, str]:
    """Each short form that the text spells out, in capitals, with the words it stands for."""
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = match.group()
        if after := _AFTER.match(text, match.end()):
            long = _long_form(short, after.group(1))
        else:
            start = max(0, match.start() - _BETWEEN_REACH)
            between = _BETWEEN.search(text[start : match.start()])
            ends = start + between.start() if between and _opens(between.group()) else 0
            long = _long_form(short, text[max(0, ends - _WORDS_REACH) : ends])
        if long:
            found.setdefault(short.upper(), long)
    return MappingProxyType(found)


def _opens(between: str) -> bool:
    """Whether what stands between sets the short form off, so that it is no mere next word."""
    return any(mark in between for mark in "(,“\"‘'[") or "called" in between or "as" in between


def _long_form(short: str, words: str) -> str:
    """The shortest end of `words` whose letters spell `short`, its first letter beginning a word; else ""."""
    letters = [c.casefold() for c in short if c.isalnum()]
    window = " ".join(words.split()[-min(len(letters) + 6, len(letters) * 2 + 2) :])
    at = len(window)
    for position, letter in enumerate(reversed(letters), 1):
        at -= 1
        first = position == len(letters)
        while at >= 0 and (window[at].casefold() != letter or (first and at > 0 and window[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    long = window[at:]
    return long if len(long.split()) > 1 and short not in long.split() else ""
