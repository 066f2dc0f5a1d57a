"""Which rows of a table are its headers, told from what stands in the cells."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal

from corpus import lines
from corpus.formats.grid_blocks import MAX_LABEL, Area, Block, Runs
from corpus.paragraphs import text_of

Kind = Literal["", "text", "number", "year", "date"]
Row = Sequence[Runs]
MAX_HEADERS = 4
# Rows that are looked at to tell what a column holds.
_SAMPLE = 50
_NUMBER = re.compile(r"[-+−△▲(（]?\s?[¥￥$€£]?\s?\d[\d,.]*(?:[eE][-+]?\d+)?\s?[%％]?[)）]?|TRUE|FALSE", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_TIME = re.compile(r"(?:\d{4}-\d\d?-\d\d?[ T])?\d{1,3}:\d\d(?::\d\d)?", re.ASCII)
_NO_VALUE = ("-", "－", "―", "–", "…", "*", "n/a", "N/A")
# What heads the second of two columns, which without a header are names and values.
_HEADS = frozenset(
    "内容 金額 価格 料金 件数 人数 数量 単価 値 割合 年 年度 月 日付 説明 備考 回答 答え 意味 定義 区分 種類 連絡先 住所"
    " 電話番号 value amount number count total date year price category type description answer meaning definition address"
    " phone email".split()
)


def header_rows(block: Block, has_header: bool, before: Sequence[Row] | None = None) -> int:
    """How many rows at the top of a block are headers.

    `has_header`: the first row is by custom. `before` is the table above, where it has the same columns.
    """
    rows = block.rows
    if len(rows) < 2 and not has_header:
        return 0
    if not _may_head(rows[0], rows[1:]) or (before and not _differs(rows, before)):
        return 0
    if not has_header and not (_heads_pairs(rows) if block.width == 2 else _heads_table(rows)):
        return 0
    depth = 1
    while depth < min(MAX_HEADERS, len(rows) - 1) and _is_header_too(block, depth):
        depth += 1
    return depth


def kind_of(text: str) -> Kind:
    """What a cell holds; "" where it holds no value."""
    if len(text) > MAX_LABEL:
        return "text"
    if not text or text in _NO_VALUE:
        return ""
    if _YEAR.fullmatch(text):
        return "year"
    if _NUMBER.fullmatch(text):
        return "number"
    return "date" if lines.is_date(text) or _TIME.fullmatch(text) else "text"


def goes_on(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether the columns of some rows hold what those of the rows before hold."""
    for column in range(len(rows[0])):
        kinds, others = _kinds(rows, column), _kinds(before, column)
        if kinds and others and not kinds & others:
            return False
    return True


def _may_head(row: Row, below: Sequence[Row]) -> bool:
    """Whether all cells of a row may be headers: short texts, or years and dates that stand above something else."""
    filled = [(column, text_of(runs)) for column, runs in enumerate(row) if runs]
    if len(filled) < min(2, len(row)):
        return False
    for column, text in filled:
        kind = kind_of(text)
        is_other = kind in ("year", "date") and kind not in _kinds(below[:_SAMPLE], column)
        if len(text) > MAX_LABEL or not (kind in ("", "text") or is_other):
            return False
    return any(kind_of(text) for _, text in filled)


def _heads_table(rows: Sequence[Row]) -> bool:
    """Whether the first row heads a table of three columns and more: that of one without numbers is whole."""
    head, body = rows[0], rows[1 : _SAMPLE + 1]
    columns = range(len(head))
    if any(_kinds(body, column) - {"text"} for column in columns):
        return True
    named = [text_of(head[column]) for column in columns if any(row[column] for row in body)]
    return all(named[1:]) and len(set(named)) == len(named)


def _heads_pairs(rows: Sequence[Row]) -> bool:
    """Whether the first of rows of two cells heads them and is not one of them."""
    head, body = rows[0], rows[1 : _SAMPLE + 1]
    if text_of(head[1]).lower() in _HEADS:
        return True
    kinds = _kinds(body, 1)
    if len(body) > 1 and len(kinds) == 1 and "text" not in kinds:
        return True
    return len(body) > 2 and all(
        len(text_of(head[column])) <= min(len(text_of(row[column])) for row in body) for column in (0, 1)
    )


def _differs(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether the first row does not go on with the columns of the table above."""
    if len(rows) < 2:
        return False
    kinds = [_kinds(before[-_SAMPLE:], column) for column in range(len(rows[0]))]
    if any(each and "text" not in each for each in kinds):
        return any(runs and each and kind_of(text_of(runs)) not in each for runs, each in zip(rows[0], kinds, strict=True))
    # Nothing but texts: a row of headers has no gaps, and is shorter than what it heads.
    body = rows[1 : _SAMPLE + 1]
    shortest = sum(len(text_of(runs)) <= min(len(text_of(row[column])) for row in body) for column, runs in enumerate(rows[0]))
    return all(rows[0]) and shortest == len(rows[0])


def _is_header_too(block: Block, depth: int) -> bool:
    """Whether the row at `depth`, counted from 0, is one more of headers."""
    row, below = block.rows[depth], block.rows[depth + 1 :]
    if not _may_head(row, below):
        return False
    if any(_reaches(span, depth, block.width) for span in block.spans):
        return True
    # Without merged cells: headers of columns below a header that stands in the first of them only.
    gaps = [column for column, runs in enumerate(block.rows[depth - 1]) if not runs]
    has_values = any(_kinds(below[:_SAMPLE], column) - {"text"} for column in gaps)
    return bool(gaps) and has_values and all(row[column] for column in gaps)


def _reaches(span: Area, depth: int, width: int) -> bool:
    """Whether a merged header lies above headers of its columns, or goes down beside them."""
    spans_columns = span.top <= depth - 1 < span.bottom and 1 < span.right - span.left < width
    return (spans_columns and span.bottom == depth) or (span.top < depth < span.bottom)


def _kinds(rows: Sequence[Row], column: int) -> set[Kind]:
    """What cells of a column hold."""
    found = (kind_of(text_of(row[column])) for row in islice(rows, _SAMPLE) if row[column])
    return {kind for kind in found if kind}
