"""Texts without punctuation, such as transcripts: cut into parts that can be quoted, each between words.

Nothing is dropped. A part is no sentence, but what was said on one matter mostly stands in one of them.
"""

import re
from collections.abc import Iterator, Sequence

# In words; a text of no more than the longest is not cut.
SHORTEST, TARGET, LONGEST, LAST = 22, 30, 40, 12
# In characters, for East Asian text.
WIDE_SHORTEST, WIDE_TARGET, WIDE_LONGEST, WIDE_LAST = 40, 64, 100, 25
# Marks in so many words, or wide characters, are still none; the Japanese comma apart, which speech has as well.
MARK_EVERY, WIDE_MARK_EVERY = 30, 60
_WORD = re.compile(r"\S+")
_MARK = re.compile(r"[.,;:()/：；（）](?:\s|$)|[：；（）]")
_PART_BEGINS = frozenset(
    "so then now okay ok finally anyway afterwards but dann danach jetzt alors puis donc entonces luego".split()
)
# With a word before they are part of what was said: "until then", "so far".
_NO_BEGINS = frozenset("as by do even for just or right said since think until far much many on long called".split())
_CLAUSE_BEGINS = frozenset("and or because when where which who while if that und oder weil wenn et y".split())
# They belong to the word that follows.
_LEADS = frozenset(
    "a an the and or but so of to in on at by for from with as is are was were be my your his her its our their this that these"
    " very not no i he she it we they you der die das ein eine und le la les un une de el los".split()
)
_POLITE = re.compile(r"(?:です|ます|ました|でした|ません|ください|でしょう|だった|である)(?:よね|ね|よ|か)?$")
_LINKED = re.compile(r"(?:から|ので|けれども|けれど|けど|(?:です|ます|した|ません|だ)が|たら|ながら)$")
_HIRAGANA = re.compile(r"[ぁ-ん]")
# What goes on behind one of these forms.
_TAIL = re.compile(r"[ぁ-んー、。]")


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of `text[start:end]` in order, as spans of the text that cover all of its words."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    if _has_no_blanks(words, start, end):
        yield from _wide_parts(text, start, end)
        return
    first = 0
    while first < len(words):
        cut = _cut(
            [text[word_start:word_end].casefold() for word_start, word_end in words[first : first + LONGEST + 1]],
            len(words) - first,
        )
        yield words[first][0], words[first + cut - 1][1]
        first += cut


def is_unpunctuated(text: str, start: int, end: int) -> bool:
    """Whether a text, which has no sentence's end, is too long to be quoted whole and has hardly any mark within it."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    marks = sum(1 for _ in _MARK.finditer(text, start, end))
    if _has_no_blanks(words, start, end):
        return end - start > WIDE_LONGEST and marks * WIDE_MARK_EVERY <= end - start
    return len(words) > LONGEST and marks * MARK_EVERY <= len(words)


def _has_no_blanks(words: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return end - start > 16 * len(words)


def _cut(words: Sequence[str], left: int) -> int:
    """How many of the first words are a part, where so many are left altogether."""
    if left <= LONGEST:
        return left
    places = range(SHORTEST, min(LONGEST, left - LAST) + 1)
    return max(places, key=lambda place: _weight(words, place) - abs(place - TARGET) / TARGET)


def _weight(words: Sequence[str], place: int) -> int:
    """How well a part can end before the word at that place."""
    before, after, second = [*words[place - 1 : place + 2], ""][:3]
    if before.endswith((",", ";", ":", "-", "–", "—")):
        return 4
    if before in _LEADS or before in _PART_BEGINS:
        return 0
    begins = after in _PART_BEGINS and before not in _NO_BEGINS and second not in _NO_BEGINS
    if begins or (after in _CLAUSE_BEGINS and second in _PART_BEGINS):
        return 4
    return 2 if after in _CLAUSE_BEGINS else 1


def _wide_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > WIDE_LONGEST:
        places = range(start + WIDE_SHORTEST, min(start + WIDE_LONGEST, end - WIDE_LAST) + 1)
        cut = max(places, key=lambda place: _wide_weight(text, place) - abs(place - start - WIDE_TARGET) / WIDE_TARGET)
        yield start, cut
        start = cut
    yield start, end


def _wide_weight(text: str, place: int) -> int:
    before, after = text[place - 6 : place], text[place]
    if before[-1] in "、，,；" or before[-1].isspace():
        return 4
    if after.isspace() or _TAIL.match(after):
        return 0
    if _POLITE.search(before) or _LINKED.search(before):
        return 4
    if before[-1] in "てで":
        return 3
    return 1 if _HIRAGANA.match(before[-1]) else 0
