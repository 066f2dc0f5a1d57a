"""An opened generation of the index, and the hybrid search over it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from corpus.document import Corpus, Document, Passage, Sentence
from corpus.errors import IndexDamagedError, IndexStaleError
from index import generation
from index.encoder import Encoder
from index.generation import REBUILD
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.query import Query
from index.store import LEVELS, VectorStore, cosines
from index.texts import is_label, surface_words
from index.tokens import terms, terms_once

# How many rows each side of the search proposes; the fused ranking is over their union.
DENSE_PASSAGES = 20
DENSE_SENTENCES = 40
LEXICAL_PASSAGES = 20
# What the three scores (passage, best sentence, BM25) count. Words shared with a question tell less than what is meant, and
# nothing at all between languages.
WEIGHTS = (1.0, 1.0, 0.5)
# A list of links repeats the words of a question and states nothing, so that it has to be so much better to come first.
OF_LINKS = 1.0
# A heading is often nearer to a question than what answers it: it says the same and nothing else. Its cosine counts so much
# less; of the passages that wrongly came first, it puts back four in ten that are made of such lines.
LABEL = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class SentenceHit:
    """A sentence of a found passage. `row` is its position in the index."""

    sentence: Sentence
    row: int
    cosine: float


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A found passage with all its sentences in text order. `score` is the weighted sum of the three standardised scores."""

    passage: Passage
    document: Document
    score: float
    cosine: float
    best_cosine: float
    bm25: float
    sentences: tuple[SentenceHit, ...]


