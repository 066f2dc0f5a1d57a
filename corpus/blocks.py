"""The lines of a document grouped into what belongs together: a list, a title with its date, a piece of code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus import lines
from corpus.content import ElementKind
from corpus.outline import Line, number_of

MAX_NEWS_TITLE = 300

BlockKind = Literal["heading", "paragraph", "list", "table", "news", "date", "code"]

_SINGLE: dict[ElementKind, BlockKind] = {"heading": "heading", "plain": "paragraph", "date": "date"}
_RUNS: dict[ElementKind, BlockKind] = {"item": "list", "row": "table", "code": "code"}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other and belong together. Only lists, tables, news and code have more than one."""

    kind: BlockKind
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The text of the first line."""
        return self.lines[0].text

    @property
    def level(self) -> int:
        """The level of a heading."""
        return self.lines[0].level


def blocks_of(found: Sequence[Line]) -> list[Block]:
    """The blocks of an outline, in order; each line is in exactly one."""
    return list(_grouped(found, _dated(found)))


def _grouped(found: Sequence[Line], dated: set[int]) -> Iterator[Block]:
    number = 0
    while number < len(found):
        line = found[number]
        end = number + 1
        if number in dated:
            end = number + 2
            yield Block("news", tuple(found[number:end]))
        elif line.kind in _RUNS:
            while end < len(found) and end not in dated and _belongs_to(found[end], found[end - 1]):
                end += 1
            yield Block(_RUNS[line.kind], tuple(found[number:end]))
        else:
            yield Block(_SINGLE[line.kind], (line,))
        number = end


def _belongs_to(line: Line, before: Line) -> bool:
    if line.kind != before.kind:
        return False
    if line.kind != "item" or not line.gap:
        return not line.gap
    number = number_of(line)
    return number == number_of(before) + 1 if number else line.marker == before.marker != "\t"


def _dated(found: Sequence[Line]) -> set[int]:
    """The positions at which a title and its date begin, whichever of the two comes first."""
    begins: set[int] = set()
    taken = -1  # the last line that is part of an item already
    for number, line in enumerate(found):
        if line.kind != "date":
            continue
        before = taken < number - 1 and _is_title(found[number - 1], line)
        after = number + 1 < len(found) and _is_title(found[number + 1], found[number + 1])
        is_tight = after and not found[number + 1].gap
        starts = number - 1 == taken or found[number - 1].kind == "heading"
        if before and not (line.gap and is_tight):
            begins.add(number - 1)
            taken = number
        elif after and (is_tight or starts):
            begins.add(number)
            taken = number + 1
    return begins


def _is_title(line: Line, second: Line) -> bool:
    """Whether the line can be the title of a news item; `second` is the later line of the two."""
    if line.kind not in ("plain", "item") or len(line.text) > MAX_NEWS_TITLE:
        return False
    return not (second.gap and lines.ends_sentence(line.text) and line.kind == "plain")
