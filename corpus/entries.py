"""Lines of a plain text that each say what something is, as "Open: 9 to 5" does: they are a list below their caption."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus import lines
from corpus.drafts import Draft

# Below whatever heading stands above.
CAPTION_LEVEL = 9
# In columns: a line above that is wider may be one of a paragraph that goes on.
_NARROW = 60
MAX_CAPTION = 44


class _Group(NamedTuple):
    """Where a group of entries begins, counting its caption if it has one, and ends (exclusive); and where its entries are."""

    start: int
    end: int
    entries: list[int]

    @property
    def has_caption(self) -> bool:
        return self.start < self.entries[0]


def mark_entries(drafts: Sequence[Draft]) -> None:
    """Mark two or more lines in a row that say what something is as items, and a short line right above them as their heading.

    The heading is below the one before it where groups follow each other, or where headings are numbered.
    """
    is_numbered = any(draft.kind == "heading" for draft in drafts)
    groups = list(_groups(drafts))
    pairs = [(a, b) for a, b in pairwise(groups) if a.end == b.start and a.has_caption and b.has_caption]
    beside = {group.start for pair in pairs for group in pair}
    for group in groups:
        for position in group.entries:
            drafts[position].kind = "tab"
        if group.has_caption:
            drafts[group.start].kind = "heading"
            drafts[group.start].level = CAPTION_LEVEL if is_numbered or group.start in beside else 0
        elif group.start > 0 and not drafts[group.start].gap:
            drafts[group.start - 1].is_text = True


def _groups(drafts: Sequence[Draft]) -> Iterator[_Group]:
    entries: list[int] = []
    for position, draft in enumerate([*drafts, Draft("date", [""])]):
        # The first line of all is a title.
        is_entry = (
            position > 0 and draft.kind == "plain" and lines.is_labelled(draft.last) and not lines.starts_lower(draft.last)
        )
        if entries and not draft.gap and (is_entry or _goes_on(drafts[position - 1], draft)):
            entries += [position] * is_entry
            continue
        if len(entries) > 1:
            yield _Group(_start(drafts, entries[0]), position, entries)
        entries = [position] if is_entry and _may_begin(drafts, position) else []


def _goes_on(before: Draft, draft: Draft) -> bool:
    return draft.kind == "plain" and (lines.starts_lower(draft.last) or lines.is_unfinished(before.last))


def _may_begin(drafts: Sequence[Draft], position: int) -> bool:
    """Whether the line before is not one of a paragraph that goes on."""
    if position == 0 or drafts[position].gap:
        return True
    before = drafts[position - 1].last
    is_closed = lines.ends_sentence(before) or before.endswith((":", "："))
    return is_closed or (lines.width(before) < _NARROW and not lines.is_unfinished(before))


def _start(drafts: Sequence[Draft], first: int) -> int:
    """The position of the caption right above an entry; that of the entry where it has none."""
    if first == 0 or drafts[first].gap or not drafts[first - 1].gap:
        return first
    above = drafts[first - 1]
    may_be_caption = above.kind == "plain" and not above.is_text and lines.width(above.last) <= MAX_CAPTION
    return first - 1 if may_be_caption and lines.looks_like_heading(above.last) else first
