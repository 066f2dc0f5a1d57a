"""A corpus as plain strings, so that a test can state what it expects."""

from dataclasses import dataclass
from pathlib import Path

from corpus.document import Corpus, Passage, Place
from corpus.reader import read_corpus

Row = tuple[str, tuple[str, ...], list[str]]


@dataclass(frozen=True)
class View:
    corpus: Corpus

    def at(self, place: Place) -> str:
        document = self.corpus.document(place.document_id)
        assert document is not None
        return document.text[place.start : place.end]

    def text(self, passage: Passage) -> str:
        return self.at(Place(passage.document_id, passage.start, passage.end))

    def units(self, passage: Passage) -> list[tuple[str, str]]:
        return [(s.role, self.at(Place(passage.document_id, s.start, s.end))) for s in passage.sentences]

    def row(self, passage: Passage) -> Row:
        return passage.kind, passage.section, [text for _, text in self.units(passage)]

    def rows(self) -> list[Row]:
        return [self.row(passage) for passage in self.corpus.passages]

    def containing(self, words: str) -> Passage:
        (passage,) = [p for p in self.corpus.passages if words in self.text(p)]
        return passage


def view(folder: Path) -> View:
    return View(read_corpus(folder))
