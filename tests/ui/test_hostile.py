"""Text that would like to be more than text: in questions, answers, titles, sections and documents."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from assistant.answer import Answer, Citation
from assistant.question import Question, clean_text
from corpus.document import Corpus, Document, Passage, Sentence
from tests.ui.chat_page import open_chat
from tests.ui.serving import served
from ui.answers import Answers
from ui.server import create_app

HOSTILE = (
    "<script>document.title='owned'</script> ![x](http://evil.example/a.png) "
    "<img src=http://evil.example/b onerror=alert(1)> "
    "[click](javascript:alert(1)) http://evil.example/c <style>*{display:none}</style> ${1+1} {{7*7}} $$x^2$$ \\(y\\) "
    "`code` **bold** &lt;b&gt; <b onclick=alert(1)>b</b> <form action=http://evil.example><input> "
    "\" onmouseover='alert(1)' </mark></div>"
)
LINES = ["# heading", "1. one", "    four spaces", "> quote", "| a | b |", "---", "<!-- comment", "\\[z\\]"]


class HostileAnswers:
    """Quotes a hostile document, whatever it is asked."""

    def __init__(self) -> None:
        text = f"Before.\n\n{HOSTILE}\n" + "\n".join(LINES) + f"\n\n{HOSTILE} after"
        sha = hashlib.sha256(text.encode()).hexdigest()
        self.quote = (9, len(text) - len(HOSTILE) - 8)
        document = Document(sha[:12], HOSTILE, "javascript:alert(1)", "en", None, text, sha)
        sentence = Sentence("s", *self.quote)
        passage = Passage("p", document.id, "paragraph", (HOSTILE,), *self.quote, (sentence,))
        self.corpus = Corpus((document,), (passage,), "f")

    def invoke(self, input: Question, config: Any = None) -> Answer:
        document, (start, end) = self.corpus.documents[0], self.quote
        quote = document.text[start:end]
        citation = Citation(
            "p", document.id, HOSTILE, document.url, HOSTILE, None, start, end, quote, document.sha256, marker=1
        )
        return Answer(input.text, input.text, "en", "answered", f"{quote} [1]", 0.9, (citation,), suggestions=(HOSTILE,))

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        answer = self.invoke(input)
        yield from (answer.answer[i : i + 7] for i in range(0, len(answer.answer), 7))
        yield answer

    def examples(self) -> tuple[str, ...]:
        return (HOSTILE,)


@pytest.fixture(scope="module")
def hostile_server() -> Iterator[str]:
    answers: Answers = HostileAnswers()
    with served(create_app(answers)) as address:
        yield address


def test_hostile_text_is_shown_literally_and_does_nothing(browser: Browser, hostile_server: str) -> None:
    with open_chat(browser, hostile_server) as chat:
        shown = chat.page.locator("#chat .example-text").evaluate("e => e.textContent")
        assert shown == HOSTILE
        answer = chat.ask(HOSTILE)
        asked = chat.page.locator("#chat .user.message .message-content").evaluate("e => e.textContent.trim()")
        assert asked == clean_text(HOSTILE)
        paragraphs = answer.locator("> p:not(.support)").evaluate_all("all => all.map(e => e.textContent)")
        assert paragraphs == [HOSTILE, *(line.strip() for line in LINES[:-1]), f"{LINES[-1]} [1]"]
        chat.mark().wait_for()
        document = HostileAnswers().corpus.documents[0]
        assert chat.page.locator("#panel .text").evaluate("e => e.textContent") == document.text
        assert chat.page.locator("#panel h2").last.evaluate("e => e.textContent") == HOSTILE
        assert chat.page.locator("#chat .options button").evaluate("e => e.textContent.trim()") == HOSTILE
        made = "#panel a[href^=javascript], #chat .message :is(img, form, iframe, script, style, b, code)"
        assert chat.page.locator(made).evaluate_all("all => all.map(e => e.outerHTML)") == []
        expect(chat.page).to_have_title("NISC Assistant")
