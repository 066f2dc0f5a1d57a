"""The reading order of a page of a PDF: columns one after the other, and what stands across them where it stands."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus import lines
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_rows import is_ordered, joined, rows, untangled

# Columns of running text have so many lines each, are so many sizes of their font wide, and filled to such a share on average.
MIN_LINES = 3
MIN_WIDTH = 9
MIN_FILLED = 0.55
# Between columns, in sizes of the font.
MIN_GUTTER = 0.6
# Of lines that may begin a column, so that no page is looked at for long.
MAX_CANDIDATES = 12
MAX_DEPTH = 12


class Region(NamedTuple):
    """Lines in reading order that share a left and a right edge."""

    lines: tuple[Line, ...]
    left: float
    right: float


def regions(found: Sequence[Line]) -> Iterator[Region]:
    """The lines of a page in reading order. What leads in another direction than most is read last, each by itself."""
    main = main_direction(found)
    straight = [line for line in found if line.direction == main]
    yield from _regions(straight, MAX_DEPTH)
    turned = [line for line in found if line.direction != main]
    for _, group in groupby(turned, lambda line: line.direction):
        yield from _leaf(list(group))


def main_direction(found: Sequence[Line]) -> int:
    """The direction of most text."""
    lengths: dict[int, int] = {}
    for line in found:
        lengths[line.direction] = lengths.get(line.direction, 0) + len(line.pieces[0][1])
    return max(lengths, key=lambda direction: lengths[direction], default=0)


def _regions(found: list[Line], depth: int) -> Iterator[Region]:
    """The lines by columns, and these by columns, as often as `depth` says."""
    gutter = _gutter(found) if depth and not is_ordered(found) else None
    if gutter is None:
        yield from _leaf(found)
        return
    rest: list[Line] = []
    for band in _bands(found, gutter):
        above, left, right, below = _sides(band, gutter)
        if not _are_columns(left, right):
            rest += band
            continue
        yield from _regions(rest + above, depth - 1)
        yield from _regions(left, depth - 1)
        yield from _regions(right, depth - 1)
        rest = below
    yield from _regions(rest, depth - 1)


def _leaf(found: list[Line]) -> Iterator[Region]:
    """Lines that share their edges: as the file has them, but for what it has out of place."""
    if found:
        ordered = found if is_ordered(found) else list(joined(untangled(found)))
        yield Region(tuple(ordered), min(line.left for line in found), _right_edge(found))


def _right_edge(found: Sequence[Line]) -> float:
    """Where most lines end that end together, or the furthest."""
    ends = sorted(line.right for line in found)
    most, best = 0, ends[-1]
    begin = 0
    for number, end in enumerate(ends):
        while end - ends[begin] > 3:
            begin += 1
        if number - begin + 1 >= most:
            most, best = number - begin + 1, end
    return best if most >= max(3, len(ends) / 8) and best > ends[0] + 0.6 * (ends[-1] - ends[0]) else ends[-1]


def _gutter(found: Sequence[Line]) -> float | None:
    """Where a column begins that has another beside it: the place with the most lines on both sides."""
    starts: dict[int, list[float]] = {}
    for line in found:
        starts.setdefault(round(line.left / 4), []).append(line.left)
    best, gutter = 0, None
    ends = sorted(line.right + MIN_GUTTER * line.size for line in found)
    first = min(line.left for line in found)
    often = sorted((group for group in starts.values() if len(group) >= MIN_LINES), key=len, reverse=True)
    for group in often[:MAX_CANDIDATES]:
        place = min(group) - 1
        before = bisect_right(ends, place)
        if before < MIN_LINES or ends[before - 1] - first < MIN_WIDTH * found[0].size / 2:
            continue
        told = 0
        for band in _bands(found, place):
            _, left, right, _ = _sides(band, place)
            if _are_columns(left, right):
                told += len(left) + len(right)
        if told > best:
            best, gutter = told, place
    return gutter


def _bands(found: Sequence[Line], gutter: float) -> Iterator[list[Line]]:
    """The lines from the top, in turn those that stand across the gutter and those that do not."""
    ordered = sorted(found, key=lambda line: line.base)
    for _, band in groupby(ordered, lambda line: _crosses(line, gutter)):
        yield list(band)


def _crosses(line: Line, gutter: float) -> bool:
    return line.left < gutter < line.right + MIN_GUTTER * line.size


def _sides(band: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line], list[Line], list[Line]]:
    """What stands above columns, left and right of the gutter, and below, each in the order of the file.

    What stands on one side alone, at the top or the bottom, is no part of a column where the file has it before or after both.
    """
    ordered = sorted((line for line in band if not _crosses(line, gutter)), key=lambda line: line.start)
    sides = [[line for line in ordered if line.left < gutter], [line for line in ordered if line.left >= gutter]]
    if len(ordered) < len(band) or not all(sides):
        return [], [], list(band), []
    above, below = [], []
    for side, other in (sides, sides[::-1]):
        first, last = min(other, key=lambda line: line.base), max(other, key=lambda line: line.base)
        start, end = min(line.start for line in other), max(line.start for line in other)
        size = last.size
        above += [line for line in side if line.base < first.base - size and line.start < start and side is sides[1]]
        below += [line for line in side if line.base > last.base + size and line.start > end and side is sides[0]]
    apart = {line.start for line in above + below}
    left, right = ([line for line in side if line.start not in apart] for side in sides)
    return above, left, right, below


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether what stands beside each other is running text and not the cells of a table."""
    if len(left) < MIN_LINES or len(right) < MIN_LINES or not (_is_running_text(left) and _is_running_text(right)):
        return False
    sides = sorted([(line.start, 0, line.base) for line in left] + [(line.start, 1, line.base) for line in right])
    blocks = [{round(base) for _, _, base in block} for _, block in groupby(sides, lambda side: side[1])]
    if len(blocks) <= 3 or sum(map(len, blocks)) < 1.5 * len(blocks):
        return True
    # Cells of several lines, written row by row: those of a row begin at the same height.
    return sum(abs(min(a) - min(b)) < 3 for a, b in pairwise(blocks)) < 0.4 * len(blocks)


def _is_running_text(side: Sequence[Line]) -> bool:
    first, last = min(line.left for line in side), max(line.right for line in side)
    size = sorted(line.size for line in side)[len(side) // 2]
    by_row = rows(side)
    filled = sum(row[-1].right - row[0].left for row in by_row) / len(by_row)
    words = sum(lines.width(line.text) for line in side) / len(by_row)
    return last - first >= MIN_WIDTH * size and filled >= MIN_FILLED * (last - first) and words >= 1.5 * MIN_WIDTH
