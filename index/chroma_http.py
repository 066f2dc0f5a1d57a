"""Chroma's HTTP client with timeouts: left as it is, it waits for a silent server for ever. Importing this imports Chroma."""

from typing import Any

import chromadb
import httpx

_TIMEOUT = httpx.Timeout(20.0, connect=3.0)


def timed_client(host: str, port: int, secure: bool) -> Any:
    """A client for a server that answers as Chroma does. Raises what Chroma, httpx and their parsers raise."""
    shown = f"[{host}]" if ":" in host else host
    heartbeat = httpx.get(f"{'https' if secure else 'http'}://{shown}:{port}/api/v2/heartbeat", timeout=_TIMEOUT)
    int(heartbeat.json()["nanosecond heartbeat"])
    client = chromadb.HttpClient(host=host, port=port, ssl=secure)
    # There is no setting for it; a test finds out should it go elsewhere.
    client._server._session.timeout = _TIMEOUT  # type: ignore[attr-defined]
    return client
