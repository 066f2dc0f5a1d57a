"""`/widget.js`: the script that puts the assistant on other pages of an intranet."""

import hashlib

from fastapi import FastAPI, Request, Response

from ui.static_files import STATIC


def add_widget(app: FastAPI) -> None:
    """Serve the script to any page: it holds no secret, and who may show the chat is decided when the chat is asked for."""
    script = (STATIC / "widget.js").read_bytes()
    tag = hashlib.sha256(script).hexdigest()[:16]
    # An hour, because the address is written into pages and cannot change with the file.
    headers = {
        "etag": f'"{tag}"',
        "cache-control": "public, max-age=3600",
        "cross-origin-resource-policy": "cross-origin",
    }

    @app.api_route("/widget.js", methods=["GET", "HEAD"])
    def widget(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript", headers=headers)
