"""Markdown to drafts: headings, lists, quotes and code fences; lines that follow each other are one paragraph."""

import re

from corpus import lines
from corpus.drafts import Draft, squeeze

_HEADING = re.compile(r"#{1,6}\s+\S")
_UNDERLINE = re.compile(r"={2,}|-{2,}")
# Possessive: given back one by one, a long run would be tried in as many ways.
_FENCE = re.compile(r"(`{3,}+|~{3,}+)([^`]*)")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_FRONT_MATTER = re.compile(r"\s*---\n(?:[^\n]*\n){0,60}?(?:---|\.\.\.)(?:\n|$)")


def markdown_drafts(text: str) -> list[Draft]:
    """Drafts of a Markdown text. Front matter is left out; underlined headings become "#" headings."""
    front = _FRONT_MATTER.match(text)
    raw_lines = text[front.end() if front else 0 :].split("\n")
    drafts: list[Draft] = []
    gap = True
    number = 0
    while number < len(raw_lines):
        raw = _QUOTE.sub("", raw_lines[number], count=1)
        line = squeeze(raw)
        if opens_fence(line):
            fenced = _fenced(raw_lines, number)
            if any(fenced):
                drafts.append(Draft("code", ["\n".join([line, *fenced, line[:3]])], gap=True))
            number += len(fenced) + 1
            gap = True
        elif not _add(drafts, line, gap):
            gap = True
        else:
            gap = False
        number += 1
    return drafts


def opens_fence(line: str) -> bool:
    """Whether the line begins a code fence."""
    return _FENCE.fullmatch(line) is not None


def closes_fence(line: str, opening: str) -> bool:
    """Whether the line ends the fence that `opening` began."""
    found = _FENCE.fullmatch(line.strip())
    return found is not None and not found[2] and found[1][0] == opening[0]


def _fenced(raw_lines: list[str], opening: int) -> list[str]:
    first = squeeze(_QUOTE.sub("", raw_lines[opening], count=1))
    body: list[str] = []
    for number in range(opening + 1, len(raw_lines)):
        if closes_fence(_QUOTE.sub("", raw_lines[number], count=1), first):
            return body
        body.append(raw_lines[number].rstrip())
    while body and not body[-1]:
        body.pop()
    return body


def _add(drafts: list[Draft], line: str, gap: bool) -> bool:
    """Add a line; False if it was blank or a decoration, so that whatever follows starts anew."""
    before = drafts[-1] if drafts and not gap else None
    if _UNDERLINE.fullmatch(line) and before is not None and before.kind == "plain":
        before.kind = "heading"
        before.parts[0] = ("# " if line[0] == "=" else "## ") + before.parts[0]
        return False
    if not line or lines.is_ornament(line):
        return False
    draft = _classified(line, gap)
    if draft.kind == "plain" and before is not None and before.kind in ("plain", "item"):
        before.parts.append(line)
    else:
        drafts.append(draft)
    return draft.kind != "heading"


def _classified(line: str, gap: bool) -> Draft:
    if _HEADING.match(line):
        return Draft("heading", [line], gap=True)
    if lines.is_date(line):
        return Draft("date", [line], gap)
    is_item = lines.marker_length(line) or lines.is_bare_marker(line)
    return Draft("item" if is_item else "plain", [line], gap)
