"""What files were parsed to before, by their content, so that reading a corpus again parses only what has changed."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from corpus.files import FoundFile
from corpus.formats import suffix_of
from corpus.manifest import Entry
from corpus.parsing import Parsed

TABLE = "CREATE TABLE IF NOT EXISTS parsed (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"
HASH_BYTES = 32


class ParseCache:
    """A SQLite file. It holds nothing unique: where it cannot be used, files are parsed, and a damaged one is started again.

    Without a path nothing is kept. What is read, like what is kept, is for one version of the parser.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._version = version
        self._db = _opened(path) if path else None

    def key(self, file: FoundFile, entry: Entry) -> str:
        """What is kept of files with these bytes, this end of the name, and this in the manifest."""
        return sha256(f"{self._version}\n{file.sha256}\n{suffix_of(file.name)}\n{entry!r}".encode()).hexdigest()

    def get(self, key: str) -> Parsed | None:
        """What is kept there; None where it is nothing, or not what was written."""
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT value FROM parsed WHERE key = ?", (key,)).fetchone()
            return _unpacked(row[0]) if row else None
        except (sqlite3.Error, ValueError, TypeError):
            return None

    def put(self, key: str, value: Parsed) -> None:
        """Keep it."""
        self._change("INSERT OR REPLACE INTO parsed VALUES (?, ?)", [(key, _packed(value))])

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget all but these."""
        if self._db is None:
            return
        with suppress(sqlite3.Error):
            kept = {key for (key,) in self._db.execute("SELECT key FROM parsed")}
            self._change("DELETE FROM parsed WHERE key = ?", [(key,) for key in kept.difference(keys)])

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()

    def _change(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        # A full disk, or another process that writes for long: what is kept already stays of use.
        if self._db is not None:
            with suppress(sqlite3.Error), self._db:
                self._db.executemany(statement, rows)


def _packed(value: Parsed) -> bytes:
    """It in JSON, behind a hash of that."""
    text = _adapter().dump_json(value)
    return sha256(text).digest() + text


def _unpacked(data: bytes) -> Parsed:
    """Raises ValueError where it is not what was written."""
    digest, text = data[:HASH_BYTES], data[HASH_BYTES:]
    if sha256(text).digest() != digest:
        raise ValueError("what was kept is damaged")
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Parsed]:
    return TypeAdapter(Parsed)


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connected(path)
    except (OSError, sqlite3.OperationalError):  # it cannot be written, or another process holds it
        return None
    except sqlite3.DatabaseError:
        return _started_again(path)


def _started_again(path: Path) -> sqlite3.Connection | None:
    try:
        path.unlink()
        return _connected(path)
    except (OSError, sqlite3.Error):
        return None


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    try:
        # Should the machine stop while it is written, it is found damaged and started again.
        db.execute("PRAGMA synchronous = OFF")
        db.execute(TABLE)
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    except sqlite3.Error:
        db.close()
        raise
    return db
