"""Whether two sentences say the same in nearly the same words, and which of many do."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from zlib import crc32

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

MIN_RATIO = 95
MIN_SPELLING_LENGTH = 8
SHINGLE = 3
# Below this many characters a single differing letter is already more than MIN_RATIO allows.
MIN_LENGTH = 20
KEYS_PER_SENTENCE = 4
MAX_COMPARED = 20
_NEGATED = re.compile(r"n['’]t\b")
_NOT_WORD = re.compile(r"[\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without regard to punctuation and the form of characters; capitals are kept.

    A text without words is its own only word.
    """
    unified = _NEGATED.sub(" not", unicodedata.normalize("NFKC", text))
    return tuple(_NOT_WORD.sub(" ", unified).split()) or (text,)


def are_alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two sentences differ in nothing but articles and the spelling of ordinary words.

    A number, a negation, a name or any other word in one that is not in the other keeps them apart, however long they
    are: a likeness of characters alone would take "must" and "must not" for the same.
    """
    left, right = [w.casefold() for w in first], [w.casefold() for w in second]
    if left == right:
        return True
    if fuzz.ratio(" ".join(left), " ".join(right), score_cutoff=MIN_RATIO) == 0:
        return False
    only_left, only_right = Counter(first) - Counter(second), Counter(second) - Counter(first)
    return _are_spellings(_content(only_left), _content(only_right))


def _content(words: Counter[str]) -> list[str]:
    return sorted(word for word in words.elements() if word.casefold() not in _ARTICLES)


def _are_spellings(left: list[str], right: list[str]) -> bool:
    return len(left) == len(right) and all(map(_is_spelling, left, right))


def _is_spelling(one: str, other: str) -> bool:
    """Whether two words are the same but for "z" and "s" or one letter left out inside.

    Names, numbers and short words never are: "county" and "country" are one letter apart too.
    """
    if one.casefold() == other.casefold():
        return True
    is_word = (one + other).isascii() and (one + other).isalpha() and one[0].islower()
    if not is_word or min(len(one), len(other)) < MIN_SPELLING_LENGTH:
        return False
    is_regional = one.replace("z", "s") == other.replace("z", "s")
    is_slip = len(one) != len(other) and one[:3] == other[:3] and one[-2:] == other[-2:]
    return is_regional or (is_slip and Levenshtein.distance(one, other) == 1)


class Classes:
    """Numbers for sentences such that those alike get the same one; each is compared with few others.

    A sentence is alike to a class if it is alike to the first of it; candidates share one of a few word sequences.
    """

    def __init__(self) -> None:
        self._firsts: list[tuple[str, ...]] = []
        self._exact: dict[tuple[str, ...], int] = {}
        self._by_key: dict[int, list[int]] = {}

    def number(self, words: tuple[str, ...]) -> int:
        """The class of a sentence given as words, a new one if it is like none before."""
        folded = tuple(word.casefold() for word in words)
        if folded not in self._exact:
            keys = _keys(folded)
            like = next((c for c in self._candidates(keys) if are_alike(self._firsts[c], words)), None)
            self._exact[folded] = self._added(words, keys) if like is None else like
        return self._exact[folded]

    def _candidates(self, keys: Iterable[int]) -> list[int]:
        found = (c for key in keys for c in self._by_key.get(key, ()))
        return list(islice(dict.fromkeys(found), MAX_COMPARED))

    def _added(self, words: tuple[str, ...], keys: Iterable[int]) -> int:
        self._firsts.append(words)
        for key in keys:
            bucket = self._by_key.setdefault(key, [])
            if len(bucket) < MAX_COMPARED:
                bucket.append(len(self._firsts) - 1)
        return len(self._firsts) - 1


def _keys(words: tuple[str, ...]) -> list[int]:
    """The smallest hashes of runs of words and all numbers: sentences that differ in little share most of them."""
    if sum(map(len, words)) < MIN_LENGTH:
        return []
    seed = crc32(" ".join(word for word in words if not word.isalpha()).encode())
    hashes = {crc32(" ".join(words[at : at + SHINGLE]).encode(), seed) for at in range(max(1, len(words) - SHINGLE + 1))}
    return sorted(hashes)[:KEYS_PER_SENTENCE]
