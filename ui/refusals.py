"""What a request gets that cannot be served: one line of JSON, `{"error": "..."}`, whatever went wrong."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import AssistantError, QuestionError, one_line
from ui.readiness import RETRY_AFTER
from ui.reports import Reports
from ui.sending import Sending

_OWN_ERROR = "The server met an error of its own; its log says more"


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
        return refusal(500, _OWN_ERROR)


class Contained:
    """Makes one line of whatever the application raises, for its operator and, where nothing was sent yet, for the client.

    What a client can send that makes Gradio fall over shall fill no log.
    """

    def __init__(self, app: ASGIApp, reports: Reports) -> None:
        self._app, self._reports = app, reports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        sending = Sending(send)
        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - this is where it ends
            self._reports.unexpected(error)
            if not sending.has_begun:
                await refusal(500, _OWN_ERROR)(scope, receive, send)
            elif not sending.is_over:
                await send({"type": "http.response.body", "body": b""})


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that says why in one line."""
    return JSONResponse({"error": one_line(message)}, status, headers)
