"""The lines of a document's text and what each is; in plain text that has to be told from how they stand."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus import lines
from corpus.content import ElementKind
from corpus.document import Cell

MAX_HEADING_RUN = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document's text: `text[start:end]`, where `start` is behind its list or heading marker.

    `gap` is whether it does not follow the line before directly. `level`, `links` and `cells` are those of an `Element`.
    """

    kind: ElementKind
    text: str
    marker: str
    start: int
    gap: bool
    level: int = 0
    links: bool | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def end(self) -> int:
        """The index in the document's text behind the line."""
        return self.start + len(self.text)


def number_of(line: Line) -> int:
    """The number of an item, counting letters from "a"; 0 if it has none."""
    digits = "".join(str(int(unicodedata.numeric(c))) for c in line.marker if c.isnumeric())
    letters = [c for c in line.marker.lower() if c.isascii() and c.isalpha()]
    return int(digits) if digits else ord(letters[0]) - ord("a") + 1 if letters else 0


def outline(text: str) -> list[Line]:
    """The lines of a normal form in order; headings are told from what surrounds a short line."""
    return _with_headings(list(_lines(text)))


def _lines(text: str) -> Iterator[Line]:
    offset = 0
    gap = True
    for raw in text.split("\n"):
        if raw:
            yield _line(raw, offset, gap)
        gap = not raw
        offset += len(raw) + 1


def _line(raw: str, offset: int, gap: bool) -> Line:
    if lines.is_date(raw):
        return Line("date", raw, "", offset, gap)
    length = 1 if raw.startswith("\t") else lines.marker_length(raw)
    return Line("item" if length else "plain", raw[length:], raw[:length], offset + length, gap)


def _with_headings(found: list[Line]) -> list[Line]:
    result: list[Line] = []
    run: list[Line] = []
    for number, line in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if _may_be_heading(line, after):
            run.append(line)
            continue
        result.extend(_resolve(run, line))
        result.append(line)
        run = []
    return result + _resolve(run, None)


def _may_be_heading(line: Line, after: Line | None) -> bool:
    stands_alone = line.gap and (after is None or after.gap)
    if after is not None and after.kind == "date":
        return False
    if line.kind == "item":
        is_chapter = line.marker[0].isdecimal() and lines.looks_like_heading(line.text.rstrip("."))
        is_prose = after is not None and after.kind == "plain" and lines.ends_sentence(after.text)
        return is_chapter and stands_alone and is_prose
    return line.kind == "plain" and stands_alone and lines.looks_like_heading(line.text)


def _resolve(run: list[Line], after: Line | None) -> list[Line]:
    """Which lines of a run of possible headings are headings, given the line after the run.

    A line that repeats its neighbour's words is a label, not a heading; a longer run is a menu; before the end of the
    text nothing is a heading of anything; the line before a list leads into it unless it is written like a heading.
    """
    if after is None:
        return [_as_heading(line) for line in run[:-1][:1]] + [_as_item(line) for line in run[1:-1]] + run[-1:]
    resolved: list[Line] = []
    for number, line in enumerate(run):
        is_last = number == len(run) - 1
        if _repeats_neighbour(run, number) or (len(run) > MAX_HEADING_RUN and not is_last):
            resolved.append(_as_item(line))
        elif is_last and after.kind == "item" and not lines.is_title_case(line.text):
            resolved.append(line)
        else:
            resolved.append(_as_heading(line))
    return resolved


def _repeats_neighbour(run: list[Line], number: int) -> bool:
    neighbours = run[max(0, number - 1) : number] + run[number + 1 : number + 2]
    return any(_words(line.text) == _words(run[number].text) for line in neighbours)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _as_item(line: Line) -> Line:
    return replace(line, kind="item")


def _as_heading(line: Line) -> Line:
    whole = line.marker + line.text
    return replace(line, kind="heading", text=whole, marker="", start=line.end - len(whole), level=lines.heading_number(whole))
