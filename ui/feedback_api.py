"""Taking feedback over HTTP."""

import json
import math
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, StringConstraints

from assistant.question import MAX_CHARACTERS, clean_text, language_of
from ui.answers import Answers
from ui.feedback import MAX_COMMENT_CHARACTERS, MAX_ROW_BYTES, Feedback, FeedbackStore, Rating
from ui.metrics import Metrics
from ui.rate import Rate


class Rated(BaseModel):
    """The body of `POST /api/feedback`. `answer` is the `Answer` as it was received; it is kept as it comes.

    `id` is that of feedback given before, which this changes: who has rated may add a comment or think again.
    """

    question: Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
    answer: dict[str, Any] | None = None
    rating: Rating
    comment: Annotated[str, StringConstraints(max_length=MAX_COMMENT_CHARACTERS)] = ""
    id: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")] | None = None

    def to_feedback(self, fingerprint: str) -> Feedback:
        """The feedback on an answer from the index of that fingerprint. Raises `ValueError` for what is no JSON."""
        question = clean_text(self.question)
        if not question:
            raise ValueError("the question is empty")
        answer = None if self.answer is None else json.dumps(self.answer, allow_nan=False)
        return Feedback(question, answer, self.rating, _lines(self.comment), language_of(question), fingerprint)


def _lines(text: str) -> str:
    return "\n".join(filter(None, map(clean_text, text.splitlines())))


def add_feedback(router: APIRouter, assistant: Answers, metrics: Metrics, store: FeedbackStore) -> None:
    """`POST /api/feedback`. Addresses are counted while the server runs, and not kept."""
    rate = Rate(burst=60, per_minute=60)

    @router.post("/api/feedback", status_code=201)
    def feedback(body: Rated, request: Request) -> dict[str, str]:
        if wait := rate.wait(request.client.host if request.client else ""):
            raise HTTPException(429, "Too much feedback at once: try again in a while", {"retry-after": str(math.ceil(wait))})
        try:
            given = body.to_feedback(assistant.corpus.fingerprint)
        except (ValueError, RecursionError) as error:
            raise HTTPException(422, f"This feedback cannot be kept ({error})") from error
        if given.size > MAX_ROW_BYTES:
            raise HTTPException(413, f"This feedback has more than {MAX_ROW_BYTES // 1024} KB: leave out the answer")
        kept = store.add(given, body.id)
        if body.id is None:
            metrics.feedback.labels(given.rating).inc()
        return {"id": kept}
