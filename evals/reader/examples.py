"""What the reader learns from: a question, a piece of text, and whether and where the text answers it."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"(?<=[。！？])(?![」』）)])|(?<=[.!?])\s+(?=[A-Z\"'(“])|\n+")


@dataclass(frozen=True, slots=True)
class Example:
    """`answer` and `evidence` are spans of `text`. An answered example may lack `answer`: one of a yes-or-no question does."""

    question: str
    heading: str
    text: str
    answered: bool
    answer: Span | None = None
    evidence: tuple[Span, ...] = ()
    source: str = ""


def sentences(text: str) -> list[Span]:
    """The spans of sentences and lines, roughly: what is trained on need not be cut as well as what is quoted."""
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(first, last) for first, last in pairwise(cuts) if text[first:last].strip()]


def window(text: str, spans: Sequence[Span], keep: int, limit: int, rng: random.Random) -> Span:
    """Sentences around number `keep`, in random proportion before and after, of at most `limit` characters if they can be."""
    first = last = keep
    while True:
        sides = [side for side in (-1, 1) if 0 <= (first if side < 0 else last) + side < len(spans)]
        if not sides:
            break
        side = rng.choice(sides)
        begin, end = (spans[first - 1][0], spans[last][1]) if side < 0 else (spans[first][0], spans[last + 1][1])
        if end - begin > limit:
            break
        first, last = (first - 1, last) if side < 0 else (first, last + 1)
    return spans[first][0], spans[last][1]


def shifted(span: Span, by: int) -> Span:
    """The span, moved."""
    return span[0] - by, span[1] - by
