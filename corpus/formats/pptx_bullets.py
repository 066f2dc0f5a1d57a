"""What marks the paragraphs of a slide: a bullet, or a number that is counted."""

import re

from corpus.formats.numerals import bullet, numeral
from corpus.formats.office_xml import Node, number
from corpus.formats.pptx_text import A, SlideParagraph

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_BULLETS = tuple(f"{A}{name}" for name in ("buNone", "buChar", "buAutoNum", "buBlip"))
_SCHEME = re.compile(r"(.+?)(ParenBoth|ParenR|Period|Plain|Minus)")
_FORMS = {
    "arabic": "decimal", "arabicDb": "decimalFullWidth", "alphaLc": "lowerLetter", "alphaUc": "upperLetter",
    "romanLc": "lowerRoman", "romanUc": "upperRoman", "circleNumDb": "decimalEnclosedCircle",
    "circleNumWdWhite": "decimalEnclosedCircle", "ea1JpnKor": "japaneseCounting", "ea1JpnChsDb": "japaneseCounting",
    "ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting",
}  # fmt: skip
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Plain": "{}", "Minus": "- {} -"}
# Where the file does not say it for a placeholder.
_USUAL = "•"


class Inherited:
    """What the placeholders of a slide inherit from those of its layout, and from its master."""

    def __init__(self, layout: Node | None, master: Node | None) -> None:
        self._by_index: dict[str, Node] = {}
        self._by_type: dict[str, Node] = {}
        for shape in () if layout is None else layout.iter(f"{P}sp"):
            if (placeholder := shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")) is not None:
                self._by_index.setdefault(placeholder.get("idx", ""), shape)
                self._by_type.setdefault(placeholder.get("type", ""), shape)
        self._usual = None if master is None else master.find(f"{P}txStyles/{P}bodyStyle")

    def styles(self, placeholder: Node | None) -> list[Node | None]:
        """What gives the styles of a placeholder's paragraphs, nearest first."""
        if placeholder is None:
            return []
        index, kind = placeholder.get("idx", ""), placeholder.get("type", "")
        shape = self._by_index.get(index) if index else self._by_type.get(kind)
        return [None if shape is None else shape.find(f"{P}txBody/{A}lstStyle"), self._usual]


class Bullets:
    """The marks of the paragraphs of one shape. They must be asked for in order."""

    def __init__(self, body: Node, placeholder: Node | None, inherited: Inherited) -> None:
        self._styles = [body.find(f"{A}lstStyle"), *inherited.styles(placeholder)]
        self._usual = "" if placeholder is None else _USUAL
        # The last number at each level, with its scheme.
        self._counts: dict[int, tuple[str, int]] = {}

    def marker(self, paragraph: SlideParagraph) -> str:
        """What is shown before the next paragraph, with a blank behind it; "" where nothing is."""
        level = paragraph.level
        self._counts = {at: count for at, count in self._counts.items() if at <= level}
        mark = self._mark(paragraph.node, level)
        text = self._usual if mark is None else self._shown(mark, level)
        if mark is None or mark.tag != f"{A}buAutoNum":
            self._counts.pop(level, None)
        return f"{text} " if text else ""

    def _mark(self, node: Node, level: int) -> Node | None:
        styles = [None if style is None else style.find(f"{A}lvl{level + 1}pPr") for style in self._styles]
        found = (
            each for style in (node.find(f"{A}pPr"), *styles) if style is not None for each in style.iterchildren(*_BULLETS)
        )
        return next(found, None)

    def _shown(self, mark: Node, level: int) -> str:
        if mark.tag == f"{A}buChar":
            font = mark.getparent().find(f"{A}buFont")
            return bullet(mark.get("char", ""), "" if font is None else font.get("typeface", "")).strip()
        if mark.tag == f"{A}buAutoNum":
            return self._counted(mark.get("type", ""), number(mark.get("startAt"), 1), level)
        return _USUAL if mark.tag == f"{A}buBlip" else ""

    def _counted(self, scheme: str, start: int, level: int) -> str:
        before, count = self._counts.get(level, ("", 0))
        self._counts[level] = scheme, (count := count + 1 if before == scheme else start)
        match = _SCHEME.fullmatch(scheme)
        written = numeral(count, _FORMS.get(match[1], "")) if match else None
        return _AROUND[match[2]].format(written) if match and written else ""
