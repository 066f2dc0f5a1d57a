"""Takes clauses out of a sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Span = tuple[int, int]


class Clauses:
    """The clauses of a text, between the places that a pattern finds."""

    def __init__(self, text: str, boundary: re.Pattern[str]) -> None:
        between = [match.span() for match in boundary.finditer(text)]
        self._starts = [0, *(end for _, end in between)]
        self._ends = [*(start for start, _ in between), len(text)]

    def start(self, at: int) -> int:
        """Where the clause begins that holds this place."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def end(self, at: int) -> int:
        """Where the clause ends that holds the character before this place."""
        return self._ends[min(bisect_left(self._ends, at), len(self._ends) - 1)]


def without(text: str, spans: Iterable[Span]) -> str:
    """What is left of a text, with single spaces, once the spans are taken out; they may overlap."""
    kept, last = [], 0
    for start, end in sorted(spans):
        kept.append(text[last : max(start, last)])
        last = max(last, end)
    return " ".join(" ".join([*kept, text[last:]]).split())
