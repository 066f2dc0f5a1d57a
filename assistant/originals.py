"""Proves quotes from the files themselves: what is quoted stands there, character by character."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answer import RelatedPassage
from assistant.reasons import shown
from corpus.content import Run
from corpus.document import Corpus, Document
from corpus.errors import CorpusError
from corpus.formats import FormatReader, reader_for
from corpus.original import read_original
from corpus.render import placed_runs, render

# What readers put between pieces of text that stand apart in a file.
_ADDED = frozenset(" \n\t:;–")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_NO_WORD = re.compile(r"\W+")
# Files whose runs are kept, so that quotes of one file read it once.
KEPT = 8


@dataclass(frozen=True, slots=True)
class _Original:
    reader: FormatReader
    data: bytes
    text: str
    runs: Sequence[tuple[int, Run]]

    def part(self, name: str) -> str:
        return self.reader.part_text(self.data, name)


class Originals:
    """The files that a corpus was read from."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self._documents = {document.id: document for document in corpus.documents}
        self._folder = folder
        self._original = lru_cache(maxsize=KEPT)(self._read)
        self._part = lru_cache(maxsize=KEPT)(lambda document_id, name: self._original(document_id).part(name))

    def problems(self, quoted: RelatedPassage) -> Iterator[str]:
        """What of a quote is not in the file of its document, a line each."""
        document = self._documents.get(quoted.document_id)
        if document is None:
            yield f"document {shown(quoted.document_id)} is not in the corpus"
            return
        try:
            original = self._original(document.id)
            if original.text != document.text:
                yield f"the file {document.file} no longer gives the text of document {document.id}"
            else:
                yield from self._missing(document, original, quoted.start, quoted.end)
        except CorpusError as error:
            yield str(error)

    def _missing(self, document: Document, original: _Original, start: int, end: int) -> Iterator[str]:
        covered: set[int] = set()
        for offset, run in original.runs:
            if offset >= end or offset + len(run.text) <= start:
                continue
            covered.update(range(offset, offset + len(run.text)))
            stated = self._part(document.id, run.part)[run.start : run.end]
            if not _is_same(stated, run.text):
                place = f"{run.part or 'characters'} {run.start}-{run.end}"
                yield f"the file {document.file} does not hold {shown(run.text)} at {place}"
        lost = [place for place in range(start, end) if place not in covered and document.text[place] not in _ADDED]
        if lost and not _is_marker(document.text, lost):
            yield f"the file {document.file} does not hold {shown(document.text[lost[0] : lost[-1] + 1])}"

    def _read(self, document_id: str) -> _Original:
        document = self._documents[document_id]
        data, reader = read_original(self._folder, document), reader_for(document.file)
        if reader is None:
            raise CorpusError(f"{document.file} is of no format that can be read")
        content = reader.read(data, document.file)
        return _Original(reader, data, render(content).text, list(placed_runs(content)))


def _is_same(stated: str, seen: str) -> bool:
    """Whether the file says what is seen of it: with its entities and escapes read, and blanks and marks aside."""
    forms = (stated, html.unescape(stated), _ESCAPE.sub("", stated))
    return any(_NO_WORD.sub("", form) == _NO_WORD.sub("", seen) for form in forms)


def _is_marker(text: str, places: Sequence[int]) -> bool:
    """Whether characters are the markers of items, which a list shows but its file may not hold."""
    return all(re.fullmatch(r"\s*\S{1,6}", text[text.rfind("\n", 0, place) + 1 : place + 1]) for place in places)
