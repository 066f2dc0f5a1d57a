"""Lines on their way into the normal form: cleaned, classified, put together again where they had been wrapped."""

from dataclasses import dataclass, field
from typing import Literal

from corpus import lines

DraftKind = Literal["plain", "item", "tab", "date"]


@dataclass(slots=True)
class Draft:
    """A line of the normal form in the making: the pieces it is joined from and how it stood in the source.

    `numbers` are those of the lines of the file that the pieces are. `gap` is whether it does not follow the line before
    directly, `indent` counts columns.
    """

    kind: DraftKind
    parts: list[str] = field(default_factory=list)
    gap: bool = False
    indent: int = 0
    numbers: list[int] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The piece added last: the line another one would continue."""
        return self.parts[-1]

    def text(self) -> str:
        """All pieces as one line."""
        pieces = self.parts[:1]
        for before, piece in zip(self.parts, self.parts[1:], strict=False):
            pieces.append(_joint(before, piece) + piece)
        return "".join(pieces)


def squeeze(line: str) -> str:
    """The line without blanks around it, and single blanks within."""
    return " ".join(line.split())


def shown(drafts: list[Draft]) -> list[Draft]:
    """The drafts without ornaments and labels of buttons.

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
        pieces.append("\t" + draft.text() if draft.kind == "tab" else draft.text())
        before = draft
    return "".join(pieces)


def _is_tight(before: Draft, draft: Draft) -> bool:
    if draft.gap:
        return False
    return "date" in (before.kind, draft.kind) or (before.kind == draft.kind and draft.kind in ("item", "tab"))


def _joint(before: str, after: str) -> str:
    if lines.is_wide(before[-1]) and lines.is_wide(after[0]):
        return ""
    was_hyphenated = before[-1] == "-" and before[-2:-1].isalpha() and lines.starts_lower(after)
    return "" if was_hyphenated else " "
