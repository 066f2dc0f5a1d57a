"""Which language a reader gets, and that a page is in one language throughout."""

from dataclasses import asdict
from string import Formatter

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ui.chat_page import QUESTION, open_chat
from ui.answers import Answers
from ui.language import wanted_language
from ui.strings import CATALOGUES, EN, JA


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [("", "", "en"), ("", "ja,en;q=0.8", "ja"), ("", "en-GB,ja;q=0.9", "en"), ("", "fr, JA-jp;q=0.5, en;q=0.4", "ja"),
     ("lang=en", "ja", "en"), ("lang=ja-JP", "en", "ja"), ("lang=xx&x=1", "ja", "ja"), ("", "ja;q=0, en", "en"),
     ("", "ja;q=x;;,,=", "en"), ("lang=%FF", "fr", "en")],
)  # fmt: skip
def test_language_of_a_request(query: str, accept: str, language: str) -> None:
    assert wanted_language(query, accept) == language


def test_catalogues_have_the_same_placeholders_and_nothing_empty() -> None:
    def fields(text: str) -> set[str | None]:
        return {field for _, _, field, _ in Formatter().parse(text)} - {None}

    for strings in CATALOGUES.values():
        for name, text in asdict(strings).items():
            assert text.strip(), name
            assert fields(text) == fields(getattr(EN, name)), name


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [("/", "ja", "ja/"), ("/?embed=1", "ja", "ja/?embed=1"), ("/?lang=ja&embed=1", "en", "ja/?lang=ja&embed=1"),
     ("/", "en", None), ("/?lang=en", "ja", None), ("/ja/", "en", None), ("/ja/?lang=en", "ja", "../?lang=en"),
     ("/?lang=%0d%0ax", "ja", "ja/?lang=%0d%0ax")],
)  # fmt: skip
def test_pages_are_redirected_by_relative_addresses(server: str, path: str, accept: str, location: str | None) -> None:
    response = httpx.get(server + path, headers={"accept": "text/html", "accept-language": accept})
    assert response.headers.get("location") == location
    assert response.status_code == (307 if location else 200)


def test_japanese_page_is_japanese(browser: Browser, server: str, assistant: Answers) -> None:
    with open_chat(browser, server, locale="ja-JP") as chat:
        page = chat.page
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        expect(page).to_have_title(JA.title)
        expect(page.locator(QUESTION)).to_have_attribute("placeholder", JA.input_placeholder)
        expect(page.locator("#chat .placeholder")).to_have_text(JA.placeholder)
        expect(page.locator("#panel")).to_contain_text(JA.source_hint)
        answer = chat.ask(assistant.examples()[0])
        expect(answer.locator(".support")).to_have_text(JA.well_supported)
        expect(answer.locator("p").first).to_have_attribute("lang", "en")
        answer.locator("a.cite").first.click()
        expect(chat.mark()).to_be_focused()
        expect(page.locator("#panel [data-copy]")).to_have_text(JA.copy_permalink)
        expect(page.locator("#panel .text")).to_have_attribute("lang", "en")
        abstained = chat.ask("富士山の高さは？")
        expect(abstained.locator(".label")).to_have_text(JA.abstained)
        expect(abstained.locator(".snippet").first).to_have_attribute("lang", "en")
        buttons = page.locator(":is(#ask, #tools) button:visible")
        expect(buttons).to_have_text([JA.send, JA.new_conversation, JA.retry, JA.edit, JA.copy, "↓ Markdown", "↓ JSON"])
        expect(page.locator("#save-json")).to_have_attribute("aria-label", JA.save_json)
        labels = page.locator("[aria-label]:visible, [title]:visible").evaluate_all(
            "all => all.map(e => e.ariaLabel || e.title).filter(text => !/[\\u3040-\\u9fff]/.test(text))"
        )
        assert [label for label in labels if not label.startswith("[")] == []


def test_choice_is_remembered_and_an_address_goes_before_it(browser: Browser, server: str, assistant: Answers) -> None:
    with open_chat(browser, server) as chat:
        chat.ask(assistant.examples()[0])
        chat.page.locator("#languages a").click()
        expect(chat.page.locator("#send")).to_have_text(JA.send)
        expect(chat.page.locator("#chat .answer .support")).to_have_text(JA.well_supported)
        chat.page.goto(server)
        expect(chat.page.locator("#send")).to_have_text(JA.send)
        chat.page.goto(f"{server}/?lang=en")
        expect(chat.page.locator("#send")).to_have_text(EN.send)
