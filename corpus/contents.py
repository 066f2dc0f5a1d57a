"""Tables of contents in a plain text.

They are left out: each of their lines stands again where its part begins, so that a reader who looks for the part would be led
from one of them to the other and would miss neither.
"""

import re
from collections.abc import Sequence

from corpus.drafts import Draft

_TITLE = re.compile(
    r"(?:table of )?contents|目\s?次|もくじ|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|indice",
    re.IGNORECASE,
)
# What leads from a title to its page, and the number of the page.
_LEADER = re.compile(r"[\s.·…․・_]{2,}\s?(?:\d{1,4}|[ivxl]{1,7})$|(?<=\S)\s\d{1,4}$")
_AROUND = " .:：〔〕[]【】<>＜＞"
MAX_LINE = 200
MIN_LINES = 2


def without_contents(drafts: Sequence[Draft]) -> list[Draft]:
    """The lines of a text without tables of contents: a title such as "Contents" and lines that all stand again below."""
    last_seen: dict[str, int] = {}
    kept: list[Draft] = []
    end = 0
    for number, draft in enumerate(drafts):
        if number < end:
            continue
        if _TITLE.fullmatch(draft.last.strip(_AROUND)):
            last_seen = last_seen or {_words(line.last): position for position, line in enumerate(drafts)}
            end = _end(drafts, number, last_seen)
            if end - number > MIN_LINES:
                continue
        draft.gap = draft.gap or number == end
        kept.append(draft)
        end = 0
    return kept


def _end(drafts: Sequence[Draft], first: int, last_seen: dict[str, int]) -> int:
    """The position behind the last line of the contents that begin there."""
    end = first + 1
    while end < len(drafts) and len(drafts[end].last) <= MAX_LINE and last_seen.get(_title(drafts[end].last), 0) > end:
        end += 1
    return end


def _title(entry: str) -> str:
    return _words(_LEADER.sub("", entry))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
