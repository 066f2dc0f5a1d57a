"""The invented pages of `evals/development`, and the questions about them."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.errors import AnswerFileError
from evals.questions import DEVELOPMENT

Split = Literal["train", "tune", "test"]
QUESTIONS = "questions.jsonl"


class Written(BaseModel):
    """A question with what a reader learns from.

    `short`: the short answer, verbatim within `evidence`; `trap`: what a near miss may be mistaken to be answered by;
    `translated`: the turns in the other language, none where there is no translation.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    split: Split
    lang: Literal["en", "ja"]
    turns: tuple[str, ...]
    evidence: tuple[str, ...]
    abstain: bool
    short: str | None = None
    trap: str | None = None
    translated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A folder of pages that belong together. All questions of a site are in one split, so that test pages stay unseen."""

    name: str
    folder: Path
    questions: tuple[Written, ...]

    @property
    def split(self) -> Split:
        """What the site is for."""
        return self.questions[0].split


def sites(folder: Path = DEVELOPMENT) -> Iterator[Site]:
    """All of them, by name. Raises `AnswerFileError`."""
    for path in sorted(folder.glob(f"*/{QUESTIONS}")):
        yield Site(path.parent.name, path.parent, tuple(read_written(path)))


def read_written(path: Path) -> Iterator[Written]:
    """Raises `AnswerFileError` with the number of the first bad line."""
    reader = TypeAdapter(Written)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield reader.validate_json(line)
            except ValidationError as error:
                raise AnswerFileError(
                    f"line {number} of {path} is no question ({error.errors()[0]['msg']})", "correct it"
                ) from error


def is_to_tune_by(name: str) -> bool:
    """Whether a development question on the shipped texts, by its id, is kept from training: three in ten are."""
    return zlib.crc32(name.encode()) % 10 < 3
