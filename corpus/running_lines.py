"""Running headers and footers, and the numbers of pages.

They stand on page after page and say nothing that the title of the text, its headings or the place of a passage do not say: a
reader who reads on from page to page skips them, and within a sentence that goes over a page break they are in the way.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.numbering import heading_level, value_of
from corpus.page_marks import MAX_LINE, PageMark, page_mark

# So many lines that are not blank are near the top of a page, and as many near its bottom.
EDGE = 3
# Up to so many pages, two that have the same line are enough.
FEW_PAGES = 4
ENOUGH = 3
# A header may be left out where a chapter begins, and differ between left and right pages.
MAX_GAP = 3
# The numbers of a header that may differ from page to page: those at its ends, and behind "page".
_ROMAN = "[ivxl]{1,7}"
_FIRST = re.compile(rf"^[^\w.]{{0,3}}(\d{{1,4}}|{_ROMAN})(?=\s|[^\w.]|$)(?!\s?[-/])")
_LAST = re.compile(rf"(?:(?<=\s)|(?<=[^\w.]))(\d{{1,4}}|{_ROMAN})(?:\s?(?:/|of)\s?\d{{1,4}})?[^\w.!?。]{{0,3}}$")
_NAMED = re.compile(r"(?:(?<=\bpage )|(?<=\bseite ))(\d{1,4})(?=\s?(?:[|·•/–—\]]|of\b|von\b))")
_WORD = re.compile(r"[^\W\d_]+")

Place = tuple[int, int]


class _EdgeLine(NamedTuple):
    """A line near the top or bottom of its page; `rank` counts from the edge, `numbers` are what `form` has no figures for."""

    page: int
    line: int
    is_top: bool
    rank: int
    text: str
    form: str
    numbers: tuple[int, ...]
    mark: PageMark | None

    @property
    def place(self) -> Place:
        return self.page, self.line


def running_lines(pages: Sequence[Sequence[str]]) -> set[Place]:
    """The places (page, line), both counted from 0, of the lines of pages that are page numbers, or headers or footers.

    Those are lines near the top or the bottom that stand there on several pages, their figures apart. A number that stands
    alone is the page's if it is that of the page, or grows with the pages. Where a header is the heading of a numbered part,
    it is kept the first time unless the heading stands elsewhere.
    """
    edges = [line for number, page in enumerate(pages) for line in _edge_lines(number, page)]
    numbers = _page_numbers(edges)
    chains = list(_chains(pages, edges))
    repeated = {line.place for chain in chains for line in chain}
    # What stands further in than something else that changes from page to page has to stand on most of them.
    common = {line.place for chain in chains if 2 * len(chain) >= max(ENOUGH, len(pages)) for line in chain}
    found = _from_the_edge(edges, numbers, repeated, common)
    if all((page, line) in found for page, lines in enumerate(pages) for line, text in enumerate(lines) if text.strip()):
        found &= numbers  # the same few lines on each page: that is all there is to read
    return found - _first_headings(pages, chains)


def _edge_lines(number: int, page: Sequence[str]) -> Iterator[_EdgeLine]:
    filled = [line for line, text in enumerate(page) if text.strip()]
    for is_top, lines in ((True, filled[:EDGE]), (False, filled[::-1][:EDGE])):
        for rank, line in enumerate(lines):
            text = page[line].strip()
            if len(text) <= MAX_LINE:
                yield _EdgeLine(number, line, is_top, rank, text, *_form(text), page_mark(page[line]))


def _form(text: str) -> tuple[str, tuple[int, ...]]:
    """The line with "0" in place of the numbers that may differ, and these."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    numbers: list[int] = []
    for pattern in (_FIRST, _LAST, _NAMED):
        for found in list(pattern.finditer(plain))[::-1]:
            numbers.append(value_of(next(filter(None, found.groups()))))
            plain = f"{plain[: found.start()]}0{plain[found.end() :]}"
    return plain, tuple(numbers)


