"""What a file says as a reader of it sees it: elements in reading order, each piece of text with its place in the file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus import lines
from corpus.characters import NO_TEXT_CLASS
from corpus.document import Cell

ElementKind = Literal["heading", "plain", "item", "row", "date", "code"]
LINE_BREAK = "\n"
_BLANK = re.compile(r"\s")
# Words, and single blanks between them, that stand in a document as they do in the file.
_PIECE = re.compile(rf"[^\s{NO_TEXT_CLASS}]+(?: [^\s{NO_TEXT_CLASS}]+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """Visible text that stands in one place: `start` to `end`, end exclusive, of the part of the file named `part`.

    A part is what `FormatReader.part_text` gives; "" is the text of the whole file. Where the text stands there in another
    form, it is all of it, such as an entity. What the file does not hold, such as a blank between lines, has a `start` of -1.
    """

    text: str
    start: int = -1
    end: int = -1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A heading, a paragraph ("plain"), an item of a list, a row of a table, a date that stands alone, or a line of code.

    `level` is the depth of a heading, counted from 1 (0: it shows none), or of an item, counted from 0. `marker` is what a list
    shows before an item. `tight`: it belongs to the list, table, code or news item of the element before. `links`: whether it
    holds nothing but links; None where the format does not tell.
    """

    kind: ElementKind
    runs: tuple[Run, ...]
    level: int = 0
    marker: str = ""
    tight: bool = False
    links: bool | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def text(self) -> str:
        """Its visible text; only a paragraph or an item may hold line breaks, where the reader sees them."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Content:
    """All that a file says. `title`, `as_of` and `language` are what it states about itself; "" or None where it does not.

    `pages` are the names of the parts that are its pages, in order. `left_out` tells in a line each what could not be read.
    """

    elements: tuple[Element, ...]
    title: str = ""
    as_of: date | None = None
    language: str = ""
    pages: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class Visible:
    """Gathers the visible text of one element: single blanks between words, and nothing that is no text."""

    def __init__(self, part: str = "") -> None:
        self.part = part
        self._runs: list[Run] = []
        self._joint = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has no text yet."""
        return not self._runs

    def add(self, text: str, start: int) -> None:
        """Text that stands at `start` exactly as it is."""
        end = 0
        for piece in _PIECE.finditer(text):
            if _BLANK.search(text, end, piece.start()):
                self.blank()
            self._append(Run(piece.group(), start + piece.start(), start + piece.end(), self.part))
            end = piece.end()
        if _BLANK.search(text, end):
            self.blank()

    def add_as(self, text: str, start: int, end: int) -> None:
        """Text that stands from `start` to `end` in another form."""
        if text.isspace():
            self.blank()
        elif text:
            self._append(Run(text, start, end, self.part))

    def blank(self) -> None:
        """A blank, unless at a beginning or an end."""
        self._joint = self._joint or " "

    def wrap(self) -> None:
        """Where the file goes on in a new line and a reader does not: a blank, but none between East Asian characters."""
        self._joint = self._joint or "~"

    def line_break(self) -> None:
        """Where a reader sees a new line."""
        self._joint = LINE_BREAK

    def append(self, runs: Iterable[Run]) -> None:
        """Runs gathered elsewhere."""
        for run in runs:
            self._append(run)

    def runs(self) -> tuple[Run, ...]:
        """What was gathered; ready for another element then."""
        runs, self._runs, self._joint = tuple(self._runs), [], ""
        return runs

    def _append(self, run: Run) -> None:
        if self._runs and self._joint and (joint := self._seen(run.text)):
            self._runs.append(Run(joint))
        self._joint = ""
        self._runs.append(run)

    def _seen(self, after: str) -> str:
        """What a reader sees between what was gathered and what comes."""
        if self._joint != "~":
            return self._joint
        before = "".join(run.text for run in self._runs[-2:])
        was_hyphenated = before[-1] == "-" and before[-2:-1].isalpha() and lines.starts_lower(after)
        return "" if was_hyphenated or (lines.is_wide(before[-1]) and lines.is_wide(after[0])) else " "


def placed(elements: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    """Each element with what stands before it in the text of its document: a gap, indentation and its marker."""
    is_first = True
    for element in elements:
        gap = "" if is_first else "\n" if element.tight else "\n\n"
        indent = "  " * element.level if element.kind == "item" else ""
        yield f"{gap}{indent}{element.marker}", element
        is_first = False
