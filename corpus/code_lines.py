"""Lines of code and drawings in a plain text: each is read by itself, none is a heading, an item or part of a paragraph."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus import lines
from corpus.drafts import Draft

# Columns by which code stands further in than the text.
MIN_INDENT = 3
# In columns, of a line that tells how far in the text stands.
_WIDE = 40
_LIKE_CODE = re.compile(
    r"[{};\\]$|^[}\])]|[=!<>]=|:=|->|=>|</?\w[^<>]*>|\w\([^()]*\)[;{]?$|^(?:\$|#|//|/\*|\*/|>>>) |^[|+].*[|+]$"
    r"|^[\w.-]+ ?= ?\S|^[\"'][^\"']*[\"'] ?:|\b0x[0-9a-fA-F]"
)


def mark_code(drafts: Sequence[Draft]) -> None:
    """Mark the lines that are code: those of a part further in than the text, at least half of which look like it."""
    margin = _margin(drafts)
    for part in _indented(drafts, margin + MIN_INDENT):
        if 2 * sum(_LIKE_CODE.search(draft.last) is not None for draft in part) >= len(part):
            for draft in part:
                draft.kind = "code"


def _margin(drafts: Sequence[Draft]) -> int:
    """How far in the text stands: as most of its wide lines do."""
    indents = Counter(draft.indent for draft in drafts if lines.width(draft.last) >= _WIDE)
    return min(indents, key=lambda indent: (-indents[indent], indent), default=0)


def _indented(drafts: Sequence[Draft], indent: int) -> Iterator[list[Draft]]:
    part: list[Draft] = []
    for draft in drafts:
        is_in = draft.indent >= indent
        if part and (draft.gap or not is_in):
            yield part
            part = []
        if is_in:
            part.append(draft)
    if part:
        yield part
