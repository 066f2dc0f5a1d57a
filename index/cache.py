"""Vectors already computed, by content hash, so that a rebuild encodes only what changed."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from corpus.errors import IndexStoreError
from index.encoder import Encoded, Encoder, Floats, Word

CHUNK = 64
TABLE = "CREATE TABLE IF NOT EXISTS embeddings (key TEXT PRIMARY KEY, vector BLOB, words BLOB, word_vectors BLOB) WITHOUT ROWID"


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

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None) -> Encoded:
        """Like `Encoder.encode`, computing only what is not cached. `progress` is called with the number done each time."""
        rows: dict[str, tuple[Floats, tuple[Word, ...], Floats]] = {}
        keys = [self._key(text) for text in texts]
        for first in range(0, len(texts), CHUNK):
            chunk = dict(zip(keys[first : first + CHUNK], texts[first : first + CHUNK], strict=True))
            rows.update(self._stored(chunk))
            self._compute({key: text for key, text in chunk.items() if key not in rows}, rows)
            progress(min(CHUNK, len(texts) - first))
        ordered = [rows[key] for key in keys]
        vectors = np.stack([row[0] for row in ordered]) if ordered else np.zeros((0, self._encoder.dimensions), np.float32)
        return Encoded(vectors, tuple(row[1] for row in ordered), tuple(row[2] for row in ordered))

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forget every text but these."""
        with _MappedErrors(), self._db:
            self._db.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
            self._db.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((self._key(text),) for text in texts))
            self._db.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT key FROM used)")
            self._db.execute("DROP TABLE used")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._encoder.identity}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()

    def _stored(self, chunk: dict[str, str]) -> dict[str, tuple[Floats, tuple[Word, ...], Floats]]:
        marks = ",".join("?" * len(chunk))
        query = f"SELECT key, vector, words, word_vectors FROM embeddings WHERE key IN ({marks})"  # noqa: S608
        rows: dict[str, tuple[Floats, tuple[Word, ...], Floats]] = {}
        with _MappedErrors():
            for key, *blobs in self._db.execute(query, list(chunk)):
                # A row that is not what was written counts as missing.
                with suppress(ValueError, TypeError):
                    rows[key] = _unpack(self._encoder.dimensions, *blobs)
        return rows

    def _compute(self, missing: dict[str, str], rows: dict[str, tuple[Floats, tuple[Word, ...], Floats]]) -> None:
        if not missing:
            return
        encoded = self._encoder.encode(list(missing.values()))
        for key, row in zip(missing, zip(encoded.vectors, encoded.words, encoded.word_vectors, strict=True), strict=True):
            rows[key] = row
        packed = [(key, *_pack(*rows[key])) for key in missing]
        with _MappedErrors(), self._db:
            self._db.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)", packed)


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


def _pack(vector: Floats, words: tuple[Word, ...], word_vectors: Floats) -> tuple[bytes, bytes, bytes]:
    spans = np.array(words, np.int32).reshape(-1, 2)
    return vector.astype("<f4").tobytes(), spans.astype("<i4").tobytes(), word_vectors.astype("<f2").tobytes()


def _unpack(dimensions: int, vector: bytes, words: bytes, word_vectors: bytes) -> tuple[Floats, tuple[Word, ...], Floats]:
    floats = np.frombuffer(vector, "<f4").astype(np.float32).reshape(dimensions)
    spans = np.frombuffer(words, "<i4").reshape(-1, 2).tolist()
    matrix = np.frombuffer(word_vectors, "<f2").astype(np.float32).reshape(len(spans), dimensions)
    return floats, tuple(Word(start, end) for start, end in spans), matrix
