"""Words broken at the end of a line: whether their hyphen belongs to them.

A hyphen that only broke a word is dropped where the word is put together again: the writer did not write it, and a reader who
searches for the word or quotes it would not miss it. A hyphen of the word itself, as in "well-known", stays.
"""

import re
from collections.abc import Iterable, Set

SOFT_HYPHEN = "\u00ad"
# What stands only where a line breaks a word, and all that may.
_SOFT = SOFT_HYPHEN + "¬"
HYPHENS = "-‐" + _SOFT
_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
# The last word of a line; long enough for any word, so that a line of nothing but letters takes no longer.
_LAST = re.compile(r"([^\W\d_]+(?:[-‐'’][^\W\d_]+)*)[-‐\u00ad¬]$")
LONGEST = 80
# First and last parts of compounds that are written with a hyphen wherever they stand.
_KEPT_FIRST = frozenset("self non well multi cross quasi twenty thirty forty fifty sixty seventy eighty ninety".split())
_KEPT_LAST = frozenset("based called driven known oriented party related specific term year".split())
_SYLLABLES = frozenset("de dis inter re sub super un".split())
# Words that are far more often the beginning of another than of a compound, and what such a compound ends in.
_BEGINNINGS = frozenset("an as at be can for in no of on out over per some to under up with".split())
_KEPT_BEHIND = frozenset("board call demand depth duty house kind law laws person premise premises screen site".split())
# Within a compound, as in "state-of-the-art".
_LINKS = frozenset("a and at by for in of on or over the to up".split())
# Behind a word of which the end is told later, as in "pre- and post-war".
_AND = frozenset("and or to und oder bis et ou y o e".split())


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text, casefolded: all but those that may be parts, at the end and the beginning of lines around a hyphen.

    A compound with a hyphen is one word.
    """
    words: set[str] = set()
    is_part = False
    for line in lines:
        text = line.strip()
        found = [word.casefold().replace("‐", "-") for word in _WORD.findall(text)]
        is_broken = text.endswith(tuple(HYPHENS))
        words.update(found[1 if is_part else 0 : -1 if is_broken else None])
        is_part = is_broken
    return frozenset(words)


def is_suspended(before: str, after: str) -> bool:
    """Whether the hyphen at the end of `before` stands for the end of a later word, as in "pre- and post-war"."""
    return before.endswith(("-", "‐")) and after.split(maxsplit=1)[:1] == [_first_word(after)] and _first_word(after) in _AND


def drops_hyphen(before: str, after: str, words: Set[str]) -> bool:
    """Whether the hyphen at the end of the line `before` only broke a word that goes on in the line `after`.

    `words` are those of the document, as `vocabulary` gives them. What it has, joined or with a hyphen, decides; otherwise it
    is a broken word unless its parts are words of the document, or such as are written with a hyphen.
    """
    match = _LAST.search(before[-LONGEST:])
    tail = _first_word(after)
    if not match or not tail:
        return False
    if before.endswith(tuple(_SOFT)):
        return True
    head = match[1].casefold().replace("‐", "-")
    last = re.split("[-'’]", head)[-1]
    if head + tail in words or last + tail in words:
        return True
    if f"{head}-{tail}" in words or not after[0].islower() or match[1].isupper():
        return False
    is_linked = last != head and last in _LINKS
    return not (is_linked or is_suspended(before, after) or _is_compound(last, tail, last in words and tail in words))


def _is_compound(first: str, last: str, are_words: bool) -> bool:
    if first in _BEGINNINGS:
        return last in _KEPT_BEHIND
    is_letter = len(first) == 1 or len(last) == 1
    return are_words or is_letter or first in _KEPT_FIRST or (last in _KEPT_LAST and first not in _SYLLABLES)


def _first_word(text: str) -> str:
    match = _WORD.match(text[:LONGEST])
    return match.group().casefold().replace("‐", "-") if match else ""
