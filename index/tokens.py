"""Words and terms of a text for keyword matching: stems for alphabetic scripts, character bigrams for Japanese."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS

# A word keeps inner apostrophes, dots and slashes out; "JPCERT/CC" gives two words, "2023" one, Japanese runs are split later.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JAPANESE_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々ー]+")
_NEGATION = {"no", "not", "nor", "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "won't"}
STOPWORDS = frozenset(STOPWORDS_EN_PLUS) | {
    "also", "among", "may", "might", "must", "shall", "could", "would", "upon", "us", "via", "within", "without", "whose",
    "yet", "thus", "etc", "however", "whether", "since", "per", "much", "many", "let",
}  # fmt: skip

# Words that say that something is asked, or what kind of thing; evidence need not repeat them.
_ASKING = (
    "year years date dates day month time name names named list enumerate tell explain describe give show please kindly know "
    "say mention question answer information detail details thing things kind kinds type types sort exactly actually number "
    "many much often long old stand stands mean means meaning full form call called refer refers known reason purpose why "
    "where place person people someone somebody anyone want wanted wonder wondering help find looking happen happened "
    "according text document different various section page site website appear found given sets says meant every "
    "currently today nowadays"
)


# Longer than any word of a language: not worth remembering, and many of them would fill the memory.
LONG_WORD = 40


class Term(NamedTuple):
    """A term and where its word stands: `text[start:end]`."""

    term: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def stem(word: str) -> str:
    """The Snowball stem of a word, case-folded, without possessive ending."""
    return _remembered_stem(word) if len(word) <= LONG_WORD else _stem(word)


def _stem(word: str) -> str:
    folded = word.casefold().replace("’", "'")
    stemmed: str = _stemmer().stemWord(folded.removesuffix("'s"))
    return stemmed


_remembered_stem = lru_cache(maxsize=65_536)(_stem)


@lru_cache(maxsize=1)
def _asking_stems() -> frozenset[str]:
    return frozenset(map(stem, _ASKING.split()))


def is_asking(term: str) -> bool:
    """Whether a term only says that, or what kind of thing, something is asked."""
    return term in _asking_stems()


# Evidence is taken apart anew for each question; a passage that is asked about often is remembered.
@lru_cache(maxsize=2048)
def terms(text: str, keep_stopwords: bool = False) -> tuple[Term, ...]:
    """The content terms of a text in order; repeated terms are repeated."""
    return terms_once(text, keep_stopwords)


def terms_once(text: str, keep_stopwords: bool = False) -> tuple[Term, ...]:
    """As `terms`, for a text of any length that does not come again: it is not remembered."""
    return tuple(terms_in_turn(text, keep_stopwords))


def terms_in_turn(text: str, keep_stopwords: bool = False) -> Iterator[Term]:
    """As `terms`, one after the other, for who may not need all of them."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if _JAPANESE_RUN.search(word):
            yield from _japanese(word, start)
        elif keep_stopwords or word.casefold().replace("’", "'") not in STOPWORDS:
            yield Term(stem(word), start, match.end())


def _japanese(word: str, offset: int) -> list[Term]:
    """Character bigrams of the Japanese runs of a word (a single character stands alone), the rest as one term each."""
    found: list[Term] = []
    last = 0
    for run in _JAPANESE_RUN.finditer(word):
        if run.start() > last:
            found.append(Term(word[last : run.start()].casefold(), offset + last, offset + run.start()))
        for i in range(run.start(), max(run.start() + 1, run.end() - 1)):
            end = min(i + 2, run.end())
            found.append(Term(word[i:end], offset + i, offset + end))
        last = run.end()
    if last < len(word):
        found.append(Term(word[last:].casefold(), offset + last, offset + len(word)))
    return found


@lru_cache(maxsize=2048)
def has_negation(text: str) -> bool:
    """Whether a text denies something."""
    return any(match.group().casefold().replace("’", "'") in _NEGATION for match in _WORD.finditer(text))
