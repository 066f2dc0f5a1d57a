"""Small PDFs that are made to take all memory or time of whoever opens them: told from their bytes, before pdfium sees them.

It draws what a page holds as soon as the page is opened, however much that is, and cannot be stopped.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from corpus.errors import CorpusError

# Of one stream that is no picture, and of all of them where they are far larger than the file.
MAX_STREAM = 64_000_000
MAX_TOTAL, MAX_RATIO = 500_000_000, 100
# No stream inflates to more of its size, so that short ones need not be looked at.
MOST = 1032
# Drawings that hold drawings that hold drawings: how often the innermost may be drawn.
MAX_DRAWN = 200_000
_STREAM = re.compile(rb"\bstream\r?\n")
_NUMBER = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_DRAWN = re.compile(rb"/XObject\s*<<(.{0,4000}?)>>", re.DOTALL)
_RESOURCES = re.compile(rb"/Resources\s+(\d{1,9})\s+\d{1,5}\s+R\b")
_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R\b")
_DO = re.compile(rb"(?<=\s)Do\b")
MAX_DICTIONARY = 4000
_CHUNK = 1 << 20


class _Stream(NamedTuple):
    """A stream: the number of its object, what its dictionary says, and from where to where it is."""

    number: bytes
    about: bytes
    start: int
    end: int


def check_bombs(data: bytes, name: str) -> None:
    """Raises CorpusError if a file would inflate to far more than its size, or draws one thing too often."""
    forms: dict[bytes, _Stream] = {}
    total = 0
    for stream in _streams(data):
        length = stream.end - stream.start
        if _FORM.search(stream.about):
            forms[stream.number] = stream
        if length * MOST > MAX_STREAM and not _PICTURE.search(stream.about):
            size = _inflated(data, stream)
            total += size
            if size > MAX_STREAM or (total > MAX_TOTAL and total > MAX_RATIO * len(data)):
                raise _bomb(name)
    if len(forms) > 1 and _most_drawn(data, forms) > MAX_DRAWN:
        raise _bomb(name)


def _streams(data: bytes) -> Iterator[_Stream]:
    end = 0
    for found in _STREAM.finditer(data):
        if found.start() < end:
            continue
        about = data[max(end, found.start() - MAX_DICTIONARY) : found.start()]
        numbers = list(_NUMBER.finditer(about))
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        if numbers:
            yield _Stream(numbers[-1][1], about[numbers[-1].end() :], found.end(), end)


def _inflated(data: bytes, stream: _Stream) -> int:
    """Its size, as far as it is of interest; 0 where it is not deflated or is encrypted."""
    size = 0
    inflater = zlib.decompressobj()
    rest = data[stream.start : stream.end]
    with suppress(zlib.error):
        while rest and not inflater.eof and size <= MAX_STREAM:
            size += len(inflater.decompress(rest, _CHUNK))
            rest = inflater.unconsumed_tail
    return size


def _most_drawn(data: bytes, forms: dict[bytes, _Stream]) -> int:
    """How many drawings one of the drawings is at most, those within those within it counted again and again."""
    is_elsewhere = any(_RESOURCES.search(stream.about) for stream in forms.values())
    places = {found[1]: found.end() for found in _NUMBER.finditer(data)} if is_elsewhere else {}
    inner = {number: _inner(data, stream, places) & forms.keys() for number, stream in forms.items()}
    drawn = {number: _count(data, forms[number]) if held else 0 for number, held in inner.items()}
    known: dict[bytes, int] = {}
    # As deep as drawings go: each round knows what is one deeper.
    for _ in range(min(len(forms), 12)):
        known = {number: 1 + drawn[number] * max((known.get(held, 1) for held in inner[number]), default=0) for number in forms}
    return max(known.values())


def _inner(data: bytes, stream: _Stream, places: dict[bytes, int]) -> set[bytes]:
    """The numbers of what a drawing may draw; `places` are where each object begins."""
    about = stream.about
    if (found := _RESOURCES.search(about)) and found[1] in places:
        about = data[places[found[1]] : places[found[1]] + MAX_DICTIONARY]
    held = _DRAWN.search(about)
    return set(_REFERENCE.findall(held[1])) if held else set()


def _count(data: bytes, stream: _Stream) -> int:
    """How often it draws something."""
    content = data[stream.start : stream.end]
    with suppress(zlib.error):
        content = zlib.decompressobj().decompress(content, _CHUNK)
    return len(_DO.findall(content))


def _bomb(name: str) -> CorpusError:
    return CorpusError(f"{name} would take far more memory and time than a file of its size may", "remove it from the corpus")
