"""Text that would like to be more than text: in questions, documents, titles, sections, addresses and comments.

The pages are opened with the content security policy off, so that it is the escaping that is tested: with the policy on,
nothing would run even if it were missing. Opening a dialog, asking another host or logging an error fails a test.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Answer, Citation, RelatedPassage, ShortAnswer
from assistant.question import MAX_CHARACTERS, Question, clean_text
from corpus.document import Corpus, Passage
from corpus.reader import read_corpus
from tests.ui.chat_page import ChatPage, open_chat
from tests.ui.payloads import CONTROLS, ELSEWHERE, LONG_WORD, PAYLOADS, URLS
from tests.ui.serving import served
from ui.answers import Answers
from ui.feedback import MAX_COMMENT_CHARACTERS, FeedbackStore
from ui.server import create_app

SENTENCE = "The quote is {} and no more than number {}."
TEXTS = "all => all.map(e => e.textContent.trim())"
# What only a payload would have made.
MADE = """xpath=//*[@id='chat' or @id='panel' or self::article]//*[
  self::script or self::style or self::iframe or self::object or self::embed or self::img or self::video or self::audio
  or self::math or self::base or self::meta or self::link or self::select or self::template or self::table
  or self::x or self::b or @*[starts-with(name(), 'on')] or @formaction or @ping or @srcdoc]"""
LINKS = "all => all.map(a => a.protocol + (a.host === location.host ? '' : a.host))"
# Parsed by the browser but not shown: a hundred pages would take half a minute.
PARSED = """async ([addresses, made]) => await Promise.all(addresses.map(async address => {
  const html = await (await fetch(address, { headers: { accept: 'text/html' } })).text();
  const page = new DOMParser().parseFromString(html, 'text/html'), text = selector => page.querySelector(selector).textContent;
  const strangers = page.evaluate(made, page, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE).snapshotLength;
  return [page.title, text('article :is(h1, h2)'), text('.section'), text('.text'), strangers];
}))"""


SIGN = re.compile(r"[!-/:-@\[-`{-~]")


class HostileAnswers:
    """Quotes every document of a hostile corpus, and answers or abstains as the question says."""

    ready = True

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def invoke(self, input: Question, config: Any = None) -> Answer:
        if input.text == "greet":
            return Answer(input.text, input.text, "en", "smalltalk", PAYLOADS[0], 1.0)
        if input.text == "abstain":
            return Answer(input.text, input.text, "en", "abstained", PAYLOADS[0], 0.1, (), self.related(), PAYLOADS)
        if input.text.startswith("short "):
            return self._shortened(input.text, int(input.text.split()[1]))
        citations = tuple(Citation(**fields, marker=i) for i, fields in enumerate(self._quoted(), 1))
        text = "\n".join(f"{c.quote} [{c.marker}]" for c in citations)
        return Answer(input.text, input.text, "en", "answered", text, 0.9, citations, suggestions=PAYLOADS)

    def _shortened(self, question: str, number: int) -> Answer:
        """The payload of that number as the short answer."""
        fields = next(islice(self._quoted(), number, None))
        payload = self.corpus.documents[number].title
        start = fields["start"] + fields["quote"].index(payload)
        citation, short = Citation(**fields, marker=1), ShortAnswer(payload, 1, start, start + len(payload))
        text = f"{citation.quote} [1]"
        return Answer(question, question, "en", "partial", text, 0.9, (citation,), short_answer=short)

    def related(self) -> tuple[RelatedPassage, ...]:
        return tuple(RelatedPassage(**fields) for fields in self._quoted())

    def _quoted(self) -> Iterator[dict[str, Any]]:
        for passage in self.corpus.passages:
            document = self.corpus.document(passage.document_id)
            assert document
            at = {"start": passage.start, "end": passage.end, "quote": document.text[passage.start : passage.end]}
            names = {"title": document.title, "url": document.url, "section": " › ".join(passage.section)}
            yield {"passage_id": passage.id, "document_id": document.id, "page": None, "sha256": document.sha256, **names, **at}

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        answer = self.invoke(input)
        yield from (answer.answer[i : i + 97] for i in range(0, len(answer.answer), 97))
        yield answer

    def check(self) -> None: ...

    def examples(self) -> tuple[str, ...]:
        return PAYLOADS


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> HostileAnswers:
    """A folder with one document for each payload, which is its title, its heading and part of its text."""
    folder = tmp_path_factory.mktemp("hostile")
    tables = []
    for i, payload in enumerate((*PAYLOADS, LONG_WORD)):
        written = SIGN.sub(r"\\\g<0>", payload)  # so that Markdown shows it as it is
        (folder / f"{i:03}.md").write_text(f"# {written}\n\n{SENTENCE.format(written, i)}\n", encoding="utf-8")
        url = json.dumps(URLS[i % len(URLS)])
        tables.append(f'["{i:03}.md"]\ntitle = {json.dumps(payload, ensure_ascii=False)}\nurl = {url}\n')
    (folder / "manifest.toml").write_text("\n".join(tables), encoding="utf-8")
    corpus = read_corpus(folder)
    assert tuple(d.title for d in corpus.documents) == (*PAYLOADS, LONG_WORD)
    assert {d.url for d in corpus.documents} == {" ".join(url.split()) for url in URLS}
    return HostileAnswers(corpus)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FeedbackStore:
    return FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def hostile_server(hostile: HostileAnswers, store: FeedbackStore) -> Iterator[str]:
    answers: Answers = hostile
    with served(create_app(answers, feedback=store)) as address:
        yield address


@contextmanager
def open_without_policy(browser: Browser, address: str, path: str = "/", **context: Any) -> Iterator[ChatPage]:
    """The chat without its content security policy; no dialog may open."""
    ran: list[str] = []
    with open_chat(browser, address, path, bypass_csp=True, **context) as chat:
        chat.page.context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        yield chat
        assert_untouched(chat.page)
        assert ran == []


def assert_untouched(page: Page) -> None:
    assert page.locator(MADE).evaluate_all("all => all.map(e => e.outerHTML.slice(0, 200))") == []
    assert set(page.locator("a").evaluate_all(LINKS)) <= {"http:", "https:example.org"}


def address_of(passage: Passage) -> str:
    return f"/source/{passage.document_id}?start={passage.start}&end={passage.end}"


def shown(text: str) -> str:
    """The text as messages have it: what is invisible could turn the text around, so it is a space."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def chunks(texts: Sequence[str], characters: int) -> Iterator[str]:
    """The texts joined to as few as possible of at most that many characters."""
    joined = ""
    for text in texts:
        if joined and len(joined) + len(text) + 1 > characters:
            yield joined
            joined = ""
        joined = f"{joined} {text}".strip()
    yield joined


