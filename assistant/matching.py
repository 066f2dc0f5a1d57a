"""How well each piece of evidence answers a question, as named features between roughly 0 and 1.

Soft matching takes, for each content word of the question, the best cosine to a word of the evidence, both as the encoder
sees them in context (the MaxSim of ColBERT, Khattab & Zaharia 2020), weighted by inverse document frequency.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.agreement import agreement, figures
from assistant.asked import Asked, asked
from assistant.deadline import NEVER, Deadline
from assistant.focus import focus
from assistant.units import Unit, units
from index.encoder import Floats
from index.search import Hit, Index, Retrieval
from index.tokens import is_asking, terms

# A news item is news, a link is a link, without saying so; a heading above them stands in for the lead-in they lack.
_KIND_WORDS = {"news": "news new latest recent announcement announced headline post update", "links": "links websites"}

# From about twice so many multiplications on, numpy's library shares a product out to threads; on a busy machine they wait
# for each other a hundred times longer than the product takes.
MAX_PRODUCT = 262_144

Scores = npt.NDArray[np.float32]


class QuestionWord(NamedTuple):
    """A content word of the question: its stem, weight (inverse document frequency) and row in the encoded words, or -1."""

    stem: str
    weight: float
    row: int
    known: bool
    named: bool


@dataclass(frozen=True, slots=True, eq=False)
class QuestionView:
    """A question as matching sees it. `vectors`: one for each of its words, in rows; none where nothing was encoded."""

    text: str
    asked: Asked
    words: tuple[QuestionWord, ...]
    vectors: Floats
    figures: frozenset[str]
    focus: str


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A unit that may be quoted, with its features."""

    unit: Unit
    features: dict[str, float]


def view(index: Index, retrieval: Retrieval) -> QuestionView:
    """What of the question is to be found in the evidence."""
    text = retrieval.query
    starts = {word.start: row for row, word in enumerate(retrieval.encoded.words[0])}
    passages = len(index.corpus.passages)
    words = []
    for term in terms(text):
        if is_asking(term.term):
            continue
        frequency = index.frequency(term.term)
        weight = max(math.log((passages + 1) / (frequency + 0.5)), 0.1)
        named = _is_name(text, term.start, term.end)
        words.append(QuestionWord(term.term, weight, starts.get(term.start, -1), frequency > 0, named))
    encoded = retrieval.encoded.word_vectors[0]
    vectors = encoded[[word.row for word in words]] if words and len(encoded) else encoded[:0]
    return QuestionView(text, asked(text), tuple(words), vectors, figures(text), focus(text))


