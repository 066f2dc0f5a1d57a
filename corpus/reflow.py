"""Which lines of a plain text had been wrapped and belong together, also over the end of a page."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus import lines
from corpus.drafts import Draft
from corpus.hyphenation import SOFT_HYPHEN
from corpus.numbering import article_of

# Where lines were wrapped, the widest of a paragraph has one of these widths, and the others are ragged by a little.
WRAP_WIDTH = range(60, 121)
RAGGED = 8
UNWRAPPED_WIDTH = 200
MAX_TAB_ITEM = 240
# In columns, of a heading in East Asian text right below another line.
MAX_WIDE_TITLE = 44
# The second paragraph of an article of a Japanese law, and those that follow.
_LAW_PARAGRAPH = re.compile(r"[0-9０-９]{1,2}\s+[^\W\da-zA-Z]")


def join_pages(drafts: Sequence[Draft]) -> None:
    """A list goes on behind the end of a page, and so does a paragraph whose last line is full or left open.

    A reader reads on there; a sentence cut in two at the end of a page could not be quoted.
    """
    widths = _run_widths(drafts)
    for number, (before, draft) in enumerate(pairwise(drafts)):
        if not draft.over_page:
            continue
        draft.goes_on = _goes_on(before, draft, widths[number])
        if draft.goes_on or before.kind == draft.kind == "item":
            draft.gap = False


def _goes_on(before: Draft, draft: Draft, run_width: int) -> bool:
    if draft.kind != "plain" or before.kind not in ("plain", "item") or _opens_paragraph(draft.last):
        return False
    if lines.starts_lower(draft.last) or lines.is_unfinished(before.last):
        return True
    if before.kind == "item":
        return draft.indent > before.indent and not lines.ends_sentence(before.last)
    is_full = run_width in WRAP_WIDTH and _was_full(before, draft, run_width)
    return is_full and not (lines.ends_sentence(before.last) and lines.looks_like_heading(draft.last))


def reflow(found: Sequence[Draft]) -> list[Draft]:
    """The drafts with wrapped lines joined: where a line had no more room, a reader sees no end of anything."""
    drafts: list[Draft] = []
    widths = _run_widths(found)
    for number, draft in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if drafts and not draft.gap and (draft.goes_on or _continues(drafts[-1], draft, after, widths[number])):
            drafts[-1].parts += draft.parts
            drafts[-1].numbers += draft.numbers
        else:
            draft.is_text = draft.is_text or _is_text_below(drafts[-1:], draft)
            drafts.append(draft)
    return drafts


def _is_text_below(before: Sequence[Draft], draft: Draft) -> bool:
    """Whether a line stands so close below a heading, or is so wide below another line, that it is no heading itself."""
    if draft.gap or not before:
        return False
    widest = MAX_WIDE_TITLE if lines.is_wide(draft.last[0]) else WRAP_WIDTH.start
    return before[0].kind == "heading" or (before[0].kind == "plain" and lines.width(draft.last) > widest)


def _run_widths(drafts: Sequence[Draft]) -> list[int]:
    """For each line, the width of the widest of the lines it stands among without a gap."""
    widths: list[int] = []
    run: list[int] = []
    for draft in [*drafts, Draft("plain", [""], gap=True)]:
        if draft.gap:
            widths.extend([max(run, default=0)] * len(run))
            run = []
        run.append(lines.width(draft.last))
    return widths


def _continues(before: Draft, draft: Draft, after: Draft | None, run_width: int) -> bool:
    if before.last.endswith(SOFT_HYPHEN) and draft.kind == "plain":
        return True
    if draft.kind == "date" and before.kind in ("plain", "item"):
        return lines.is_unfinished(before.last) and lines.starts_lower(before.last.split()[-1])
    if draft.kind != "plain" or before.kind in ("date", "heading", "code"):
        return False
    is_entry = lines.is_address(draft.last) and lines.width(before.last) < WRAP_WIDTH.start
    runs_on = (lines.starts_lower(draft.last) and not is_entry) or lines.is_unfinished(before.last)
    if before.kind == "item":
        hangs = draft.indent > before.indent and not _opens_paragraph(draft.last)
        return runs_on or hangs or lines.is_bare_marker(before.last)
    if before.kind == "tab":
        return runs_on and sum(map(len, before.parts)) + len(draft.last) < MAX_TAB_ITEM
    if lines.ends_sentence(before.last):
        is_own_paragraph = len(before.last) > UNWRAPPED_WIDTH or _opens_paragraph(draft.last) or _is_promised(before, draft)
        return not is_own_paragraph and not _opens_section(draft, after)
    return runs_on or (run_width in WRAP_WIDTH and _was_full(before, draft, run_width))


def _was_full(before: Draft, draft: Draft, run_width: int) -> bool:
    """Whether the first word of a line, which is one character in East Asian text, had no room in the line before."""
    word = draft.last[0] if lines.is_wide(draft.last[0]) else draft.last.split()[0]
    return lines.width(before.last) + 1 + lines.width(word) > run_width - RAGGED


def _opens_paragraph(text: str) -> bool:
    return bool(article_of(text) or _LAW_PARAGRAPH.match(text))


def _is_promised(before: Draft, draft: Draft) -> bool:
    """Whether a short line is the first of what a sentence says is listed below it."""
    is_short = lines.width(draft.last) < WRAP_WIDTH.start and not lines.ends_sentence(draft.last)
    return is_short and lines.promises_list(before.last) and not lines.is_unfinished(draft.last)


def _opens_section(draft: Draft, after: Draft | None) -> bool:
    stands_out = after is None or after.gap or after.kind != "plain"
    return stands_out and lines.looks_like_heading(draft.last)
