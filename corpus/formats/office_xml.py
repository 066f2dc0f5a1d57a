"""What reading the XML of Word and of PowerPoint has in common."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from corpus import lines
from corpus.content import Element

# An element of lxml, which has no type annotations.
Node: TypeAlias = Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What is there in several versions, for programs that know more or less.
VERSIONS, _VERSION = f"{MC}AlternateContent", (f"{MC}Choice", f"{MC}Fallback")
# Each passage below a heading repeats it, so a longer one is read as a paragraph.
MAX_HEADING = 1000
# How a formula is written in a line.
_BEFORE = {f"{M}den": "/", f"{M}sup": "^", f"{M}sub": "_"}


def alternatives(node: Node) -> Iterator[Node]:
    """The children of an element; of what is there in several versions, those of the first that has any."""
    for child in node:
        if child.tag == VERSIONS:
            versions = [each for each in child if len(each) and each.tag in _VERSION]
            for version in versions[:1]:
                yield from alternatives(version)
        else:
            yield child


def words(node: Node) -> str:
    """The text of an element that holds nothing else; its line breaks are none to a reader."""
    return (node.text or "").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def formula(node: Node) -> str:
    """A mathematical formula in a line: "a/b", "x^2"."""
    pieces: list[str] = []
    for each in node.iter(f"{M}t", *_BEFORE):
        if each.tag not in _BEFORE:
            pieces.append(words(each))
        elif next(each.iter(f"{M}t"), None) is not None:
            pieces.append(_BEFORE[each.tag])
    return "".join(pieces)


def number(text: str | None, default: int = 0) -> int:
    """The whole number that an attribute gives, within what any file has use for."""
    try:
        return max(-1, min(int(text or default), 1_000_000))
    except ValueError:
        return default


def is_on(text: str | None) -> bool:
    """Whether an attribute says yes, as it does where it is left out."""
    return text not in ("0", "false", "off", "none", "noStrike")


def says_nothing(element: Element) -> bool:
    """Whether it is only an ornament, or the label of a button."""
    is_ornament = element.kind in ("plain", "item") and lines.is_ornament(element.text)
    return is_ornament or (element.kind == "plain" and lines.is_label(element.text))
