"""The pages of a plain text: where they begin, and what of them is no text."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.page_marks import PageMark, page_mark
from corpus.running_lines import running_lines


class TextPages(NamedTuple):
    """The positions of the lines that begin a page, and of those that a reader skips: page numbers, headers and footers."""

    begins: frozenset[int]
    skipped: frozenset[int]


def pages_of(lines: Sequence[str], form_feeds: Iterable[int]) -> TextPages:
    """The pages of a text between form feeds and page marks. `form_feeds` are the positions of the lines behind them.

    Page numbers and running lines are skipped, as `running_lines` explains; where there are no pages, nothing is.
    """
    marks = _marks(lines)
    begins = sorted({*form_feeds, *(mark + 1 for mark in marks)} - {0, len(lines)})
    if not begins and not marks:
        return TextPages(frozenset(), frozenset())
    starts = _starts([0, *begins], lines)
    pages = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    skipped = {starts[page] + line for page, line in running_lines(pages)}
    return TextPages(frozenset(starts[1:]), frozenset(skipped | marks))


def _marks(lines: Sequence[str]) -> set[int]:
    """Where the marks of pages stand: those that can be nothing else, and others if there is also that of the next page."""
    found = [(position, mark) for position, line in enumerate(lines) if (mark := page_mark(line)) and not mark.is_bare]
    numbers = {mark.number for _, mark in found if not mark.is_sure}
    return {position for position, mark in found if mark.is_sure or _has_neighbour(mark, numbers)}


def _has_neighbour(mark: PageMark, numbers: set[int]) -> bool:
    return mark.number - 1 in numbers or mark.number + 1 in numbers


def _starts(begins: Sequence[int], lines: Sequence[str]) -> list[int]:
    """Where pages begin that have any text."""
    ends = [*begins[1:], len(lines)]
    starts = [start for start, end in zip(begins, ends, strict=True) if any(map(str.strip, lines[start:end]))]
    return starts or [0]
