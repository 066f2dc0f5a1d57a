"""What the chat's page may send to Gradio, and nothing else.

Gradio takes any value for any input: a dictionary that looks like a file makes it fetch the address within, and what does not
fit is a traceback. So each body is understood here and written anew.
"""

import json
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ui.quiet_gradio import gr

SESSION = r"^\w{1,64}$"
# A lone surrogate, which JSON can spell, is in no text that can be sent.
Text = Annotated[str, AfterValidator(lambda text: text.encode("utf-8", "replace").decode())]


def _text_of(value: object) -> str:
    text = value.get("text") if isinstance(value, dict) else value
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


Parsed = TypeVar("Parsed", bound=BaseModel)


class Picked(BaseModel):
    """What was picked of what was offered; all that matters of it is its text."""

    index: Annotated[object, AfterValidator(lambda _: 0)]
    value: Annotated[object, AfterValidator(_text_of)]


class Event(BaseModel):
    """What a page sends when something happens on it. No input of the chat takes anything but text; its state stays here."""

    model_config = ConfigDict(strict=True)

    session_hash: Annotated[str, Field(pattern=SESSION)]
    fn_index: int
    data: list[Text | None]
    trigger_id: int | None = None
    event_data: object = None


class Ended(BaseModel):
    """What a page sends when it no longer waits for an event."""

    model_config = ConfigDict(strict=True)

    event_id: Annotated[str, Field(pattern=SESSION)]
    session_hash: Annotated[str, Field(pattern=SESSION)] = "none"
    fn_index: int = 0


def parsed(kind: type[Parsed], body: bytes) -> Parsed | None:
    """A body as one of these kinds; None where it is none."""
    try:
        return _valid(kind, json.loads(body))
    except (ValueError, RecursionError):
        return None


def _valid(kind: type[Parsed], value: object) -> Parsed | None:
    try:
        return kind.model_validate(value)
    except (ValidationError, RecursionError):
        return None


def parsed_event(body: bytes, page: gr.Blocks) -> Event | None:
    """The event, where it is one that the page can send."""
    event = parsed(Event, body)
    if event is None:
        return None
    function = page.fns.get(event.fn_index)
    if function is None or function.fn is None or len(event.data) != len(function.inputs):
        return None
    if not any(name.endswith("_select") for _, name in function.targets):
        return event.model_copy(update={"event_data": None})
    picked = _valid(Picked, event.event_data)
    return event.model_copy(update={"event_data": picked.model_dump()}) if picked else None


def asks(page: gr.Blocks, fn_index: int) -> bool:
    """Whether an event of that number asks a question: it takes what was typed, picked or asked last."""
    return page.fns[fn_index].name in ("ask", "pick", "retry")
