"""The markers of lists as PDFs have them: also those of symbol fonts, and numbers before East Asian text without a blank."""

import re

from corpus import lines
from corpus.formats.pdf_lines import Line

_MARKER = re.compile(
    r"[\ue000-\uf8ff]\s*(?=\S)|[•‣◦▪▫●○■□◆◇➢✓](?=[^\s\w])|[(（]?[ivx]{1,5}[.)）]\s+(?=\S)|[❶-❿⓵-⓾]\s*(?=\S)"
    r"|\d{1,2}[.．](?=[^\x00-\x7f\d])|[(（](?:\d{1,3}|[ア-ン]|[一二三四五六七八九十]{1,3})[)）]\s*(?=[^\x00-\x7f])"
    r"|[一二三四五六七八九十]{1,3}[ \u3000](?=\S)|[ア-ン][.．)）]\s*(?=\S)"
)
# Bullets that are letters: they stand apart from what they mark.
_APART = re.compile(r"o|[a-z]\.|[\u2022-\u25ff–—*·-]")
_SYMBOL = re.compile("[\ue000-\uf8ff]")
_DASH = re.compile("[–—-]")
_STYLE = re.compile(r"[a-zA-Zア-ン]+|[\d一二三四五六七八九十]+|[①-⑳]")
BULLET = "• "


def marker_length(line: Line) -> int:
    """How many characters of a line mark it as an item of a list, with the blanks behind them; 0 if none do."""
    text = line.text
    if len(line.pieces) > 1 and _APART.fullmatch(line.pieces[0][1]):
        return len(line.pieces[0][1]) + 1
    found = _MARKER.match(text)
    return max(lines.marker_length(text), found.end() if found else 0)


def is_dash(line: Line) -> bool:
    """Whether a marker may as well be a dash within a sentence."""
    return _DASH.match(line.text) is not None


def marker_of(line: Line, length: int) -> str:
    """What the list shows; a character of a symbol font is a bullet."""
    text = line.text[:length]
    return BULLET if _SYMBOL.match(text) or text.strip() == "o" else f"{text.rstrip()} "


def style_of(marker: str) -> str:
    """What the markers of one list have in common."""
    return _STYLE.sub(lambda match: "1" if match.group()[0].isnumeric() else "a", marker)
