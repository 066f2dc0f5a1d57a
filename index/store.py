"""The vector store: Chroma, embedded in a folder of the generation, or a Chroma server named by a URL."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from corpus.errors import IndexDamagedError, IndexStoreError
from index.chroma import answering, http_client, local_client
from index.encoder import Floats
from index.generation import REBUILD

Level = Literal["passages", "sentences"]
LEVELS: tuple[Level, ...] = ("passages", "sentences")
# Equal sentences are equally near. Their order in Chroma changes with every build; to cut them always at the same one, a
# few more are asked for.
TIES = 8


class VectorStore:
    """Nearest neighbours by cosine. Rows are known by their position in the list they were added from.

    `name` tells the collections of one generation from those of another on a shared server; `existing` refuses a local
    folder that holds no database. Errors of Chroma become `IndexDamagedError` (reading) or `IndexStoreError` (writing,
    unreachable server).
    """

    def __init__(self, folder: Path, name: str, url: str = "", existing: bool = False) -> None:
        self._name, self._url, self._where = name, url, url or str(folder)
        self._opened: dict[Level, Any] = {}
        with _reading(self._where, self._url):
            self._client = http_client(url) if url else local_client(folder, existing)

    def add(self, level: Level, vectors: Floats) -> Iterator[int]:
        """Add all rows of a level, (rows, dimensions); yields the number of rows added in each step."""
        with _writing(self._url):
            # Chroma's graph differs from build to build. Searched this widely it misses nothing among some thousand rows, so
            # that the same question finds the same; among 20,000 it costs 0.4 ms more than 200.
            settings = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 500}}
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
        with _reading(self._where, self._url):
            found = self._open(level).query(query_embeddings=[vector], n_results=count + TIES, include=["distances"])
        distances = (round(distance, 6) for distance in found["distances"][0])
        return [row for _, row in sorted(zip(distances, map(int, found["ids"][0]), strict=True))][:count]

    def count(self, level: Level) -> int:
        """How many rows a level holds."""
        with _reading(self._where, self._url):
            return int(self._open(level).count())

    def drop(self) -> None:
        """Remove this generation's collections from a shared server; a local folder goes with its generation."""
        if not self._url:
            return
        with _writing(self._url):
            present = {collection.name for collection in self._client.list_collections()}
            for name in present & {self._collection(level) for level in LEVELS}:
                self._client.delete_collection(name)

    def close(self) -> None:
        """Let go of the files; the connection to a server is shared, and stays."""
        if not self._url:
            self._client.close()

    def _open(self, level: Level) -> Any:
        if level not in self._opened:
            self._opened[level] = self._client.get_collection(self._collection(level), embedding_function=None)
        return self._opened[level]

    def _collection(self, level: Level) -> str:
        return f"{self._name}-{level}"


@contextmanager
def _reading(where: str, url: str = "") -> Iterator[None]:
    import chromadb.errors

    try:
        with _answering(url):
            yield
    except (chromadb.errors.ChromaError, OSError) as error:
        raise IndexDamagedError(f"The vector store at {where} cannot be read ({error})", REBUILD) from error


@contextmanager
def _writing(url: str = "") -> Iterator[None]:
    import chromadb.errors

    try:
        with _answering(url):
            yield
    except (chromadb.errors.ChromaError, OSError) as error:
        raise IndexStoreError(f"The vector store cannot be written ({error})", "free disk space and build again") from error


def _answering(url: str) -> AbstractContextManager[None]:
    """A server that is gone is no damage: building again would not help."""
    return answering(url) if url else nullcontext()


def cosines(vectors: Floats, query: npt.NDArray[np.float32], rows: range) -> npt.NDArray[np.float32]:
    """Cosine of the query to each of the rows; all vectors have unit length."""
    result: npt.NDArray[np.float32] = vectors[rows.start : rows.stop] @ query
    return result
