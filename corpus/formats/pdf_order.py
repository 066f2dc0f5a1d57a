"""The reading order of a page of a PDF: columns one after the other, and what stands across them where it stands."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus import lines
from corpus.formats.pdf_lines import Line

# Columns of running text have so many lines each, are so many sizes of their font wide, and filled to such a share on average.
MIN_LINES = 3
MIN_WIDTH = 9
MIN_FILLED = 0.55
# Between columns, in sizes of the font.
MIN_GUTTER = 0.6
# Of lines that may begin a column, so that no page is looked at for long.
MAX_CANDIDATES = 12
MAX_DEPTH = 12
# Baselines that are as near, in sizes of the font, are one: what is raised or lowered is part of its line.
SAME_BASE = 0.45
# More pieces that the file has in another order than that of the page are read from the top.
MAX_BLOCKS = 100


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


def rows(found: Sequence[Line]) -> list[list[Line]]:
    """Lines by their baselines, from the top, each from the left."""
    result: list[list[Line]] = []
    for line in sorted(found, key=lambda line: line.base):
        if result and line.base - result[-1][0].base < SAME_BASE * max(line.size, result[-1][0].size):
            result[-1].append(line)
        else:
            result.append([line])
    for row in result:
        row.sort(key=lambda line: line.left)
    return result


def _regions(found: list[Line], depth: int) -> Iterator[Region]:
    """The lines by columns, and these by columns, as often as `depth` says."""
    gutter = _gutter(found) if depth and not _is_simple(found) else None
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


def _is_simple(found: Sequence[Line]) -> bool:
    """Whether each line stands below the one before."""
    return all(after.base - before.base > SAME_BASE * max(before.size, after.size) for before, after in pairwise(found))


def _leaf(found: list[Line]) -> Iterator[Region]:
    """Lines that share their edges: as the file has them, but for what it has out of place."""
    if found:
        ordered = found if _is_simple(found) else list(_joined(_untangled(sorted(found, key=lambda line: line.start))))
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


def _untangled(found: Sequence[Line]) -> list[Line]:
    """Lines in the order of the file, but what stands above something else that shares its columns comes before it."""
    blocks = list(_blocks(found))
    if len(blocks) == 1:
        return list(found)
    if len(blocks) > MAX_BLOCKS:
        return [line for row in rows(found) for line in row]
    boxes = [(min(x.left for x in b), min(x.top for x in b), max(x.right for x in b), max(x.bottom for x in b)) for b in blocks]
    result: list[Line] = []
    waiting = list(range(len(blocks)))
    while waiting:
        is_free = (n for n in waiting if not any(_is_above(boxes[other], boxes[n]) for other in waiting if other != n))
        number = next(is_free, waiting[0])
        waiting.remove(number)
        result += blocks[number]
    return result


def _blocks(found: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow each other in the file and on the page."""
    block: list[Line] = []
    for line in found:
        if block and not _follows(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _follows(before: Line, line: Line) -> bool:
    size = max(before.size, line.size)
    if abs(line.base - before.base) < SAME_BASE * size:
        return line.left > before.left
    return 0 < line.base - before.base < 3 * size and line.left < before.right and line.right > before.left - 40 * size


def _is_above(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[3] <= b[1] + 0.3 * (b[3] - b[1])


def _joined(ordered: Sequence[Line]) -> Iterator[Line]:
    """Lines that follow each other on one baseline as one, but for what has no text as it stands for something else."""
    current: Line | None = None
    for line in ordered:
        if current and _is_beside(current, line):
            larger = max(current, line, key=lambda part: part.size)
            current = larger._replace(pieces=current.pieces + line.pieces, left=current.left, right=line.right)
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def _is_beside(before: Line, line: Line) -> bool:
    is_level = abs(line.base - before.base) < SAME_BASE * max(line.size, before.size)
    return is_level and line.left > before.left and bool(line.pieces[0][1] and before.pieces[0][1])
