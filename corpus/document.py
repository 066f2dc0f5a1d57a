"""The values everything else is built from.

A `Document` owns its normalised text. A `Passage` and a `Sentence` are spans of it: `start` and `end` are Python string
indices into `Document.text`, end exclusive, so `document.text[start:end]` is exactly what may be quoted.
They know nothing of scores, vectors or questions: those belong to `index` and `assistant`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

PassageKind = Literal["paragraph", "list", "table", "news", "links"]
SentenceRole = Literal["sentence", "lead", "item", "row", "date"]


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document's text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row of a table: the spans of its header, which is empty where it has none, and of itself."""

    label_start: int
    label_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is matched and quoted.

    `role` tells what it is within its passage: running text, the lead-in of a list, an item of a list, a row of a table, or the
    date line of a news item. `level` is how deep an item is nested, `cells` are those of a row. `also_in` are the places where
    the same sentence stands in near-identical passages.
    """

    id: str
    start: int
    end: int
    role: SentenceRole = "sentence"
    also_in: tuple[Place, ...] = ()
    level: int = 0
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A self-contained block of a document: a paragraph, a list with its lead-in, a table, a dated news item, or a link list.

    `section` is the path of headings above it, outermost first. `sentences` are in text order, never empty and never
    overlapping. `also_in` are the places of near-identical passages that were merged into this one.
    """

    id: str
    document_id: str
    kind: PassageKind
    section: tuple[str, ...]
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    also_in: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source text. `id` is a prefix of `sha256`, which is the hash of the UTF-8 bytes of `text`.

    `as_of` is the date it is of, `valid_until` the last day that it holds, `superseded_by` the title of what took its place.
    `pages` are the offsets in `text` at which each page begins; empty where the source has no pages. `file` is the name of the
    file it was read from, relative to the corpus folder.
    """

    id: str
    title: str
    url: str | None
    language: str
    as_of: date | None
    text: str
    sha256: str
    pages: tuple[int, ...] = ()
    file: str = ""
    valid_until: date | None = None
    superseded_by: str = ""

    @property
    def is_paged(self) -> bool:
        """Whether its pages can be shown as they are in its file."""
        return bool(self.pages) and self.file.lower().endswith(".pdf")

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, on which an offset of the text lies; None where there are no pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in reading order with their passages, merged across documents. `fingerprint` changes with any of it.

    `glossary`: for each thing that has several names, all of them. `left_out` tells in a line each which files, or what of
    them, could not be read or had to be guessed.
    """

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    fingerprint: str
    glossary: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()

    def document(self, document_id: str) -> Document | None:
        """The document with that id, or None."""
        return next((d for d in self.documents if d.id == document_id), None)