def test_payloads_do_harm_where_they_are_not_escaped(browser: Browser) -> None:
    """Otherwise the other tests would prove nothing."""
    tab = browser.new_context()
    page = tab.new_page()
    seen: set[str] = set()
    frames = "".join(f'<iframe srcdoc="{escape(payload)}"></iframe>' for payload in PAYLOADS)
    page.on("dialog", lambda dialog: (seen.add("dialog"), dialog.dismiss()))
    page.on("request", lambda request: seen.add(request.url))
    page.route("**/*", lambda route: route.abort())
    page.route("http://naive.example/", lambda route: route.fulfill(body=frames, content_type="text/html;charset=utf-8"))
    page.add_init_script("if (parent !== window) alert = () => console.log('ran')")  # one dialog holds everything up
    page.on("console", lambda message: seen.add(message.text))
    page.goto("http://naive.example/")
    page.evaluate("alert()")
    tab.close()
    assert {"dialog", "ran"} <= seen
    assert len([url for url in seen if url.startswith(ELSEWHERE)]) > 10


def test_questions_answers_and_suggestions(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    with open_without_policy(browser, hostile_server) as chat:
        offered = chat.page.locator("#chat .example-text").evaluate_all(TEXTS)
        assert [shown(text) for text in offered] == [shown(text) for text in PAYLOADS]
        for text in chunks((*PAYLOADS, *CONTROLS), MAX_CHARACTERS):
            answer = chat.ask(text)
            asked = chat.page.locator("#chat .user.message .message-content").last.evaluate("e => e.textContent.trim()")
            assert asked == clean_text(text)
        citations = hostile.invoke(Question(text)).citations
        paragraphs = answer.locator("> p:not(.support)").evaluate_all(TEXTS)
        assert paragraphs == [shown(f"{c.quote} [{c.marker}]") for c in citations]
        references = answer.locator(".refs a").evaluate_all(TEXTS)
        assert references == [shown(f"[{c.marker}] {c.title} › {c.section}") for c in citations]
        offered = chat.page.locator("#chat .options button").evaluate_all(TEXTS)
        assert [shown(text) for text in offered] == [shown(text) for text in PAYLOADS]
        expect(chat.page).to_have_title("NISC Assistant")


def test_short_answers(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    with open_without_policy(browser, hostile_server) as chat:
        for number in range(0, len(PAYLOADS), 6):
            answer = chat.ask(f"short {number}")
            words = hostile.invoke(Question(f"short {number}")).short_answer
            assert words is not None
            assert [shown(text) for text in answer.locator("p.short, strong").evaluate_all(TEXTS)] == [shown(words.text)] * 2


def test_previews_and_the_source_panel(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    citations = hostile.invoke(Question("answer")).citations
    with open_without_policy(browser, hostile_server) as chat:
        answer = chat.ask("answer")
        for marker, citation in zip(answer.locator("a.cite").all(), citations, strict=True):
            title = (marker.get_attribute("title") or marker.get_attribute("data-preview") or "").removesuffix("…")
            assert title
            assert shown(" ".join(f"{citation.section}: {citation.quote}".split())).startswith(title)
        for number in (0, 17, 60):
            marker, citation = answer.locator("a.cite").nth(number), citations[number]
            marker.focus()
            expect(chat.page.locator("#preview")).to_contain_text(shown(citation.section))
            marker.press("Enter")
            chat.page.locator(f"{marker.get_attribute('href')} mark").wait_for()
            assert chat.mark().evaluate("e => e.textContent") == citation.quote
            assert chat.page.locator("#panel article h2").evaluate("e => e.textContent") == citation.title


def test_related_passages_of_an_abstention(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    with open_without_policy(browser, hostile_server) as chat:
        answer = chat.ask("abstain")
        references = answer.locator(".refs a").evaluate_all(TEXTS)
        assert references == [shown(f"{p.title} › {p.section}") for p in hostile.related()]


def test_every_document_as_a_page(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    places = hostile.corpus.passages[: len(PAYLOADS)]
    addresses = [address_of(place) for place in places]
    with open_without_policy(browser, hostile_server) as chat:
        pages = chat.page.evaluate(PARSED, [addresses, MADE.removeprefix("xpath=")])
        for place, page in zip(places, pages, strict=True):
            document = hostile.corpus.document(place.document_id)
            assert document
            title = " ".join(document.title.split())
            assert page == [title, document.title, " › ".join(place.section), document.text, 0]
        for address in addresses[::20]:
            chat.page.goto(hostile_server + address)
            assert_untouched(chat.page)


def test_only_web_addresses_become_links(hostile_server: str, hostile: HostileAnswers) -> None:
    linked: set[str] = set()
    with httpx.Client(base_url=hostile_server) as client:
        for place in hostile.corpus.passages:
            hrefs = re.findall(r"<a[^>]* href=([\"'])(.*?)\1", client.get(address_of(place)).text)
            linked |= {unescape(href) for _, href in hrefs if ":" in href}
    assert linked == set(URLS[-2:])


def test_a_word_without_end_widens_nothing(browser: Browser, hostile_server: str, hostile: HostileAnswers) -> None:
    wide = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
    with open_without_policy(browser, hostile_server, viewport={"width": 390, "height": 844}) as chat:
        chat.ask("answer").locator("a.cite").last.press("Enter")
        chat.mark().wait_for()
        assert chat.page.evaluate(wide) <= 0
        chat.page.goto(hostile_server + address_of(hostile.corpus.passages[-1]))
        assert chat.page.evaluate(wide) <= 0


@pytest.mark.parametrize("form", [{}, {"embed": "1"}])
def test_what_the_address_says(browser: Browser, hostile_server: str, form: dict[str, str]) -> None:
    text = " ".join((*PAYLOADS, *CONTROLS))
    for query in (
        {"title": text, "greeting": text, "lang": text, "accent": text},
        {"accent": "red;}*{display:none", "lang": "en"},
    ):
        with open_without_policy(browser, hostile_server, f"/?{urlencode({**query, **form})}#{quote(text)}") as chat:
            expect(chat.page.locator("#chat .example-text").first).to_be_visible()
            body = chat.page.locator("body").evaluate("e => getComputedStyle(e).display")
            assert body != "none"


def test_comments(browser: Browser, hostile_server: str, store: FeedbackStore) -> None:
    comments = list(chunks((*PAYLOADS, *CONTROLS), MAX_COMMENT_CHARACTERS))
    with open_without_policy(browser, hostile_server) as chat:
        for comment in comments:
            answer = chat.ask("greet")
            answer.locator(".rate.down").click()
            answer.locator("form textarea").fill(comment)
            answer.locator("form button[type=submit]").click()
            expect(answer.locator("form textarea")).to_have_count(0)
    kept = [row["comment"] for row in store.export() if row["comment"]]
    assert [clean_text(comment) for comment in kept] == [clean_text(comment) for comment in comments]


def test_what_is_not_there_is_no_page_that_repeats_the_address(hostile_server: str) -> None:
    """A page could run what an address holds."""
    nonce = re.compile(r"nonce=\"[^\"]+")
    with httpx.Client(base_url=hostile_server, headers={"accept": "text/html"}) as client:
        missing = nonce.sub("", client.get("/source/nope?start=0&end=1").text)
        for payload in (*PAYLOADS, *CONTROLS):
            name = quote(payload, safe="")
            for path in (f"/source/{name}?start=0&end=1", f"/api/documents/{name}", f"/api/passages/{name}", f"/api/{name}"):
                response = client.get(path)
                assert response.status_code in (400, 404, 422), path
                assert response.headers["content-type"] == "application/json" or nonce.sub("", response.text) == missing
                assert response.headers["x-content-type-options"] == "nosniff"
