"""Short and partial answers in a real browser and over HTTP: the real assistant, whose short answers are put in here."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from assistant.answer import Answer
from assistant.citations import short_answer
from assistant.question import Question
from assistant.verify import problems, read_answers
from corpus.document import Corpus
from tests.ui.chat_page import open_chat
from tests.ui.host_site import open_host, two_sites
from tests.ui.serving import served
from tests.ui.test_accessibility import assert_accessible, look
from tests.ui.test_chat import CONTRAST
from ui.answers import Answers
from ui.server import create_app

WORDS = "Chief Cabinet Secretary"
HEAD = "Who heads the Cybersecurity Strategic Headquarters?"
PARTIAL = "Who heads the Cybersecurity Strategic Headquarters, and what is the capital of Australia?"
LABELS = {"en": "Partly answered", "ja": "一部のみ回答"}
WIDTH = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"


class ShortAnswers:
    """The real assistant, with these words as the short answer wherever it quotes them."""

    ready = True

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @property
    def corpus(self) -> Corpus:
        return self._answers.corpus

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        for piece in self._answers.stream(input, config):
            yield shortened(piece) if isinstance(piece, Answer) else piece

    def check(self) -> None: ...

    def examples(self) -> tuple[str, ...]:
        return self._answers.examples()


def shortened(answer: Answer) -> Answer:
    spans = [(c.passage_id, c.start + c.quote.index(WORDS)) for c in answer.citations if WORDS in c.quote]
    found = [short_answer((passage, start, start + len(WORDS)), answer.citations) for passage, start in spans]
    return replace(answer, short_answer=found[0]) if found else answer


@pytest.fixture(scope="module")
def answers(assistant: Answers) -> Answers:
    return ShortAnswers(assistant)


@pytest.fixture(scope="module")
def short_server(answers: Answers) -> Iterator[str]:
    with served(create_app(answers)) as address:
        yield address


def weight(part: Locator) -> int:
    return int(part.evaluate("e => getComputedStyle(e).fontWeight"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_shown_first_and_bold_and_again_within_its_quote(browser: Browser, short_server: str, scheme: str) -> None:
    with open_chat(browser, short_server, **look(scheme)) as chat:
        answer = chat.ask(HEAD)
        short, bold = answer.locator("p.short"), answer.locator("strong")
        expect(short).to_have_text(WORDS)
        expect(bold).to_have_text(WORDS)
        assert answer.evaluate("e => e.firstElementChild.className") == "short"
        assert weight(short) >= 700 and weight(bold) >= 700 and weight(answer.locator("p:has(strong)")) < 600
        assert answer.locator("p:has(strong) a.cite").count() == 1
        assert short.evaluate(CONTRAST) >= 4.5 and bold.evaluate(CONTRAST) >= 4.5
        expect(answer.locator(".support")).to_have_text(re.compile("supported"))
        assert_accessible(chat.page, "short")


def test_screen_readers_get_it_as_text_in_the_language_of_its_document(browser: Browser, short_server: str) -> None:
    with open_chat(browser, short_server, "/?lang=ja") as chat:
        answer = chat.ask(HEAD)
        expect(answer.locator("p.short")).to_have_attribute("lang", "en")
        lines = chat.page.get_by_role("log").aria_snapshot().splitlines()
        assert [line.strip(" -") for line in lines if line.strip().endswith(f"paragraph: {WORDS}")] == [f"paragraph: {WORDS}"]


@pytest.mark.parametrize("language", LABELS)
def test_a_partial_answer_says_so(browser: Browser, short_server: str, language: str) -> None:
    with open_chat(browser, short_server, f"/?lang={language}", **look("dark")) as chat:
        answer = chat.ask(PARTIAL)
        expect(answer).to_have_class(re.compile("partial"))
        expect(answer.locator(".support")).to_have_text(LABELS[language])
        expect(answer.locator("p.short")).to_have_text(WORDS)
        expect(answer).to_contain_text("Not in the sources: what is the capital of Australia")
        expect(chat.mark()).to_contain_text(WORDS)  # its first source comes along, as that of a whole answer does
        assert answer.locator(".support").evaluate(CONTRAST) >= 4.5
        assert_accessible(chat.page, "partial")


def test_it_fits_a_narrow_screen_and_the_widget(browser: Browser, short_server: str, answers: Answers) -> None:
    with open_chat(browser, short_server, viewport={"width": 390, "height": 844}) as chat:
        expect(chat.ask(HEAD).locator("p.short")).to_be_in_viewport()
        assert chat.page.evaluate(WIDTH) <= 390
    with two_sites(answers) as (listed, _), open_host(browser, listed.address + listed.page("")) as host:
        host.open()
        answer = host.ask(HEAD)
        expect(answer.locator("p.short")).to_be_in_viewport()
        expect(answer.locator("strong")).to_have_text(WORDS)


def test_what_is_copied_and_saved_holds_it(browser: Browser, short_server: str, answers: Answers, tmp_path: Path) -> None:
    with open_chat(browser, short_server, permissions=["clipboard-read", "clipboard-write"]) as chat:
        chat.ask(HEAD)
        answer = chat.ask(PARTIAL)
        answer.locator(".copy-answer").click()
        expect(answer.locator(".copy-answer")).to_have_text("Copied")
        copied = chat.page.evaluate("navigator.clipboard.readText()")
        with chat.page.expect_download() as waiting:
            chat.page.click("#save-json")
        waiting.value.save_as(tmp_path / "saved.json")
        chat.page.reload()
        expect(chat.page.locator("#chat p.short")).to_have_count(2)
        expect(chat.page.locator("#chat strong")).to_have_count(2)
    assert re.match(rf"## Question: .*\n\n\*\*{WORDS}\*\*\n\nThe Cybersecurity", copied)
    assert "\n\n*Partly answered*\n\n" in copied
    saved = read_answers(tmp_path / "saved.json")
    assert [(a.status, a.short_answer and a.short_answer.text) for a in saved] == [("answered", WORDS), ("partial", WORDS)]
    assert [problem for each in saved for problem in problems(each, answers.corpus)] == []


def test_programs_get_it_whole_and_streamed(short_server: str) -> None:
    whole = httpx.post(f"{short_server}/api/ask", json={"question": PARTIAL}, timeout=30).json()
    streaming = {"accept": "text/event-stream"}
    events = httpx.post(f"{short_server}/api/ask", json={"question": PARTIAL}, headers=streaming, timeout=30).text
    last = json.loads(events.rsplit("data: ", 1)[1])
    for answer in (whole, last):
        assert (answer["status"], answer["short_answer"]["text"]) == ("partial", WORDS)
        short, citation = answer["short_answer"], answer["citations"][answer["short_answer"]["marker"] - 1]
        assert citation["quote"][short["start"] - citation["start"] : short["end"] - citation["start"]] == WORDS
    abstained = httpx.post(f"{short_server}/api/ask", json={"question": "How tall is Mount Everest?"}, timeout=30).json()
    assert abstained["short_answer"] is None