def _is_name(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    return word[0].isdigit() or (word[0].isupper() and start > 0) or (len(word) > 1 and word.isupper() and not text.isupper())


def candidates(index: Index, retrieval: Retrieval, deadline: Deadline = NEVER) -> list[Candidate]:
    """Every unit of the found passages with its features, in order of rank and text.

    Raises `UnfinishedError` when the deadline is over.
    """
    question = view(index, retrieval)
    best = max((hit.score for hit in retrieval.hits), default=0.0)
    found: list[Candidate] = []
    for hit in retrieval.hits:
        deadline.check()
        found += _of_passage(index, question, hit, best)
    return found


def _of_passage(index: Index, question: QuestionView, hit: Hit, best: float) -> list[Candidate]:
    pieces = list(units(hit))
    soft = [_soft(question, index, piece) for piece in pieces]
    around: Scores = np.max(soft, axis=0)
    text = hit.document.text[hit.passage.start : hit.passage.end]
    context = " ".join((*hit.passage.section, hit.document.title, text))
    stems = _stems(context)
    in_context = np.array([w.stem in stems for w in question.words], np.float32)
    shared = {
        "passage_cosine": hit.cosine,
        "passage_words": min(len(text.split()) / 100, 1.5),
        "score": hit.score / 10,
        "behind_best": (best - hit.score) / 10,
        "context_share": _share(question, in_context),
        "context_soft": _share(question, np.maximum(around, in_context)),
        "context_weakest": _weakest(question, np.maximum(around, in_context)),
        "names_in_context": _share(question, in_context, named=True),
        "unknown": _share(question, np.array([not w.known for w in question.words], np.float32)),
        "focus_in_context": _focus_match(question, np.maximum(around, in_context), stems),
        "heading": _heading(hit, question),
        "figures_missing": len(question.figures - figures(context)) / max(len(question.figures), 1),
    }
    return [Candidate(piece, {**shared, **_of_unit(question, piece, own)}) for piece, own in zip(pieces, soft, strict=True)]


def _of_unit(question: QuestionView, unit: Unit, soft: Scores) -> dict[str, float]:
    text = unit.text
    passage = unit.hit.passage
    heading = passage.section[-1:] if passage.kind in _KIND_WORDS else ()
    stems = _stems(" ".join((text, _KIND_WORDS.get(passage.kind, ""), *heading)))
    lexical = np.array([word.stem in stems for word in question.words], np.float32)
    best = np.maximum(soft, lexical)
    ceiling = sum(word.weight for word in question.words) or 1.0
    return {
        "sentence_cosine": max(s.cosine for s in unit.sentences),
        "clause_cosine": max(s.clause_cosine for s in unit.sentences),
        "bm25": min(max(s.bm25 for s in unit.sentences) / ceiling, 1.5),
        "share": _share(question, lexical),
        "soft": _share(question, best),
        "soft_of_missing": _share_of_missing(question, lexical, soft),
        "weakest": _weakest(question, best),
        "names": _share(question, lexical, named=True),
        "words": min(unit.words / 60, 1.5),
        "focus": _focus_match(question, best, stems),
        **agreement(question.text, question.asked, [(w.stem, w.weight) for w in question.words], unit),
    }


def _soft(question: QuestionView, index: Index, unit: Unit) -> Scores:
    """For each content word of the question the best cosine to a word of the unit, 0 where there is none."""
    best: Scores = np.zeros(len(question.words), np.float32)
    if len(question.vectors):
        for sentence in unit.sentences:
            words = index.word_vectors(sentence.row)
            if len(words):
                best = np.maximum(best, _best_cosines(question.vectors, words))
    return best


def _best_cosines(vectors: Floats, words: Floats) -> Scores:
    """For each of the vectors its best cosine to one of the words."""
    step = max(1, MAX_PRODUCT // words.size)
    return np.concatenate([(vectors[i : i + step] @ words.T).max(axis=1) for i in range(0, len(vectors), step)])


def _share(question: QuestionView, found: Scores, named: bool = False) -> float:
    """The weighted share found; 1 where nothing was to be found, for names, else 0."""
    pairs = [(w.weight, float(f)) for w, f in zip(question.words, found, strict=True) if w.named or not named]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else float(named)


def _share_of_missing(question: QuestionView, lexical: Scores, soft: Scores) -> float:
    """How well the words that the evidence does not repeat are matched softly: low where the one word that matters is
    absent and all others are repeated, as in a near miss. 1 where every word is repeated."""
    pairs = [(w.weight, float(s)) for w, found, s in zip(question.words, lexical, soft, strict=True) if not found]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else 1.0


def _weakest(question: QuestionView, soft: Scores) -> float:
    """The match of the content word that is matched worst, among those of at least average weight."""
    if not question.words:
        return 0.0
    mean = sum(word.weight for word in question.words) / len(question.words)
    return min(float(s) for word, s in zip(question.words, soft, strict=True) if word.weight >= mean * 0.999)


def _focus_match(question: QuestionView, found: Scores, stems: frozenset[str]) -> float:
    """How well the word that the question is about is matched; 1 where word order does not tell which it is."""
    if not question.focus or question.focus in stems:
        return 1.0
    return max((float(f) for word, f in zip(question.words, found, strict=True) if word.stem == question.focus), default=0.0)


def _heading(hit: Hit, question: QuestionView) -> float:
    """The share of the passage's own heading that the question repeats: "all the items under What's new"."""
    stems = _stems(hit.passage.section[-1]) if hit.passage.section else frozenset()
    return len(stems & {word.stem for word in question.words}) / len(stems) if stems else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(term.term for term in terms(text))
