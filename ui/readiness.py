"""Whether the server lives, and whether it can answer yet."""

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

from corpus.document import Corpus
from ui.answers import Answers

RETRY_AFTER = {"retry-after": "2"}


def opened_corpus(assistant: Answers) -> Corpus:
    """The corpus, or a 503 that says when to try again; where there will be none, the 503 of an `AssistantError`."""
    ready, corpus = assistant.ready, assistant.corpus  # in this order: it may become ready in between
    if not ready:
        raise HTTPException(503, "The assistant is still loading: ask again in a few seconds", RETRY_AFTER)
    return corpus


def add_state(router: APIRouter, assistant: Answers) -> None:
    """`/healthz` and `/readyz`. Neither needs one of the threads that questions may be waiting in."""

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        ready, corpus = assistant.ready, assistant.corpus
        if not ready:
            return JSONResponse({"status": "loading"}, 503, RETRY_AFTER)
        facts: dict[str, Any] = {"documents": len(corpus.documents), "passages": len(corpus.passages)}
        return JSONResponse({"status": "ready", **facts})
