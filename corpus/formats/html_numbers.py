"""What a list of a page shows before its items."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from corpus.formats.html_seen import Attributes, number_of
from corpus.formats.numerals import numeral

BULLET = "- "
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class Numbers:
    """The number of the next item of a list, if it has any, and how it is written."""

    is_ordered: bool
    following: int = 1
    step: int = 1
    form: str = ""

    def marker(self, attributes: Attributes) -> str:
        """What stands before the next item, which may have a number of its own."""
        if not self.is_ordered:
            return BULLET
        number = number_of(attributes, "value", self.following)
        self.following = number + self.step
        form = _FORMS.get(attributes.get("type") or self.form, "decimal")
        return f"{numeral(number, form) or number}. "


def numbers_of(tag: str, attributes: Attributes, node: LexborNode) -> Numbers:
    """Those of a list."""
    is_reversed = "reversed" in attributes
    first = sum(child.tag == "li" for child in node.iter()) if is_reversed else 1
    start = number_of(attributes, "start", first)
    return Numbers(tag == "ol", start, -1 if is_reversed else 1, attributes.get("type") or "")
