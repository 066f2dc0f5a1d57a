"""Reads saved answers strictly: whatever the assistant would not have written is refused, not repaired."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer
from assistant.reasons import shown
from corpus.errors import AnswerFileError

_REMEDY = "name a file written by ask --json"
_ANSWER = TypeAdapter(Answer)
# Answers that were saved before there was such a field lack it.
_ADDED = {"short_answer"}


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file, at least one: a JSON object, a list of them, or JSON lines.

    Raises `AnswerFileError` for a file that cannot be read or is not JSON, for keys that stand twice, numbers that are not
    finite, fields that are missing or unknown, and values of another type than the field's.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise AnswerFileError(f"Cannot read {path} ({error})", _REMEDY) from error
    try:
        rows = _rows(text)
        if not rows:
            raise ValueError("it holds no answer")
        return [_answer(row, number) for number, row in enumerate(rows, 1)]
    except (ValueError, RecursionError) as error:
        raise AnswerFileError(f"{path} is not a saved answer ({error})", _REMEDY) from error


def _rows(text: str) -> list[Any]:
    try:
        value = _json(text)
    except ValueError as whole:
        # Not splitlines: a JSON string may hold other line separators.
        lines = [line for line in text.split("\n") if line.strip()]
        return list(_each(lines, whole))
    return value if isinstance(value, list) else [value]


def _each(lines: list[str], whole: ValueError) -> Iterator[Any]:
    """The value of each line; if not even the first is JSON, the error is that of the text as a whole."""
    for number, line in enumerate(lines, 1):
        try:
            yield _json(line)
        except ValueError as error:
            raise whole if number == 1 else ValueError(f"answer {number}: {error}") from error


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_finite)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the field {shown(key)} stands twice in one object")
        made[key] = value
    return made


def _finite(number: str) -> float:
    if not math.isfinite(float(number)):
        raise ValueError(f"{shown(number)} is not a finite number")
    return float(number)


def _answer(row: Any, number: int) -> Answer:
    try:
        answer = _ANSWER.validate_json(json.dumps(row), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"answer {number}{', ' if where else ''}{where}: {first['msg']}") from error
    for problem in _other_fields(row, _ANSWER.dump_python(answer, mode="json"), ""):
        raise ValueError(f"answer {number}, {problem}")
    return answer


def _other_fields(row: Any, read: Any, path: str) -> Iterator[str]:
    """Fields that an answer does not have, and fields for which a default was filled in."""
    if isinstance(read, dict):
        yield from (f"{path}{shown(name)}: there is no such field" for name in row if name not in read)
        yield from (f"{path}{name}: the field is missing" for name in read if name not in row and path + name not in _ADDED)
        for name in filter(row.__contains__, read):
            yield from _other_fields(row[name], read[name], f"{path}{name}.")
    elif isinstance(read, list):
        for position, pair in enumerate(zip(row, read, strict=True)):
            yield from _other_fields(*pair, f"{path}{position}.")
