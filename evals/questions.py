"""Question sets: JSON lines, read and checked line by line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.question import Question
from corpus.document import Corpus
from corpus.errors import AnswerFileError

DEFAULT_SET = Path(__file__).parent / "questions" / "nisc.jsonl"
DEVELOPMENT = Path(__file__).parent / "development"


class QuestionRow(BaseModel):
    """A line of a question set as it stands in the file."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    split: str = "test"
    lang: str = "en"
    turns: list[str] = Field(min_length=1)
    answers: list[list[str]] = []
    evidence: list[str] = []
    paragraph: str | None = None
    abstain: bool

    @field_validator("answers", mode="before")
    @classmethod
    def _facts(cls, value: object) -> object:
        """A flat list, as SQuAD-like sets have it, holds the alternatives of a single fact."""
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return [value]
        return value

    @model_validator(mode="after")
    def _consistent(self) -> "QuestionRow":
        if self.abstain and self.answers:
            raise ValueError("a question to abstain from cannot have answers")
        if not self.abstain and not (self.answers and (self.evidence or self.paragraph)):
            raise ValueError("a question to answer needs answers and evidence")
        return self


@dataclass(frozen=True, slots=True)
class Item:
    """One question with what counts as right. `facts`: one tuple of acceptable strings for each required fact."""

    id: str
    kind: str
    split: str
    question: Question
    facts: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]
    abstain: bool


def read_questions(path: Path, split: str | None = None) -> list[Item]:
    """The items of a set, of one split where given. Raises `AnswerFileError` with every bad line's number and reason."""
    try:
        # Not splitlines: a JSON string may hold other line separators.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerFileError(f"Cannot read the question set {path} ({error})", "name a file with --questions") from error
    items, faults, seen = [], [], set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = _item(QuestionRow.model_validate_json(line))
        except ValidationError as error:
            faults.append(f"line {number}: {error.errors()[0]['msg']}")
            continue
        if item.id in seen:
            faults.append(f"line {number}: the id {item.id} is taken")
        seen.add(item.id)
        items.append(item)
    if faults or not items:
        raise AnswerFileError(f"{path} is not a question set ({'; '.join(faults[:5]) or 'it is empty'})", "correct these lines")
    return [item for item in items if split is None or item.split == split]


def missing_evidence(items: Iterable[Item], corpus: Corpus) -> list[str]:
    """Ids of items whose evidence stands nowhere in the corpus."""
    texts = [plain(document.text) for document in corpus.documents]
    return [i.id for i in items if not all(any(plain(e) in text for text in texts) for e in i.evidence)]


def plain(text: str) -> str:
    """Text for comparing: lower case, list markers and white space folded."""
    bare = re.sub(r"(?m)^\s*(?:[•*\-–]|\d{1,2}[.)])\s+", " ", text)
    return " ".join(bare.replace("•", " ").split()).casefold()


def _item(row: QuestionRow) -> Item:
    evidence = tuple(row.evidence) or ((row.paragraph,) if row.paragraph else ())
    question = Question(row.turns[-1], tuple(row.turns[:-1]))
    return Item(row.id, row.kind, row.split, question, tuple(map(tuple, row.answers)), evidence, row.abstain)
