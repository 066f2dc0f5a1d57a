"""What pdfium tells of the characters of a page: their boxes, fonts, sizes and directions. Each call costs; few are made."""

import re
from collections.abc import Sequence
from ctypes import byref, c_double, c_int, create_string_buffer
from functools import lru_cache
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

RIGHT, DOWN, LEFT, UP, ASLANT = range(5)
_MAX_NAME = 120
_BOLD = re.compile(r"bold|black|heavy|demi|semib|cmbx|-bd|-w[6-9]|ultra", re.IGNORECASE)
_MONO = re.compile(r"courier|mono|consol|menlo|cmtt|typewriter|sourcecode|fixed", re.IGNORECASE)
_MINCHO = re.compile(r"mincho|min(?:pro|std|w\d|-w)|ryumin|明朝", re.IGNORECASE)
_GOTHIC = re.compile(r"gothic|kakugo|gob?(?:pro|std)|meiryo|ゴシック|メイリオ", re.IGNORECASE)
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page, upwards


class Font(NamedTuple):
    """What matters of a font. Among Japanese ones, headings in gothic stand out from text in mincho though neither is bold."""

    name: str
    is_bold: bool
    is_mono: bool
    is_mincho: bool = False
    is_gothic: bool = False


class Setting(NamedTuple):
    """How a character is set: its size in points, where it leads to, and where its text begins."""

    size: float
    direction: int
    x: float
    y: float


class Characters:
    """The characters of an open page, by their index."""

    def __init__(self, text_page: Any) -> None:
        self._handle = text_page.raw
        self._left, self._bottom, self._right, self._top = (c_double() for _ in range(4))
        self._rect = tuple(map(byref, (self._left, self._top, self._right, self._bottom)))
        self._matrix, self._flags, self._name = pdfium_c.FS_MATRIX(), c_int(), create_string_buffer(_MAX_NAME)
        self._matrix_place, self._flags_place = byref(self._matrix), byref(self._flags)

    def boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of the pieces that are each drawn at once. There are none of what cannot be seen."""
        found: list[Box] = []
        for number in range(pdfium_c.FPDFText_CountRects(self._handle, start, end - start)):
            if pdfium_c.FPDFText_GetRect(self._handle, number, *self._rect):
                found.append((self._left.value, self._bottom.value, self._right.value, self._top.value))
        return found

    def setting(self, index: int) -> Setting:
        """How a character is set."""
        matrix = self._matrix
        pdfium_c.FPDFText_GetMatrix(self._handle, index, self._matrix_place)
        size = pdfium_c.FPDFText_GetFontSize(self._handle, index) * hypot(matrix.c, matrix.d)
        return Setting(size or 1.0, _direction(matrix.a, matrix.b), matrix.e, matrix.f)

    def font(self, index: int) -> Font:
        """The font of a character."""
        length = pdfium_c.FPDFText_GetFontInfo(self._handle, index, self._name, _MAX_NAME, self._flags_place)
        return _known_font(self._name.value if 0 < length <= _MAX_NAME else b"")

    def height(self, index: int) -> float:
        """How far up the baseline of a character is, in points of the page."""
        pdfium_c.FPDFText_GetCharOrigin(self._handle, index, self._rect[0], self._rect[3])
        return self._bottom.value


def box_around(boxes: Sequence[Box]) -> Box:
    """The box around all."""
    if len(boxes) == 1:
        return boxes[0]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _direction(a: float, b: float) -> int:
    if min(abs(a), abs(b)) > 0.2 * max(abs(a), abs(b)):
        return ASLANT
    if abs(a) >= abs(b):
        return RIGHT if a >= 0 else LEFT
    return UP if b > 0 else DOWN


@lru_cache(maxsize=1000)
def _known_font(name: bytes) -> Font:
    try:
        whole = name.decode()
    except UnicodeDecodeError:
        whole = name.decode("cp932", "replace")
    text = whole.partition("+")[2] or whole
    return Font(text, *(pattern.search(text) is not None for pattern in (_BOLD, _MONO, _MINCHO, _GOTHIC)))
