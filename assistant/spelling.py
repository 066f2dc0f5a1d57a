"""Puts right the misspelt words of a question, by the words of the corpus."""

import re

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from index.search import Index
from index.tokens import STOPWORDS, stem

_WORD = re.compile(r"[^\W\d_]{3,}")
MIN_SIMILARITY = 0.76
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


def corrected(index: Index, text: str) -> str:
    """The text with each word that neither the corpus nor the encoder knows replaced by the corpus word it resembles.

    A word the encoder knows whole is a word of the language, however rare here, and is left alone.
    """
    return _WORD.sub(lambda match: _correct(index, match.group()), text)


def _correct(index: Index, word: str) -> str:
    folded = word.casefold()
    if not folded.isascii() or folded in STOPWORDS or index.frequency(stem(word)) or index.encoder.knows(folded):
        return word
    if near := process.extractOne(folded, _QUESTION_WORDS, scorer=DamerauLevenshtein.distance, score_cutoff=1):
        return near[0]
    if len(folded) < 4:
        return word
    scorer = DamerauLevenshtein.normalized_similarity
    found = process.extractOne(folded, index.surface_words, scorer=scorer, score_cutoff=MIN_SIMILARITY)
    return found[0] if found and found[0][0] == folded[0] else word
