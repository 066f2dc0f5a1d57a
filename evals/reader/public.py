"""Examples from public question sets: what answers, and near misses made from it."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from evals.reader.examples import Example, Span, endless, sentences, shifted, window
from evals.reader.rewording import other_detail, other_word
from evals.reader.rows import Row

# Where a person would see nothing but another paragraph; most are harder.
KINDS = ("answered", "paragraph", "other article", "sentence out", "other detail", "other word")
_SHARES = (0.5, 0.12, 0.13, 0.13, 0.08, 0.04)
# Of so many rows drawn, the one that shares most with a question is what search would find elsewhere.
_DRAWN = 600
_CHARACTERS = {"en": (120, 560), "ja": (50, 260)}


class Public:
    """Makes examples of rows. `rows` should be whole articles: near misses come from the same article."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._paragraphs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            texts = self._paragraphs[row.source, row.title]
            if row.text not in texts:
                texts.append(row.text)

    def endless(self, seed: int) -> Iterator[Example]:
        """Examples of all kinds in their shares, without end; the same for the same seed."""
        rng = random.Random(seed)
        for number in endless(len(self.rows), rng):
            example = self.example(self.rows[number], rng.choices(KINDS, _SHARES)[0], rng)
            if example:
                yield example

    def example(self, row: Row, kind: str, rng: random.Random) -> Example | None:
        """One of that kind; none where the row gives none."""
        if not row.spans:
            return self._unanswered(row, row.question, row.text, "human", rng)
        if kind == "paragraph":
            return self._other_paragraph(row, rng)
        if kind == "other article":
            return self._other_article(row, rng)
        if kind == "sentence out":
            return self._without_its_sentence(row, rng)
        if kind in ("other detail", "other word"):
            question = (
                other_detail(row, self._paragraphs[row.source, row.title], rng)
                if kind == "other detail"
                else other_word(row, rng)
            )
            return self._unanswered(row, question, row.text, kind, rng) if question else None
        return self._answered(row, rng)

    def _answered(self, row: Row, rng: random.Random) -> Example | None:
        span, spans = row.spans[0], sentences(row.text)
        keep = _holding(spans, span)
        if keep is None:
            return None
        begin, end = window(row.text, spans, keep, _limit(row, rng), rng)
        if span[1] > end:
            return None
        evidence = (shifted(spans[keep], begin),)
        return Example(row.question, _heading(row, rng), row.text[begin:end], True, shifted(span, begin), evidence, "answered")

    def _unanswered(self, row: Row, question: str, text: str, kind: str, rng: random.Random) -> Example | None:
        spans = sentences(text)
        if not spans:
            return None
        keep = _holding(spans, row.spans[0]) if row.spans and text is row.text else rng.randrange(len(spans))
        begin, end = window(text, spans, keep or 0, _limit(row, rng), rng)
        return Example(question, _heading(row, rng), text[begin:end], False, source=kind)

    def _other_paragraph(self, row: Row, rng: random.Random) -> Example | None:
        answers = [row.text[start:end] for start, end in row.spans]
        texts = [
            text for text in self._paragraphs[row.source, row.title] if text != row.text and not any(a in text for a in answers)
        ]
        if not texts:
            return None
        wanted = grams(row.question)
        best = sorted(texts, key=lambda text: -len(wanted & grams(text)) / (1 + len(grams(text))) ** 0.3)[:3]
        return _nearest_of(row, rng.choice(best), "paragraph", rng)

    def _other_article(self, row: Row, rng: random.Random) -> Example | None:
        drawn = [other for other in rng.sample(self.rows, min(_DRAWN, len(self.rows))) if _may_stand_in(other, row)]
        wanted = grams(row.question)
        best = max(drawn, key=lambda other: len(wanted & grams(other.text)), default=None)
        return _nearest_of(row, best.text, "other article", rng) if best else None

    def _without_its_sentence(self, row: Row, rng: random.Random) -> Example | None:
        spans = sentences(row.text)
        keep, answers = _holding(spans, row.spans[0]), [row.text[start:end] for start, end in row.spans]
        if keep is None or len(spans) < 2:
            return None
        text = row.text[: spans[keep][0]] + row.text[spans[keep][1] :]
        return (
            None
            if any(answer in text for answer in answers)
            else self._unanswered(row, row.question, text, "sentence out", rng)
        )


@lru_cache(maxsize=300_000)
def grams(text: str) -> frozenset[str]:
    """Words of four letters and more by their first five, and pairs of other characters."""
    words = {word[:5] for word in re.findall(r"[a-z]{4,}|\d+", text.lower())}
    rest = re.sub(r"[\x00-\x7f]|[ぁ-ん、。]", "", text)
    return frozenset(words | {rest[i : i + 2] for i in range(len(rest) - 1)})


def _may_stand_in(other: Row, row: Row) -> bool:
    return (
        other.language == row.language
        and other.title != row.title
        and not any(row.text[a:b] in other.text for a, b in row.spans)
    )


def _nearest_of(row: Row, text: str, kind: str, rng: random.Random) -> Example | None:
    """A near miss: what of a text that does not answer is nearest to the question."""
    spans, wanted = sentences(text), grams(row.question)
    if not spans:
        return None
    keep = max(range(len(spans)), key=lambda i: len(wanted & grams(text[slice(*spans[i])])))
    begin, end = window(text, spans, keep, _limit(row, rng), rng)
    return Example(row.question, _heading(row, rng), text[begin:end], False, source=kind) if end else None


def _holding(spans: Sequence[Span], span: Span) -> int | None:
    return next((i for i, (first, last) in enumerate(spans) if first <= span[0] < last), None)


def _limit(row: Row, rng: random.Random) -> int:
    return rng.randint(*_CHARACTERS[row.language])


def _heading(row: Row, rng: random.Random) -> str:
    return row.title.replace("_", " ") if rng.random() < 0.5 else ""
