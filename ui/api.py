"""The HTTP interface beside the chat: asking, reading the corpus, and the state of the server."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, StringConstraints, TypeAdapter
from starlette.exceptions import HTTPException as StarletteHTTPException

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus, Document, Passage, Place
from corpus.errors import AssistantError, QuestionError, one_line
from ui.answers import Answers
from ui.sources import find_source, source_page
from ui.strings import Strings

_ANSWER = TypeAdapter(Answer)
_PASSAGE = TypeAdapter(Passage)
_LOG = logging.getLogger(__name__)


class Message(BaseModel):
    """A turn of a conversation in the widespread chat format."""

    role: str
    content: str


class Ask(BaseModel):
    """The body of `POST /api/ask`. Of `history` only what the user asked is used: the rest could be forged."""

    question: str
    history: list[str | Message] = []
    language: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$")] | None = None

    def to_question(self) -> Question:
        """The question as the assistant takes it; of a language tag such as `en-GB` the language is kept."""
        asked = (t if isinstance(t, str) else t.content for t in self.history if isinstance(t, str) or t.role == "user")
        return Question(self.question, tuple(asked), (self.language or "").split("-")[0].lower() or None)


def create_router(assistant: Answers, strings: Strings) -> APIRouter:
    """All routes but the chat."""
    router = APIRouter()
    _add_state(router, assistant)
    _add_ask(router, assistant)
    _add_corpus(router, assistant)
    _add_source(router, assistant, strings)
    return router


def _add_state(router: APIRouter, assistant: Answers) -> None:
    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> dict[str, Any]:
        corpus = assistant.corpus
        return {"status": "ready", "documents": len(corpus.documents), "passages": len(corpus.passages)}


def _add_ask(router: APIRouter, assistant: Answers) -> None:
    @router.post("/api/ask", response_model=None)
    def ask(body: Ask, request: Request) -> StreamingResponse | dict[str, Any]:
        question = body.to_question()
        if "text/event-stream" not in request.headers.get("accept", ""):
            return answer_json(assistant.invoke(question))
        pieces = assistant.stream(question)
        first = next(pieces)  # what cannot be asked is refused with a status, before the stream begins
        return StreamingResponse(_events(chain([first], pieces)), media_type="text/event-stream", headers=_UNBUFFERED)


_UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


def _events(pieces: Iterator[str | Answer]) -> Iterator[str]:
    try:
        for piece in pieces:
            if isinstance(piece, Answer):
                yield _event("answer", answer_json(piece))
            else:
                yield _event("token", {"text": piece})
    except AssistantError as error:
        yield _event("error", {"error": str(error)})
    except Exception:  # noqa: BLE001 - the response has begun: an event is all that can still be sent
        _LOG.exception("An answer broke off")
        yield _event("error", {"error": "The answer broke off"})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as it stands in JSON."""
    value: dict[str, Any] = _ANSWER.dump_python(answer, mode="json")
    return value


def _add_corpus(router: APIRouter, assistant: Answers) -> None:
    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        corpus = assistant.corpus
        return {"fingerprint": corpus.fingerprint, "documents": [_summary(d, corpus) for d in corpus.documents]}

    @router.get("/api/documents/{document_id}")
    def document(document_id: str) -> dict[str, Any]:
        corpus = assistant.corpus
        found = corpus.document(document_id)
        if found is None:
            raise HTTPException(404, f"There is no document {document_id}")
        return {**_summary(found, corpus), "pages": found.pages, "text": found.text}

    @router.get("/api/passages/{passage_id}")
    def passage(passage_id: str) -> dict[str, Any]:
        corpus = assistant.corpus
        found = next((p for p in corpus.passages if p.id == passage_id), None)
        document = corpus.document(found.document_id) if found else None
        if found is None or document is None:
            raise HTTPException(404, f"There is no passage {passage_id}")
        fields: dict[str, Any] = _PASSAGE.dump_python(found, mode="json")
        return {**fields, "title": document.title, "text": document.text[found.start : found.end]}

    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
    def unknown(rest: str) -> None:
        raise HTTPException(404, f"There is no /api/{rest}")


def _summary(document: Document, corpus: Corpus) -> dict[str, Any]:
    fields = asdict(document)
    kept = {name: fields[name] for name in ("id", "title", "url", "language", "as_of", "sha256")}
    passages = sum(p.document_id == document.id for p in corpus.passages)
    return {**kept, "characters": len(document.text), "passages": passages}


def _add_source(router: APIRouter, assistant: Answers, strings: Strings) -> None:
    @router.get("/source/{document_id}", response_class=HTMLResponse)
    def source(document_id: str, start: int, end: int) -> str:
        corpus = assistant.corpus
        found = find_source(corpus, Place(document_id, start, end))
        if found is None:
            raise HTTPException(404, "There is no such source")
        return source_page(found, corpus, strings)


def add_error_handlers(app: FastAPI) -> None:
    """Make every error one line of JSON."""

    @app.exception_handler(AssistantError)
    def refused(request: Request, error: AssistantError) -> JSONResponse:
        return _error(400 if isinstance(error, QuestionError) else 503, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return _error(422, f"{field}: {first['msg']}")

    @app.exception_handler(StarletteHTTPException)
    def http(request: Request, error: StarletteHTTPException) -> JSONResponse:
        return _error(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> JSONResponse:
        return _error(500, "The server met an error of its own; its log says more")


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": one_line(message)}, status)
