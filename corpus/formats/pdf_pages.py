"""The pages of a PDF as lines, and what of them is text: no running headers, no page numbers, no table of contents."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from corpus.formats.pdf_file import MAX_PAGE_CHARACTERS, page_text
from corpus.formats.pdf_flow import Measures, Paragraph, Paragraphs
from corpus.formats.pdf_lines import Line, PageLines
from corpus.formats.pdf_notes import parted, without_references
from corpus.formats.pdf_order import main_direction, regions
from corpus.formats.pdf_rows import rows
from corpus.formats.pdf_rules import Rule, rules_of
from corpus.formats.pdf_tables import Rows, Table, may_have_table, tables_of
from corpus.formats.pdf_titles import keys_of, letters
from corpus.numbering import heading_level
from corpus.running_lines import running_lines

Block = Paragraph | Table
PICTURE, UNKNOWN, LONG = "picture", "unknown", "long"
# A page with no more text than a stamp or a number may be a picture.
FEW_CHARACTERS = 60
MAX_LOOKED_AT, ENOUGH_PATHS = 100, 10
# Of the characters of a page, those that its fonts do not tell, where the others are of no use.
MAX_UNKNOWN = 0.4
# So many lines that lead to pages are a table of contents, and a page of which they are such a share has nothing else.
MIN_ENTRIES, MIN_SHARE = 3, 0.4
MAX_LEADER, MAX_HEADER = 200, 120
# Pages whose first or last lines have the right number.
ENOUGH_PAGES = 3
# In sizes of the font.
MIN_APART = 4
_FIRST_NUMBER = re.compile(r"(\d{1,4})\s+(.+)")
_LAST_NUMBER = re.compile(r"[^\W\d].*\s(\d{1,4})$")
_LEADER = re.compile(r"(?:[.．·・…‥_]\s?){4,}\s*\(?[\divxlcA-Z.–-]{1,8}\)?$")
_ENTRY = re.compile(r"[\s.·…]+\(?(?:\d{1,4}|[ivxlc]{1,5})\)?$")
_CONTENTS = re.compile(r"contents|tableofcontents|目次|もくじ|inhalt|inhaltsverzeichnis")
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_NO_TEXT = " \r\n\t0123456789-"


class Page(NamedTuple):
    """A page: its lines in rows, those that lead elsewhere, and what it draws if it may have a table.

    `problem` tells why there is nothing of it: PICTURE, UNKNOWN or LONG.
    """

    rows: Rows
    turned: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    problem: str = ""


def read_page(page: Any, text_page: Any, index: int) -> Page:
    """The page with that index, counted from 0."""
    raw, shown = page_text(text_page)
    if len(raw) < FEW_CHARACTERS and not raw.strip(_NO_TEXT) and _is_drawn(page):
        return Page([], problem=PICTURE)
    if len(raw) >= MAX_PAGE_CHARACTERS:
        return Page([], problem=LONG)
    if len(_UNKNOWN.findall(raw)) > MAX_UNKNOWN * len(raw):
        return Page([], problem=UNKNOWN)
    found = without_references(PageLines(text_page, index, raw, shown).lines())
    direction = main_direction(found)
    by_row = rows([line for line in found if line.direction == direction])
    turned = tuple(line for line in found if line.direction != direction)
    return Page(by_row, turned, tuple(rules_of(page, direction)) if may_have_table(by_row) else ())


def _is_drawn(page: Any) -> bool:
    """Whether there is a picture on the page, or a drawing: more than the lines above and below its text."""
    objects = (
        pdfium_c.FPDFPage_GetObject(page.raw, n) for n in range(min(MAX_LOOKED_AT, pdfium_c.FPDFPage_CountObjects(page.raw)))
    )
    kinds = Counter(map(pdfium_c.FPDFPageObj_GetType, objects))
    paths, texts = kinds[pdfium_c.FPDF_PAGEOBJ_PATH], kinds[pdfium_c.FPDF_PAGEOBJ_TEXT]
    return kinds.total() > paths + texts or paths >= ENOUGH_PATHS


def blocks_of(pages: Sequence[Page], titles: Sequence[str]) -> Iterator[Block]:
    """The paragraphs and tables of a document in reading order; `titles` are those of its bookmarks, as letters."""
    kept = list(map(_emphasised, _without_running(pages))) if _is_in_mincho(pages) else list(_without_running(pages))
    measures = Measures([[line for row in by_row for line in row] for by_row in kept])
    paragraphs, known = Paragraphs(measures), frozenset(titles)
    last: Table | None = None
    stamps = Counter(text for page in pages for text in {line.text for line in page.turned})
    for page, by_row in zip(pages, kept, strict=True):
        text = _without_contents(by_row, known)
        tables = {_place(table).start: table for table in tables_of(text, page.rules, last)}
        last = None
        for region in regions(list(_with_tables(text, tables))):
            for table_start, part in groupby(region.lines, lambda line: line.start if not line.text else -1):
                if table_start >= 0:
                    yield from paragraphs.end()
                    yield (last := tables[table_start])
                    continue
                main, notes = parted(list(part), measures.size)
                last = last if not main else None
                yield from paragraphs.add(main, region)
                yield from paragraphs.add(notes, region, is_note=True)
        for region in regions([line for line in page.turned if stamps[line.text] < ENOUGH_PAGES]):
            yield from paragraphs.add(region.lines, region, is_note=True)
    yield from paragraphs.end()


def _is_in_mincho(pages: Sequence[Page]) -> bool:
    """Whether most text is, so that what is in gothic stands out."""
    found = (line for page in pages for row in page.rows for line in row)
    return sum(len(line.text) * (1 if line.font.is_mincho else -1) for line in found) > 0


def _emphasised(by_row: Rows) -> Rows:
    return [
        [line._replace(font=line.font._replace(is_bold=line.font.is_bold or line.font.is_gothic)) for line in row]
        for row in by_row
    ]


def _without_running(pages: Sequence[Page]) -> Iterator[Rows]:
    running = running_lines([[" ".join(line.text for line in row) for row in page.rows] for page in pages])
    kept = [[row for index, row in enumerate(page.rows) if (number, index) not in running] for number, page in enumerate(pages)]
    numbered = [[_page_numbers(row) for row in (by_row[:1] + by_row[-1:])] for by_row in kept]
    offsets = Counter(n - index for index, edges in enumerate(numbered) for n in set().union(*edges))
    for index, by_row in enumerate(kept):
        first, last = 0, len(by_row)
        if by_row and any(offsets[n - index] >= ENOUGH_PAGES for n in numbered[index][0]):
            first = 1
        if len(by_row) > 1 and any(offsets[n - index] >= ENOUGH_PAGES for n in numbered[index][1]):
            last -= 1
        yield by_row[first:last]


def _page_numbers(row: Sequence[Line]) -> set[int]:
    """The numbers that may be the page's beside the title of a part: far from it, or beside one that has its own number."""
    text = " ".join(line.text for line in row)
    if len(text) > MAX_HEADER:
        return set()
    far = [(row[0], row[1].left - row[0].right), (row[-1], row[-1].left - row[-2].right)] if len(row) > 1 else []
    found = {line.text for line, gap in far if gap > MIN_APART * line.size}
    if heading_level(text) and (last := _LAST_NUMBER.search(text)):
        found.add(last[1])
    if (first := _FIRST_NUMBER.match(text)) and heading_level(first[2]):
        found.add(first[1])
    return {int(number) for number in found if number.isdecimal() and len(number) < 5}