class Index:
    """A generation opened for reading. Raises `IndexMissingError`, `IndexDamagedError` or `IndexStaleError`."""

    def __init__(self, folder: Path, encoder: Encoder, chroma_url: str = "") -> None:
        self.folder, self.encoder = folder, encoder
        self.manifest = generation.read_manifest(folder)
        if self.manifest.encoder != encoder.identity:
            raise IndexStaleError(f"The index in {folder.parent} was built by another encoder", REBUILD)
        try:
            self.corpus = TypeAdapter(Corpus).validate_json((folder / "corpus.json").read_bytes())
            self._passage_vectors = _mapped(folder / "passages.npy")
            self._sentence_vectors = _mapped(folder / "sentences.npy")
        except (OSError, ValueError, ValidationError) as error:
            raise IndexDamagedError(f"The index in {folder.parent} is damaged", REBUILD) from error
        self._passage_bm25 = LexicalIndex.load(folder / "passages.bm25")
        self._store = VectorStore(folder / generation.CHROMA, folder.name, chroma_url, existing=True)
        self._glossary = Glossary(self.corpus)
        self._documents = {document.id: document for document in self.corpus.documents}
        sizes = [len(passage.sentences) for passage in self.corpus.passages]
        self._first_sentence = np.cumsum([0, *sizes])

    @classmethod
    def open(cls, root: Path, encoder: Encoder, chroma_url: str = "") -> "Index":
        """The current generation of `root`."""
        return cls(generation.current(root), encoder, chroma_url)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the corpus this was built from."""
        return self.manifest.fingerprint

    def frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        return self._passage_bm25.frequency(term)

    @cached_property
    def surface_words(self) -> tuple[str, ...]:
        """Every word of the corpus of four letters or more, case-folded."""
        return surface_words(self.corpus.documents)

    def knows(self, word: str) -> bool:
        """Whether the encoder knows a word whole."""
        return self.encoder.knows(word)

    def length(self, text: str) -> int:
        """What a text counts when it is searched for: its tokens or its words, whichever are more."""
        return max(len(self.encoder.tokens(text)), len(terms_once(text, keep_stopwords=True)))

    def beginning(self, text: str, length: int) -> str:
        """As much of a text as has at most that `length`."""
        ends = self.encoder.tokens(text), [term.end for term in terms_once(text, keep_stopwords=True)]
        cuts = [of_kind[length - 1] for of_kind in ends if len(of_kind) > length]
        return text[: min(cuts)] if cuts else text

    def query(self, text: str, language: str = "en") -> Query:
        """A standalone question, ready to be searched for, with the corpus's own names for what it names otherwise."""
        text = self._glossary.completed(text)
        return Query(text, language, tuple(term.term for term in terms(text)), self.encoder.encode_query(text))

    def search(self, query: Query, count: int = 10) -> tuple[Hit, ...]:
        """The `count` best passages by the weighted sum of standardised dense, best-sentence and BM25 scores, best first.

        Standardising is over the union of the candidates that each side proposes, so the cost does not grow with the corpus.
        """
        bm25 = self._passage_bm25.scores(query.terms)
        hits = [self._hit(row, query.vector, float(bm25[row])) for row in self._candidates(query.vector, bm25)]
        fused = _standardised([[h.cosine, _stated(h), h.bm25] for h in hits]) @ WEIGHTS
        fused -= [OF_LINKS * (hit.passage.kind == "links") for hit in hits]
        order = np.argsort(-fused, kind="stable")[:count]
        return tuple(replace(hits[i], score=float(fused[i])) for i in order)

    def check(self) -> list[str]:
        """What is wrong with the files, in words; empty when all is well."""
        problems = [f"{name} was changed after the build" for name in generation.damaged_files(self.folder, self.manifest)]
        problems += self.row_problems()
        for row, vector in enumerate(self._passage_vectors[:200]):
            if row not in self._store.nearest("passages", np.asarray(vector), 5):
                problems.append(f"the vector store does not find passage {self.corpus.passages[row].id}")
        return problems

    def probe(self) -> None:
        """Find out, at the cost of a search, whether the files are still there and the vector store finds what it holds.

        Raises `IndexMissingError`, `IndexDamagedError` or, where the store does not answer, `IndexStoreError`.
        """
        generation.read_manifest(self.folder)
        for level, vectors in zip(LEVELS, (self._passage_vectors, self._sentence_vectors), strict=True):
            if not self._store.nearest(level, np.asarray(vectors[0]), 1):
                raise IndexDamagedError(f"The vector store of the index in {self.folder.parent} is empty", REBUILD)

    def row_problems(self) -> list[str]:
        """Levels of which the vector store holds more or fewer rows than were built; quick, unlike `check`."""
        expected = dict(zip(LEVELS, (self.manifest.passages, self.manifest.sentences), strict=True))
        found = {level: self._store.count(level) for level in LEVELS}
        return [
            f"the vector store holds {found[level]} {level} instead of {rows}"
            for level, rows in expected.items()
            if found[level] != rows
        ]

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()

    def _candidates(self, vector: npt.NDArray[np.float32], bm25: npt.NDArray[np.float32]) -> list[int]:
        dense = self._store.nearest("passages", vector, min(DENSE_PASSAGES, len(self.corpus.passages)))
        sentences = self._store.nearest("sentences", vector, min(DENSE_SENTENCES, self.manifest.sentences))
        of_sentences = np.searchsorted(self._first_sentence, sentences, side="right") - 1
        return list(dict.fromkeys([*dense, *map(int, of_sentences), *_best(bm25, LEXICAL_PASSAGES)]))

    def _hit(self, row: int, vector: npt.NDArray[np.float32], bm25: float) -> Hit:
        passage = self.corpus.passages[row]
        rows = range(int(self._first_sentence[row]), int(self._first_sentence[row + 1]))
        near = cosines(self._sentence_vectors, vector, rows)
        sentences = tuple(
            SentenceHit(sentence, i, float(cosine)) for sentence, i, cosine in zip(passage.sentences, rows, near, strict=True)
        )
        own = float(cosines(self._passage_vectors, vector, range(row, row + 1))[0])
        return Hit(passage, self._documents[passage.document_id], 0.0, own, float(near.max()), bm25, sentences)


def _mapped(path: Path) -> npt.NDArray[np.float32]:
    """A memory-mapped array as a plain one, whose rows are quicker to take."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _stated(hit: Hit) -> float:
    """The cosine of the best sentence, that of a mere heading or name taken for less than it is."""
    text = hit.document.text
    return max(s.cosine - LABEL * is_label(text[s.sentence.start : s.sentence.end]) for s in hit.sentences)


def _best(scores: npt.NDArray[np.float32], count: int) -> list[int]:
    """Rows with the highest scores above 0, best first; of equal ones those that come first, on every processor."""
    count = min(count, len(scores))
    least = np.partition(scores, -count)[-count]
    rows = np.flatnonzero((scores >= least) & (scores > 0))
    best: list[int] = rows[np.argsort(-scores[rows], kind="stable")][:count].tolist()
    return best


def _standardised(scores: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    table = np.asarray(scores, np.float64).reshape(-1, 3)
    spread = table.std(axis=0)
    standard: npt.NDArray[np.float64] = (table - table.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return standard
