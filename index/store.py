"""The vector store: Chroma, embedded in a folder of the generation, or a Chroma server named by a URL."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from corpus.errors import IndexDamagedError, IndexStoreError
from index.encoder import Floats

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

Level = Literal["passages", "sentences"]
LEVELS: tuple[Level, ...] = ("passages", "sentences")
REBUILD = "run: nisc-assistant index build --force"


class VectorStore:
    """Nearest neighbours by cosine. Rows are known by their position in the list they were added from.

    `name` tells the collections of one generation from those of another on a shared server. Errors of Chroma become
    `IndexDamagedError` (reading) or `IndexStoreError` (writing, unreachable server).
    """

    def __init__(self, folder: Path, name: str, url: str = "") -> None:
        self._folder, self._name, self._url = folder, name, url
        self._opened: dict[Level, Any] = {}
        with _reading(url or str(folder)):
            self._client = _http_client(url) if url else _local_client(folder)

    def add(self, level: Level, vectors: Floats) -> Iterator[int]:
        """Add all rows of a level, (rows, dimensions); yields the number of rows added in each step."""
        with _writing():
            settings = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 100}}
            collection = self._client.create_collection(
                self._collection(level), embedding_function=None, configuration=settings
            )
            step = min(1000, self._client.get_max_batch_size())
            for first in range(0, len(vectors), step):
                rows = range(first, min(first + step, len(vectors)))
                collection.add(ids=[str(row) for row in rows], embeddings=vectors[rows.start : rows.stop])
                yield len(rows)

    def nearest(self, level: Level, vector: npt.NDArray[np.float32], count: int) -> list[int]:
        """Rows nearest to the vector, nearest first; fewer where there are fewer."""
        with _reading(self._url or str(self._folder)):
            found = self._open(level).query(query_embeddings=[vector], n_results=count, include=[])
        return [int(row) for row in found["ids"][0]]

    def count(self, level: Level) -> int:
        """How many rows a level holds."""
        with _reading(self._url or str(self._folder)):
            return int(self._open(level).count())

    def drop(self) -> None:
        """Remove this generation's collections from a shared server; a local folder goes with its generation."""
        if self._url:
            present = {collection.name for collection in self._client.list_collections()}
            for name in present & {self._collection(level) for level in LEVELS}:
                self._client.delete_collection(name)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    def _open(self, level: Level) -> Any:
        if level not in self._opened:
            self._opened[level] = self._client.get_collection(self._collection(level), embedding_function=None)
        return self._opened[level]

    def _collection(self, level: Level) -> str:
        return f"{self._name}-{level}"


def _local_client(folder: Path) -> Any:
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    if not folder.exists() or _writable(folder):
        return chromadb.PersistentClient(str(folder), settings=settings)
    # Chroma writes to its files even when it only reads, so an index on a read-only disk is opened as a private copy.
    copy = Path(tempfile.mkdtemp(prefix="nisc-index-"))
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    client = chromadb.PersistentClient(str(copy), settings=settings)
    weakref.finalize(client, shutil.rmtree, copy, ignore_errors=True)
    return client


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _http_client(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        return chromadb.HttpClient(host=parts.hostname or "", port=parts.port or (443 if secure else 8000), ssl=secure)
    except ValueError as error:  # how Chroma reports a server that does not answer
        raise IndexStoreError(f"No Chroma server answers at {url}", "start it, or unset NISC_CHROMA_URL") from error


def _chroma_errors() -> tuple[type[Exception], ...]:
    import chromadb.errors
    import httpx

    return (chromadb.errors.ChromaError, httpx.HTTPError, OSError)


@contextmanager
def _reading(where: str) -> Iterator[None]:
    try:
        yield
    except _chroma_errors() as error:
        raise IndexDamagedError(f"The vector store at {where} cannot be read ({error})", REBUILD) from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except _chroma_errors() as error:
        raise IndexStoreError(f"The vector store cannot be written ({error})", "free disk space and build again") from error


def cosines(vectors: Floats, query: npt.NDArray[np.float32], rows: range) -> npt.NDArray[np.float32]:
    """Cosine of the query to each of the rows; all vectors have unit length."""
    result: npt.NDArray[np.float32] = vectors[rows.start : rows.stop] @ query
    return result
