"""How well each found sentence answers a question, as named features between roughly 0 and 1.

Soft matching takes, for each content word of the question, the best cosine to a word of the evidence, both as the encoder
sees them in context (the MaxSim of ColBERT, Khattab & Zaharia 2020), weighted by inverse document frequency.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.asked import Asked, asked, has_form, holders
from index.encoder import Floats
from index.search import Hit, Index, Retrieval, SentenceHit
from index.tokens import STOPWORDS, has_negation, stem, terms

_NUMBER = re.compile(r"\d[\d,.]*")
# Words that say what kind of thing is asked for, or that something is asked at all; evidence need not repeat them.
_ASKING = frozenset(
    stem(word)
    for word in (
        "year years date dates day month time name names named list enumerate tell explain describe give show please kindly know "
        "say mention question answer information detail details thing things kind kinds type types sort exactly actually number "
        "many much often long old stand stands mean means meaning full form call called refer refers known reason purpose why "
        "where place person people someone somebody anyone want wanted wonder wondering help find looking happen happened "
        "according text document different various"
    ).split()
)


def is_asking(term: str) -> bool:
    """Whether a term only says that, or what kind of thing, something is asked."""
    return term in _ASKING


class QuestionWord(NamedTuple):
    """A content word of the question: its stem, weight (inverse document frequency) and row in the encoded words, or -1."""

    stem: str
    weight: float
    row: int
    known: bool
    named: bool


@dataclass(frozen=True, slots=True, eq=False)
class QuestionView:
    """A question as matching sees it."""

    text: str
    asked: Asked
    words: tuple[QuestionWord, ...]
    vectors: Floats
    negated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence that may be quoted, with its features."""

    hit: Hit
    sentence: SentenceHit
    features: dict[str, float]

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.hit.document.text[self.sentence.sentence.start : self.sentence.sentence.end]


def view(index: Index, retrieval: Retrieval) -> QuestionView:
    """What of the question is to be found in the evidence."""
    text = retrieval.query
    starts = {word.start: row for row, word in enumerate(retrieval.encoded.words[0])}
    passages = len(index.corpus.passages)
    words = []
    for number, term in enumerate(terms(text)):
        if term.term in _ASKING:
            continue
        frequency = index.frequency(term.term)
        weight = math.log((passages + 1) / (frequency + 0.5))
        named = term.start > 0 and text[term.start].isupper() or text[term.start].isdigit() or (number == 0 and text[term.start : term.end].isupper())
        words.append(QuestionWord(term.term, max(weight, 0.1), starts.get(term.start, -1), frequency > 0, named))
    return QuestionView(text, asked(text), tuple(words), retrieval.encoded.word_vectors[0], has_negation(text))


def candidates(index: Index, retrieval: Retrieval, passages: int = 10) -> list[Candidate]:
    """Every sentence of the best passages with its features, in order of rank and text."""
    question = view(index, retrieval)
    hits = retrieval.hits[:passages]
    best = max((hit.score for hit in hits), default=0.0)
    found = []
    for rank, hit in enumerate(hits):
        found.extend(_of_passage(index, question, hit, rank, best))
    return found


def _of_passage(index: Index, question: QuestionView, hit: Hit, rank: int, best: float) -> list[Candidate]:
    soft = [_soft(question, index.words(sentence.row)[1]) for sentence in hit.sentences]
    around = np.max(soft, axis=0) if soft else np.zeros(len(question.words))
    passage_text = hit.document.text[hit.passage.start : hit.passage.end]
    context = _stems(" ".join((*hit.passage.section, hit.document.title, passage_text)))
    shared = {
        "passage_cosine": hit.cosine,
        "score": hit.score / 10,
        "behind_best": (best - hit.score) / 10,
        "first": float(rank == 0),
        "context_share": _share(question, [w.stem in context for w in question.words]),
        "context_soft": _share(question, around),
        "context_weakest": _weakest(question, np.maximum(around, [float(w.stem in context) for w in question.words])),
        "names_in_context": _share(question, [w.stem in context for w in question.words], named=True),
        "unknown": _share(question, [not w.known for w in question.words]),
    }
    return [
        Candidate(hit, sentence, {**shared, **_of_sentence(question, hit, sentence, own)})
        for sentence, own in zip(hit.sentences, soft, strict=True)
    ]


