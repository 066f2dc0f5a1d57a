"""The chat page. Importing this module imports Gradio: only `create_app` does."""

import hashlib
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio while it is imported

from ui.quick_import import no_stub_files

with no_stub_files():
    import gradio as gr
from anyio import to_thread
from fastapi import FastAPI

from assistant.answer import Answer
from assistant.question import MAX_CHARACTERS, MAX_HISTORY, Question, clean_text
from corpus.errors import AssistantError
from ui.answers import Answers
from ui.markup import failure, literal, partial_answer, whole_answer
from ui.strings import Strings

_STATIC = Path(__file__).parent / "static"
_SECONDS_BETWEEN_UPDATES = 0.05  # each update costs about 5 ms on both sides
_MAX_TURNS = 50
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer as shown so far."""

    question: str
    shown: str = ""
    suggestions: tuple[str, ...] = ()


# Kept in the session on the server: a history sent by the browser could be forged.
Conversation = tuple[Turn, ...]


def converse(assistant: Answers, strings: Strings, text: str, conversation: Conversation) -> Iterator[Conversation]:
    """The conversation as it grows while the question is answered."""
    asked = clean_text(text)
    earlier = conversation[-_MAX_TURNS:]
    question = Question(text, tuple(turn.question for turn in earlier[-MAX_HISTORY:]))
    turn = Turn(asked[: MAX_CHARACTERS + 1])
    yield (*earlier, turn)
    try:
        for shown in _growing(assistant, question, strings, turn):
            yield (*earlier, shown)
    except AssistantError as error:
        yield (*earlier, replace(turn, shown=failure(str(error), strings)))
    except Exception:  # noqa: BLE001 - whatever went wrong, the reader must see that this question has no answer
        _LOG.exception("A question could not be answered")
        yield (*earlier, replace(turn, shown=failure(strings.failed, strings)))


def _growing(assistant: Answers, question: Question, strings: Strings, turn: Turn) -> Iterator[Turn]:
    text, due = "", 0.0
    for piece in assistant.stream(question):
        if isinstance(piece, Answer):
            yield replace(turn, shown=whole_answer(piece, strings), suggestions=piece.suggestions)
            return
        text += piece
        if time.monotonic() >= due:
            yield replace(turn, shown=partial_answer(text))
            due = time.monotonic() + _SECONDS_BETWEEN_UPDATES


async def unblocked(growing: Iterator[Conversation]) -> AsyncIterator[Conversation]:
    """The same, in a thread that is left behind on a stop: a slow model would hold up the next question."""
    while (grown := await to_thread.run_sync(next, growing, None, abandon_on_cancel=True)) is not None:
        yield grown


def messages(conversation: Conversation) -> list[dict[str, Any]]:
    """The conversation in the form Gradio's chat takes; suggestions belong to the last answer only."""
    shown: list[dict[str, Any]] = []
    for turn in conversation:
        shown.append({"role": "user", "content": literal(turn.question)})
        if turn.shown:
            shown.append({"role": "assistant", "content": turn.shown})
    if conversation and conversation[-1].suggestions and conversation[-1].shown:
        shown[-1]["options"] = [{"value": text} for text in conversation[-1].suggestions]
    return shown


def create_page(assistant: Answers, strings: Strings) -> gr.Blocks:
    """The page: conversation and input on one side, the source panel on the other."""
    page: gr.Blocks
    with gr.Blocks(title=strings.title, analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(_masthead(assistant, strings), elem_id="masthead", latex_delimiters=[])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=3, min_width=0):
                chat = _chat(assistant, strings)
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        label=strings.input_label,
                        placeholder=strings.input_placeholder,
                        elem_id="question",
                        lines=1,
                        max_lines=4,
                        max_length=MAX_CHARACTERS,
                        autofocus=True,
                        container=False,
                        scale=1,
                        min_width=0,
                    )
                    stop = gr.Button(strings.stop, elem_id="stop", visible=False, scale=0, min_width=0)
                    send = gr.Button(strings.send, elem_id="send", variant="primary", scale=0, min_width=0)
                new = gr.Button(strings.new_conversation, elem_id="new", size="sm", variant="secondary")
            with gr.Column(elem_id="panel", scale=2, min_width=0):
                gr.Markdown(
                    f"<div id='hint'><h2>{literal(strings.source)}</h2><p>{literal(strings.source_hint)}</p>"
                    f"<p class='missing'>{literal(strings.source_missing)}</p>"
                    f"<p class='close'>{literal(strings.close)}</p></div>",
                    latex_delimiters=[],
                )
        _connect(assistant, strings, chat, box, send, stop, new)
    page.queue(max_size=64, api_open=False)
    return page


