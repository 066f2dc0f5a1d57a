"""The text of an answer in lines, and where in it the words of its short answer stand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.answer import Answer

# What the text of an answer adds to a quote, where it lays out a list or puts a date in brackets; and what it leaves out.
_ADDED = frozenset("-()")
_BULLET = re.compile(r"^[ \t>]*(?:[^\w\s(]|\w{1,3}[.)])[ \t]+", re.MULTILINE)


class Span(NamedTuple):
    """Characters of a text, from `start` to before `end`."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class Line(NamedTuple):
    """A line without the blanks around it. `bold` are those of its characters that are words of the short answer."""

    text: str
    bold: Span

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.text.startswith("- ")

    def without(self, prefix: str) -> "Line":
        """The line without this beginning, which it has."""
        return Line(self.text.removeprefix(prefix), Span(*(at - len(prefix) for at in self.bold)))


def lines(text: str, bold: Span = NOWHERE) -> Iterator[Line]:
    """The lines that are not blank, of a text with these words of the short answer in it."""
    begin = 0
    for whole in text.splitlines(keepends=True):
        start = begin + len(whole) - len(whole.lstrip())
        begin += len(whole)
        if line := whole.strip():
            yield Line(line, Span(*(at - start for at in bold)))


def short_span(answer: Answer) -> Span:
    """Where the short answer stands in the answer's text; nowhere if it is not part of a quote there.

    A quote is found from its marker backwards, for what stands before it may be anything.
    """
    short = answer.short_answer
    citation = short and next((c for c in answer.citations if c.marker == short.marker), None)
    if not short or not citation:
        return NOWHERE
    span = Span(short.start - citation.start, short.end - citation.start)
    marker = re.search(rf"\[{short.marker}\]$", answer.answer, re.MULTILINE)
    is_quoted = 0 <= span.start < span.end <= len(citation.quote) and citation.quote[slice(*span)] == short.text
    return _found(answer.answer[: marker.start()].rstrip(), citation.quote, span) if marker and is_quoted else NOWHERE


def _found(text: str, quote: str, span: Span) -> Span:
    """The place of a span of the quote in a text that ends with the quote, however that is laid out."""
    if text.endswith(quote):
        return Span(*(len(text) - len(quote) + at for at in span))
    first, behind, at = 0, 0, len(text)
    bullets = {i for bullet in _BULLET.finditer(quote) for i in range(*bullet.span())}
    for i in range(len(quote) - 1, span.start - 1, -1):
        if quote[i].isspace() or i in bullets:
            continue
        at = _before(text, at, quote[i])
        if at < 0:
            return NOWHERE
        if i < span.end:
            first, behind = at, behind or at + 1
    return Span(first, behind)


def _before(text: str, end: int, character: str) -> int:
    """Where this character stands next before the end, with nothing but layout between; -1 if it does not."""
    at = end - 1
    while at >= 0 and text[at] != character and (text[at].isspace() or text[at] in _ADDED):
        at -= 1
    return at if at >= 0 and text[at] == character else -1
