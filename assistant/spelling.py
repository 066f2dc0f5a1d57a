"""Puts right the misspelt words of a question, by the words of the corpus."""

import re

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.vocabulary import Vocabulary
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


def corrected(vocabulary: Vocabulary, text: str) -> str:
    """The text with each word that neither the corpus nor the encoder knows replaced by the corpus word it resembles.

    A word the encoder knows whole is a word of the language, however rare here, and is left alone.
    """
    return _WORD.sub(lambda match: _correct(vocabulary, match.group()), text)


def corrections(vocabulary: Vocabulary, text: str) -> dict[str, str]:
    """Each word that `corrected` replaces, case-folded, with what it puts in its place."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return {word: put for word in words if (put := _correct(vocabulary, word)) != word}


def _correct(vocabulary: Vocabulary, word: str) -> str:
    folded = word.casefold()
    if not folded.isascii() or folded in STOPWORDS or vocabulary.frequency(stem(word)) or vocabulary.knows(folded):
        return word
    if near := process.extractOne(folded, _QUESTION_WORDS, scorer=DamerauLevenshtein.distance, score_cutoff=1):
        return near[0]
    if len(folded) < 4:
        return word
    scorer = DamerauLevenshtein.normalized_similarity
    found = process.extractOne(folded, vocabulary.surface_words, scorer=scorer, score_cutoff=MIN_SIMILARITY)
    return found[0] if found and found[0][0] == folded[0] else word