def _masthead(assistant: Answers, strings: Strings) -> str:
    dates = [document.as_of for document in assistant.corpus.documents if document.as_of]
    as_of = f"<span>{literal(strings.as_of.format(date=max(dates).isoformat()))}</span>" if dates else ""
    return f"<h1>{literal(strings.title)}</h1><p>{literal(strings.description)} {as_of}</p>"


def _chat(assistant: Answers, strings: Strings) -> gr.Chatbot:
    return gr.Chatbot(
        label=strings.chat_label,
        show_label=False,
        container=False,
        elem_id="chat",
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
        layout="bubble",
        height="100%",
        autoscroll=False,
        placeholder=f"<p>{literal(strings.placeholder)}</p>",
        examples=[{"text": text} for text in assistant.examples()],
    )


def _connect(
    assistant: Answers,
    strings: Strings,
    chat: gr.Chatbot,
    box: gr.Textbox,
    send: gr.Button,
    stop: gr.Button,
    new: gr.Button,
) -> None:
    state = gr.State(())

    async def ask(text: str, conversation: Conversation) -> AsyncIterator[dict[Any, Any]]:
        if not clean_text(text or ""):
            yield {box: ""}
            return
        before = {box: "", stop: gr.Button(visible=True)}
        async for grown in unblocked(converse(assistant, strings, text, conversation)):
            yield {**before, chat: messages(grown), state: grown}
            before = {}
        yield {stop: gr.Button(visible=False)}

    async def pick(conversation: Conversation, event: gr.SelectData) -> AsyncIterator[dict[Any, Any]]:
        value = event.value
        async for update in ask(str(value.get("text", "") if isinstance(value, dict) else value), conversation):
            yield update

    outputs = [box, chat, state, stop]
    private: Any = {"api_visibility": "private", "show_progress": "hidden"}
    asking = [
        # What is sent while an answer is being written waits for its end.
        gr.on(
            [box.submit, send.click],
            ask,
            [box, state],
            outputs,
            concurrency_limit=8,
            trigger_mode="always_last",
            **private,
        ),
        chat.example_select(pick, [state], outputs, concurrency_limit=8, **private),
        chat.option_select(pick, [state], outputs, concurrency_limit=8, **private),
    ]
    stop.click(lambda: gr.Button(visible=False), None, [stop], cancels=asking, **private)
    new.click(lambda: ("", [], (), gr.Button(visible=False)), None, outputs, cancels=asking, **private)


def mount_chat(app: FastAPI, assistant: Answers, strings: Strings, root_path: str | None) -> FastAPI:
    """Mount the page at `/` of the application."""
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        create_page(assistant, strings),
        path="/",
        root_path=root_path,
        head=f'<link rel="stylesheet" href="{_versioned("chat.css")}"><script src="{_versioned("chat.js")}" defer></script>',
        theme=gr.themes.Base(font=_fonts("system-ui", "sans-serif"), font_mono=_fonts("ui-monospace", "monospace")),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        max_file_size="1kb",  # the chat takes no files, but Gradio would
    )
    return mounted


def _fonts(*names: str) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]


def _versioned(name: str) -> str:
    """A relative address, to work below any path, which changes with the file, to get past the browser's cache."""
    return f"ui/{name}?v={hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:8]}"
