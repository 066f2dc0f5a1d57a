"""From the cells of a sheet or a delimited file to elements: tables with their headers, pairs, titles and paragraphs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import lines
from corpus.content import LINE_BREAK, Element, Run, Visible
from corpus.formats.grid_blocks import MAX_LABEL, Area, Block, Runs, blocks_of
from corpus.formats.grid_headers import goes_on, header_rows
from corpus.paragraphs import TextLine, elements_in, joined, text_of
from corpus.tables import pairs_of, rows_of

TITLE_LEVEL, MAX_TITLE_LINES = 3, 3
_LINE = re.compile(r"[^\r\n]+|\r\n?|\n")
# What stands above a table and is not its title, such as a unit, or below it and is none of its rows.
_ASIDE = re.compile(r"[(（\[［【※*＊]|単位|注|unit", re.IGNORECASE)
_NOTE = re.compile(r"[※*＊(（]|注|出典|資料|備考|note|source", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, the first `header` of them headers, and the columns of the sheet that it has."""

    rows: list[list[Runs]]
    header: int
    columns: tuple[int, int]


def elements_of(rows: Sequence[Sequence[Runs]], merged: Sequence[Area] = (), has_header: bool = False) -> Iterator[Element]:
    """The elements of a sheet. `has_header`: by custom the first row of a table is one of headers."""
    waiting: list[Runs] = []
    above: _Table | None = None
    for block in blocks_of(rows, merged):
        if block.width == 1 and len(block.rows) <= MAX_TITLE_LINES:
            waiting += _texts(block.rows)
            continue
        titles, body, notes = _parts(block)
        if not body.rows:
            yield from _paragraphs([*waiting, *titles])
            above = None
        else:
            above = _table(body, has_header, None if waiting or titles else above)
            yield from _titles([*waiting, *titles])
            yield from _rows(above)
            yield from _paragraphs(notes)
        waiting = []
    yield from _paragraphs(waiting)


def cell_runs(pieces: Sequence[tuple[str, int]], part: str = "") -> Runs:
    """The visible text of a cell that stands in these pieces of a part, each with its start."""
    if len(pieces) == 1:
        [(text, start)] = pieces
        if text.isprintable() and "  " not in text and text.strip(" ") == text:
            return (Run(text, start, start + len(text), part),) if text else ()
    visible = Visible(part)
    for text, start in pieces:
        for match in _LINE.finditer(text):
            if match.group()[0] in "\r\n":
                visible.line_break()
            else:
                visible.add(match.group(), start + match.start())
    return visible.runs()


def _parts(block: Block) -> tuple[list[Runs], Block, list[Runs]]:
    """The lines above a table, the table, and the notes below it. What is no table has lines only."""
    first, last = 0, len(block.rows)
    while first < last and (block.width == 1 or _alone(block.rows[first])):
        first += 1
    while last > first + 1 and _is_note(_alone(block.rows[last - 1])):
        last -= 1
    spans = [replace(span, top=span.top - first, bottom=span.bottom - first) for span in block.spans if span.top >= first]
    body = Block(block.rows[first:last], block.columns, tuple(spans))
    return _texts(block.rows[:first]), body, _texts(block.rows[last:])


def _alone(row: Sequence[Runs]) -> Runs:
    """The only cell of a row; nothing where there are several."""
    filled = [runs for runs in row if runs]
    return filled[0] if len(filled) == 1 else ()


def _is_note(runs: Runs) -> bool:
    """Whether the only cell of a row below a table is no cell of it."""
    text = text_of(runs)
    return bool(text) and (_NOTE.match(text) is not None or lines.ends_sentence(text) or len(text) > MAX_LABEL)


def _texts(rows: Iterable[Sequence[Runs]]) -> list[Runs]:
    """The filled cells in order; one that is merged downwards stands in each row, and counts once."""
    found: list[Runs] = []
    for row in rows:
        found += [runs for runs in row if runs and not (found and runs is found[-1])]
    return found


def _titles(texts: Sequence[Runs]) -> Iterator[Element]:
    """What stands above a table: the first that may be its title, and other lines."""
    plain = [joined(_lines_of(runs, wraps=True)) for runs in texts]
    title = next((at for at, runs in enumerate(plain) if _is_title(text_of(runs))), len(plain))
    yield from _paragraphs(texts[:title])
    if title < len(plain):
        yield Element("heading", plain[title], TITLE_LEVEL)
    yield from _paragraphs(texts[title + 1 :])


def _is_title(text: str) -> bool:
    return lines.looks_like_heading(text) and not _ASIDE.match(text)


def _paragraphs(texts: Iterable[Runs]) -> Iterator[Element]:
    """Each cell by itself; those that are items of a list belong together."""
    kind = ""
    for runs in texts:
        for element in elements_in(_lines_of(runs)):
            yield replace(element, tight=True) if element.kind == kind == "item" else element
            kind = element.kind


def _lines_of(runs: Runs, wraps: bool = False) -> Iterator[TextLine]:
    """The lines of a cell. `wraps`: a reader need not see them as lines."""
    line: list[Run] = []
    for run in runs:
        if run.text == LINE_BREAK:
            yield tuple(line), not wraps
            line = []
        else:
            line.append(run)
    yield tuple(line), False


def _table(block: Block, has_header: bool, above: _Table | None) -> _Table:
    """A table with its headers: where it has none of its own, those of the table above that has the same columns."""
    before = above.rows[above.header :] if above and above.header and above.columns == block.columns else None
    header = header_rows(block, has_header, before)
    rows = _with_labels(block, header)
    if above and before and not header and goes_on(rows, before):
        return _Table(above.rows[: above.header] + rows, above.header, block.columns)
    return _Table(rows, header, block.columns)


def _rows(table: _Table) -> Iterator[Element]:
    if table.header == 0 and table.columns[1] - table.columns[0] == 2:
        return pairs_of((row[0], row[1]) for row in table.rows)
    return rows_of(table.rows, table.header)


def _with_labels(block: Block, header: int) -> list[list[Runs]]:
    """The rows, each header above all columns that it spans, and labels that stand only in the first of their rows in all."""
    heads = [[joined(_lines_of(runs, wraps=True)) for runs in row] for row in block.rows[:header]]
    for span in block.spans:
        for row in heads[span.top : span.bottom]:
            row[span.left : span.right] = [row[span.left]] * (span.right - span.left)
    if not block.spans:
        for row, below in pairwise(heads):
            _fill_gaps(row, below)
    body = block.rows[header:]
    is_merged = any(span.left == 0 and span.bottom - span.top > 1 and span.bottom > header for span in block.spans)
    return [*heads, *(body if is_merged else _filled_down(body))]


def _fill_gaps(row: list[Runs], below: list[Runs]) -> None:
    for column in range(1, len(row)):
        if not row[column] and below[column]:
            row[column] = row[column - 1]


def _filled_down(rows: list[list[Runs]]) -> list[list[Runs]]:
    """The rows with labels in the first column, where at least a third has none and the row above tells it."""
    empty = [number for number, row in enumerate(rows) if not row[0]]
    is_label = all(len(text_of(row[0])) <= MAX_LABEL for row in rows)
    if not is_label or len(empty) * 3 < len(rows) or empty[:1] in ([], [0]):
        return rows
    filled: list[list[Runs]] = []
    for row in rows:
        filled.append(row if row[0] else [filled[-1][0], *row[1:]])
    return filled
