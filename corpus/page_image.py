"""Pictures of the pages of PDFs, with what is quoted from them marked."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from math import sqrt

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw

from corpus.errors import CorpusError
from corpus.formats.pdf_chars import RIGHT, Characters, box_around
from corpus.formats.pdf_file import open_page, opened
from corpus.formats.pdf_marks import Marks, Place
from corpus.formats.pdf_pages import read_page

MIN_WIDTH, MAX_WIDTH = 50, 4000
# A page may be a strip of paper: its picture is never larger than this, in pixels, and less wide instead.
MAX_PIXELS = 16_000_000
MAX_SIDE = 16_000
MAX_MARKS = 200
MARKED = (255, 236, 110)
EDGE = (214, 170, 20)
_NAME = "The file"
Box = tuple[float, float, float, float]


def page_image(data: bytes, page: int, marks: Sequence[str], width: int = 1000) -> bytes:
    """A page of a PDF, counted from 1, as a PNG that is `width` pixels wide, with what it has of each mark in yellow.

    A mark is a quote of the document's text; it may begin on the page before or go on on the next.
    Raises CorpusError if the file cannot be read or has no such page, or the width is none.
    """
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise CorpusError(f"A picture cannot be {width} pixels wide", f"ask for {MIN_WIDTH} to {MAX_WIDTH}")
    with opened(data, _NAME) as document, open_page(document, page - 1, _NAME) as (sheet, text_page):
        scale = _scale(sheet, width)
        boxes = list(_boxes(sheet, text_page, page - 1, marks[:MAX_MARKS]))
        with closing(sheet.render(scale=scale)) as bitmap:
            converter = bitmap.get_posconv(sheet)
            corners = [
                (*converter.to_bitmap(left, top), *converter.to_bitmap(right, bottom)) for left, bottom, right, top in boxes
            ]
            picture = bitmap.to_pil().convert("RGB")
    return _png(_marked(picture, corners))


def _scale(sheet: pdfium.PdfPage, width: int) -> float:
    """Pixels for each point."""
    page_width, page_height = map(float, sheet.get_size())
    if page_width <= 0 or page_height <= 0:
        raise CorpusError("The page has no size", "print the file to a new PDF")
    most = min(sqrt(MAX_PIXELS / (page_width * page_height)), MAX_SIDE / max(page_width, page_height))
    return min((width - 0.01) / page_width, most)  # rounded up


def _boxes(sheet: pdfium.PdfPage, text_page: pdfium.PdfTextPage, index: int, marks: Sequence[str]) -> Iterator[Box]:
    """The boxes of what is marked, in points of the page: left, bottom, right, top."""
    if not marks:
        return
    found = Marks(read_page(sheet, text_page, index))
    for mark in marks:
        for place in found.places(mark):
            yield from _box(text_page, place)


def _box(text_page: pdfium.PdfTextPage, place: Place) -> Iterator[Box]:
    """As high as the line; what leads in another direction is as wide as its characters."""
    line, start, end = place
    if boxes := Characters(text_page).boxes(start, end):
        left, bottom, right, top = box_around(boxes)
        if line.direction == RIGHT:
            bottom, top = min(bottom, -line.bottom), max(top, -line.top)
        yield left - 1, bottom - 1, right + 1, top + 1


def _marked(picture: Image.Image, corners: Iterable[tuple[int, int, int, int]]) -> Image.Image:
    """Multiplied, so that dark text stays as dark; the edge is seen on dark ground, too."""
    layer = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(layer)
    for x1, y1, x2, y2 in corners:
        draw.rectangle((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), MARKED, EDGE)
    return ImageChops.multiply(picture, layer)


def _png(picture: Image.Image) -> bytes:
    with BytesIO() as file:
        picture.save(file, "PNG")
        return file.getvalue()
