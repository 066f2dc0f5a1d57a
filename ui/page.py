"""The chat page of one language: what stands on it. What happens on it is in `ui/events.py`."""

from assistant.question import MAX_CHARACTERS
from ui.answers import Answers
from ui.asking import Asking
from ui.events import Parts, connect
from ui.opening import hint, invitation, language_links, masthead
from ui.quiet_gradio import gr
from ui.reports import Reports
from ui.sessions import MAX_SESSIONS
from ui.strings import Strings

_EVENTS_AT_ONCE = 1_000


def create_page(asking: Asking, strings: Strings, reports: Reports) -> gr.Blocks:
    """The page: conversation and input on one side, the source panel on the other."""
    page: gr.Blocks
    assistant = asking.answers
    with gr.Blocks(title=strings.title, analytics_enabled=False, fill_width=True) as page:
        head = gr.Markdown(masthead(assistant, strings), elem_id="masthead", latex_delimiters=[])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=3, min_width=0):
                chat = _chat(assistant, strings)
                with gr.Row(elem_id="ask"):
                    box = _box(strings)
                    stop = gr.Button(strings.stop, elem_id="stop", visible="hidden", scale=0, min_width=0)
                    send = gr.Button(strings.send, elem_id="send", variant="primary", scale=0, min_width=0)
                with gr.Row(elem_id="tools"):
                    new, retry, edit = (_tool(getattr(strings, name), name) for name in ("new_conversation", "retry", "edit"))
                    # Done in the browser by the page's script, which also says what the arrows mean.
                    for label, name in ((strings.copy, "copy"), ("↓ Markdown", "save_markdown"), ("↓ JSON", "save_json")):
                        _tool(label, name)
                    gr.Markdown(language_links(strings), elem_id="languages", latex_delimiters=[])
            with gr.Column(elem_id="panel", scale=2, min_width=0):
                gr.Markdown(hint(strings), latex_delimiters=[])
        record = gr.Textbox(elem_id="record", visible="hidden", show_label=False, max_lines=1)
        connect(page, asking, strings, Parts(head, chat, box, send, stop, new, retry, edit, record), reports)
    # Gradio is to hold up no event: how many answers are made at once, and how many questions wait, is decided elsewhere.
    page.max_threads = _EVENTS_AT_ONCE
    page.state_session_capacity = MAX_SESSIONS
    page.queue(max_size=_EVENTS_AT_ONCE, api_open=False)
    return page


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
        **invitation(assistant, strings),
    )


def _box(strings: Strings) -> gr.Textbox:
    return gr.Textbox(
        label=strings.input_label,
        placeholder=strings.input_placeholder,
        elem_id="question",
        lines=1,
        max_lines=4,
        max_length=MAX_CHARACTERS,
        container=False,
        scale=1,
        min_width=0,
    )


def _tool(label: str, name: str) -> gr.Button:
    return gr.Button(label, elem_id=name.replace("_", "-"), size="sm", variant="secondary", scale=0, min_width=0)
