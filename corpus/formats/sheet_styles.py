"""What the styles of an .xlsx file tell: which cells show percentages, and what is struck out."""

import re
from dataclasses import dataclass

from corpus.formats.sheet_layout import starts

# "0%" and "0.00%", which files do not spell out.
_PERCENT_FORMATS = ("9", "10")
_STRUCK = re.compile(rb"<strike(?:\s+val=\"(?!0|false)[^\"]*\")?\s*/>")
_RUN_END = b"</r>"
_NO_FORMAT = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the styles of cells that show percentages, and of those whose text is struck out."""

    percents: frozenset[str]
    struck: frozenset[str]


def styles_of(styles: bytes) -> Styles:
    """The styles of cells. Raises LayoutError where the part cannot be read."""
    codes = {number: "%" for number in _PERCENT_FORMATS}
    fonts: list[bool] = []
    found: list[dict[str, str]] | None = None
    for name, attributes in starts(styles, "numFmt", "font", "strike", "cellXfs", "xf"):
        match name:
            case "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "font" if found is None:
                fonts.append(False)
            case "strike" if fonts and found is None:
                fonts[-1] = attributes.get("val", "1") not in ("0", "false")
            case "cellXfs":
                found = []
            case "xf" if found is not None:
                found.append(attributes)
    struck = {str(number) for number, is_struck in enumerate(fonts) if is_struck}
    numbered = {str(number): each for number, each in enumerate(found or [])}
    return Styles(
        frozenset(number for number, each in numbered.items() if is_percent(codes.get(each.get("numFmtId", ""), ""))),
        frozenset(number for number, each in numbered.items() if each.get("fontId") in struck),
    )


def without_struck(part: bytes) -> bytes:
    """A part whose texts have nothing that is struck out; where it all is, an empty text."""
    return _RUN_END.join(map(_unless_struck, part.split(_RUN_END))) if b"<strike" in part else part


def _unless_struck(run: bytes) -> bytes:
    """What stands before the end of a run, without its text if that is struck out."""
    start = run.rfind(b"<r>")
    if start < 0 or not _STRUCK.search(run, start):
        return run
    begin, end = run.find(b">", max(run.find(b"<t", start), start + 3)) + 1, run.rfind(b"</t>")
    return run[:begin] + run[end:] if start < begin <= end else run


def is_percent(code: str) -> bool:
    """Whether a number format shows percentages."""
    return "%" in _NO_FORMAT.sub("", code)
