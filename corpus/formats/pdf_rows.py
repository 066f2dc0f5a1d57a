"""The lines of a page, or of a part of it, in the order in which they follow each other."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.formats.pdf_lines import Line

# More pieces that the file has in another order than that of the page are read from the top.
MAX_BLOCKS = 100
# Baselines that are as near, in sizes of the font, are one: what is raised or lowered is part of its line.
SAME_BASE = 0.45


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


def is_ordered(found: Sequence[Line]) -> bool:
    """Whether each line stands below the one before."""
    return all(after.base - before.base > SAME_BASE * max(before.size, after.size) for before, after in pairwise(found))


def untangled(found: Sequence[Line]) -> list[Line]:
    """Lines in the order of the file, but what stands above something else that shares its columns comes before it."""
    blocks = list(_blocks(sorted(found, key=lambda line: line.start)))
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


def joined(ordered: Sequence[Line]) -> Iterator[Line]:
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
