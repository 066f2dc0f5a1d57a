"""The styles of a Word file: which are headings, which are left out, and what their paragraphs inherit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.formats.office_xml import Node, is_on, number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
# No style that a person made is based on so many others.
MAX_BASES = 30
BODY_LEVEL = 9
_HEADING = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|表題|タイトル", re.IGNORECASE)
# Tables of contents and their headings, and other lists of what stands where.
_CONTENTS = re.compile(
    r"(?:toc|contents|目次)\s*(?:[1-9]|heading|の見出し)|table of (?:figures|authorities)|index [1-9]", re.IGNORECASE
)
_DEEPER = re.compile(r"list (?:bullet|number|continue)? ?([2-5])|(?:箇条書き|段落番号) ?([2-5])", re.IGNORECASE)
_CONTINUED = re.compile(r"list continue\b|箇条書き継続", re.IGNORECASE)
_UNSEEN = (f"{W}vanish", f"{W}strike", f"{W}dstrike")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which list a paragraph is an item of, by the id of its numbering, and how deep from 0; None where that is not said."""

    list_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself; None where it does not. `level` is that of a heading, from 1, or 0 for text."""

    id: str
    name: str
    base: str
    level: int | None
    is_unseen: bool | None
    place: ListPlace


class Styles:
    """The styles of a file by id. All questions take an id that need not exist."""

    def __init__(self, root: Node | None) -> None:
        found = () if root is None else root.iterchildren(f"{W}style")
        self._styles = {style.id: style for style in map(_style, found)}
        self._levels: dict[str, int] = {}
        self._unseen: dict[str, bool] = {}

    def level(self, style_id: str) -> int:
        """The level of the heading, from 1; 0 where it is none."""
        if style_id not in self._levels:
            self._levels[style_id] = next((each.level for each in self._bases(style_id) if each.level is not None), 0)
        return self._levels[style_id]

    def is_contents(self, style_id: str) -> bool:
        """Whether it is a line of a table of contents or the like."""
        return self._is_named(style_id, _CONTENTS)

    def is_continued(self, style_id: str) -> bool:
        """Whether it goes on with the item of a list above."""
        return self._is_named(style_id, _CONTINUED)

    def depth(self, style_id: str) -> int:
        """How deep the items of a list are nested by the name of their style; 0 where it does not tell."""
        style = self._styles.get(style_id)
        match = _DEEPER.fullmatch(style.name) if style else None
        return int(match[1] or match[2]) - 1 if match else 0

    def is_unseen(self, style_id: str) -> bool:
        """Whether its text is hidden or struck out."""
        if style_id not in self._unseen:
            said = (style.is_unseen for style in self._bases(style_id))
            self._unseen[style_id] = next((each for each in said if each is not None), False)
        return self._unseen[style_id]

    def place(self, style_id: str) -> tuple[str, ListPlace]:
        """The list that its paragraphs are items of, and the id of the style that says so."""
        return next(((each.id, each.place) for each in self._bases(style_id) if each.place.list_id), ("", ListPlace()))

    def _is_named(self, style_id: str, pattern: re.Pattern[str]) -> bool:
        style = self._styles.get(style_id)
        return style is not None and pattern.match(style.name) is not None

    def _bases(self, style_id: str) -> Iterator[Style]:
        """The style and those that it is based on, nearest first."""
        for _ in range(MAX_BASES):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.base


def value(node: Node | None, path: str) -> str | None:
    """The value of the element at a path below; None where there is none."""
    found = None if node is None else node.find(path)
    return None if found is None else found.get(VAL)


def list_place(properties: Node | None) -> ListPlace:
    """What the properties of a paragraph say of a list."""
    found = None if properties is None else properties.find(f"{W}numPr")
    level = value(found, f"{W}ilvl")
    return ListPlace(value(found, f"{W}numId"), None if level is None else max(0, min(number(level), 8)))


def outline_level(properties: Node | None) -> int | None:
    """The level of a heading, from 1, that the properties of a paragraph make it, 0 for text; None where they do not say."""
    said = value(properties, f"{W}outlineLvl")
    return None if said is None else level + 1 if 0 <= (level := number(said, BODY_LEVEL)) < BODY_LEVEL else 0


def unseen(properties: Node | None) -> bool | None:
    """Whether the properties of a run say that it is hidden or struck out; None where they say nothing of it."""
    if properties is None:
        return None
    said = [is_on(each.get(VAL)) for each in properties if each.tag in _UNSEEN]
    return any(said) if said else None


def _style(node: Node) -> Style:
    paragraph = node.find(f"{W}pPr")
    name = (value(node, f"{W}name") or "").strip()
    said = outline_level(paragraph)
    return Style(
        node.get(f"{W}styleId", ""),
        name,
        value(node, f"{W}basedOn") or "",
        _named_level(name) if said is None else said,
        unseen(node.find(f"{W}rPr")),
        list_place(paragraph),
    )


def _named_level(name: str) -> int | None:
    """The level that the name of a style tells."""
    if match := _HEADING.fullmatch(name):
        return int(match[1])
    return 1 if _TITLE.fullmatch(name) else None
