"""Asking over HTTP: `POST /api/ask`."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from assistant.answer import Answer
from assistant.question import Question
from ui.asking import Asking
from ui.readiness import opened_corpus
from ui.reports import Reports
from ui.waiting import while_waited_for

# Far more than the history that is read, so that a program need not count.
_MAX_TURNS = 1_000
_ANSWER = TypeAdapter(Answer)


class Message(BaseModel):
    """A turn of a conversation in the widespread chat format."""

    role: str
    content: str


class Ask(BaseModel):
    """The body of `POST /api/ask`. Of `history` only what the user asked is used: the rest could be forged."""

    question: str
    history: Annotated[list[str | Message], Field(max_length=_MAX_TURNS)] = []
    language: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$")] | None = None

    def to_question(self) -> Question:
        """The question as the assistant takes it; of a language tag such as `en-GB` the language is kept."""
        asked = (t if isinstance(t, str) else t.content for t in self.history if isinstance(t, str) or t.role == "user")
        return Question(self.question, tuple(asked), (self.language or "").split("-")[0].lower() or None)


def add_ask(router: APIRouter, asking: Asking, reports: Reports) -> None:
    """`POST /api/ask`. Whoever goes away while an answer is made ends the work on it."""

    @router.post("/api/ask", response_model=None)
    async def ask(body: Ask, request: Request) -> StreamingResponse | dict[str, Any]:
        opened_corpus(asking.answers)  # a program can try again: it does not wait as a reader does
        question = body.to_question()
        if "text/event-stream" not in request.headers.get("accept", ""):
            return answer_json(await while_waited_for(request, asking.invoke(question)))
        pieces = asking.stream(question)
        first = await while_waited_for(request, anext(pieces))  # what is refused gets a status, before the stream begins
        return StreamingResponse(_events(first, pieces, reports), media_type="text/event-stream", headers=_UNBUFFERED)


_UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def _events(first: str | Answer, pieces: AsyncGenerator[str | Answer], reports: Reports) -> AsyncGenerator[str]:
    async with aclosing(pieces):
        try:
            yield _piece(first)
            async for piece in pieces:
                yield _piece(piece)
        except Exception as error:  # noqa: BLE001 - the response has begun: an event is all that can still be sent
            yield _event("error", {"error": reports.told(error)})


def _piece(piece: str | Answer) -> str:
    return _event("answer", answer_json(piece)) if isinstance(piece, Answer) else _event("token", {"text": piece})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as it stands in JSON."""
    value: dict[str, Any] = _ANSWER.dump_python(answer, mode="json")
    return value
