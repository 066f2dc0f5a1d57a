"""Clients of Chroma: one that is embedded in a folder, and one for each server."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import IndexDamagedError, IndexStoreError
from index.generation import REBUILD

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

START_SERVER = "start it, or unset NISC_CHROMA_URL"
DATABASE = "chroma.sqlite3"
# Bytes that must fit on the disk before Chroma is let near the files: it writes to its database as it opens it.
ROOM = 65_536
_COPY = "nisc-index-"


def local_client(folder: Path, existing: bool) -> Any:
    """A client for the files in a folder. With `existing`, one without a database is refused, not filled with an empty one."""
    import chromadb
    from chromadb.config import Settings

    if existing and not (folder / DATABASE).is_file():
        raise IndexDamagedError(f"The vector store at {folder} has lost its database", REBUILD)
    settings = Settings(anonymized_telemetry=False)
    if not folder.exists() or _writable(folder):
        return chromadb.PersistentClient(str(folder), settings=settings)
    # Chroma writes to its files even when it only reads, so an index on a read-only or full disk is opened as a private copy.
    copy = _private_copy(folder)
    client = chromadb.PersistentClient(str(copy), settings=settings)
    weakref.finalize(client, shutil.rmtree, copy, ignore_errors=True)
    return client


# Closing a client leaves its connections open, so there is one for each server as long as the process lives.
@lru_cache(maxsize=8)
def http_client(url: str) -> Any:
    """The client for a server. Raises `IndexStoreError` when none answers there, or something else does."""
    try:
        parts = urlsplit(url)
        host, secure, port = parts.hostname, parts.scheme == "https", parts.port
        if not host or parts.scheme not in ("http", "https"):
            raise ValueError("it is no URL such as http://127.0.0.1:8000")
    except ValueError as error:
        raise IndexStoreError(f"NISC_CHROMA_URL {url} cannot be used ({error})", START_SERVER) from error
    from index.chroma_http import timed_client

    with answering(url):
        return timed_client(host, port or (443 if secure else 8000), secure)


@contextmanager
def answering(url: str) -> Iterator[None]:
    """Map whatever goes wrong with a server, other than an error that Chroma itself reports, to `IndexStoreError`."""
    import chromadb.errors
    import httpx

    try:
        yield
    except (chromadb.errors.ChromaError, IndexStoreError):
        raise
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise IndexStoreError(f"No Chroma server answers at {url} ({type(error).__name__})", START_SERVER) from error
    # Chroma's client raises bare exceptions, and those of its parsers, for what other servers say.
    except Exception as error:
        raise IndexStoreError(f"What answers at {url} is no Chroma server, or not one that works", START_SERVER) from error


def _private_copy(folder: Path) -> Path:
    _remove_orphans()
    copy = Path(tempfile.mkdtemp(prefix=f"{_COPY}{os.getpid()}-"))
    try:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
    except OSError as error:
        shutil.rmtree(copy, ignore_errors=True)
        raise IndexStoreError(f"The vector store at {folder} cannot be copied ({error})", "free disk space") from error
    return copy


def _remove_orphans() -> None:
    """Copies of processes that were killed before they could remove them."""
    for copy in Path(tempfile.gettempdir()).glob(f"{_COPY}*"):
        process = copy.name.removeprefix(_COPY).partition("-")[0]
        if process.isdigit() and not _is_running(int(process)):
            shutil.rmtree(copy, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())
            return True
    except OSError:
        return False
