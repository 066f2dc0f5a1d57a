"""The words that the words of a question are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.document import Corpus
from index.texts import passage_text, surface_words
from index.tokens import terms


class Vocabulary(Protocol):
    """The words of a corpus and of the encoder that it is searched with; an `Index` is one."""

    @property
    def surface_words(self) -> Sequence[str]:
        """Every word of the corpus of four letters or more, case-folded."""

    def frequency(self, term: str) -> int:
        """In how many passages a term stands."""

    def knows(self, word: str) -> bool:
        """Whether the encoder knows a word whole."""


@dataclass(frozen=True, slots=True)
class CorpusVocabulary:
    """The words of a corpus without any index, `known` standing in for the words that the encoder knows."""

    surface_words: tuple[str, ...]
    terms: frozenset[str]
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, corpus: Corpus) -> "CorpusVocabulary":
        """Nothing is known to the encoder."""
        documents = {document.id: document for document in corpus.documents}
        texts = (passage_text(passage, documents[passage.document_id]) for passage in corpus.passages)
        return cls(surface_words(corpus.documents), frozenset(term.term for text in texts for term in terms(text)))

    def frequency(self, term: str) -> int:
        """1 for a term that stands in a passage, else 0."""
        return int(term in self.terms)

    def knows(self, word: str) -> bool:
        """Whether a word is one of those taken to be known."""
        return word in self.known
