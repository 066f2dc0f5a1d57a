"""Where sentences begin and end, as spans of a text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

from corpus.abbreviations import goes_on
from corpus.unpunctuated import is_unpunctuated, parts

MAX_SENTENCE = 600
# The segmenter takes time in the square of what it is given at once.
WINDOW = 4000
_CLAUSE_END = re.compile(r"[;:；：、，]|,(?=\s)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s|[。！？][」』）]*")
_BLANK = re.compile(r"\s")
_QUOTED = re.compile(r"[」』）]$")
_CARRIES_ON = re.compile(r"[とはがをにのもでや、。]")
_STUB = re.compile(r"\(?[\w.]{1,6}[.)]")
_FINAL = re.compile(r"[.!?。！？…｡:：;；][\"'”’»)\]」』）》】*_]*$")
_BRACKETS = {"(": ")", "（": "）", "「": "」", "『": "』", "[": "]"}
_WORD_CHARACTER = re.compile(r"\w")


class Span(NamedTuple):
    """A span of a text in string indices, end exclusive."""

    start: int
    end: int


def sentence_spans(text: str, start: int, end: int, language: str) -> list[Span]:
    """The sentences of `text[start:end]`, none with blanks around it or longer than MAX_SENTENCE, in order.

    Every character that is not blank is in exactly one of them. What has no sentence's end is cut into parts.
    """
    spans = []
    for sentence in _sentences(text, start, end, language):
        if not _FINAL.search(text, max(start, sentence.end - 12), sentence.end) and is_unpunctuated(text, *sentence):
            spans += [span for part in parts(text, *sentence) for span in bounded_spans(text, *part)]
        else:
            spans += bounded_spans(text, *sentence)
    return spans


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Window by window; a sentence that has no end in one goes on in the next."""
    begun: int | None = None
    while start < end:
        stop = end if end - start <= WINDOW else _cut(text, start, WINDOW, (_SENTENCE_END, _BLANK))
        for sentence in _segments(text, start, stop, language):
            first = sentence.start if begun is None else begun
            span = _stripped(text, first, sentence.end)
            goes_on_behind = sentence.end == stop < end and not _FINAL.search(text, max(span.start, span.end - 12), span.end)
            begun = first if goes_on_behind else None
            if begun is None:
                yield span
        start = stop


def bounded_spans(text: str, start: int, end: int, longest: int = MAX_SENTENCE) -> list[Span]:
    """`text[start:end]` without blanks around it, cut where clauses or words end if longer than `longest`."""
    spans = []
    while (span := _stripped(text, start, end)).start < span.end:
        is_short = span.end - span.start <= longest
        cut = span.end if is_short else _cut(text, span.start, longest, (_CLAUSE_END, _BLANK))
        spans.append(_stripped(text, span.start, cut))
        start = cut
    return spans


def _segments(text: str, start: int, end: int, language: str) -> list[Span]:
    block = text[start:end]
    spans: list[Span] = []
    offset = 0
    within = _bracketed(block)
    for segment in sentencex.segment(language, block):
        if not block.startswith(segment, offset):
            return [Span(start, end)]
        span = Span(start + offset, start + offset + len(segment))
        if spans and (offset in within or _is_joined(text, spans[-1], segment)):
            span = Span(spans.pop().start, span.end)
        spans.append(span)
        offset += len(segment)
    return spans if offset == len(block) else [Span(start, end)]


def _is_joined(text: str, before: Span, segment: str) -> bool:
    """Whether the segmenter cut too often: before a mark, behind a number or an abbreviation, within a clause."""
    sentence = text[before.start : before.end].rstrip()
    if not _WORD_CHARACTER.search(segment) or sentence[-1:].isalnum() or _STUB.fullmatch(sentence):
        return True
    if goes_on(sentence, segment):
        return True
    return bool(_QUOTED.search(text, before.end - 1, before.end) and _CARRIES_ON.match(segment))


def _bracketed(text: str) -> set[int]:
    """The positions within brackets that are closed again; those of more than a sentence's length aside."""
    opened: dict[str, list[int]] = {close: [] for close in _BRACKETS.values()}
    within: set[int] = set()
    for position, character in enumerate(text):
        if close := _BRACKETS.get(character):
            opened[close].append(position)
        elif opened.get(character) and position - (first := opened[character].pop()) <= MAX_SENTENCE:
            within.update(range(first + 1, position + 1))
    return within


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _cut(text: str, start: int, length: int, patterns: tuple[re.Pattern[str], ...]) -> int:
    """The last match in the second half of the `length` characters from `start`, of the first pattern that has one."""
    limit = start + length
    for pattern in patterns:
        ends = [found.end() for found in pattern.finditer(text, start + length // 2, limit)]
        if ends:
            return ends[-1]
    return limit
