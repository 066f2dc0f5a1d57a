"""How far two short answers share their words."""

import re
import string
from collections import Counter
from collections.abc import Sequence

_JAPANESE = re.compile(r"[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9f]")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = str.maketrans("", "", string.punctuation + "「」『』（）【】〔〕、。・！？：；…〜～“”‘’–—")


def short_f1(told: str, wanted: Sequence[str]) -> float:
    """F1 of the tokens of a short answer and of the alternative that it fits best, as SQuAD has it."""
    return max((_f1(told, alternative) for alternative in wanted), default=0.0)


def _f1(told: str, wanted: str) -> float:
    by_character = bool(_JAPANESE.search(told + wanted))
    found, expected = Counter(_tokens(told, by_character)), Counter(_tokens(wanted, by_character))
    common = (found & expected).total()
    return 2 * common / (found.total() + expected.total()) if common else 0.0


def _tokens(text: str, by_character: bool) -> list[str]:
    bare = text.casefold().translate(_MARKS)
    return list("".join(bare.split())) if by_character else _ARTICLES.sub(" ", bare).split()
