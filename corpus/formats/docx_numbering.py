"""The numbers that Word shows before the items of its lists: they stand in no paragraph, but are counted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.formats.docx_styles import VAL, ListPlace, Styles, W, value
from corpus.formats.numerals import MAX_MARKER, bullet, numeral
from corpus.formats.office_xml import Node, is_on, number

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level of a list are marked. `restart`: the level, from 1, above which it begins anew; 0: never."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Count:
    """How far the items of a list are counted, by level; None where none was met since it began anew."""

    levels: dict[int, Level]
    numbers: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs name it: lists may share a count; `starts` are the numbers at which its levels begin anew."""

    count: _Count
    starts: dict[int, int]
    levels: dict[int, Level]


class Numbering:
    """The lists of a file. Items are counted as they are asked for, so that must be in the order of the text."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        nodes = [] if root is None else list(root)
        definitions = {each.get(f"{W}abstractNumId"): each for each in nodes if each.tag == f"{W}abstractNum"}
        counts = {key: _Count(_levels(each.iterchildren(f"{W}lvl"))) for key, each in definitions.items()}
        named = {each.get(f"{W}numId"): each for each in nodes if each.tag == f"{W}num"}
        self._lists: dict[str, _List] = {}
        for key, each in named.items():
            definition = value(each, f"{W}abstractNumId")
            # A list may be that of a style, which is the list of another name.
            if linked := value(definitions.get(definition), f"{W}numStyleLink"):
                other = named.get(styles.place(linked)[1].list_id)
                definition = value(other, f"{W}abstractNumId")
            if key and definition in counts:
                self._lists[key] = _list(each, counts[definition])

    def place(self, own: ListPlace, style_id: str) -> ListPlace | None:
        """Where a paragraph of a style stands that says itself what `own` is; None where it is no item."""
        named_by, inherited = self._styles.place(style_id)
        list_id = own.list_id or inherited.list_id
        if list_id not in self._lists:
            return None
        levels = self._lists[list_id].levels
        linked = next((level for level, each in levels.items() if each.style and each.style in (style_id, named_by)), None)
        level = next((each for each in (own.level, linked, inherited.level) if each is not None), 0)
        return ListPlace(list_id, level)

    def marker(self, place: ListPlace) -> str:
        """What is shown before the next item at a place, and a blank; "" where nothing is shown, or it is not known how."""
        found, at = self._lists[place.list_id or ""], place.level or 0
        numbers = found.count.numbers
        level = found.levels.get(at, Level())
        before = numbers[at]
        numbers[at] = found.starts.pop(at) if at in found.starts else level.start if before is None else before + 1
        for below in range(at + 1, LEVELS):
            restart = found.levels.get(below, Level()).restart
            if restart is None or at < restart:
                numbers[below] = None
        text = level.text if level.form == "bullet" else self._number(found, level)
        return f"{text.strip()} " if text and text.strip() else ""

    def _number(self, found: _List, level: Level) -> str | None:
        """None where a part of it is in a format that is not known."""
        written: dict[str, str | None] = {}
        for place in _PLACE.findall(level.text):
            of = found.levels.get(int(place) - 1, Level())
            count = found.count.numbers[int(place) - 1]
            form = "decimal" if level.is_legal and of.form != "none" else of.form
            written[place] = numeral(of.start if count is None else count, form)
        return None if None in written.values() else _PLACE.sub(lambda match: written[match[1]] or "", level.text)


def _levels(nodes: Iterable[Node]) -> dict[int, Level]:
    found = ((number(node.get(f"{W}ilvl")), node) for node in nodes)
    return {at: _level(node) for at, node in found if 0 <= at < LEVELS}


def _level(node: Node) -> Level:
    form, text = value(node, f"{W}numFmt") or "decimal", value(node, f"{W}lvlText") or ""
    restart, legal, fonts = value(node, f"{W}lvlRestart"), node.find(f"{W}isLgl"), node.find(f"{W}rPr/{W}rFonts")
    return Level(
        number(value(node, f"{W}start")),
        form,
        bullet(text, "" if fonts is None else fonts.get(f"{W}ascii", "")) if form == "bullet" else text[:MAX_MARKER],
        None if restart is None else number(restart),
        legal is not None and is_on(legal.get(VAL)),
        value(node, f"{W}pStyle") or "",
    )


def _list(node: Node, count: _Count) -> _List:
    starts: dict[int, int] = {}
    levels = dict(count.levels)
    for each in node.iterchildren(f"{W}lvlOverride"):
        levels |= _levels(each.iterchildren(f"{W}lvl"))
        at, start = number(each.get(f"{W}ilvl")), value(each, f"{W}startOverride")
        if start is not None and 0 <= at < LEVELS:
            starts[at] = number(start)
            levels[at] = replace(levels.get(at, Level()), start=starts[at])
    return _List(count, starts, levels)
