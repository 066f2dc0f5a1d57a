"""Headings of numbered parts in a plain text, however close its lines stand: "2. Scope", "2.1 Terms", "Chapter 3", （目的）."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus import lines
from corpus.drafts import Draft
from corpus.numbering import Number, article_of, opening_number

# Kinds of numbers that lists have as well: a line is a heading only beside others of its kind.
_COUNTED = ("decimal", "letter", "roman")
# In columns: a wider line above is one of a paragraph that goes on.
_SHORT = 60
# In words, counting the number, of a heading that ends in a full stop.
MAX_STOPPED = 7


def mark_headings(drafts: Sequence[Draft]) -> None:
    """Mark the lines that are headings: they have a number, look like a heading, and have text or further headings below.

    Where lists have such numbers too, one before, behind, above or below it has to be that of a heading as well.
    """
    numbers = [_number(drafts, position) for position in range(len(drafts))]
    heads = _with_text_below(drafts, numbers)
    known = {(number.kind, number.parts) for position in heads if (number := numbers[position])}
    for position in heads:
        number = numbers[position]
        if number and (number.kind not in _COUNTED or any(relative in known for relative in _relatives(number))):
            drafts[position].kind = "heading"
    for draft, after in pairwise(drafts):
        if lines.is_bracketed(draft.last) and article_of(after.last):
            draft.kind = "heading"


def _number(drafts: Sequence[Draft], position: int) -> Number | None:
    """The number of a line that may be a heading."""
    draft = drafts[position]
    number = opening_number(draft.last) if draft.kind in ("plain", "item") else None
    if number is None or number.kind == "bracket" or lines.opens_with_day(draft.last) or not _may_stand_here(drafts, position):
        return None
    if number.kind in _COUNTED and len(number.parts) == 1 and _is_in_list(drafts, position, number):
        return None
    title = draft.last.rstrip(".．")
    is_title = title == draft.last or len(title.split()) <= MAX_STOPPED
    looks = is_title and lines.looks_like_heading(title) and not lines.states_value(draft.last)
    is_whole = number.kind not in ("条", "article", "section", "§", "clause", "rule") or not _has_sentence(draft.last)
    return number if looks and is_whole and not lines.is_bare_marker(draft.last) else None


def _has_sentence(text: str) -> bool:
    return lines.ends_sentence(text) and article_of(text) != text.rstrip(".")


def _may_stand_here(drafts: Sequence[Draft], position: int) -> bool:
    """Whether neither the line before nor the one behind is of the same paragraph."""
    draft = drafts[position]
    after = drafts[position + 1] if position + 1 < len(drafts) else None
    if after is not None and not after.gap and (lines.starts_lower(after.last) or _hangs_below(draft, after)):
        return False
    if draft.gap or position == 0:
        return True
    before = drafts[position - 1].last
    return lines.ends_sentence(before) or (lines.width(before) < _SHORT and not lines.is_unfinished(before))


def _hangs_below(draft: Draft, after: Draft) -> bool:
    return draft.kind == "item" and after.kind == "plain" and after.indent > draft.indent and opening_number(after.last) is None


def _is_in_list(drafts: Sequence[Draft], position: int, number: Number) -> bool:
    """Whether the line right before has the number before, as an item has, and a heading has not."""
    before = opening_number(drafts[position - 1].last) if position > 0 else None
    return before is not None and before.kind == number.kind and before.parts == (number.parts[-1] - 1,)


def _with_text_below(drafts: Sequence[Draft], numbers: Sequence[Number | None]) -> list[int]:
    """The positions of numbered lines with text below them, or with such a line whose number is further in."""
    found: list[int] = []
    for position in range(len(drafts) - 2, -1, -1):
        number, below = numbers[position], numbers[position + 1]
        if number is None:
            continue
        has_part = found[-1:] == [position + 1] and below is not None and _is_within(below, number)
        may_have_items = number.kind not in _COUNTED or len(number.parts) > 1
        if has_part or (below is None and (may_have_items or drafts[position + 1].kind != "item")):
            found.append(position)
    return found[::-1]


def _is_within(number: Number, above: Number) -> bool:
    if number.kind in _COUNTED and number.kind == above.kind:
        return number.parts[: len(above.parts)] == above.parts
    return number.kind != above.kind


def _relatives(number: Number) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The numbers before and behind a number, above it if it is the first there, and the first below."""
    *above, last = number.parts
    yield number.kind, (*above, last - 1)
    yield number.kind, (*above, last + 1)
    yield number.kind, (*number.parts, 1)
    if last <= 1:
        yield number.kind, tuple(above)
