"""BM25 over passages or sentences, memory-mapped from a generation's folder."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from corpus.errors import IndexDamagedError
from index.generation import REBUILD
from index.tokens import terms

# Stands in for a text without any content term, since BM25 cannot index an empty vocabulary.
_NOTHING = "\u2400"


class LexicalIndex:
    """Scores by BM25 (Lucene's variant, k1 = 1.5, b = 0.75; Robertson & Zaragoza 2009) for a fixed list of texts."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts; their positions are what `scores` is aligned with."""
        scorer = bm25s.BM25(method="lucene", backend="numpy")
        scorer.index([[t.term for t in terms(text)] or [_NOTHING] for text in texts], show_progress=False)
        return cls(scorer)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder."""
        self._scorer.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Raises `IndexDamagedError`."""
        try:
            return cls(bm25s.BM25.load(str(folder), mmap=True, show_progress=False))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamagedError(f"The keyword index in {folder} is damaged", REBUILD) from error

    def scores(self, query_terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """One score per text, 0 where it shares no term with the query."""
        known = [term for term in query_terms if term in self._scorer.vocab_dict]
        if not known:
            return np.zeros(int(self._scorer.scores["num_docs"]), np.float32)
        scores: npt.NDArray[np.float32] = self._scorer.get_scores(known)
        return scores

    def frequency(self, term: str) -> int:
        """In how many texts a term stands."""
        number = self._scorer.vocab_dict.get(term)
        if number is None:
            return 0
        pointers = self._scorer.scores["indptr"]
        return int(pointers[number + 1] - pointers[number])
