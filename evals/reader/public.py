"""Examples from public question sets: what answers, and near misses made from it."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from evals.reader.examples import Example, Span, sentences, shifted, window
from evals.reader.rewording import other_detail, other_word
from evals.reader.rows import Row

# How often each kind is learnt from, and how many examples of it a question gives. Where a person would see nothing but
# another paragraph; most near misses are harder.
_SHARES = {
    **{"answered": 0.5, "paragraph": 0.14, "other article": 0.14},
    **{"sentence out": 0.12, "other detail": 0.06, "other word": 0.04},
}
_TIMES = {"answered": 3, "paragraph": 3, "other article": 6, "sentence out": 1, "other detail": 2, "other word": 1}
KINDS = tuple(_SHARES)
# Characters of a text that are shown. There are few sizes, so that the same stretches come again with other questions.
_SIZES = {"en": (240, 420, 620), "ja": (110, 190, 280)}
# What is like the questions of people who look something up counts more than what is like a chat or a contract.
_WEIGHTS = {"squad2": 2.0, "squadshifts-wiki": 2.0, "policyqa": 0.6, "squadshifts-reddit": 0.7, "squadshifts-amazon": 0.7}

# Questions that are searched for together, and how many texts are considered for each.
_AT_ONCE, _CONSIDERED = 500, 60


class Public:
    """Makes examples of rows. `rows` should be whole articles: near misses come from the same article."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._articles: dict[tuple[str, str], list[str]] = defaultdict(list)
        for text, row in {row.text: row for row in rows}.items():
            self._articles[row.source, row.title].append(text)
        self._near = {language: _Near([r for r in rows if r.language == language]) for language in {r.language for r in rows}}

    def examples(self, seed: int = 1) -> Iterator[tuple[Example, float]]:
        """All of them, each with how often it is learnt from; the same for the same seed."""
        rng = random.Random(seed)
        for row in self.rows:
            weight = _WEIGHTS.get(row.source, 1.0)
            for kind in KINDS if row.spans else ("human",):
                made = list(dict.fromkeys(self.of_kind(row, kind, rng)))
                yield from ((each, weight * _SHARES.get(kind, 0.5) / len(made)) for each in made)

    def of_kind(self, row: Row, kind: str, rng: random.Random) -> Iterator[Example]:
        """Those of a kind; none where the row gives none."""
        for number in range(_TIMES.get(kind, 2)):
            example = self._example(row, kind, number, rng)
            if example:
                yield example

    def _example(self, row: Row, kind: str, number: int, rng: random.Random) -> Example | None:
        match kind:
            case "answered":
                return _answered(row, number, rng)
            case "paragraph":
                texts = [text for text in self._articles[row.source, row.title] if text != row.text]
                return _nearest_of(row, _nearest(row, texts), number, kind, rng)
            case "other article":
                return _nearest_of(row, self._near[row.language].others(row), number, kind, rng)
            case "sentence out":
                return _without_its_sentence(row, rng)
            case "human":
                return _unanswered(row, row.question, row.text, kind, rng)
        texts = self._articles[row.source, row.title]
        question = other_detail(row, texts, rng) if kind == "other detail" else other_word(row, rng)
        return _unanswered(row, question, row.text, kind, rng) if question else None


class _Near:
    """The texts of one language, to be searched by the words they share with a question."""

    def __init__(self, rows: Sequence[Row]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._texts = list({row.text: row for row in rows}.values())
        vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True)
        texts = vectorizer.fit_transform([row.text for row in self._texts])
        self._best: dict[str, npt.NDArray[np.int64]] = {}
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            scores = (vectorizer.transform([row.question for row in some]) @ texts.T).toarray()
            best = np.argsort(-scores, axis=1, kind="stable")[:, :_CONSIDERED]
            self._best.update({row.question: each for row, each in zip(some, best, strict=True)})

    def others(self, row: Row) -> list[str]:
        """Those of other articles, nearest first."""
        found = (self._texts[i] for i in self._best[row.question])
        return [other.text for other in found if other.title != row.title]


@lru_cache(maxsize=300_000)
def grams(text: str) -> frozenset[str]:
    """Words of four letters and more by their first five, and pairs of other characters."""
    words = {word[:5] for word in re.findall(r"[a-z]{4,}|\d+", text.lower())}
    rest = re.sub(r"[\x00-\x7f]|[ぁ-ん、。]", "", text)
    return frozenset(words | {rest[i : i + 2] for i in range(len(rest) - 1)})


def _answered(row: Row, number: int, rng: random.Random) -> Example | None:
    # Where people gave several answers, none is the right one.
    span, spans = rng.choice(row.spans), sentences(row.text)
    keep = _holding(spans, span)
    if keep is None:
        return None
    begin, end = _window(row, row.text, spans, keep, number)
    if span[1] > end:
        return None
    evidence = (shifted(spans[keep], begin),)
    return Example(row.question, _heading(row, rng), row.text[begin:end], True, shifted(span, begin), evidence, "answered")


def _unanswered(row: Row, question: str, text: str, kind: str, rng: random.Random) -> Example | None:
    spans = sentences(text)
    if not spans:
        return None
    keep = _holding(spans, row.spans[0]) if row.spans and text is row.text else rng.randrange(len(spans))
    begin, end = _window(row, text, spans, keep or 0, rng.randrange(3))
    return Example(question, _heading(row, rng), text[begin:end], False, source=kind)


def _without_its_sentence(row: Row, rng: random.Random) -> Example | None:
    spans = sentences(row.text)
    keep = _holding(spans, row.spans[0])
    if keep is None or len(spans) < 2:
        return None
    text = row.text[: spans[keep][0]] + row.text[spans[keep][1] :]
    return None if _holds_answer(row, text) else _unanswered(row, row.question, text, "sentence out", rng)


def _nearest(row: Row, texts: Sequence[str]) -> list[str]:
    wanted = grams(row.question)
    return sorted(texts, key=lambda text: -len(wanted & grams(text)) / (1 + len(grams(text))) ** 0.3)


def _nearest_of(row: Row, texts: Sequence[str], number: int, kind: str, rng: random.Random) -> Example | None:
    """A near miss: of the texts that do not answer number `number`, and of that what is nearest to the question."""
    missing = [text for text in texts if not _holds_answer(row, text)][number : number + 1]
    spans, wanted = sentences(missing[0]) if missing else [], grams(row.question)
    if not spans:
        return None
    (text,) = missing
    keep = max(range(len(spans)), key=lambda i: len(wanted & grams(text[slice(*spans[i])])))
    begin, end = _window(row, text, spans, keep, rng.randrange(3))
    return Example(row.question, _heading(row, rng), text[begin:end], False, source=kind)


def _holds_answer(row: Row, text: str) -> bool:
    return any(row.text[start:end] in text for start, end in row.spans)


def _holding(spans: Sequence[Span], span: Span) -> int | None:
    return next((i for i, (first, last) in enumerate(spans) if first <= span[0] < last), None)


def _window(row: Row, text: str, spans: Sequence[Span], keep: int, size: int) -> Span:
    sizes = _SIZES[row.language]
    return window(text, spans, keep, sizes[size % len(sizes)], random.Random(keep * len(sizes) + size))


def _heading(row: Row, rng: random.Random) -> str:
    return row.title.replace("_", " ") if rng.random() < 0.5 else ""
