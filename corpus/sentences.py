"""Where sentences begin and end, as spans of a text."""

import re
from typing import NamedTuple

import sentencex

MAX_SENTENCE = 600
# The segmenter takes time in the square of what it is given at once.
WINDOW = 4000
_CLAUSE_END = re.compile(r"[;:；：、，]|,(?=\s)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s|[。！？][」』）]*")
_BLANK = re.compile(r"\s")
_QUOTED = re.compile(r"[」』）]$")
_CARRIES_ON = re.compile(r"[とはがをにのもでや、。]")
_STUB = re.compile(r"\(?[\w.]{1,6}[.)]")
_WORD_CHARACTER = re.compile(r"\w")


class Span(NamedTuple):
    """A span of a text in string indices, end exclusive."""

    start: int
    end: int


def sentence_spans(text: str, start: int, end: int, language: str) -> list[Span]:
    """The sentences of `text[start:end]`, none with blanks around it or longer than MAX_SENTENCE, in order.

    Every character that is not blank is in exactly one of them.
    """
    spans = []
    while start < end:
        stop = end if end - start <= WINDOW else _cut(text, start, WINDOW, (_SENTENCE_END, _BLANK))
        for sentence in _segments(text, start, stop, language):
            spans.extend(bounded_spans(text, sentence.start, sentence.end))
        start = stop
    return spans


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
    for segment in sentencex.segment(language, block):
        if not block.startswith(segment, offset):
            return [Span(start, end)]
        span = Span(start + offset, start + offset + len(segment))
        if spans and _is_joined(text, spans[-1], segment):
            span = Span(spans.pop().start, span.end)
        spans.append(span)
        offset += len(segment)
    return spans if offset == len(block) else [Span(start, end)]


def _is_joined(text: str, before: Span, segment: str) -> bool:
    """Whether the segmenter cut too often: before a mark, behind a number or an abbreviation, within a clause."""
    sentence = text[before.start : before.end].rstrip()
    if not _WORD_CHARACTER.search(segment) or sentence[-1:].isalnum() or _STUB.fullmatch(sentence):
        return True
    return bool(_QUOTED.search(text, before.end - 1, before.end) and _CARRIES_ON.match(segment))


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