def _page_numbers(edges: Sequence[_EdgeLine]) -> set[Place]:
    """Where lines show a page's number. One that could be something else has to agree with that of another page, or its own."""
    shown = [(line, line.mark, line.mark.number - line.page) for line in edges if line.mark]
    pages: defaultdict[int, set[int]] = defaultdict(set)
    for line, _, offset in shown:
        pages[offset].add(line.page)
    return {line.place for line, mark, offset in shown if mark.is_sure or offset == 1 or len(pages[offset]) > 1}


def _chains(pages: Sequence[Sequence[str]], edges: Sequence[_EdgeLine]) -> Iterator[list[_EdgeLine]]:
    """Lines that are the same from page to page, where there are enough of them, and not as many within the pages."""
    alike: defaultdict[tuple[bool, str], list[_EdgeLine]] = defaultdict(list)
    for line in edges:
        alike[line.is_top, line.form].append(line)
    chains = [chain for lines in alike.values() for chain in _consecutive(lines) if _is_enough(chain, len(pages))]
    within = _within(pages, edges)
    return (chain for chain in chains if within[chain[0].form] <= 1 + len(chain) // 4)


def _consecutive(lines: Sequence[_EdgeLine]) -> Iterator[list[_EdgeLine]]:
    chain = [lines[0]]
    for line in lines[1:]:
        if not _follows(chain[-1], line):
            yield chain
            chain = []
        chain.append(line)
    yield chain


def _within(pages: Sequence[Sequence[str]], edges: Sequence[_EdgeLine]) -> Counter[str]:
    """How often each form stands elsewhere than at an edge, where it is short enough to be that of a header."""
    at_edges = {line.place for line in edges}
    found = (
        t for page, lines in enumerate(pages) for n, t in enumerate(lines) if len(t) <= MAX_LINE and (page, n) not in at_edges
    )
    return Counter(_form(text)[0] for text in found)


def _follows(before: _EdgeLine, line: _EdgeLine) -> bool:
    gap = line.page - before.page
    if not 0 < gap <= MAX_GAP or len(before.numbers) != len(line.numbers):
        return False
    if before.numbers == line.numbers:
        return True
    # "Article 5" above "Article 6" is no header, though its number grows.
    grows = all(after - number in (0, gap) for number, after in zip(before.numbers, line.numbers, strict=True))
    return grows and (line.mark is not None or len(_WORD.findall(line.form)) > 1)


def _is_enough(chain: Sequence[_EdgeLine], count: int) -> bool:
    is_counted = len(chain) > 1 and chain[0].numbers != chain[-1].numbers
    return len(chain) >= (2 if is_counted or count <= FEW_PAGES else ENOUGH)


def _from_the_edge(edges: Sequence[_EdgeLine], numbers: set[Place], repeated: set[Place], common: set[Place]) -> set[Place]:
    found: set[Place] = set()
    reached: dict[tuple[int, bool], int] = defaultdict(int)
    for line in sorted(edges, key=lambda line: line.rank):
        is_outermost = reached[line.page, line.is_top] == line.rank
        is_number = line.place in numbers and (is_outermost or (line.mark is not None and not line.mark.is_bare))
        if is_number or line.place in common or (is_outermost and line.place in repeated):
            found.add(line.place)
            reached[line.page, line.is_top] += is_outermost
    return found


def _first_headings(pages: Sequence[Sequence[str]], chains: Sequence[Sequence[_EdgeLine]]) -> set[Place]:
    firsts = [chain[0] for chain in chains if chain[0].numbers == chain[-1].numbers and heading_level(chain[0].text)]
    if not firsts:
        return set()
    at_edges = {line.place for chain in chains for line in chain}
    inside = {t.strip() for page, lines in enumerate(pages) for n, t in enumerate(lines) if (page, n) not in at_edges}
    return {first.place for first in firsts if first.text not in inside}
