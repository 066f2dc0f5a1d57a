"""A conversation as it grows, as the chat shows it, and as the browser keeps it."""

import json
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer
from assistant.question import MAX_CHARACTERS, MAX_HISTORY, Question, clean_text
from corpus.errors import AssistantError, BusyError, DeadlineError
from ui.answers import Answers
from ui.asking import Asking
from ui.markup import Languages, failure, literal, partial_answer, stopped, whole_answer
from ui.readiness import until_ready
from ui.reports import Reports
from ui.strings import Strings
from ui.tables import Rows, no_rows, rows_of

_SECONDS_BETWEEN_UPDATES = 0.05  # each update costs about 5 ms on both sides
_MAX_TURNS = 50
# What the browser keeps comes back in one request, and bodies are limited to 64 KB.
KEPT_BYTES = 40_000
SHOWN_CHARACTERS = 400_000
_ANSWERS = TypeAdapter(list[Answer])


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, its answer as shown so far, the answer itself once it is there, and whether anything is still to come."""

    question: str
    shown: str = ""
    answer: Answer | None = None
    over: bool = False


Conversation = tuple[Turn, ...]


async def converse(
    asking: Asking, strings: Strings, text: str, conversation: Conversation, reader: str, reports: Reports
) -> AsyncGenerator[Conversation]:
    """The conversation as it grows while the question is answered, by the reader of that name."""
    earlier = conversation[-_MAX_TURNS:]
    turn = Turn(clean_text(text)[: MAX_CHARACTERS + 1])
    yield (*earlier, turn)
    if len(turn.question) > MAX_CHARACTERS:
        yield (*earlier, replace(turn, shown=failure(strings.too_long.format(limit=f"{MAX_CHARACTERS:,}"), strings), over=True))
        return
    question = Question(turn.question, tuple(turn.question for turn in earlier[-MAX_HISTORY:]))
    try:
        async with aclosing(_growing(asking, question, strings, turn, reader)) as growing:
            async for grown in growing:
                yield (*earlier, grown)
    except AssistantError as error:
        reports.once(error)
        yield (*earlier, replace(turn, shown=failure(_told(error, strings), strings), over=True))
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the reader must see that this question has no answer
        reports.unexpected(error)
        yield (*earlier, replace(turn, shown=failure(strings.failed, strings), over=True))


def _told(error: AssistantError, strings: Strings) -> str:
    """What the reader is told, in the language of the page where it is known beforehand."""
    if isinstance(error, BusyError):
        return strings.busy
    if isinstance(error, DeadlineError):
        return strings.late
    return f"{strings.failed} {error.for_readers}"


async def _growing(asking: Asking, question: Question, strings: Strings, turn: Turn, reader: str) -> AsyncGenerator[Turn]:
    await until_ready(asking.answers)
    text, due = "", 0.0
    async with aclosing(asking.stream(question, reader)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                yield answered(piece, strings, languages_of(asking.answers), rows_in(asking.answers))
                return
            text += piece
            if time.monotonic() >= due:
                yield replace(turn, shown=partial_answer(text))
                due = time.monotonic() + _SECONDS_BETWEEN_UPDATES


def answered(answer: Answer, strings: Strings, languages: Languages, rows: Rows = no_rows) -> Turn:
    """The turn of a finished answer."""
    return Turn(answer.question, whole_answer(answer, strings, languages, rows), answer, over=True)


def languages_of(assistant: Answers) -> Languages:
    """Tells the language of a document of the corpus; nothing as long as the corpus is not open."""
    documents = {d.id: d.language for d in assistant.corpus.documents} if assistant.ready else {}
    return lambda document_id: documents.get(document_id, "")


def rows_in(assistant: Answers) -> Rows:
    """Tells the rows of tables that citations quote; none as long as the corpus is not open."""
    return rows_of(assistant.corpus) if assistant.ready else no_rows


def broken_off(conversation: Conversation, strings: Strings) -> Conversation:
    """The conversation with its last answer left as far as it got."""
    if not conversation or conversation[-1].over:
        return conversation
    last = conversation[-1]
    return (*conversation[:-1], replace(last, shown=stopped(last.shown, strings), over=True))


def messages(conversation: Conversation) -> list[dict[str, Any]]:
    """The conversation in the form Gradio's chat takes; suggestions belong to the last answer only."""
    shown: list[dict[str, Any]] = []
    for turn in conversation:
        shown.append({"role": "user", "content": literal(turn.question)})
        if turn.shown:
            shown.append({"role": "assistant", "content": turn.shown})
    last = conversation[-1].answer if conversation else None
    if last and last.suggestions:
        shown[-1]["options"] = [{"value": text} for text in last.suggestions]
    return shown


def record(conversation: Conversation, limit: int | None = None) -> str:
    """The answers as a JSON list, as `nisc-assistant verify` reads it; with a limit the newest that fit in so many bytes."""
    answers = [turn.answer for turn in conversation if turn.answer]
    kept: list[Any] = _ANSWERS.dump_python(answers, mode="json")
    return json.dumps(kept if limit is None else list(_newest(kept, limit))[::-1], ensure_ascii=False)


def _newest(answers: list[Any], limit: int) -> Iterator[Any]:
    """From the last on, as many as fit; the browser wraps the list in JSON a second time."""
    for answer in reversed(answers):
        limit -= len(json.dumps(json.dumps(answer))) + 2
        if limit < 0:
            return
        yield answer


def restored(kept: object, strings: Strings, languages: Languages, rows: Rows = no_rows) -> Conversation:
    """The conversation a browser kept. It may be forged: it is shown as text, and what is no list of answers is dropped.

    So is what would be larger, as it is shown, than any that was kept here.
    """
    if not isinstance(kept, str) or len(kept) > KEPT_BYTES:
        return ()
    try:
        answers = _ANSWERS.validate_json(kept)
    except ValidationError:
        return ()
    turns = tuple(answered(answer, strings, languages, rows) for answer in answers[-_MAX_TURNS:])
    return turns if sum(len(turn.shown) for turn in turns) <= SHOWN_CHARACTERS else ()
