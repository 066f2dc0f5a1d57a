"""Which paragraphs of a PDF are headings, and of which level: told by bookmarks, by size and weight, and by numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus import lines
from corpus.formats.pdf_flow import Paragraph
from corpus.formats.pdf_markers import marker_length
from corpus.formats.pdf_pages import Block
from corpus.formats.pdf_titles import Titles, keys_of
from corpus.numbering import heading_level, levels_of

MAX_LINES, MAX_WIDTH = 4, 200
# Of the size of the text.
LARGER, SMALLER = 1.09, 0.89
_CAPTION = re.compile(r"(?:fig(?:ure)?\.?|table|図表?|表|写真|chart|box)\s?[\d０-９A-Z]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
Style = tuple[float, bool]


def heading_levels(blocks: Sequence[Block], titles: Titles) -> dict[int, int]:
    """The levels of the headings among blocks, by their index. `titles` are those of bookmarks with page and level."""
    found = {index: block for index, block in enumerate(blocks) if isinstance(block, Paragraph)}
    size, text_is_bold = _text_style(found.values())
    told: dict[int, int] = {}
    styled: dict[int, Style] = {}
    for index, paragraph in found.items():
        if paragraph.is_note or paragraph.is_code or not _may_be_heading(paragraph):
            continue
        if level := _bookmarked(paragraph, titles):
            told[index] = level
        style = _style(paragraph)
        if told.get(index) or _stands_out(style, size, text_is_bold) or _is_numbered(found, index):
            styled[index] = style
    return _levels(found, styled, told)


def _may_be_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if len(paragraph.lines) > MAX_LINES or lines.width(text) > MAX_WIDTH or not _LETTER.search(text):
        return False
    length = marker_length(paragraph.first)
    is_bullet = length > 0 and not heading_level(text) and not _LETTER.search(text[:length]) and not text[0].isalnum()
    is_sentence = lines.ends_sentence(text) and not text.endswith(("?", "？"))
    return not (is_bullet or is_sentence or lines.is_date(text) or lines.is_address(text) or _CAPTION.match(text))


def _bookmarked(paragraph: Paragraph, titles: Titles) -> int:
    """The level that a bookmark to its page gives it; 0 if there is none."""
    if not titles:
        return 0
    known = (titles.get((paragraph.first.page, key)) for key in keys_of(paragraph.text))
    return next((level for level in known if level), 0)


def _style(paragraph: Paragraph) -> Style:
    return round(2 * paragraph.first.size) / 2, all(line.font.is_bold for line, _ in paragraph.lines)


def _stands_out(style: Style, size: float, text_is_bold: bool) -> bool:
    return style[0] > LARGER * size or (style[1] and not text_is_bold and style[0] > SMALLER * size)


def _text_style(found: Iterable[Paragraph]) -> Style:
    """The size of most text, and whether that is bold."""
    counts: Counter[Style] = Counter()
    for paragraph in found:
        for line, _ in () if paragraph.is_code else paragraph.lines:
            counts[round(2 * line.size) / 2, line.font.is_bold] += len(line.text)
    sizes: Counter[float] = Counter()
    for (size, _), count in counts.items():
        sizes[size] += count
    most = max(sizes, key=lambda size: sizes[size], default=10.0)
    return most, counts[most, True] > counts[most, False]


def _is_numbered(found: dict[int, Paragraph], index: int) -> bool:
    """Whether a line in the font of the text is a heading by its number, and stands before a sentence or another heading."""
    paragraph = found[index]
    text = paragraph.text
    depth = heading_level(text)
    if len(paragraph.lines) > 1 or not depth or not lines.looks_like_heading(text) or index + 1 not in found:
        return False
    after = found[index + 1]
    is_item = depth == 1 and marker_length(paragraph.first) > 0
    return lines.ends_sentence(after.text) and not marker_length(after.first) if is_item else not lines.is_unfinished(text)


def _levels(found: dict[int, Paragraph], styled: dict[int, Style], told: dict[int, int]) -> dict[int, int]:
    """By style, the largest outermost; within one by number, and as bookmarks say."""
    indices = list(styled)
    numbered = dict(zip(indices, levels_of([found[index].text for index in indices]), strict=True))
    levels: dict[int, int] = dict(told)
    differences = Counter(level - numbered[index] for index, level in told.items() if numbered[index]).most_common(1)
    deepest, shift = 0, differences[0][0] if differences else None
    for style in sorted(set(styled.values()), key=lambda style: (-style[0], not style[1])):
        own = [index for index in indices if styled[index] == style]
        depths = [numbered[index] for index in own if numbered[index]]
        outermost = Counter(told[index] for index in own if index in told).most_common(1)
        if depths and shift is None:
            shift = (outermost[0][0] if outermost else deepest + 1) - min(depths)
        base = outermost[0][0] if outermost else min(depths) + (shift or 0) if depths else deepest + 1
        for index in own:
            levels.setdefault(index, numbered[index] + (shift or 0) if numbered[index] else base)
        deepest = max(deepest, *(levels[index] for index in own))
    return {index: max(1, level) for index, level in levels.items()}
