"""The lines of a document's text and what each is; in plain text that has to be told from how they stand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat, zip_longest

from corpus import lines
from corpus.content import ElementKind
from corpus.document import Cell
from corpus.drafts import CODE_INDENT, Draft
from corpus.numbering import article_of, heading_level, levels_of, value_of

MAX_HEADING_RUN = 4
# Of a heading that begins with a date: below whatever heading there is above.
DATED_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document's text: `text[start:end]`, where `start` is behind its list or heading marker.

    `gap` is whether it does not follow the line before directly. `level`, `links` and `cells` are those of an `Element`.
    """

    kind: ElementKind
    text: str
    marker: str
    start: int
    gap: bool
    level: int = 0
    links: bool | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def end(self) -> int:
        """The index in the document's text behind the line."""
        return self.start + len(self.text)


def number_of(line: Line) -> int:
    """The number of an item, counting letters from "a"; 0 if it has none."""
    shown = line.marker.strip(" \t()（）.．、")
    if len(shown) == 1 and shown.isnumeric():
        return int(unicodedata.numeric(shown))
    return ord(shown.lower()) - ord("a") + 1 if len(shown) == 1 and shown.isascii() and shown.isalpha() else value_of(shown)


def outline(text: str, drafts: Sequence[Draft] = ()) -> list[Line]:
    """The lines of a normal form in order; headings are told from what surrounds a short line.

    `drafts` are those it was rendered from, which tell of some lines what they are.
    """
    return _with_levels(_with_headings(list(_lines(text, drafts)), {n for n, draft in enumerate(drafts) if draft.is_text}))


def _lines(text: str, drafts: Sequence[Draft]) -> Iterator[Line]:
    offset = 0
    gap = True
    told = chain(drafts, repeat(Draft("plain")))
    for raw in text.split("\n"):
        if raw:
            line, draft = _line(raw, offset, gap), next(told)
            yield replace(_as_heading(line), level=draft.level) if draft.kind == "heading" else line
        gap = not raw
        offset += len(raw) + 1


def _line(raw: str, offset: int, gap: bool) -> Line:
    if raw.startswith(CODE_INDENT):
        return Line("code", raw.removeprefix(CODE_INDENT), "", offset + len(CODE_INDENT), gap)
    if lines.is_date(raw):
        return Line("date", raw, "", offset, gap)
    length = 1 if raw.startswith("\t") else lines.marker_length(raw)
    links = False if length and lines.is_labelled(raw[length:]) else None
    return Line("item" if length else "plain", raw[length:], raw[:length], offset + length, gap, links=links)


def _with_headings(found: list[Line], texts: set[int]) -> list[Line]:
    """`texts` are the positions of lines that are no headings."""
    result: list[Line] = []
    run: list[Line] = []
    for number, line in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if number not in texts and _may_be_heading(line, after):
            run.append(line)
            continue
        result.extend(_resolve(run, line, result[-1:]))
        result.append(line)
        run = []
    return result + _resolve(run, None, result[-1:])


def _may_be_heading(line: Line, after: Line | None) -> bool:
    stands_alone = line.gap and (after is None or after.gap)
    if after is not None and after.kind == "date":
        return False
    if line.kind == "item":
        is_chapter = line.marker[0].isnumeric() and lines.looks_like_heading(line.text.rstrip("."))
        is_prose = after is not None and after.kind == "plain" and lines.ends_sentence(after.text)
        return is_chapter and stands_alone and is_prose
    is_title = lines.looks_like_heading(line.text) and (line.start == 0 or not lines.states_value(line.text))
    return line.kind == "plain" and stands_alone and is_title


def _resolve(run: list[Line], after: Line | None, before: list[Line]) -> list[Line]:
    """Which lines of a run of possible headings are headings, given the line after the run, and the one before if there is one.

    Between two numbered headings none is: it is the text of the first. A line that repeats its neighbour's words is a label,
    not a heading; a longer run is a menu; before the end of the text nothing is a heading of anything; the line before a list
    leads into it unless it is written like a heading, or each item says what something is.
    """
    if before and after is not None and _is_numbered(before[0]) and _is_numbered(after):
        return run
    if after is None:
        return [_as_heading(line) for line in run[:-1][:1]] + [_as_item(line) for line in run[1:-1]] + run[-1:]
    resolved: list[Line] = []
    for number, line in enumerate(run):
        is_last = number == len(run) - 1
        if _repeats_neighbour(run, number) or (len(run) > MAX_HEADING_RUN and not is_last):
            resolved.append(_as_item(line))
        elif is_last and after.kind == "item" and after.links is None and not lines.is_title_case(line.text):
            resolved.append(line)
        else:
            resolved.append(_as_heading(line))
    return resolved


def _is_numbered(line: Line) -> bool:
    return line.kind == "heading" and heading_level(line.text) > 0


def _repeats_neighbour(run: list[Line], number: int) -> bool:
    neighbours = run[max(0, number - 1) : number] + run[number + 1 : number + 2]
    return any(_words(line.text) == _words(run[number].text) for line in neighbours)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _as_item(line: Line) -> Line:
    return replace(line, kind="item")


def _as_heading(line: Line) -> Line:
    whole = line.marker + line.text
    return replace(line, kind="heading", text=whole, marker="", start=line.end - len(whole))


def _with_levels(found: list[Line]) -> list[Line]:
    """The headings with their levels: as their numbers tell. A caption of an article is as deep as the article.

    Where parts are numbered, an unnumbered one is as deep as the outermost of them, unless it is the title or right below or
    above a heading.
    """
    pairs = list(zip_longest(found, found[1:]))
    levels = levels_of([_counted(line, after) for line, after in pairs if line.kind == "heading"])
    is_numbered, told = any(levels), iter(levels)
    result: list[Line] = []
    has_title = False
    for line, after in pairs:
        if line.kind == "heading":
            is_part = has_title and result[-1].kind != "heading" and (after is None or after.kind != "heading")
            default = DATED_LEVEL if lines.opens_with_day(line.text) else int(is_numbered and is_part)
            line = replace(line, level=next(told) or line.level or default)
            has_title = True
        result.append(line)
    return result


def _counted(line: Line, after: Line | None) -> str:
    """What tells how deep a heading is; a day counts nothing."""
    if after is not None and lines.is_bracketed(line.text):
        return article_of(after.text) or line.text
    return "" if lines.opens_with_day(line.text) else line.text
