"""Footnotes on the pages of a PDF, and the small raised numbers in its text that refer to them, which are no text."""

import re
from collections.abc import Sequence

from corpus.formats.pdf_file import NO_BLANK
from corpus.formats.pdf_lines import RAISED, REFERENCE, Line

MAX_SIZE = 0.93
_NOTE = re.compile(r"\d{1,3}(?![\d.,]*\d)|[*＊†‡§※¹²³⁴-⁹]|[(（\[]?注\s?\d*|[(（\[]\d{1,3}[)）\]]")
_MARK = re.compile(r"\d+|[*＊†‡§※]")


def parted(found: Sequence[Line], size: float) -> tuple[list[Line], list[Line]]:
    """The lines of a region without the footnotes at their end, and these: smaller, and the first of them has the mark of one.

    `size` is that of most text.
    """
    begin = len(found)
    for number in range(len(found) - 1, -1, -1):
        if found[number].size > MAX_SIZE * size:
            break
        if _NOTE.match(found[number].text):
            begin = number
    return list(found[:begin]), list(found[begin:])


def without_references(found: Sequence[Line]) -> list[Line]:
    """The lines of a page; what refers to a footnote below is left out of them."""
    usual = max(found, key=lambda line: line.size * len(line.text), default=None)
    small = [line for line in found if usual and line.size <= MAX_SIZE * usual.size]
    alone = {line.start for line in small if REFERENCE.fullmatch(line.text) and _is_raised(line, found)}
    if not alone and not any(line.raised for line in found):
        return list(found)
    notes = {mark for line in small if line.start not in alone for mark in _marks(line.text)}
    cleared = (_cleared(line, notes) if line.raised else line for line in found)
    return [line for line in cleared if line.text and not (line.start in alone and notes.issuperset(_MARK.findall(line.text)))]


def _is_raised(line: Line, found: Sequence[Line]) -> bool:
    """Whether it stands at the end of larger text or within it, higher."""
    beside = (other for other in found if other.size > line.size and RAISED < (other.base - line.base) / other.size < 0.6)
    return any(other.left < line.left < other.right + other.size for other in beside)


def _marks(text: str) -> list[str]:
    """The number or sign that a footnote begins with."""
    found = _NOTE.match(text)
    return _MARK.findall(found.group()) if found else []


def _cleared(line: Line, notes: set[str]) -> Line:
    start, text = line.pieces[0]
    if line.raised[0][0] == start:  # the mark of a footnote itself
        last = line.raised[0][1]
        rest = text[last - start :]
        begin = last + len(rest) - len(rest.lstrip())
        return line._replace(pieces=((start, text[: last - start]), (begin, rest.lstrip()))) if rest.strip() else line
    for first, last in line.raised:
        reference = text[first - start : last - start]
        is_exponent = text[first - start - 1 : first - start].isdecimal()
        if not is_exponent and notes.issuperset(_MARK.findall(reference)):
            text = text[: first - start] + NO_BLANK * (last - first) + text[last - start :]
    return line._replace(pieces=((start, text.rstrip(f" {NO_BLANK}")),))
