"""Questions that a text nearly answers, made of one that it answers."""

import random
import re
from collections.abc import Sequence

from evals.reader.rows import Row

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*|[ァ-ヴー]{3,}")
_WORDS = {
    "en": (
        ("When ", r"\d"),
        ("Where ", r"\b(?:in|at|near|on|from|to) (?:the )?[A-Z]"),
        ("Why ", r"becaus|due to|since|caus|reason|order to|as |for |so "),
    ),
    "ja": (
        ("いつ", r"\d|[一二三四五六七八九十]|年|時|日"),
        ("どこで", r"で|に|市|町|村|県|国"),
        ("なぜ", r"ため|から|ので|より|理由|原因"),
    ),
}


def other_detail(row: Row, texts: Sequence[str], rng: random.Random) -> str | None:
    """The question with another number or name in it, where the text holds the one it has."""
    for pattern in (_NUMBER, _NAME):
        found = [match for match in pattern.finditer(row.question) if match[0] in row.text]
        if not found:
            continue
        match = rng.choice(found)
        others: set[str] = {other for text in texts for other in pattern.findall(text)} - set(pattern.findall(row.question))
        others = {other for other in others if other not in row.text and abs(len(other) - len(match[0])) < 8}
        if others:
            return row.question[: match.start()] + rng.choice(sorted(others)) + row.question[match.end() :]
    return None


def other_word(row: Row, rng: random.Random) -> str | None:
    """The question with another question word, where the text holds nothing that could answer that."""
    words = _WORDS[row.language]
    for word, _ in words:
        if row.question.startswith(word) or (row.language == "ja" and word in row.question):
            others = [other for other, sign in words if other != word and not re.search(sign, row.text)]
            return row.question.replace(word, rng.choice(others), 1) if others else None
    return None
