"""Lines on their way into the normal form: cleaned, classified, put together again where they had been wrapped."""

from dataclasses import dataclass, field
from typing import Literal

from corpus import lines
from corpus.characters import LINE_ENDS, NO_TEXT

# All but U+3000, which opens a paragraph in Japanese.
_BLANKS = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
_CLEANED: dict[int, str | None] = {
    **dict.fromkeys(NO_TEXT), **dict.fromkeys(_BLANKS, " "), **dict.fromkeys(LINE_ENDS, "\n")
}  # fmt: skip

DraftKind = Literal["plain", "item", "tab", "date", "heading", "code"]


@dataclass(slots=True)
class Draft:
    """A line of the normal form in the making: the pieces it is joined from and how it stood in the source.

    `gap` is whether it does not follow the line before directly, `indent` counts columns.
    """

    kind: DraftKind
    parts: list[str] = field(default_factory=list)
    gap: bool = False
    indent: int = 0

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


def clean(raw: str) -> str:
    """Unify line ends and blanks; remove control, zero-width and direction characters. Tabs stay."""
    return raw.replace("\r\n", "\n").translate(_CLEANED)


def squeeze(line: str) -> str:
    """The line without blanks around it, and single blanks within."""
    return " ".join(line.split())


def render(drafts: list[Draft]) -> str:
    """The normal form of the drafts.

    Labels are left out here, not earlier: the last line of a wrapped paragraph may be a word that is also one.
    """
    pieces: list[str] = []
    before: Draft | None = None
    for draft in drafts:
        text = draft.text()
        if draft.kind == "plain" and (lines.is_ornament(text) or lines.is_label(text)):
            before = None
            continue
        if pieces:
            pieces.append("\n" if before is not None and _is_tight(before, draft) else "\n\n")
        pieces.append("\t" + text if draft.kind == "tab" else text)
        before = draft
    return "".join(pieces)


def _is_tight(before: Draft, draft: Draft) -> bool:
    if draft.gap:
        return False
    if "date" in (before.kind, draft.kind):
        return "heading" not in (before.kind, draft.kind) and "code" not in (before.kind, draft.kind)
    return before.kind == draft.kind and draft.kind in ("item", "tab")


def _joint(before: str, after: str) -> str:
    if lines.is_wide(before[-1]) and lines.is_wide(after[0]):
        return ""
    was_hyphenated = before[-1] == "-" and before[-2:-1].isalpha() and lines.starts_lower(after)
    return "" if was_hyphenated else " "
