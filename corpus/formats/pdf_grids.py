"""What ruled lines part on a page of a PDF: the rows of a table and, where there are upright lines, its columns."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_rules import Rule

Span = tuple[float, float]
MIN_WIDTH = 40.0
MIN_ROWS = 2
# How far the ends of the lines of one table may be apart, in points.
TOLERANCE = 5.0
# Of its height or width, what a line that parts a table crosses.
MIN_CROSSED = 0.6


class Grid(NamedTuple):
    """A table's edges, the heights of the lines between its rows, and its columns; none where no upright lines part them."""

    left: float
    right: float
    levels: tuple[float, ...]
    columns: tuple[Span, ...]

    def holds(self, line: Line) -> bool:
        """Whether the line stands within its edges."""
        middle = line.base - 0.3 * line.size
        return self.left - 3 < line.left and line.right < self.right + 3 and self.levels[0] < middle < self.levels[-1]

    def row_of(self, line: Line) -> int:
        """The row that a line stands in, counted from 1."""
        return bisect_left(self.levels, line.base - 0.3 * line.size)


def grids_of(rules: Sequence[Rule]) -> Iterator[Grid]:
    """Where level lines of one length stand above each other."""
    groups: list[list[Rule]] = []
    for rule in rules:
        if rule.is_level and rule.end - rule.begin >= MIN_WIDTH:
            group = next((g for g in reversed(groups[-20:]) if _are_alike(g[-1], rule)), None)
            if group is None:
                groups.append([rule])
            else:
                group.append(rule)
    uprights = [rule for rule in rules if not rule.is_level]
    for group in groups:
        for part in _unbroken(group, uprights):
            left, right = min(rule.begin for rule in part), max(rule.end for rule in part)
            levels = _closed([rule.place for rule in part], left, right, rules)
            if len(levels) > MIN_ROWS:
                yield Grid(left, right, levels, tuple(_columns(left, right, levels, uprights)))


def _are_alike(a: Rule, b: Rule) -> bool:
    return abs(a.begin - b.begin) < TOLERANCE and abs(a.end - b.end) < TOLERANCE


def _unbroken(group: Sequence[Rule], uprights: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Tables above each other that are equally wide: where there are upright lines, none goes from one to the other."""
    left, right = group[0].begin - TOLERANCE, group[0].end + TOLERANCE
    own = [upright for upright in uprights if left < upright.place < right]
    joins = [any(_crosses(upright, before.place, after.place) for upright in own) for before, after in pairwise(group)]
    part = [group[0]]
    for rule, is_joined in zip(group[1:], joins, strict=True):
        if any(joins) and not is_joined:
            yield part
            part = []
        part.append(rule)
    yield part


def _closed(levels: list[float], left: float, right: float, rules: Sequence[Rule]) -> tuple[float, ...]:
    """The levels, and the next longer ones that the lines at the left edge of a table lead to."""
    first, last = levels[0], levels[-1]
    edges = [u for u in rules if not u.is_level and abs(u.place - left) < TOLERANCE]
    top = min((u.begin for u in edges if u.begin < first <= u.end + 3), default=first) - 3
    bottom = max((u.end for u in edges if u.begin - 3 <= last < u.end), default=last) + 3
    longer = [r.place for r in rules if r.is_level and r.begin < left + TOLERANCE and r.end > right - TOLERANCE]
    above = max((place for place in longer if top < place < first), default=first)
    below = min((place for place in longer if last < place < bottom), default=last)
    return tuple(sorted({above, below, *levels}))


def _crosses(upright: Rule, top: float, bottom: float) -> bool:
    """Whether it goes from one height to the other."""
    return min(upright.end, bottom) - max(upright.begin, top) > MIN_CROSSED * (bottom - top)


def _columns(left: float, right: float, levels: Sequence[float], uprights: Sequence[Rule]) -> Iterator[Span]:
    top, bottom = levels[0], levels[-1]
    inside = (u for u in uprights if left - TOLERANCE < u.place < right + TOLERANCE)
    places = sorted(u.place for u in inside if min(u.end, bottom) - max(u.begin, top) > MIN_CROSSED * (bottom - top))
    within = [place for place in places if left + TOLERANCE < place < right - TOLERANCE]
    if within:
        yield from pairwise([left, *within, right])
