"""The newest of dated news."""

from collections.abc import Iterable
from datetime import date

from corpus.dates import date_in
from corpus.document import Document, Passage


def newest(passages: Iterable[Passage], like: Passage, document: Document) -> Passage:
    """Of the news under the same heading the newest one; `like` itself where no date can be read."""
    peers = [p for p in passages if p.kind == "news" and (p.document_id, p.section) == (like.document_id, like.section)]
    dated = [(day, passage) for passage in peers if (day := date_of(passage, document))]
    return max(dated, key=lambda pair: pair[0], default=(None, like))[1]


def date_of(passage: Passage, document: Document) -> date | None:
    """The date of a news item, as its date line says it."""
    lines = (document.text[s.start : s.end] for s in passage.sentences if s.role == "date")
    return next((day for line in lines if (day := date_in(line[:100]))), None)
