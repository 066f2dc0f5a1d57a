"""What readers think of answers, kept in a SQLite file: no address, no cookie, no name."""

import json
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from corpus.errors import FeedbackError

MAX_COMMENT_CHARACTERS = 2_000
MAX_ROW_BYTES = 48 * 1024
_PAGE = 200
_PAGE_BYTES = 4096
_TABLE = """CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, rating TEXT NOT NULL, comment TEXT NOT NULL,
    question TEXT NOT NULL, language TEXT NOT NULL, index_fingerprint TEXT NOT NULL, answer_json TEXT)"""
_ADD = """INSERT INTO feedback (id, at, rating, comment, question, language, index_fingerprint, answer_json)
    VALUES (:id, :at, :rating, :comment, :question, :language, :index_fingerprint, :answer_json)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, rating = excluded.rating,
    comment = CASE excluded.comment WHEN '' THEN comment ELSE excluded.comment END"""
_READ = f"SELECT * FROM feedback WHERE number > ? ORDER BY number LIMIT {_PAGE}"  # noqa: S608

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's word on one answer. `answer_json` is the `Answer` in JSON; None where there was none."""

    question: str
    answer_json: str | None
    rating: Rating
    comment: str
    language: str
    index_fingerprint: str

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(value.encode("utf-8", "replace")) for value in asdict(self).values() if value)


class FeedbackStore:
    """A SQLite file, made when the first feedback arrives. Any thread or process may use it at any time.

    It grows to `megabytes` at most.
    """

    def __init__(self, path: Path, wait_seconds: float = 5.0, megabytes: int = 100) -> None:
        self._path, self._wait, self._bytes = path, wait_seconds, megabytes * 1_000_000

    def add(self, feedback: Feedback, id: str | None = None) -> str:
        """Keep it, and return its id; the one that has it already gets the rating, and a comment if there is one.

        Raises `FeedbackError`, also where it is larger than `MAX_ROW_BYTES`, or the file would be larger than it may.
        """
        if feedback.size > MAX_ROW_BYTES:
            raise FeedbackError(f"This feedback has more than {MAX_ROW_BYTES // 1024} KB", "leave out the answer")
        made = {"id": id or uuid.uuid4().hex, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        self._make()
        with self._opened("rw") as db, db:
            db.execute(f"PRAGMA max_page_count = {self._bytes // _PAGE_BYTES}")
            db.execute(_TABLE)
            db.execute(_ADD, {**made, **asdict(feedback)})
        return made["id"]

    def export(self) -> Iterator[dict[str, Any]]:
        """All that was kept, oldest first, as it goes into JSON. Raises `FeedbackError`."""
        last = 0
        while rows := self._read(last):
            yield from map(_exported, rows)
            last = rows[-1]["number"]

    def _read(self, last: int) -> list[dict[str, Any]]:
        """A page at a time, as whoever reads slowly must not keep others from writing."""
        if not self._path.exists():
            return []
        with self._opened("ro") as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(_READ, (last,))]

    @contextmanager
    def _opened(self, mode: Literal["ro", "rw"]) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode={mode}", self._wait, uri=True)) as db:
                yield db
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                why = "it has reached its size, or the disk is full"
                raise _unusable(why) from error
            raise _unusable(error) from error

    def _make(self) -> None:
        """The file, for its owner alone: questions may be about anything."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise _unusable(error.strerror) from error


def _unusable(why: object) -> FeedbackError:
    # Without the path, as readers see this too.
    return FeedbackError(f"The feedback file cannot be used ({why})", "the operator should check NISC_FEEDBACK")


def _exported(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("number", "answer_json")}
    return {**kept, "answer": json.loads(row["answer_json"]) if row["answer_json"] else None}