def _of_sentence(
    question: QuestionView, hit: Hit, sentence: SentenceHit, soft: npt.NDArray[np.float32]
) -> dict[str, float]:
    text = hit.document.text[sentence.sentence.start : sentence.sentence.end]
    stems = _stems(text)
    lexical = [word.stem in stems for word in question.words]
    ceiling = sum(word.weight for word in question.words) or 1.0
    holds, near = _holds(question, text)
    return {
        "sentence_cosine": sentence.cosine,
        "bm25": min(sentence.bm25 / ceiling, 1.5),
        "share": _share(question, lexical),
        "soft": _share(question, soft),
        "weakest": _weakest(question, np.maximum(soft, np.asarray(lexical, np.float32))),
        "names": _share(question, lexical, named=True),
        "holds": holds,
        "lacks": float(has_form(question.asked.kind)) - holds,
        "near": near,
        "noun": _noun(question, text),
        "negation_differs": float(question.negated != has_negation(text)),
        "words": min(len(text.split()) / 60, 1.0),
    }


def _soft(question: QuestionView, words: Floats) -> npt.NDArray[np.float32]:
    """For each content word of the question the best cosine to a word of the sentence, 0 where there is none."""
    rows = [word.row for word in question.words]
    if not rows or not len(words):
        return np.zeros(len(rows), np.float32)
    best: npt.NDArray[np.float32] = np.maximum((question.vectors[rows] @ words.T).max(axis=1), 0.0)
    return best


def _share(question: QuestionView, found: Sequence[float] | npt.NDArray[np.float32], named: bool = False) -> float:
    """The weighted share found; 1 where nothing was to be found, for names, else 0."""
    pairs = [(w.weight, float(f)) for w, f in zip(question.words, found, strict=True) if w.named or not named]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else float(named)


def _weakest(question: QuestionView, soft: npt.NDArray[np.float32]) -> float:
    """The match of the content word that is matched worst, among those of at least average weight."""
    if not question.words:
        return 0.0
    mean = sum(word.weight for word in question.words) / len(question.words)
    return min(float(s) for word, s in zip(question.words, soft, strict=True) if word.weight >= mean * 0.999)


def _stems(text: str) -> frozenset[str]:
    return frozenset(term.term for term in terms(text))


def _holds(question: QuestionView, text: str) -> tuple[float, float]:
    """Whether the text holds a thing of the kind asked for that the question does not name itself, and how near it
    stands to the question's words: the weighted share of them within 8 words of it, for the best such thing."""
    spans = [s for s in holders(question.asked.kind, text) if not _named_already(question, text[s[0] : s[1]])]
    if not spans:
        return 0.0, 0.0
    found = terms(text)
    stems = {word.stem: word.weight for word in question.words}
    total = sum(stems.values()) or 1.0
    nearness = [
        sum(stems[s] for s in {t.term for t in found if abs(t.start - start) < 60 and t.term in stems}) for start, _ in spans
    ]
    return 1.0, max(nearness) / total


def _named_already(question: QuestionView, thing: str) -> bool:
    return thing.casefold() in question.text.casefold()


def _noun(question: QuestionView, text: str) -> float:
    """For "how many members" or "which sectors": whether the text counts or names just those, else 0.5."""
    words = [stem(w) for w in question.asked.noun.split() if w.casefold() not in STOPWORDS]
    if not words:
        return 0.5
    stems = [term.term for term in terms(text, keep_stopwords=True)]
    if words[-1] not in stems:
        return 0.0
    if question.asked.kind != "count":
        return 1.0
    at = [i for i, s in enumerate(stems) if s == words[-1]]
    windows = (text_window(stems, i) for i in at)
    return float(any(holders("count", window) for window in windows)) * 0.7 + 0.3


def text_window(stems: Sequence[str], position: int) -> str:
    """The few words before a position."""
    return " ".join(stems[max(0, position - 4) : position])
