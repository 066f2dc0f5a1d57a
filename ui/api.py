"""The HTTP interface beside the chat: all routes but the chat and its scripts."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException

from ui.ask_api import add_ask
from ui.asking import Asking
from ui.documents import add_corpus, add_source
from ui.feedback import FeedbackStore
from ui.feedback_api import add_feedback
from ui.metrics import Metrics, add_metrics
from ui.readiness import add_state
from ui.reports import Reports


def create_router(
    asking: Asking, metrics: Metrics, feedback: FeedbackStore | None, reports: Reports, is_stopping: Callable[[], bool]
) -> APIRouter:
    """The routes. Without a store no feedback is taken."""
    router, assistant = APIRouter(), asking.answers
    add_state(router, assistant, reports, is_stopping)
    add_metrics(router, assistant, metrics)
    add_ask(router, asking, reports)
    if feedback is not None:
        add_feedback(router, assistant, metrics, feedback)
    add_corpus(router, assistant)
    _add_unknown(router)
    add_source(router, assistant)
    return router


def _add_unknown(router: APIRouter) -> None:
    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
    def unknown(rest: str) -> None:
        raise HTTPException(404, "There is nothing at this address below /api/")
