"""Puts right the misspelt words of a question, by the words of the corpus."""

import re
from collections.abc import Iterable
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.deadline import NEVER, Deadline
from assistant.vocabulary import Vocabulary
from index.tokens import LONG_WORD, STOPWORDS, stem

_WORD = re.compile(r"[^\W\d_]{3,}")
MIN_SIMILARITY = 0.76
# Each word looked up is compared with every word of the corpus. Long questions have some twenty that it does not hold.
MAX_LOOKED_UP = 24
# Short words need a nearer match: one pair of letters swapped, or one letter wrong, in the words that make a question.
_QUESTION_WORDS = (
    "how",
    "what",
    "when",
    "which",
    "where",
    "who",
    "why",
    "many",
    "much",
    "the",
    "does",
    "with",
    "there",
    "their",
)


def corrected(vocabulary: Vocabulary, text: str, deadline: Deadline = NEVER) -> str:
    """The text with each word that neither the corpus nor the encoder knows replaced by the corpus word it resembles.

    A word the encoder knows whole is a word of the language, however rare here, and is left alone; so are all after the
    first `MAX_LOOKED_UP` that the corpus does not hold. Raises `UnfinishedError` when the deadline is over.
    """
    put = corrections(vocabulary, text, deadline)
    return _WORD.sub(lambda match: put.get(match.group().casefold(), match.group()), text) if put else text


def corrections(vocabulary: Vocabulary, text: str, deadline: Deadline = NEVER) -> dict[str, str]:
    """Each word that `corrected` replaces, case-folded, with what it puts in its place."""
    looked_up = islice((word for word in _words(text) if _is_strange(vocabulary, word)), MAX_LOOKED_UP)
    put: dict[str, str] = {}
    for word in looked_up:
        deadline.check()
        if nearest := _nearest(vocabulary, word):
            put[word] = nearest
    return put


def _words(text: str) -> Iterable[str]:
    return dict.fromkeys(word.casefold() for word in _WORD.findall(text))


def _is_strange(vocabulary: Vocabulary, word: str) -> bool:
    return word.isascii() and word not in STOPWORDS and not vocabulary.frequency(stem(word))


def _nearest(vocabulary: Vocabulary, word: str) -> str:
    """What a word that the corpus does not hold was meant to be; "" where nothing is near, or it is right as it is."""
    if len(word) > LONG_WORD or vocabulary.knows(word):
        return ""
    if near := process.extractOne(word, _QUESTION_WORDS, scorer=DamerauLevenshtein.distance, score_cutoff=1):
        return str(near[0])
    if len(word) < 4:
        return ""
    if swapped := next((other for other in _swapped(word) if vocabulary.frequency(stem(other))), ""):
        return swapped
    scorer = DamerauLevenshtein.normalized_similarity
    found = process.extractOne(word, vocabulary.surface_words, scorer=scorer, score_cutoff=MIN_SIMILARITY)
    return found[0] if found and found[0][0] == word[0] else ""


def _swapped(word: str) -> Iterable[str]:
    """The word with each pair of neighbouring letters swapped: "haeds" may be "heads"."""
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
