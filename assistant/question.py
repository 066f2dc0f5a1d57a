"""What is asked: a question and the questions asked before it in the same conversation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.languages.detection import is_japanese
from corpus.errors import QuestionError

MAX_CHARACTERS = 2_000
MAX_HISTORY = 20
# Of all earlier questions together; follow-ups are about the latest of them.
MAX_HISTORY_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Question:
    """`history` holds the earlier questions of the conversation, oldest first. `language` None means: detect it."""

    text: str
    history: tuple[str, ...] = ()
    language: str | None = None


def cleaned(question: Question) -> Question:
    """The question with control characters dropped, white space collapsed and its language filled in.

    Of the history the newest turns are kept, `MAX_HISTORY` of them and `MAX_HISTORY_CHARACTERS` in all; one of more than
    `MAX_CHARACTERS` is cut. Raises `QuestionError` when nothing is left of the question, or it is longer than
    `MAX_CHARACTERS`.
    """
    text = clean_text(question.text)
    if not text:
        raise QuestionError("The question is empty", "type a question")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text):,} characters", f"shorten it to at most {MAX_CHARACTERS:,} characters"
        )
    newest_first = (_cleaned_turn(turn) for turn in reversed(question.history[-MAX_HISTORY:]))
    history = tuple(_newest(newest_first))[::-1]
    return Question(text, history, question.language or language_of(text))


def clean_text(text: str) -> str:
    """Printable characters and single spaces only: control characters and lone surrogates cannot be encoded or shown."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


def beginning(text: str, length: int) -> str:
    """As many whole words as fit into `length` characters; where not even one does, as much of it."""
    return text if len(text) <= length else text[: length + 1].rpartition(" ")[0] or text[:length]


def language_of(text: str) -> str:
    """ "ja" where at least a fifth of the letters are Japanese, else "en"."""
    return "ja" if is_japanese(text) else "en"


def _cleaned_turn(turn: str) -> str:
    # Cut before it is cleaned as well: nobody looks at every character of a turn that is thrown away.
    return clean_text(turn[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS].rstrip()


def _newest(turns: Iterable[str]) -> Iterator[str]:
    """Those of the turns, given newest first, that fit together; turns without text are left out."""
    room = MAX_HISTORY_CHARACTERS
    for turn in turns:
        room -= len(turn)
        if room < 0:
            return
        if turn:
            yield turn
