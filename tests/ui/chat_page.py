"""The chat page as a person uses it, watching for requests to other hosts and for errors."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Route

QUESTION = "#question textarea"


class ChatPage:
    """One browser tab with the chat in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        page.wait_for_selector(QUESTION)

    def ask(self, question: str) -> Locator:
        """Type the question, press Enter, and wait for the finished answer."""
        done = self.page.locator("#chat .answer.done")
        before = done.count()
        self.page.fill(QUESTION, question)
        self.page.keyboard.press("Enter")
        done.nth(before).wait_for()
        return done.nth(before)

    def mark(self) -> Locator:
        """The highlighted quote in the source panel."""
        return self.page.locator("#panel mark")

    def focused(self) -> str:
        """The tag of what has the keyboard."""
        return str(self.page.evaluate("document.activeElement.tagName"))


@contextmanager
def open_chat(
    browser: Browser, address: str, path: str = "/", expected: Sequence[str] = (), **context: Any
) -> Iterator[ChatPage]:
    """A chat page; afterwards nothing may have been fetched from elsewhere, and no error may have been logged but those that
    hold one of the `expected` texts."""
    elsewhere: list[str] = []
    errors: list[str] = []

    def guard(route: Route) -> None:
        url = urlsplit(route.request.url)
        if f"{url.scheme}://{url.netloc}" == address:
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    tab = browser.new_context(**context)
    tab.route("**/*", guard)
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        try:
            yield ChatPage(tab.new_page(), address + path)
        except AssertionError as error:
            error.add_note(f"The browser logged: {errors}")
            raise
        assert not elsewhere, elsewhere
        unexpected = [error for error in errors if not any(text in error for text in expected)]
        assert not unexpected, unexpected
    finally:
        tab.close()
