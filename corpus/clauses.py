"""Where a long English sentence can end sooner and still be a sentence; a Japanese one has its verb at its end."""

import re
from collections.abc import Iterator

# In words: a sentence of at most so many is quoted whole, and a shorter beginning does not stand alone.
LONG, SHORT = 45, 7
_ADDED = re.compile(
    r"(?:,\s+(?=(?:which|who|whose|where|whereas|while|with|including|such as|so that|in order to|as well as)\b)|;\s+)"
)
_WORD = re.compile(r"\S+")


def clause_ends(sentence: str) -> Iterator[int]:
    """The places, first to last, at which a long sentence can end before what is merely added; none in a shorter one."""
    if len(sentence.split()) <= LONG:
        return
    for match in _ADDED.finditer(sentence):
        if len(_WORD.findall(sentence[: match.start()])) >= SHORT:
            yield match.start()
