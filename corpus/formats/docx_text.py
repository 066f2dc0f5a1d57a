"""The own text of a paragraph of a Word file: what its reader sees of it, without the boxes that hang on it."""

from dataclasses import dataclass, field

from corpus.formats.docx_styles import VAL, Styles, W, unseen, value
from corpus.formats.office_xml import M, Node, R, alternatives, formula, is_on, words

P, BOX, SDT = f"{W}p", f"{W}txbxContent", f"{W}sdt"
# A reader sees what is in them as if they were not there.
INLINE = frozenset(f"{W}{name}" for name in "ins moveTo smartTag customXml sdt sdtContent fldSimple dir bdo rubyBase".split())
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_RUN, _PROPERTIES, _TEXT, _LINK = f"{W}r", f"{W}rPr", f"{W}t", f"{W}hyperlink"
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_DRAWINGS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
# What gives a character by its number; emoji have an element of their own.
_EMOJI = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}"
_SYMBOLS = {f"{W}sym": f"{W}char", f"{_EMOJI}symEx": f"{_EMOJI}char"}
_FORMULAS = (f"{M}oMath", f"{M}oMathPara")
_CONTENTS = "PAGEREF _Toc"
# What fonts of symbols have there is nothing in other fonts.
_PRIVATE = range(0xD800, 0xF900)


@dataclass(slots=True)
class OwnText:
    """What a paragraph says. A tab is "\\t" in its text, and a line break that a reader sees "\\n".

    `drawings` are what hangs on it and may hold text boxes, `notes` the kinds and ids of the notes that it refers to.
    `is_contents`: it tells on which page a heading stands. The others: whether all of it is bold, links, or links to other
    places of the same file.
    """

    text: str = ""
    drawings: list[Node] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    is_contents: bool = False
    is_bold: bool = True
    is_linked: bool = True
    leads_within: bool = True


def own_text(paragraph: Node, styles: Styles) -> OwnText:
    """The own text of an element w:p."""
    style = value(paragraph, f"{W}pPr/{W}pStyle") or ""
    return _Reading(styles, styles.is_unseen(style)).read(paragraph)


def is_placeholder(node: Node) -> bool:
    """Whether a field for text holds nothing but what it says as long as it is empty."""
    return node.tag == SDT and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


class _Reading:
    """One paragraph. `is_unseen`: its style hides what does not say otherwise."""

    def __init__(self, styles: Styles, is_unseen: bool) -> None:
        self._styles, self._is_unseen = styles, is_unseen
        self._found = OwnText()
        self._pieces: list[str] = []
        self._link = self._is_bold = False
        self._leads_within = False
        # Of each field that is open, whether its code goes on, and of how many it does.
        self._codes: list[bool] = []
        self._in_code = 0

    def read(self, paragraph: Node) -> OwnText:
        """What it says."""
        self._inline(paragraph)
        self._found.text = "".join(self._pieces)
        return self._found

    def _inline(self, node: Node) -> None:
        for child in alternatives(node):
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag == _LINK:
                self._hyperlink(child)
            elif tag in INLINE:
                if not is_placeholder(child):
                    self._inline(child)
            elif tag in _FORMULAS:
                self._add(formula(child))

    def _hyperlink(self, node: Node) -> None:
        outer = self._link, self._leads_within
        self._link, self._leads_within = True, not node.get(f"{R}id")
        self._inline(node)
        self._link, self._leads_within = outer

    def _run(self, node: Node) -> None:
        self._is_bold, is_unseen = False, self._is_unseen
        for child in alternatives(node):
            tag = child.tag
            if tag == _PROPERTIES:
                is_unseen = self._hides(child)
                bold = child.find(f"{W}b")
                self._is_bold = bold is not None and is_on(bold.get(VAL))
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif tag == f"{W}instrText":
                self._found.is_contents = self._found.is_contents or _CONTENTS in (child.text or "")
            elif not is_unseen and not self._in_code:
                self._show(tag, child)

    def _show(self, tag: str, node: Node) -> None:
        if tag == _TEXT:
            self._add(words(node))
        elif tag in _SIGNS:
            self._add(_SIGNS[tag])
        elif tag in _DRAWINGS:
            self._found.drawings.append(node)
        elif tag in NOTES:
            self._found.notes.append((NOTES[tag], node.get(f"{W}id", "")))
        elif tag == f"{W}ruby":
            self._inline(node)
        elif tag in _SYMBOLS:
            self._add(_symbol(node.get(_SYMBOLS[tag], "")))

    def _field(self, kind: str | None) -> None:
        """A field is shown as its result, which is behind its code."""
        if kind == "begin":
            self._codes.append(True)
            self._in_code += 1
        elif kind == "separate" and self._codes:
            self._in_code -= self._codes[-1]
            self._codes[-1] = False
        elif kind == "end" and self._codes:
            self._in_code -= self._codes.pop()

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if text and not text.isspace():
            found = self._found
            found.is_bold = found.is_bold and self._is_bold
            found.is_linked = found.is_linked and self._link
            found.leads_within = found.leads_within and self._leads_within

    def _hides(self, properties: Node) -> bool:
        """Whether a run is hidden or struck out: by itself, by its style, or by that of the paragraph."""
        if (own := unseen(properties)) is not None:
            return own
        style = value(properties, f"{W}rStyle")
        return self._is_unseen or (style is not None and self._styles.is_unseen(style))


def _symbol(code: str) -> str:
    """A character by its number in hexadecimal."""
    try:
        found = int(code, 16)
    except ValueError:
        return ""
    return "" if found in _PRIVATE or not 0x20 < found <= 0x10FFFF else chr(found)
