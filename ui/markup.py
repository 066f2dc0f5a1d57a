"""An answer as the HTML that Gradio's chat shows.

The chat reads messages as Markdown that may hold HTML, then sanitises them. Text is therefore escaped so that neither
Markdown, nor HTML, nor TeX finds anything in it, and each message is one HTML block without line breaks, because a
blank line would end the block. The sanitiser drops `data-` and `aria-` attributes: a source travels in the `href`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from assistant.answer import Answer, Citation, RelatedPassage
from ui.strings import Strings

WELL_SUPPORTED = 0.8
_MARKER = re.compile(r"\[(\d{1,3})\]")
_HALF_MARKER = re.compile(r"\s*\[\d{0,3}$")
_TITLE_CHARACTERS = 120
_SNIPPET_CHARACTERS = 160


def literal(text: str) -> str:
    """`text` shown exactly as it is: `html.escape` alone would leave Markdown and TeX working."""
    return "".join(_literal_character(c) for c in text)


def _literal_character(c: str) -> str:
    if c == "\n":
        return "<br>"
    if c.isascii():
        return c if c.isalnum() or c == " " else f"&#{ord(c)};" if c.isprintable() else " "
    return c if c.isprintable() else " "


def source_id(passage: RelatedPassage) -> str:
    """The name of a quoted span in links, unique by content."""
    return f"src-{passage.document_id}-{passage.start}-{passage.end}"


def partial_answer(text: str) -> str:
    """What has been streamed so far; citations are not known yet, and half a marker must not flicker."""
    return f"<div class='answer'>{_body(_HALF_MARKER.sub('', text), {})}</div>"


def whole_answer(answer: Answer, strings: Strings) -> str:
    """A finished answer with its markers as links, and its sources or related passages below."""
    parts = {"answered": _answered, "abstained": _abstained, "smalltalk": _smalltalk}[answer.status](answer, strings)
    return f"<div class='answer done {answer.status}' lang='{literal(answer.language)}'>{''.join(parts)}</div>"


def failure(message: str, strings: Strings) -> str:
    """A question that got no answer, with the one line that says why."""
    label = literal(strings.not_answered)
    return f"<div class='answer done failed'><p class='label'>{label}</p><p>{literal(message)}</p></div>"


def _answered(answer: Answer, strings: Strings) -> Iterator[str]:
    well = answer.confidence >= WELL_SUPPORTED
    yield _body(answer.answer, {c.marker: c for c in answer.citations})
    yield f"<p class='support {'well' if well else 'partly'}'>"
    yield f"{literal(strings.well_supported if well else strings.partly_supported)}</p>"
    yield "<ol class='refs'>"
    for citation in answer.citations:
        yield f"<li>{_reference(citation, f'[{citation.marker}] {place_name(citation)}')}</li>"
    yield "</ol>"


def _abstained(answer: Answer, strings: Strings) -> Iterator[str]:
    yield f"<p class='label'>{literal(strings.abstained)}</p>{_body(answer.answer, {})}"
    if answer.related:
        yield f"<p class='heading'>{literal(strings.related)}</p><ul class='refs'>"
        for passage in answer.related:
            snippet = f"<span class='snippet'>{literal(clipped(passage.quote, _SNIPPET_CHARACTERS))}</span>"
            yield f"<li>{_reference(passage, place_name(passage))}{snippet}</li>"
        yield "</ul>"


def _smalltalk(answer: Answer, strings: Strings) -> Iterator[str]:
    yield _body(answer.answer, {c.marker: c for c in answer.citations})


def _reference(passage: RelatedPassage, text: str) -> str:
    return f"<a class='ref' href='#{literal_id(passage)}'>{literal(text)}</a>"


def literal_id(passage: RelatedPassage) -> str:
    """The source id inside an attribute."""
    return literal(source_id(passage))


def place_name(passage: RelatedPassage) -> str:
    """Where a passage stands, in words."""
    page = f"p. {passage.page}" if passage.page is not None else ""
    return " › ".join(part for part in (passage.title, passage.section, page) if part)


def clipped(text: str, characters: int) -> str:
    """One line of at most that many characters."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def _body(text: str, citations: Mapping[int, Citation]) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks = groupby(lines, key=lambda line: line.startswith("- "))
    return "".join(_list(list(block), citations) if items else _paragraphs(list(block), citations) for items, block in blocks)


def _list(lines: Sequence[str], citations: Mapping[int, Citation]) -> str:
    return "<ul>" + "".join(f"<li>{_linked(line[2:], citations)}</li>" for line in lines) + "</ul>"


def _paragraphs(lines: Sequence[str], citations: Mapping[int, Citation]) -> str:
    return "".join(f"<p>{_linked(line, citations)}</p>" for line in lines)


def _linked(text: str, citations: Mapping[int, Citation]) -> str:
    pieces = _MARKER.split(text)
    shown = [literal(piece) if i % 2 == 0 else _marker(int(piece), citations) for i, piece in enumerate(pieces)]
    return "".join(shown)


def _marker(number: int, citations: Mapping[int, Citation]) -> str:
    citation = citations.get(number)
    if citation is None:
        return f"<span class='cite'>&#91;{number}&#93;</span>"
    title = clipped(f"{citation.section or citation.title}: {citation.quote}", _TITLE_CHARACTERS)
    return f"<a class='cite' href='#{literal_id(citation)}' title='{literal(title)}'>&#91;{number}&#93;</a>"
