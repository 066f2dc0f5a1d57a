"""Reading the corpus over HTTP: documents and passages as JSON, quoted spans as pages."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import TypeAdapter

from corpus.document import Corpus, Document, Passage, Place
from ui.answers import Answers
from ui.language import wanted_language
from ui.readiness import opened_corpus
from ui.sources import find_document, find_source, missing_page, source_page
from ui.strings import strings_for

_PASSAGE = TypeAdapter(Passage)
# In characters: more than any quote has, so that no request marks a whole book.
MAX_MARKED = 5_000


def add_corpus(router: APIRouter, assistant: Answers) -> None:
    """`/api/documents` and `/api/passages`."""

    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        corpus = opened_corpus(assistant)
        return {"fingerprint": corpus.fingerprint, "documents": [_summary(d, corpus) for d in corpus.documents]}

    @router.get("/api/documents/{document_id}")
    def document(document_id: str) -> dict[str, Any]:
        corpus = opened_corpus(assistant)
        found = corpus.document(document_id)
        if found is None:
            raise HTTPException(404, f"There is no document {document_id}")
        return {**_summary(found, corpus), "pages": found.pages, "text": found.text}

    @router.get("/api/documents/{document_id}/pages/{number}.png", response_class=Response)
    def page(document_id: str, number: int, start: int = 0, end: int = 0) -> Response:
        found = opened_corpus(assistant).document(document_id)
        if found is None or not found.is_paged or not 1 <= number <= len(found.pages):
            raise HTTPException(404, f"There is no picture of page {number} of document {document_id}")
        from corpus.page_image import page_image

        marks = [found.text[start : min(end, start + MAX_MARKED)]] if 0 <= start < end else []
        image = page_image(assistant.original(found), number, marks)
        return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @router.get("/api/passages/{passage_id}")
    def passage(passage_id: str) -> dict[str, Any]:
        corpus = opened_corpus(assistant)
        found = next((p for p in corpus.passages if p.id == passage_id), None)
        document = corpus.document(found.document_id) if found else None
        if found is None or document is None:
            raise HTTPException(404, f"There is no passage {passage_id}")
        fields: dict[str, Any] = _PASSAGE.dump_python(found, mode="json")
        return {**fields, "title": document.title, "text": document.text[found.start : found.end]}


def _summary(document: Document, corpus: Corpus) -> dict[str, Any]:
    fields = asdict(document)
    kept = {name: fields[name] for name in ("id", "title", "file", "url", "language", "as_of", "sha256")}
    passages = sum(p.document_id == document.id for p in corpus.passages)
    return {**kept, "characters": len(document.text), "passages": passages}


def add_source(router: APIRouter, assistant: Answers) -> None:
    """`/source`: a document with a span highlighted. Without one the page's script takes it from the address's `#`."""

    @router.get("/source/{document_id}", response_class=HTMLResponse)
    def source(document_id: str, request: Request, start: int | None = None, end: int | None = None) -> HTMLResponse:
        corpus = opened_corpus(assistant)
        strings = strings_for(wanted_language(request.url.query, request.headers.get("accept-language", "")))
        if start is None or end is None:
            found = find_document(corpus, document_id)
        else:
            found = find_source(corpus, Place(document_id, start, end))
        if found is None:
            return HTMLResponse(missing_page(strings), 404)
        return HTMLResponse(source_page(found, corpus, strings))
