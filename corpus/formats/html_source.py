"""HTML made ready for its parser, which tells no places: each piece of text is replaced by a mark with its number.

What a reader never sees is left out here, as is all that would cost the parser more than time in proportion to the page.
"""

import re
from dataclasses import dataclass

from corpus.formats.html_nesting import BLOCKS, Nesting

# Stand before and behind the number of a piece of text. They are of no meaning in a tag, where a file might have them.
MARK, MARK_END = "\ue000", "\ue001"
MAX_ATTRIBUTES = 1000
_VOID = frozenset("area base basefont bgsound br col embed hr img input keygen link meta param source track wbr".split())
_KEPT_VOID = frozenset(("br", "hr", "meta"))
_DROPPED = frozenset("frame frameset head colgroup image math optgroup option plaintext rb".split()) | (_VOID - _KEPT_VOID)
# They hold text only, and the others what is no part of the page.
_RAW = frozenset("iframe noembed noframes script style textarea title xmp".split())
_APART = frozenset(("noscript", "select", "svg", "template"))
_KEPT_ATTRIBUTES = frozenset(
    "aria-controls aria-expanded aria-hidden aria-level class colspan content datetime epub:type hidden href itemprop lang name"
    " open property reversed role rowspan start style type value".split()
)
_TOKEN = re.compile(
    r"""(?P<text>(?:[^<]++|<(?![a-zA-Z/!?]))++)
    | <!--(?:-?>|.*?(?:--!?>|\Z))
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))*+)(?:>|\Z)
    | <!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)
    | <[!?/][^>]*+(?:>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")
# What XML may declare at its beginning, whose end HTML takes for text.
_DECLARATIONS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<!DOCTYPE[^>\[]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text between two tags: from `start` to `end`, end exclusive. `is_exact`: it holds no entities."""

    start: int
    end: int
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What is parsed instead of a text, its pieces by number, and where its title stands."""

    markup: str
    pieces: tuple[Piece, ...]
    title: Piece | None


def prepared(text: str, is_xml: bool = False) -> Source:
    """A page or a piece of one. In XML every element may end where it begins."""
    return _Preparation(text, is_xml).source()


class _Preparation:
    def __init__(self, text: str, is_xml: bool) -> None:
        self._text, self._is_xml = text, is_xml
        self._pieces: list[Piece] = []
        self._markup: list[str] = []
        self._title: Piece | None = None
        self._nesting = Nesting()
        # The element at hand that is no part of the page, and how many of its name are open within.
        self._apart, self._depth = "", 0

    def source(self) -> Source:
        match = _DECLARATIONS.match(self._text)
        at = match.end() if match else 0
        while token := _TOKEN.match(self._text, at):
            at = token.end()
            if name := token["name"]:
                at = self._tag(name.lower(), token)
            elif token["text"]:
                self._add(token.start(), at)
            elif self._is_xml and token["data"]:
                self._add(*token.span("data"), is_exact=True)
        return Source("".join(self._markup), tuple(self._pieces), self._title)

    def _add(self, start: int, end: int, is_exact: bool = False) -> None:
        if self._apart:
            return
        text = self._text[start:end]
        if text.isspace():
            self._markup.append("\n" if "\n" in text else " ")
        else:
            self._markup.append(f"{MARK}{len(self._pieces)}{MARK_END}")
            self._pieces.append(Piece(start, end, is_exact))

    def _tag(self, name: str, token: re.Match[str]) -> int:
        """Where to read on."""
        is_end, attributes = bool(token["slash"]), token["attributes"]
        is_whole = attributes.endswith("/") and (self._is_xml or self._apart == "svg")
        if self._is_apart(name, is_end, is_whole) or name in _DROPPED or name in _RAW:
            pass
        elif name in _VOID:
            self._markup.append(f"<{name}{_kept(attributes)}>")
        elif is_end:
            self._markup.append(self._nesting.end(name))
        else:
            self._markup += self._nesting.start(name, _kept(attributes)), self._nesting.end(name) if is_whole else ""
        return self._raw(name, token.end()) if name in _RAW and not is_end and not is_whole else token.end()

    def _is_apart(self, name: str, is_end: bool, is_whole: bool) -> bool:
        """Whether a tag belongs to what is no part of the page. A picture ends where a block begins."""
        if not self._apart:
            if name in _APART and not is_end and not is_whole:
                self._apart, self._depth = name, 1
            return name in _APART
        if self._apart == "svg" and name in BLOCKS and not is_end:
            self._apart = ""
            return False
        if name == self._apart and not is_whole:
            self._depth += -1 if is_end else 1
            self._apart = name if self._depth else ""
        return True

    def _raw(self, name: str, start: int) -> int:
        """Where an element ends that holds text only, which is none of the page; it may be its title."""
        match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._text, start)
        end = match.start() if match else len(self._text)
        if name == "title" and self._title is None and not self._apart:
            self._title = Piece(start, end)
        return end


def _kept(attributes: str) -> str:
    """The attributes of a tag; only those that matter where there are many, as a parser compares each with all others."""
    attributes = attributes.rstrip("/").replace(MARK, "")
    if len(attributes) <= MAX_ATTRIBUTES:
        return attributes
    kept: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(attributes):
        if name.lower() in _KEPT_ATTRIBUTES:
            kept.setdefault(name.lower(), f" {name}={value}" if value else f" {name}")
    return "".join(kept.values())
