"""The inline part of Markdown: what a reader sees of a line, without the marks that shape it."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from corpus.content import Visible
from corpus.paragraphs import Runs, TextLine, before, text_of

# What stands behind the text of a link, an image or an address in angle brackets.
_AFTER_LINK = re.compile(r"[*_~`]*(?:\](?:\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\]]*\])?|>)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(/?)(?:s|del|strike|script|style|template)\b", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\s*\{[:#.][^{}\n]*\}\s*\Z")
_BETWEEN_LINKS = " |·•/,、-–—\t"


class InlineText:
    """The visible text of inline tokens, with their places in the source between `start` and `end`."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self._source, self.at, self._end = source, start, end
        self._unseen = 0

    def lines(self, tokens: Sequence[Token]) -> Iterator[TextLine]:
        """The text by the lines of the source. `at` is behind what was read then."""
        visible = Visible()
        for token in tokens:
            is_tag = token.type == "html_inline" and bool(_BREAK.match(token.content))
            if token.type in ("softbreak", "hardbreak") or is_tag:
                self._find(token.content if is_tag else "\n")
                yield visible.runs(), token.type != "softbreak"
            else:
                self._read(token, visible)
        yield visible.runs(), False

    def _read(self, token: Token, visible: Visible) -> None:
        match token.type:
            case "text" | "code_inline":
                self._show(visible, token.content)
            case "text_special":
                start = self._find(token.markup)
                if not self._unseen:
                    visible.add_as(token.content, start, start + len(token.markup))
            case "html_inline":
                self._find(token.content)
                if match := _UNSEEN.match(token.content):
                    self._unseen = max(0, self._unseen + (-1 if match[1] else 1))
            case "s_open" | "s_close":
                self._unseen += token.nesting
            case "link_close":
                self._skip(_AFTER_LINK)
            case "image":
                self._find("![")
                self._find(token.content)
                self._skip(_AFTER_LINK)
            case "footnote_ref":
                self._find("[^")
                self.at -= 2
                self._skip(_FOOTNOTE)

    def _show(self, visible: Visible, text: str) -> None:
        start = self._find(text)
        if self._unseen:
            return
        if self._source.startswith(text, start):
            visible.add(text, start)
        else:
            visible.add_as(" ".join(text.split()), start, self.at)

    def _find(self, text: str) -> int:
        """Where the text stands from here on; `at` is behind it then."""
        # A bar within a table has a backslash before it.
        for form in (text, text.replace("|", r"\|")):
            if (found := self._source.find(form, self.at, self._end)) >= 0:
                self.at = found + len(form)
                return found
        return self.at

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self._source, self.at, self._end):
            self.at = found.end()


def is_only_links(tokens: Sequence[Token]) -> bool:
    """Whether inline tokens hold links and no other text."""
    depth = links = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        links += token.type == "link_open"
        if depth == 0 and token.type in ("text", "code_inline") and token.content.strip(_BETWEEN_LINKS):
            return False
    return links > 0


def leads_only_within(tokens: Sequence[Token]) -> bool:
    """Whether inline tokens are only links, and all lead to places of the same page."""
    links = [str(token.attrs.get("href", "")) for token in tokens if token.type == "link_open"]
    return is_only_links(tokens) and all(link.startswith("#") for link in links)


def is_bold(tokens: Sequence[Token]) -> bool:
    """Whether all text of inline tokens is one piece of strong emphasis."""
    kinds = [token.type for token in tokens if token.type != "text" or token.content.strip()]
    return kinds[:1] == ["strong_open"] and kinds[-1] == "strong_close" and kinds.count("strong_open") == 1


def without_attributes(runs: Runs) -> Runs:
    """A heading without what some dialects write behind it in braces: its name, or its class."""
    match = _ATTRIBUTES.search(text_of(runs))
    return before(runs, match.start()) if match else runs
