"""Answers, documents and the state of the index, as text or JSON to print."""

import json
from collections import Counter
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from assistant.console import PROGRAM
from corpus.characters import NO_TEXT
from corpus.errors import one_line

if TYPE_CHECKING:
    from assistant.answer import Answer, RelatedPassage
    from assistant.settings import Settings
    from corpus.changes import Change
    from corpus.checking import Checked, Report
    from corpus.document import Corpus, Document
    from index.generation import Manifest

MAX_EXCERPT = 240
_ESCAPED = {code: json.dumps(chr(code))[1:-1] for code in NO_TEXT}
_LABELS = {"en": ("Sources", "Related passages", "You could ask"), "ja": ("出典", "関連する箇所", "質問の例")}


def as_json(value: Any, indent: int | None = None) -> str:
    """The value as JSON that keeps every character, those that are no text as escapes: printed raw they steer a terminal."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_ESCAPED)


def answer_json(answer: "Answer") -> str:
    """The whole answer on one line."""
    return as_json(asdict(answer))


def answer_text(answer: "Answer", corpus: "Corpus") -> str:
    """The answer, then where it stands or what is near, then what could be asked."""
    sources, related, suggestions = _LABELS.get(answer.language, _LABELS["en"])
    lines = [answer.answer]
    if answer.citations:
        lines += ["", sources, *(f"[{c.marker}] {_where(c, corpus)}" for c in answer.citations)]
    elif answer.related:
        lines += ["", related, *(f"- {_where(p, corpus)}\n  {_excerpt(p.quote)}" for p in answer.related)]
    if answer.suggestions:
        lines += ["", suggestions, *(f"- {suggestion}" for suggestion in answer.suggestions)]
    return "\n".join(lines)


def documents_json(corpus: "Corpus") -> str:
    """Every document without its text."""
    return as_json(_rows(corpus), indent=1)


def documents_text(corpus: "Corpus") -> str:
    """A line for each document."""
    return "\n".join(map(_line, _rows(corpus)))


def report_json(report: "Report") -> str:
    """What each file gives, and what is guessed and left out."""
    return as_json(json.loads(json.dumps(asdict(report), default=str)), indent=1)


def report_text(report: "Report") -> str:
    """A line for each file."""
    return "\n".join(map(_checked_line, report.files))


def change_text(change: "Change") -> str:
    """What was done with a file."""
    size = f", {change.characters:,} characters" if change.characters else ""
    return f"{one_line(change.name)}: {change.outcome}{size}"


def counts(manifest: "Manifest") -> str:
    """How much an index holds."""
    return f"{manifest.documents} documents, {manifest.passages} passages, {manifest.sentences} sentences"


def index_text(settings: "Settings", generation: str, manifest: "Manifest") -> str:
    """What an index holds and whether it is up to date."""
    rows = {
        "index": settings.index_folder,
        "generation": generation,
        "fingerprint": manifest.fingerprint,
        "encoder": f"{manifest.encoder_name} ({manifest.encoder})",
        "created": manifest.created,
        "holds": counts(manifest),
        "up to date": _freshness(settings, manifest),
    }
    return "\n".join(f"{name:13}{one_line(str(value))}" for name, value in rows.items())


def _where(passage: "RelatedPassage", corpus: "Corpus") -> str:
    document = corpus.document(passage.document_id)
    as_of = f"as of {document.as_of}" if document and document.as_of else ""
    parts = (passage.title, passage.section, as_of, passage.url, f"{passage.start}-{passage.end}")
    return one_line(", ".join(part for part in parts if part))


def _excerpt(quote: str) -> str:
    line = one_line(quote)
    return line if len(line) <= MAX_EXCERPT else f"{line[:MAX_EXCERPT].rstrip()}…"


def _rows(corpus: "Corpus") -> list[dict[str, Any]]:
    places = ({p.document_id, *(place.document_id for place in p.also_in)} for p in corpus.passages)
    passages = Counter(chain.from_iterable(places))
    return [_row(document, passages[document.id]) for document in corpus.documents]


def _row(document: "Document", passages: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "language": document.language,
        "as_of": document.as_of.isoformat() if document.as_of else None,
        "characters": len(document.text),
        "pages": len(document.pages),
        "passages": passages,
        "url": document.url,
        "file": document.file,
    }


def _line(row: dict[str, Any]) -> str:
    start = f"{row['id']}  {row['language']}  {row['as_of'] or '-':10}"
    size = _size(row["characters"], row["pages"], row["passages"])
    return f"{start}{size}  {one_line(row['title'])}  {one_line(row['file'])}  {one_line(row['url'] or '')}".rstrip()


def _checked_line(file: "Checked") -> str:
    encoding = f"{file.encoding}{' (guessed)' if file.is_guessed else ''}" or "-"
    repeats = f"  (repeats {one_line(file.same_as)})" if file.same_as else ""
    start = f"{file.id}  {file.format:4}  {file.as_of or '-'!s:10}"
    size = _size(file.characters, file.pages, file.passages)
    return f"{start}{size}  {encoding:22}  {one_line(file.title)}  {one_line(file.file)}{repeats}"


def _size(characters: int, pages: int, passages: int) -> str:
    shown = f"{pages:>5} pages" if pages else ""
    return f"{characters:>9} characters{shown:11} {passages:>6} passages"


def _freshness(settings: "Settings", manifest: "Manifest") -> str:
    from corpus.reader import corpus_fingerprint
    from index.model import find_exported

    if manifest.fingerprint != corpus_fingerprint(settings.corpus):
        return f"no: the corpus has changed; run: {PROGRAM} index build"
    if manifest.encoder != find_exported(settings.embedding_model, settings.models_folder).name:
        return f"no: it was built by another encoder; run: {PROGRAM} index build"
    return "yes"