def _without_contents(by_row: Rows, titles: frozenset[str]) -> Rows:
    """The rows but for those that lead to pages."""
    texts = [" ".join(line.text for line in row) for row in by_row]
    leads = [_LEADER.search(text[-MAX_LEADER:]) is not None for text in texts]
    if titles and sum(leads) < MIN_ENTRIES:
        leads = [
            len(text) <= MAX_LEADER and _ENTRY.search(text) is not None and not titles.isdisjoint(keys_of(_ENTRY.sub("", text)))
            for text in texts
        ]
    if sum(leads) < MIN_ENTRIES:
        return by_row
    if sum(leads) > MIN_SHARE * len(texts):
        return []
    rest = [(row, text) for row, text, is_entry in zip(by_row, texts, leads, strict=True) if not is_entry]
    return [row for row, text in rest if not _CONTENTS.fullmatch(letters(text))]


def _place(table: Table) -> Line:
    """A line without text that stands for a table among the lines of its page."""
    found = table.lines
    first = min(found, key=lambda line: line.base)
    left, right = min(line.left for line in found), max(line.right for line in found)
    return first._replace(pieces=((min(line.start for line in found), ""),), left=left, right=right)


def _with_tables(by_row: Rows, tables: dict[int, Table]) -> Iterator[Line]:
    taken = {line.start for table in tables.values() for line in table.lines}
    yield from (line for row in by_row for line in row if line.start not in taken)
    yield from map(_place, tables.values())
