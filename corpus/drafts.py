"""Lines on their way into the normal form: cleaned, classified, put together again where they had been wrapped."""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Literal

from corpus import lines
from corpus.hyphenation import SOFT_HYPHEN, drops_hyphen, is_suspended

DraftKind = Literal["plain", "item", "tab", "date", "heading", "code"]
CODE_INDENT = "    "


@dataclass(slots=True)
class Draft:
    """A line of the normal form in the making: the pieces it is joined from and how it stood in the source.

    `numbers` are those of the lines of the file that the pieces are, `broken` the positions of the pieces whose last character
    only broke a word. `gap` is whether it does not follow the line before directly, `over_page` whether a page ends between
    them, `goes_on` whether it continues the line before all the same. `indent` counts columns. `is_text`: it is no heading,
    whatever it looks like; `level` is that of a heading, 0 where only its number tells.
    """

    kind: DraftKind
    parts: list[str] = field(default_factory=list)
    gap: bool = False
    indent: int = 0
    numbers: list[int] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    over_page: bool = False
    goes_on: bool = False
    is_text: bool = False
    level: int = 0

    @property
    def last(self) -> str:
        """The piece added last: the line another one would continue."""
        return self.parts[-1]

    def text(self) -> str:
        """All pieces as one line."""
        joints = ["", *map(self.joint, range(1, len(self.parts)))]
        return "".join(joint + self.piece(position) for position, joint in enumerate(joints))

    def piece(self, position: int) -> str:
        """What is read of a piece."""
        part = self.parts[position]
        return part[:-1] if position in self.broken or part[-1:] == SOFT_HYPHEN else part

    def joint(self, position: int) -> str:
        """What is read between a piece and the one before: a blank, but none within a word or between East Asian characters."""
        before, after = self.parts[position - 1], self.parts[position]
        if position - 1 in self.broken or (lines.is_wide(before[-1]) and lines.is_wide(after[0])):
            return ""
        was_hyphenated = before[-1] in "-‐" and before[-2:-1].isalpha() and lines.starts_lower(after)
        return "" if was_hyphenated and not is_suspended(before, after) else " "

    def mend(self, words: Set[str]) -> None:
        """Find the words that lines broke. `words` are those of the document."""
        pairs = zip(self.parts, self.parts[1:], strict=False)
        self.broken = {position for position, (before, after) in enumerate(pairs) if drops_hyphen(before, after, words)}


def squeeze(line: str) -> str:
    """The line without blanks around it, and single blanks within."""
    return " ".join(line.split())


def shown(drafts: list[Draft]) -> list[Draft]:
    """The drafts without ornaments, which have no word, and labels of buttons, which lead nowhere in a text.

    Labels are left out here, not earlier: the last line of a wrapped paragraph may be a word that is also one.
    """
    kept: list[Draft] = []
    is_apart = False
    for draft in drafts:
        text = draft.text()
        if draft.kind == "plain" and (lines.is_ornament(text) or lines.is_label(text)):
            is_apart = True
            continue
        draft.gap = draft.gap or is_apart
        is_apart = False
        kept.append(draft)
    return kept


def render(drafts: list[Draft]) -> str:
    """The normal form of the drafts, each of which is a line of it."""
    pieces: list[str] = []
    before: Draft | None = None
    for draft in drafts:
        if before is not None:
            pieces.append("\n" if _is_tight(before, draft) else "\n\n")
        pieces.append({"tab": "\t", "code": CODE_INDENT}.get(draft.kind, "") + draft.text())
        before = draft
    return "".join(pieces)


def _is_tight(before: Draft, draft: Draft) -> bool:
    if draft.gap:
        return False
    return "date" in (before.kind, draft.kind) or (_form(before) == _form(draft) and _form(draft) in ("item", "tab", "code"))


def _form(draft: Draft) -> DraftKind:
    """What a line looks like: a heading may look like an item."""
    return "item" if draft.kind == "heading" and lines.marker_length(draft.text()) else draft.kind
