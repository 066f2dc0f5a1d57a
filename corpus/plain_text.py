"""Plain text to drafts: which lines are items, headings, code or dates, and which had been wrapped and belong together.

Plain text has no grammar, so every rule is a guess from what a line ends in, what the next one begins with, how wide
they are and how they are indented.
"""

import re

from corpus import lines
from corpus.code_lines import mark_code
from corpus.contents import without_contents
from corpus.drafts import Draft, squeeze
from corpus.entries import mark_entries
from corpus.reflow import MAX_TAB_ITEM, WRAP_WIDTH, join_pages, reflow
from corpus.sections import mark_headings
from corpus.text_pages import TextPages

# Between what stands side by side, as the names and dates at the head of a memorandum do.
_COLUMNS = re.compile(r"\S {4,}\S")
_PARAGRAPH_INDENT = "\u3000"


def plain_text_drafts(raw_lines: list[str], pages: TextPages) -> list[Draft]:
    """Drafts of the lines of a plain text file, wrapped lines joined, also over the end of a page."""
    classified = _classify(raw_lines, pages)
    kept = set(map(id, without_contents([draft for draft, _ in classified])))
    classified = [(draft, led_by_tab) for draft, led_by_tab in classified if id(draft) in kept]
    drafts = [draft for draft, _ in classified]
    mark_code(drafts)
    _find_tab_items(classified)
    mark_headings(drafts)
    mark_entries(drafts)
    join_pages(drafts)
    return _find_line_runs(reflow(drafts))


def _classify(raw_lines: list[str], pages: TextPages) -> list[tuple[Draft, bool]]:
    """Each line that holds text, with whether a tab led it."""
    classified: list[tuple[Draft, bool]] = []
    gap, over_page = True, False
    for number, raw in enumerate(raw_lines):
        text = squeeze(raw)
        over_page = over_page or number in pages.begins
        if not text or number in pages.skipped or lines.is_ornament(text):
            gap = True
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        draft = Draft("plain", [text], gap or over_page, lines.width(lead.expandtabs(8)), [number], over_page=over_page)
        if lines.is_date(text):
            draft.kind = "date"
        elif lines.marker_length(text) or lines.is_bare_marker(text):
            draft.kind = "item"
        draft.is_text = _COLUMNS.search(raw) is not None
        draft.gap = draft.gap or (lead.startswith(_PARAGRAPH_INDENT) and draft.kind != "item")
        classified.append((draft, "\t" in lead))
        gap = over_page = False
    return classified


def _find_tab_items(classified: list[tuple[Draft, bool]]) -> None:
    """Lines led by a tab are items if they stand in a run and do not hang below an item with a marker."""
    hanging_below: int | None = None
    run: list[Draft] = []
    for draft, led_by_tab in [*classified, (Draft("plain", [""], gap=True), False)]:
        if draft.kind == "item":
            hanging_below = draft.indent
        elif draft.gap or hanging_below is None or draft.indent <= hanging_below:
            hanging_below = None
        is_candidate = led_by_tab and draft.kind == "plain" and hanging_below is None and len(draft.last) <= MAX_TAB_ITEM
        if draft.gap or not is_candidate:
            _mark_run(run)
            run = []
        if is_candidate:
            run.append(draft)


def _mark_run(run: list[Draft]) -> None:
    if len(run) > 1:
        for draft in run:
            draft.kind = "tab"


def _find_line_runs(drafts: list[Draft]) -> list[Draft]:
    """Short lines in a row that do not continue each other (a menu, an address) are items too.

    Three make a list, or two below a line that ends in a colon or promises a list.
    """
    run: list[Draft] = []
    enough = 3
    for draft in [*drafts, Draft("date", [""], gap=True)]:
        is_short = draft.kind == "plain" and len(draft.parts) == 1 and lines.width(draft.last) < WRAP_WIDTH.start
        is_lead = draft.last.endswith((":", "：")) or (lines.ends_sentence(draft.last) and lines.promises_list(draft.last))
        is_short = is_short and not is_lead and not lines.ends_sentence(draft.last)
        if draft.gap or not is_short:
            if len(run) >= enough:
                _mark_run(run)
            run = []
            enough = 2 if is_lead else 3
        if is_short:
            run.append(draft)
    return drafts
