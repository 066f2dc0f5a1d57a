"""What a request gets that cannot be served: one line of JSON, `{"error": "..."}`, whatever went wrong."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import AssistantError, QuestionError, one_line
from ui.readiness import RETRY_AFTER
from ui.reports import Reports


def add_error_handlers(app: FastAPI, reports: Reports) -> None:
    """Make every error one line of JSON."""

    @app.exception_handler(AssistantError)
    def refused(request: Request, error: AssistantError) -> JSONResponse:
        reports.once(error)
        return refusal(400, str(error)) if isinstance(error, QuestionError) else refusal(503, error.for_readers, RETRY_AFTER)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return refusal(422, f"{field}: {first['msg']}")

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        return refusal(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> JSONResponse:
        return refusal(500, "The server met an error of its own; its log says more")


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that says why in one line."""
    return JSONResponse({"error": one_line(message)}, status, headers)
