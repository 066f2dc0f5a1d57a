"""Questions as a command is given them: one as text, or a batch of them as JSON lines."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.question import Question, cleaned
from corpus.decoding import Decoded, decode
from corpus.errors import AnswerFileError, CorpusError, QuestionError

_REMEDY = 'write {"turns": ["..."]} or {"question": "...", "history": ["..."]}'


def checked(text: str, history: Sequence[str] = (), language: str | None = None) -> Question:
    """The question, cleaned. Raises `QuestionError` when it cannot be asked."""
    return cleaned(Question(text, tuple(history), language))


def read_batch(name: str, notify: Callable[[str], None] = lambda _: None) -> list[Question]:
    """Every question of a file, "-" for stdin, or an error that names the first bad line, before any is answered.

    `notify` is told what encoding was guessed.
    """
    decoded = _decoded(_read(name), "stdin" if name == "-" else name)
    for note in decoded.notes:
        notify(note)
    # Not splitlines: a JSON string may hold other line separators.
    lines = enumerate(decoded.text.split("\n"), 1)
    questions = [_question(line, f"Line {number} of {name}") for number, line in lines if line.strip()]
    if not questions:
        raise AnswerFileError(f"{name} holds no question", 'write JSON lines such as {"turns": ["..."]}')
    return questions


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise AnswerFileError(f"Cannot read {name} ({error})", "name a file of JSON lines with --batch") from error


def _decoded(data: bytes, name: str) -> Decoded:
    try:
        return decode(data, name)
    except CorpusError as error:
        raise AnswerFileError(error.problem, "save it as UTF-8") from error


def _question(line: str, where: str) -> Question:
    row = _row(line, where)
    turns = _turns(row)
    language = row.get("language") if turns else None
    if not turns or not all(isinstance(turn, str) for turn in [*turns, language or ""]):
        raise AnswerFileError(f"{where} holds no question", _REMEDY)
    try:
        return checked(turns[-1], turns[:-1], language.split("-")[0].lower() if language else None)
    except QuestionError as error:
        raise QuestionError(f"{where}: {error.problem}", error.remedy) from error


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AnswerFileError(f"{where} is not JSON ({error})", _REMEDY) from error
    return row if isinstance(row, dict) else {}


def _turns(row: dict[str, Any]) -> list[Any]:
    parts = (row.get("history"), row["turns"] if "turns" in row else [row.get("question")])
    return [turn for part in parts if isinstance(part, list) for turn in part]
