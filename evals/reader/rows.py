"""Rows of public question sets."""

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import AssistantError
from evals.reader.examples import Span

_HELD_OUT = 40  # one article of so many is kept for choosing


@dataclass(frozen=True, slots=True)
class Row:
    """One public question; `spans` are its answers in `text`, none where there is none."""

    language: str
    source: str
    title: str
    text: str
    question: str
    spans: tuple[Span, ...]


def read_rows(path: Path) -> list[Row]:
    """Raises `AssistantError` when the file is missing."""
    if not path.is_file():
        raise AssistantError(
            f"There is no {path.name} in {path.parent}",
            "name the folder of training data; evals/reader/CARD.md says what it holds",
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_row(json.loads(line), "ja" if path.name.startswith("ja") else "en") for line in lines]


def _row(raw: dict[str, Any], language: str) -> Row:
    spans = tuple((start, start + len(text)) for start, text in raw["answers"])
    return Row(language, raw["src"], raw["title"], raw["context"], raw["question"].strip(), spans)


def is_held_out(row: Row) -> bool:
    """Whether the article is for choosing, not for training."""
    return zlib.crc32(f"{row.source} {row.title}".encode()) % _HELD_OUT == 0
