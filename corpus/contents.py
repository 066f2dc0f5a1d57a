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
MAX_LINE = 200
MIN_LINES = 2


def without_contents(drafts: Sequence[Draft]) -> list[Draft]:
    """The lines of a text without its table of contents: a title such as "Contents" and lines that all stand again below."""
    first = next((n for n, draft in enumerate(drafts) if _TITLE.fullmatch(draft.last.strip(" .:：〔〕[]【】<>＜＞"))), None)
    if first is None:
        return list(drafts)
    end = _end(drafts, first)
    if end - first <= MIN_LINES:
        return list(drafts)
    rest = list(drafts[end:])
    if rest:
        rest[0].gap = True
    return [*drafts[:first], *rest]


def _end(drafts: Sequence[Draft], first: int) -> int:
    """The position behind the last line of the contents that begin there."""
    last_seen = {_words(draft.last): number for number, draft in enumerate(drafts)}
    end = first + 1
    while end < len(drafts) and len(drafts[end].last) <= MAX_LINE and last_seen.get(_title(drafts[end].last), 0) > end:
        end += 1
    return end


def _title(entry: str) -> str:
    return _words(_LEADER.sub("", entry))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
