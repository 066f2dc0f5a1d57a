"""Vectors already computed, by content hash, so that a rebuild encodes only what changed."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from corpus.errors import IndexStoreError
from index.encoder import Encoder, Floats

CHUNK = 64
TABLE = "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID"


class EmbeddingCache:
    """A SQLite file beside the generations. A damaged file is dropped and started again: it holds nothing unique."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        try:
            self._db = _connect(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            with _MappedErrors():
                self._db = _connect(path)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Floats:
        """Like `Encoder.encode`, computing only what is not cached. `progress` is called with the number done each time."""
        rows: dict[str, Floats] = {}
        keys = [self._key(text) for text in texts]
        for first in range(0, len(texts), CHUNK):
            chunk = dict(zip(keys[first : first + CHUNK], texts[first : first + CHUNK], strict=True))
            rows.update(self._stored(chunk))
            self._compute({key: text for key, text in chunk.items() if key not in rows}, rows)
            progress(min(CHUNK, len(texts) - first))
        return np.stack([rows[key] for key in keys]) if keys else np.zeros((0, self._encoder.dimensions), np.float32)

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forget every text but these."""
        with _MappedErrors(), self._db:
            self._db.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
            self._db.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((self._key(text),) for text in texts))
            self._db.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM used)")
            self._db.execute("DROP TABLE used")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._encoder.identity}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()

    def _stored(self, chunk: dict[str, str]) -> dict[str, Floats]:
        marks = ",".join("?" * len(chunk))
        query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
        rows: dict[str, Floats] = {}
        with _MappedErrors():
            for key, vector in self._db.execute(query, list(chunk)):
                # A row that is not what was written counts as missing.
                with suppress(ValueError, TypeError):
                    rows[key] = np.frombuffer(vector, "<f4").astype(np.float32).reshape(self._encoder.dimensions)
        return rows

    def _compute(self, missing: dict[str, str], rows: dict[str, Floats]) -> None:
        if not missing:
            return
        vectors = self._encoder.encode(list(missing.values()))
        rows.update(zip(missing, vectors, strict=True))
        packed = [(key, vector.astype("<f4").tobytes()) for key, vector in zip(missing, vectors, strict=True)]
        with _MappedErrors(), self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", packed)


class _MappedErrors:
    """Turns errors of SQLite (a full disk above all) into `IndexStoreError`."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise IndexStoreError(
                f"The embedding cache cannot be used ({error})", "free disk space, or delete embeddings.sqlite3 and build again"
            ) from error


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    try:
        db.execute(TABLE)
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    except sqlite3.Error:
        db.close()
        raise
    return db
