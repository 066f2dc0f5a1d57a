"""The text of a slide: what a reader sees of its paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.content import Visible
from corpus.formats.office_xml import M, Node, R, alternatives, formula, is_on, number, words
from corpus.paragraphs import TextLine

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MAX_LEVEL = 8
# What PowerPoint fills in itself: the number of the slide, and today's date.
_FILLED_IN = re.compile(r"slidenum|datetime")
_WITHIN = re.compile(r"ppaction://hlink(?:sldjump|showjump)")


@dataclass(frozen=True, slots=True)
class SlideParagraph:
    """A paragraph that holds text, by its lines. `is_bold`, `is_linked`: whether all of it is bold, and links."""

    node: Node
    lines: tuple[TextLine, ...]
    is_bold: bool
    is_linked: bool

    @property
    def level(self) -> int:
        """How deep it is indented, from 0."""
        properties = self.node.find(f"{A}pPr")
        return 0 if properties is None else max(0, min(number(properties.get("lvl")), MAX_LEVEL))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a paragraph's text: whether it is bold, links, and leads to another slide."""

    text: str
    is_bold: bool = False
    is_linked: bool = False
    leads_within: bool = False


class SlideText:
    """The text of a slide, which grows as its paragraphs are read: they follow each other as lines."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What was read."""
        return "\n".join(self._pieces)

    def paragraphs(self, body: Node | None) -> list[SlideParagraph]:
        """Those with text of an element that holds some, such as p:txBody."""
        found = () if body is None else map(self._paragraph, body.iterchildren(f"{A}p"))
        return [paragraph for paragraph in found if paragraph is not None]

    def _paragraph(self, node: Node) -> SlideParagraph | None:
        pieces = list(_pieces(node))
        seen = [piece for piece in pieces if piece.text.strip()]
        # What only leads to other slides is a button or a table of contents.
        if all(piece.leads_within for piece in seen):
            return None
        visible, at = Visible(self._part), self._length
        lines: list[TextLine] = []
        for line in "".join(piece.text for piece in pieces).split("\n"):
            visible.add(line, at)
            lines.append((visible.runs(), True))
            self._pieces.append(line)
            at += len(line) + 1
        self._length = at
        return SlideParagraph(node, tuple(lines), all(each.is_bold for each in seen), all(each.is_linked for each in seen))


def _pieces(node: Node) -> Iterator[_Piece]:
    for child in alternatives(node):
        if child.tag == f"{A}br":
            yield _Piece("\n")
        elif child.tag == f"{A}r" or (child.tag == f"{A}fld" and not _FILLED_IN.match(child.get("type", ""))):
            yield _run(child)
        elif next(child.iter(f"{M}oMath"), None) is not None:
            yield _Piece(formula(child))


def _run(node: Node) -> _Piece:
    text = "".join(map(words, node.iterchildren(f"{A}t")))
    properties = node.find(f"{A}rPr")
    if properties is None:
        return _Piece(text)
    if is_on(properties.get("strike", "noStrike")):
        return _Piece("")
    link = properties.find(f"{A}hlinkClick")
    is_linked = link is not None and bool(link.get(f"{R}id") or link.get("action"))
    leads_within = is_linked and _WITHIN.match(link.get("action", "")) is not None
    return _Piece(text, is_on(properties.get("b", "0")), is_linked, leads_within)
