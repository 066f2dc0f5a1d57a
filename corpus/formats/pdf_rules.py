"""The lines that a page of a PDF draws: those of tables, above footnotes, and around boxes."""

from collections.abc import Iterator
from ctypes import byref, c_float
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

# A page that draws more is a drawing.
MAX_OBJECTS = 5000
MAX_SEGMENTS = 5000
MIN_LENGTH = 8.0
# What has no more segments is a line or a box, which its bounds tell as well.
MAX_BOX = 5
# Both edges of a drawn line, which is a thin box, are the line.
THICKNESS = 3.0


class Rule(NamedTuple):
    """A straight line at `place`, from `begin` to `end`: down and across the page as a `Line` counts them."""

    is_level: bool
    place: float
    begin: float
    end: float


def rules_of(page: Any, direction: int) -> list[Rule]:
    """The level and the upright lines of a page whose text leads in a direction; those that touch are one."""
    found = (_seen(rule, direction) for rule in _edges(page))
    return _merged([rule for rule in found if rule.end - rule.begin >= MIN_LENGTH])


def _edges(page: Any) -> Iterator[Rule]:
    """Straight lines as the page has them, upwards."""
    point_x, point_y, left = c_float(), c_float(), MAX_SEGMENTS
    for number in range(min(MAX_OBJECTS, pdfium_c.FPDFPage_CountObjects(page.raw))):
        drawn = pdfium_c.FPDFPage_GetObject(page.raw, number)
        if pdfium_c.FPDFPageObj_GetType(drawn) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFPageObj_GetMatrix(drawn, byref(matrix))
        points: list[tuple[float, float]] = []
        count = pdfium_c.FPDFPath_CountSegments(drawn)
        left -= count
        if left < 0:
            return
        if count <= MAX_BOX:
            yield from _sides(drawn, count)
            continue
        for index in range(count):
            segment = pdfium_c.FPDFPath_GetPathSegment(drawn, index)
            pdfium_c.FPDFPathSegment_GetPoint(segment, byref(point_x), byref(point_y))
            x, y = point_x.value, point_y.value
            kind = pdfium_c.FPDFPathSegment_GetType(segment)
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                yield from _straight(points)
                points = []
            place = (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
            points = [place] if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO else [*points, place]
        yield from _straight(points)


def _sides(drawn: Any, count: int) -> Iterator[Rule]:
    """The lines that a line or a box is: one that is neither level nor upright is none."""
    sides = [c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(drawn, *map(byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    is_line = right - left < THICKNESS or top - bottom < THICKNESS
    if is_line or count > 3:
        yield from _straight([(left, bottom), (right, bottom), (right, top), (left, top)])


def _straight(points: list[tuple[float, float]]) -> Iterator[Rule]:
    closed = [*points, points[0]] if len(points) > 2 else points
    for (x1, y1), (x2, y2) in pairwise(closed):
        if abs(y1 - y2) < 0.5:
            yield Rule(True, y1, min(x1, x2), max(x1, x2))
        elif abs(x1 - x2) < 0.5:
            yield Rule(False, x1, min(y1, y2), max(y1, y2))


def _seen(rule: Rule, direction: int) -> Rule:
    is_level, place, begin, end = rule
    match direction:
        case 1:
            return Rule(not is_level, -place, -end, -begin)
        case 2:
            return Rule(is_level, place, -end, -begin) if is_level else Rule(False, -place, begin, end)
        case 3:
            return Rule(not is_level, place, begin, end)
    return Rule(True, -place, begin, end) if is_level else Rule(False, place, -end, -begin)


def _merged(found: list[Rule]) -> list[Rule]:
    """Lines that lie on one another or go on each other as one."""
    result: list[Rule] = []
    for rule in sorted(found):
        same = [n for n in range(max(0, len(result) - 40), len(result)) if _touch(result[n], rule)]
        if same:
            last = result[same[-1]]
            result[same[-1]] = last._replace(begin=min(last.begin, rule.begin), end=max(last.end, rule.end))
        else:
            result.append(rule)
    return result


def _touch(a: Rule, b: Rule) -> bool:
    is_near = a.is_level == b.is_level and abs(a.place - b.place) <= THICKNESS
    return is_near and b.begin <= a.end + THICKNESS and a.begin <= b.end + THICKNESS
