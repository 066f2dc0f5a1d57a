"""Plain text to drafts: which lines are items or dates, and which had been wrapped and belong together.

Plain text has no grammar, so every rule is a guess from what a line ends in, what the next one begins with, how wide
they are and how they are indented.
"""

from corpus import lines
from corpus.drafts import Draft, squeeze

# Where lines were wrapped, the widest of a paragraph has one of these widths, and the others are ragged by a little.
WRAP_WIDTH = range(60, 121)
RAGGED = 8
UNWRAPPED_WIDTH = 200
MAX_TAB_ITEM = 240
_PARAGRAPH_INDENT = "\u3000"


def plain_text_drafts(raw_lines: list[str]) -> list[Draft]:
    """Drafts of the lines of a plain text file, wrapped lines joined."""
    classified = _classify(raw_lines)
    _find_tab_items(classified)
    return _find_line_runs(_reflow(classified))


def _classify(raw_lines: list[str]) -> list[tuple[Draft, bool]]:
    """Each line that holds text, with whether a tab led it."""
    classified: list[tuple[Draft, bool]] = []
    gap = True
    for number, raw in enumerate(raw_lines):
        text = squeeze(raw)
        if not text or lines.is_ornament(text):
            gap = True
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        draft = Draft("plain", [text], gap or lead.startswith(_PARAGRAPH_INDENT), lines.width(lead.expandtabs(8)), [number])
        if lines.is_date(text):
            draft.kind = "date"
        elif lines.marker_length(text) or lines.is_bare_marker(text):
            draft.kind = "item"
        classified.append((draft, "\t" in lead))
        gap = False
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


def _reflow(classified: list[tuple[Draft, bool]]) -> list[Draft]:
    drafts: list[Draft] = []
    widths = _run_widths([draft for draft, _ in classified])
    for number, (draft, _) in enumerate(classified):
        after = classified[number + 1][0] if number + 1 < len(classified) else None
        if drafts and not draft.gap and _continues(drafts[-1], draft, after, widths[number]):
            drafts[-1].parts += draft.parts
            drafts[-1].numbers += draft.numbers
        else:
            drafts.append(draft)
    return drafts


def _run_widths(drafts: list[Draft]) -> list[int]:
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
    if draft.kind == "date" and before.kind in ("plain", "item"):
        return lines.is_unfinished(before.last) and lines.starts_lower(before.last.split()[-1])
    if draft.kind != "plain" or before.kind == "date":
        return False
    width = lines.width(before.last)
    is_entry = lines.is_address(draft.last) and width < WRAP_WIDTH.start
    runs_on = (lines.starts_lower(draft.last) and not is_entry) or lines.is_unfinished(before.last)
    if before.kind == "item":
        return runs_on or draft.indent > before.indent or lines.is_bare_marker(before.last)
    if before.kind == "tab":
        return runs_on and sum(map(len, before.parts)) + len(draft.last) < MAX_TAB_ITEM
    if lines.ends_sentence(before.last):
        is_own_paragraph = len(before.last) > UNWRAPPED_WIDTH
        return not is_own_paragraph and not _opens_section(draft, after)
    was_full = width + 1 + lines.width(draft.last.split()[0]) > run_width - RAGGED
    return runs_on or (run_width in WRAP_WIDTH and was_full)


def _opens_section(draft: Draft, after: Draft | None) -> bool:
    stands_out = after is None or after.gap or after.kind != "plain"
    return stands_out and lines.looks_like_heading(draft.last)


def _find_line_runs(drafts: list[Draft]) -> list[Draft]:
    """Short lines in a row that do not continue each other (a menu, an address) are items too.

    Three make a list, or two below a line that ends in a colon.
    """
    run: list[Draft] = []
    enough = 3
    for draft in [*drafts, Draft("date", [""], gap=True)]:
        is_short = draft.kind == "plain" and len(draft.parts) == 1 and lines.width(draft.last) < WRAP_WIDTH.start
        is_lead = draft.last.endswith((":", "："))
        is_short = is_short and not is_lead and not lines.ends_sentence(draft.last)
        if draft.gap or not is_short:
            if len(run) >= enough:
                _mark_run(run)
            run = []
            enough = 2 if is_lead else 3
        if is_short:
            run.append(draft)
    return drafts
