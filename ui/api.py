"""The HTTP interface beside the chat, and asking over it."""

import json
import logging
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints, TypeAdapter

from assistant.answer import Answer
from assistant.question import Question
from corpus.errors import AssistantError
from ui.answers import Answers
from ui.documents import add_corpus, add_source
from ui.feedback import FeedbackStore
from ui.feedback_api import add_feedback
from ui.metrics import Metrics, add_metrics
from ui.readiness import add_state, opened_corpus

_ANSWER = TypeAdapter(Answer)
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


def create_router(assistant: Answers, metrics: Metrics, feedback: FeedbackStore | None) -> APIRouter:
    """All routes but the chat and its scripts."""
    router = APIRouter()
    add_state(router, assistant)
    add_metrics(router, assistant, metrics)
    _add_ask(router, assistant)
    if feedback is not None:
        add_feedback(router, assistant, metrics, feedback)
    add_corpus(router, assistant)
    _add_unknown(router)
    add_source(router, assistant)
    return router


def _add_ask(router: APIRouter, assistant: Answers) -> None:
    @router.post("/api/ask", response_model=None)
    def ask(body: Ask, request: Request) -> StreamingResponse | dict[str, Any]:
        opened_corpus(assistant)  # a program can try again: it does not wait as a reader does
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


def _add_unknown(router: APIRouter) -> None:
    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
    def unknown(rest: str) -> None:
        raise HTTPException(404, f"There is no /api/{rest}")
