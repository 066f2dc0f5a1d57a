"""The text of a block of a page: what stands between its tags, with entities and white space as a reader sees them."""

import html
import re
from dataclasses import dataclass

from corpus.characters import NO_TEXT_CLASS
from corpus.content import Visible
from corpus.formats.html_source import Piece
from corpus.paragraphs import Runs, TextLine, joined

MAX_LINK = 120
BETWEEN_LINKS = " |｜·•/,、-–—\t\n\xa0[]()（）:：>»›"
_ENTITY = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+)|[a-zA-Z][a-zA-Z0-9]*);?")
_NO_TEXT = re.compile(f"[{NO_TEXT_CLASS}]")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a block. `links`: it is nothing but links, `within`: nothing but links to places of the same page."""

    lines: tuple[TextLine, ...]
    links: bool
    within: bool
    is_bold: bool

    @property
    def runs(self) -> Runs:
        """The lines as one text."""
        return joined(self.lines)


class TextOfBlock:
    """Gathers the text of a block that stands in that part of its file, whose places begin at `offset`."""

    def __init__(self, text: str, offset: int, part: str) -> None:
        self._text, self._offset = text, offset
        self._visible = Visible(part)
        self._lines: list[TextLine] = []
        self._kinds: set[str] = set()
        # Of each link that is open, whether it leads within the page; and how many elements are open that are bold, or code.
        self.links: list[bool] = []
        self.bold = self.code = 0

    @property
    def is_empty(self) -> bool:
        """Whether it has no text yet."""
        return self._visible.is_empty and not self._lines

    def show(self, piece: Piece) -> None:
        """A piece of text."""
        text, place = self._text[piece.start : piece.end], piece.start + self._offset
        at = 0
        for entity in _ENTITY.finditer(text) if "&" in text and not piece.is_exact else ():
            self._wrapped(text[at : entity.start()], place + at)
            self._entity(entity.group(), place + entity.start())
            at = entity.end()
        self._wrapped(text[at:] if at else text, place + at)
        self._note(html.unescape(text) if "&" in text and len(text) <= MAX_LINK else text)

    def space(self, text: str) -> None:
        """White space between two tags. A new line of the file is none for a reader, but in code."""
        if "\n" not in text:
            self._visible.blank()
        elif self.code:
            self.line_break()
        else:
            self._visible.wrap()

    def line_break(self) -> None:
        """A line that a reader sees ends here."""
        self._lines.append((self._visible.runs(), True))

    @property
    def is_new_line(self) -> bool:
        """Whether a line has ended and the next has no text yet."""
        return bool(self._lines) and self._visible.is_empty

    def take(self) -> Block:
        """What was gathered; ready for another block then."""
        lines = (*self._lines, (self._visible.runs(), False))
        kinds, self._lines, self._kinds = self._kinds, [], set()
        links = bool(kinds & {"within", "away"}) and "text" not in kinds
        return Block(lines, links, links and "away" not in kinds, "light" not in kinds)

    def _wrapped(self, text: str, place: int) -> None:
        if "\n" not in text:
            self._visible.add(text, place)
            return
        for line in text.split("\n")[:-1]:
            self._visible.add(line.rstrip(), place)
            self.space("\n")
            place += len(line) + 1
        self._visible.add(text[text.rindex("\n") + 1 :], place)

    def _entity(self, entity: str, place: int) -> None:
        text = html.unescape(entity)
        if text == entity:
            self._visible.add(text, place)
            return
        if text[:1].isspace():
            self._visible.blank()
        self._visible.add_as(_NO_TEXT.sub("", text).strip(), place, place + len(entity))
        if text[-1:].isspace():
            self._visible.blank()

    def _note(self, text: str) -> None:
        if text.isspace():
            return
        if self.links:
            self._kinds.add("within" if self.links[-1] else "away")
        elif text.strip(BETWEEN_LINKS):
            self._kinds.add("text")
        if not self.bold:
            self._kinds.add("light")


def text_of_piece(text: str, piece: Piece) -> str:
    """The text of a piece with single blanks."""
    found = text[piece.start : piece.end]
    return " ".join((found if piece.is_exact else html.unescape(found)).split())
