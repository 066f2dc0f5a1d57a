"""What is asked: a question and the questions asked before it in the same conversation."""

import re
from dataclasses import dataclass

from corpus.errors import QuestionError

MAX_CHARACTERS = 2_000
MAX_HISTORY = 20
# Japanese is told from English by script alone; kana settle it, Han characters without kana count as Japanese too.
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Question:
    """`history` holds the earlier questions of the conversation, oldest first. `language` None means: detect it."""

    text: str
    history: tuple[str, ...] = ()
    language: str | None = None


def cleaned(question: Question) -> Question:
    """The question with control characters dropped, white space collapsed and its language filled in.

    Raises `QuestionError` when nothing is left, or it is longer than `MAX_CHARACTERS`.
    """
    text = clean_text(question.text)
    if not text:
        raise QuestionError("The question is empty", "type a question")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text):,} characters", f"shorten it to at most {MAX_CHARACTERS:,} characters"
        )
    history = tuple(clean_text(turn)[:MAX_CHARACTERS] for turn in question.history[-MAX_HISTORY:])
    return Question(text, tuple(turn for turn in history if turn), question.language or language_of(text))


def clean_text(text: str) -> str:
    """Printable characters and single spaces only: control characters and lone surrogates cannot be encoded or shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def language_of(text: str) -> str:
    """ "ja" where at least a fifth of the letters are Japanese, else "en"."""
    letters = len(_LETTER.findall(text))
    return "ja" if letters and len(_JAPANESE.findall(text)) >= 0.2 * letters else "en"
