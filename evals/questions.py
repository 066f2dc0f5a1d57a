"""Question sets: JSON lines, read and checked line by line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.console import say
from assistant.question import Question, cleaned
from corpus.decoding import decode
from corpus.document import Corpus
from corpus.errors import AnswerFileError, CorpusError, QuestionError

DEFAULT_SET = Path(__file__).parent / "questions" / "nisc.jsonl"
DEVELOPMENT = Path(__file__).parent / "development"
MAX_FAULTS = 10
OFF_TOPIC = "offtopic"
LIST_MARK = re.compile(r"(?m)^\s*(?:[•*\-–]|\d{1,2}[.)])\s+")


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

    @model_validator(mode="before")
    @classmethod
    def _spelt(cls, row: object) -> object:
        """Other fields are ignored, but one that is misspelt would be missed."""
        names = row if isinstance(row, dict) else ()
        for name in names:
            if name not in cls.model_fields and (meant := get_close_matches(name, cls.model_fields, 1, 0.75)):
                raise ValueError(f"there is no field {name}: {meant[0]} may be meant")
        return row

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
        if self.kind == OFF_TOPIC and not self.abstain:
            raise ValueError("a question that is off topic is one to abstain from")
        if not self.abstain and not (self.evidence or self.paragraph):
            raise ValueError("a question to answer needs evidence")
        if not all(self.answers):
            raise ValueError("an answer has no alternatives")
        # What is blank would be found in any text.
        paragraph = [] if self.paragraph is None else [self.paragraph]
        if not all(map(plain, [*self.evidence, *paragraph, *(a for fact in self.answers for a in fact)])):
            raise ValueError("an answer or a piece of evidence is blank")
        return self


@dataclass(frozen=True, slots=True)
class Item:
    """One question with what counts as right. `facts`: one tuple of acceptable strings for each required fact; without
    any, an answer's correctness is not scored. `line` is where it stands in its file, counted from 1."""

    id: str
    kind: str
    split: str
    question: Question
    facts: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]
    abstain: bool
    lang: str = "en"
    line: int = 0


def read_questions(path: Path, split: str | None = None) -> list[Item]:
    """The items of a set, of one split where given. Raises `AnswerFileError` with the bad lines' numbers and reasons."""
    # Not splitlines: a JSON string may hold other line separators.
    lines = _text(path).split("\n")
    items: dict[str, Item] = {}
    faults = []
    for number, line in enumerate(lines, 1):
        try:
            for item in _items(line, number):
                if item.id in items:
                    raise ValueError(f"the id {item.id} is taken by line {items[item.id].line}")
                items[item.id] = item
        except ValueError as error:
            faults.append(f"line {number}: {_reason(error)}")
    if faults or not items:
        raise AnswerFileError(f"{path} is not a question set ({shortened(faults) or 'it is empty'})", "correct these lines")
    return [item for item in items.values() if split is None or item.split == split]


def shortened(faults: list[str]) -> str:
    """The first faults, and how many more there are."""
    more = [f"and {len(faults) - MAX_FAULTS} more"] if len(faults) > MAX_FAULTS else []
    return "; ".join([*faults[:MAX_FAULTS], *more])


def missing_evidence(items: Iterable[Item], corpus: Corpus) -> list[str]:
    """Ids of items whose evidence stands nowhere in the corpus."""
    texts = [plain(document.text) for document in corpus.documents]
    return [i.id for i in items if not all(any(plain(e) in text for text in texts) for e in i.evidence)]


def plain(text: str) -> str:
    """Text for comparing: composed, lower case, list markers and white space folded."""
    bare = LIST_MARK.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(bare.replace("•", " ").split()).casefold()


def _text(path: Path) -> str:
    """The text of a set; that its encoding was guessed is said."""
    try:
        decoded = decode(path.read_bytes(), str(path))
    except (OSError, ValueError) as error:
        raise AnswerFileError(f"Cannot read the question set {path} ({error})", "name a file with --questions") from error
    except CorpusError as error:
        raise AnswerFileError(error.problem, "save it as UTF-8") from error
    for note in decoded.notes:
        say(note)
    return decoded.text


def _items(line: str, number: int) -> Iterator[Item]:
    """The item of a line; none of a blank one. Raises `ValueError`."""
    if not line.strip():
        return
    row = QuestionRow.model_validate_json(line)
    evidence = tuple(row.evidence) or ((row.paragraph,) if row.paragraph else ())
    question = Question(row.turns[-1], tuple(row.turns[:-1]))
    try:
        cleaned(question)
    except QuestionError as error:
        raise ValueError(error.problem) from error
    yield Item(row.id, row.kind, row.split, question, tuple(map(tuple, row.answers)), evidence, row.abstain, row.lang, number)


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    # pydantic counts the lines of what it is given, which is always one.
    said = first["msg"].removeprefix("Value error, ").replace(" at line 1 column ", " at column ")
    return f"{where}: {said}" if where else said
