"""What happens on the chat page."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

from assistant.question import clean_text
from corpus.errors import AssistantError
from ui.asking import Asking
from ui.conversation import (
    KEPT_BYTES,
    Conversation,
    broken_off,
    converse,
    languages_of,
    messages,
    record,
    restored,
    rows_in,
)
from ui.markup import failure
from ui.opening import invitation, masthead
from ui.quiet_gradio import gr
from ui.readiness import until_ready
from ui.reports import Reports
from ui.strings import Strings

Updates = AsyncGenerator[dict[Any, Any]]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of the page that something happens to. `record` is hidden: the page's script reads the answers there."""

    masthead: gr.Markdown
    chat: gr.Chatbot
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    retry: gr.Button
    edit: gr.Button
    record: gr.Textbox


class Events:
    """The page's handlers. The conversation lives in the session, and a copy of its answers in the browser."""

    def __init__(self, asking: Asking, strings: Strings, parts: Parts, reports: Reports) -> None:
        self._asking, self._assistant, self._reports = asking, asking.answers, reports
        self._strings, self._parts = strings, parts
        self._few = CapacityLimiter(2)
        self.state = gr.State(())
        # The browser's user may read what is kept; the fixed key only lets it outlive a restart of the server.
        self.kept = gr.BrowserState("", storage_key="nisc-conversation", secret="nisc-conversation")
        self.outputs = [parts.box, parts.chat, self.state, parts.stop, parts.record, self.kept]

    async def opened(self, kept: object) -> Updates:
        """Bring back what the browser kept; where the assistant is still loading, invite to ask once it has loaded."""
        assistant, strings, parts = self._assistant, self._strings, self._parts
        conversation = await self._known((), kept)
        yield self._shown(conversation) if conversation else {parts.record: record(())}
        try:
            await until_ready(assistant)
            inviting = await self._aside(invitation, assistant, strings)  # which searches for what can be asked
        except AssistantError as error:
            self._reports.once(error)
            yield {parts.chat: gr.Chatbot(placeholder=failure(error.for_readers, strings))}
            return
        yield {parts.masthead: masthead(assistant, strings), parts.chat: gr.Chatbot(**inviting)}

    async def ask(self, text: str, conversation: Conversation, kept: object, request: gr.Request) -> Updates:
        """Show the question and its answer as it grows."""
        parts, conversation = self._parts, broken_off(await self._known(conversation, kept), self._strings)
        if not clean_text(text or ""):
            yield self._shown(conversation)
            return
        reader = request.session_hash or ""
        async with aclosing(converse(self._asking, self._strings, text, conversation, reader, self._reports)) as growing:
            async for grown in growing:
                # Each says so: Gradio's page works an update into one not shown yet, and what the later leaves out is lost.
                so_far = {parts.stop: gr.Button(visible=True), parts.chat: messages(grown), self.state: grown}
                yield self._shown(grown) if grown[-1].over else so_far

    async def pick(self, conversation: Conversation, kept: object, event: gr.SelectData, request: gr.Request) -> Updates:
        """Ask a question that was offered."""
        async with aclosing(self.ask(str(event.value), conversation, kept, request)) as updates:
            async for update in updates:
                yield update

    async def retry(self, conversation: Conversation, kept: object, request: gr.Request) -> Updates:
        """Ask the last question again."""
        conversation = await self._known(conversation, kept)
        text = conversation[-1].question if conversation else ""
        async with aclosing(self.ask(text, conversation[:-1], None, request)) as updates:
            async for update in updates:
                yield update

    async def edit(self, conversation: Conversation, kept: object) -> dict[Any, Any]:
        """Take the last question back into the box."""
        conversation = await self._known(conversation, kept)
        question = conversation[-1].question if conversation else ""
        return {self._parts.box: question, **self._shown(conversation[:-1])}

    def stop(self, conversation: Conversation) -> dict[Any, Any]:
        """Leave the answer as far as it got."""
        return self._shown(broken_off(conversation, self._strings))

    def forget(self) -> dict[Any, Any]:
        """Begin anew."""
        return {self._parts.box: "", **self._shown(())}

    async def _known(self, conversation: Conversation, kept: object) -> Conversation:
        """The session's conversation, or the browser's: the server forgets a session when it restarts or none is connected."""
        known = languages_of(self._assistant), rows_in(self._assistant)
        return conversation or await self._aside(restored, kept, self._strings, *known)

    async def _aside(self, work: Callable[..., Result], *arguments: object) -> Result:
        """What a function returns, out of a thread: few at once, so that they take none from the rest of the server."""
        return await to_thread.run_sync(work, *arguments, limiter=self._few)

    def _shown(self, conversation: Conversation) -> dict[Any, Any]:
        shown = {self._parts.chat: messages(conversation), self._parts.stop: gr.Button(visible="hidden")}
        written = {self._parts.record: record(conversation), self.kept: record(conversation, KEPT_BYTES)}
        return {**shown, self.state: conversation, **written}


def connect(page: gr.Blocks, asking: Asking, strings: Strings, parts: Parts, reports: Reports) -> None:
    """Tie the handlers to the parts of the page."""
    events = Events(asking, strings, parts, reports)
    state, outputs = events.state, events.outputs
    private: Any = {"api_visibility": "private", "show_progress": "hidden"}
    many: Any = {"concurrency_limit": None, **private}  # how many are answered at once is decided elsewhere
    known = [state, events.kept]
    others = [
        parts.chat.example_select(events.pick, known, outputs, **many),
        parts.chat.option_select(events.pick, known, outputs, **many),
        parts.retry.click(events.retry, known, outputs, **many),
    ]
    # What is sent while an answer to what was sent is being written waits for its end; any other answer is broken off.
    sending = [parts.box.submit, parts.send.click]
    gr.on(sending, None, cancels=others, **private)  # an event of its own, since an event cancels others when it has ended
    sent = gr.on(sending, events.ask, [parts.box, *known], outputs, trigger_mode="always_last", **many)
    answers = [sent, *others]
    for button, work, inputs in (
        (parts.stop, events.stop, [state]),
        (parts.edit, events.edit, known),
        (parts.new, events.forget, []),
    ):
        # Only then: a question sent while Gradio still takes the last one to be running would wait for ever.
        button.click(None, cancels=answers, **private).then(work, inputs, outputs, **private)
    page.load(events.opened, [events.kept], [*outputs, parts.masthead], concurrency_limit=None, **private)
