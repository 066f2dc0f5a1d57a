"""The numbers that headings open with: "2.3 Title", "Article 5", "第二章", "Annex B"; and how deep they are."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# What is looked at of a text.
LONGEST = 60
_TO_ASCII = str.maketrans("０１２３４５６７８９．（）－　", "0123456789.()- ")
_KANJI = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_N = r"(?:\d{1,3}|[〇一二三四五六七八九十百千]{1,6})"
_IS_ROMAN = re.compile(r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)

# In what order the parts of a text nest that are named by a word, whichever of them there are; and how deep they are mostly.
_NESTED = {
    **dict.fromkeys(("part", "book", "title", "編", "部"), (1, 1)),
    **dict.fromkeys(("chapter", "章"), (2, 1)),
    **dict.fromkeys(("section", "sec", "節"), (3, 2)),
    **dict.fromkeys(("subsection", "款"), (4, 3)),
    "目": (5, 4),
    **dict.fromkeys(("article", "art", "clause", "rule", "§", "条"), (6, 5)),
}
# Of (1), (2), ...: below what has a number with dots.
_BRACKET_DEPTH = 3

_NAMES = "Part|Book|Title|Chapter|Section|Sec|Subsection|Article|Art|Clause|Rule"
_NAMED = re.compile(
    rf"({_NAMES}|{_NAMES.upper()}|§)(?:\.?\s+|(?<=§))"
    rf"(\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[IVXLC]{{1,7}}|[A-Z]|(?i:{'|'.join(_WORDS)}))[a-z]?(?!\w)"
)
_JAPANESE = re.compile(
    rf"第\s?({_N})\s?(?:([編章])(?![はがをにのもでとやへか、，,及又並若])"
    rf"|([部節款目条])((?:の{_N})*)(?=$|[\s(]))"
)
_ANNEX = re.compile(
    r"(?:Annexe?|ANNEXE?|Appendix|APPENDIX|Schedule|SCHEDULE|Exhibit|EXHIBIT|Anhang|Anlage)\s+(?:[A-Z]|\d{1,2}|[IVX]{1,5})(?!\w)"
    rf"|(?:Annexe?|ANNEXE?|Appendix|APPENDIX)(?=$|\s?[.:–—])|附\s?則(?=$|[\s(])|(?:付録|附録|別[表紙添])(?:\s?第?{_N})?(?=$|[\s(])"
)
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,3}){0,5})(?:\.(?=$|\s|[^\x00-\x7f])|(?=\s+\S))")
# Only before East Asian text: elsewhere it is a span, as in "3-4 days".
_DASHED = re.compile(r"(\d{1,2}(?:[-‐–]\d{1,2}){1,4})\.?(?=\s+[^\x00-\x7f])")
_LETTER = re.compile(
    r"([IVX]{1,5})\.(?=$|\s)|([Ⅰ-Ⅻ])[.\s]|([A-Z](?:\.\d{1,3}){0,5})\.(?=$|\s)|([A-Z](?:\.\d{1,3}){1,5})(?=\s+\S)"
)
_BRACKET = re.compile(r"\((\d{1,2})\)")

_JAPANESE_ARTICLE = re.compile(rf"第\s?{_N}\s?条(?:の{_N})*(?:\s?\([^()]{{1,40}}\)|(?=$|\s))")
_ARTICLE = re.compile(
    r"(?:Article|ARTICLE|Art\.|Section|SECTION|Sec\.|Clause|Rule|§)\s?[\dIVXLC][\w.]{0,8}?(?=$|[.:–—]\s|\s[–—-]\s)"
)


class Number(NamedTuple):
    """What a heading opens with: `kind` tells the family it counts in, `depth` how deep it is, `parts` are (2, 3) for "2.3"."""

    kind: str
    depth: int
    parts: tuple[int, ...]


def heading_level(text: str) -> int:
    """The depth of the number a heading opens with: "2.3 Title" is 2, a chapter 1, an article 5; 0 if it has none.

    Where the headings of a whole text are known, `levels_of` tells it better.
    """
    number = opening_number(text)
    return number.depth if number else 0


def opening_number(text: str) -> Number | None:
    """The number a heading opens with; None if it has none."""
    head = text[:LONGEST].lstrip().translate(_TO_ASCII)
    if _ANNEX.match(head):
        return Number("annex", 1, ())
    return _named(head) or _counted(head)


def levels_of(headings: Sequence[str]) -> list[int]:
    """How deep each of the headings of a text is, counted from 1 without gaps; 0 for those without a number.

    Parts, chapters, sections and articles nest in that order; what has only a number or letter stands below them, each kind
    below the kinds that came first. An annex is outermost.
    """
    numbers = [opening_number(text) for text in headings]
    kinds = list(dict.fromkeys(n.kind for n in numbers if n and n.kind not in _NESTED))
    # As in by-laws, whose sections are counted anew within each article.
    starts_anew = (a and b and (a.kind, b.kind, b.parts) == ("article", "section", (1,)) for a, b in pairwise(numbers))
    are_within = any(starts_anew)
    ranks = [_rank(n, kinds, are_within) if n and n.kind != "annex" else None for n in numbers]
    order = {rank: level for level, rank in enumerate(sorted({rank for rank in ranks if rank}), 1)}
    return [order[rank] if rank else int(number is not None) for rank, number in zip(ranks, numbers, strict=True)]


def article_of(text: str) -> str:
    """The name of the article that a paragraph opens with: "第二条（定義）", "Article 5"; "" if it opens with none."""
    head = text[:LONGEST].translate(_TO_ASCII)
    found = _JAPANESE_ARTICLE.match(head) or _ARTICLE.match(head)
    return text[: found.end()] if found else ""


def value_of(number: str) -> int:
    """The value of a number in figures, in Kanji, as a Roman numeral or an English word; 0 if it is none."""
    text = number.translate(_TO_ASCII).casefold()
    if text.isdecimal():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    return _roman(text) if _IS_ROMAN.fullmatch(text) else _kanji(text)


def _named(head: str) -> Number | None:
    if found := _NAMED.match(head):
        kind, parts = found[1].casefold(), tuple(map(value_of, found[2].split(".")))
        return Number({"sec": "section", "art": "article"}.get(kind, kind), max(_NESTED[kind][1], len(parts)), parts)
    if found := _JAPANESE.match(head):
        kind = found[2] or found[3]
        parts = tuple(map(value_of, [found[1], *(found[4] or "").split("の")[1:]]))
        return Number(kind, _NESTED[kind][1], parts)
    return None


def _counted(head: str) -> Number | None:
    if found := _DASHED.match(head) or _DECIMAL.match(head):
        parts = tuple(int(part) for part in re.split("[-‐–.]", found[1]))
        return Number("decimal", len(parts), parts)
    if found := _BRACKET.match(head):
        return Number("bracket", _BRACKET_DEPTH, (int(found[1]),))
    if not (found := _LETTER.match(head)):
        return None
    if found[1] or found[2]:
        return Number("roman", 1, (_roman(found[1].casefold()) if found[1] else ord(found[2]) - ord("Ⅰ") + 1,))
    letter, *rest = (found[3] or found[4]).split(".")
    return Number("letter", 1 + len(rest), (ord(letter) - ord("A") + 1, *map(int, rest)))


def _rank(number: Number, kinds: list[str], are_within: bool) -> tuple[int, int, int]:
    """Smaller is further out. `are_within`: sections are parts of articles."""
    if number.kind not in _NESTED:
        return 1 + kinds.index(number.kind), 0, len(number.parts)
    order = 7 if are_within and number.kind == "section" else _NESTED[number.kind][0]
    # Some are counted at several depths, as "Section 2" and "Section 2.1"; 第十二条の二 is as deep as 第十二条.
    return 0, order, len(number.parts) if number.kind.isascii() else 0


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def _kanji(text: str) -> int:
    """Written with units, as 二十三, or as figures, as 二三; 0 if it holds anything else."""
    total = digits = 0
    for c in text:
        if c in _UNITS:
            total, digits = total + (digits or 1) * _UNITS[c], 0
        elif c in _KANJI:
            digits = digits * 10 + _KANJI[c]
        else:
            return 0
    return total + digits
