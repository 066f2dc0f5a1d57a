"""An answer as the HTML that Gradio's chat shows.

The chat reads messages as Markdown that may hold HTML, then sanitises them. Text is therefore escaped so that neither
Markdown, nor HTML, nor TeX finds anything in it, and each message is one HTML block without line breaks, because a
blank line would end the block. The sanitiser drops `data-` and `aria-` attributes: a source travels in the `href`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from assistant.answer import Answer, Citation, RelatedPassage
from ui.strings import Strings
from ui.tables import Rows, no_rows, table
from ui.words import NOWHERE, Line, Span, lines, short_span

WELL_SUPPORTED = 0.8
# Each quote is followed by its marker; numbers in brackets within a quote are part of it.
_MARKER = re.compile(r"\[(\d{1,3})\]$")
# What stands between blank lines.
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_HALF_MARKER = re.compile(r"\s*\[\d{0,3}$")
_TITLE_CHARACTERS = 320
_SNIPPET_CHARACTERS = 160
# The language of a document by its id; empty where it is not known.
Languages = Callable[[str], str]


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
    return f"<div class='answer'>{_body(_HALF_MARKER.sub('', text), {}, lambda _: '', '')}</div>"


def whole_answer(answer: Answer, strings: Strings, languages: Languages = lambda _: "", rows: Rows = no_rows) -> str:
    """A finished answer with its markers as links, rows of tables as tables, and its sources or related passages below."""
    parts = {"abstained": _abstained, "smalltalk": _smalltalk}.get(answer.status)
    shown = parts(answer, strings, languages) if parts else _answered(answer, strings, languages, rows)
    inner = "".join(shown) + _tools(strings)
    return f"<div class='answer done {answer.status}'>{inner}</div>"


def failure(message: str, strings: Strings) -> str:
    """A question that got no answer, with the one line that says why."""
    label = literal(strings.not_answered)
    return f"<div class='answer done failed'><p class='label'>{label}</p><p>{literal(message)}</p></div>"


def stopped(shown: str, strings: Strings) -> str:
    """What was streamed until the reader stopped it, with a word that it is not the whole answer."""
    return f"{shown}<p class='stopped'>{literal(strings.stopped)}</p>"


def _answered(answer: Answer, strings: Strings, languages: Languages, rows: Rows) -> Iterator[str]:
    yield _short(answer, languages)
    yield from _said(answer, languages, rows)
    yield _support(answer, strings)
    yield "<ol class='refs'>"
    for citation in answer.citations:
        yield f"<li>{_reference(citation, f'[{citation.marker}] {place_name(citation, strings)}', languages)}</li>"
    yield "</ol>"


def _said(answer: Answer, languages: Languages, rows: Rows) -> Iterator[str]:
    """The text of an answer, its quotes of tables as tables."""
    citations = {c.marker: c for c in answer.citations}
    tables = {marker: quoted for marker, c in citations.items() if (quoted := rows(c))}
    bold, begin, text = short_span(answer), 0, answer.answer
    for block in _BLOCK.finditer(text):
        marker = _MARKER.search(block.group().rstrip())
        number = int(marker[1]) if marker else 0
        if number not in tables:
            continue
        yield _part(text, begin, block.start(), bold, citations, languages, answer.language)
        begin = block.end()
        citation = citations.pop(number)
        link = _marker(number, {number: citation}, languages)
        yield table(tables.pop(number), answer, literal, link, _lang(languages(citation.document_id)))
    yield _part(text, begin, len(text), bold, citations, languages, answer.language)


def _part(
    text: str, start: int, end: int, bold: Span, citations: dict[int, Citation], languages: Languages, language: str
) -> str:
    within = Span(max(bold.start, start) - start, min(bold.end, end) - start)
    return _body(text[start:end], citations, languages, language, within if within.start < within.end else NOWHERE)


def _short(answer: Answer, languages: Languages) -> str:
    """The short answer as a line of its own, in the language of the document that it is quoted from."""
    short = answer.short_answer
    if short is None:
        return ""
    document = next((c.document_id for c in answer.citations if c.marker == short.marker), "")
    return f"<p class='short'{_lang(languages(document) or answer.language)}>{literal(' '.join(short.text.split()))}</p>"


def _support(answer: Answer, strings: Strings) -> str:
    """How far the answer can be relied on, in words. That something is missing matters more than how sure the rest is."""
    well = answer.status == "answered" and answer.confidence >= WELL_SUPPORTED
    partly = strings.partly_answered if answer.status == "partial" else strings.partly_supported
    return f"<p class='support {'well' if well else 'partly'}'>{literal(strings.well_supported if well else partly)}</p>"


def _abstained(answer: Answer, strings: Strings, languages: Languages) -> Iterator[str]:
    yield f"<p class='label'>{literal(strings.abstained)}</p>{_body(answer.answer, {}, languages, answer.language)}"
    if answer.related:
        yield f"<p class='heading'>{literal(strings.related)}</p><ul class='refs'>"
        for passage in answer.related:
            quote = literal(clipped(passage.quote, _SNIPPET_CHARACTERS))
            snippet = f"<span class='snippet'{_lang(languages(passage.document_id))}>{quote}</span>"
            yield f"<li>{_reference(passage, place_name(passage, strings), languages)}{snippet}</li>"
        yield "</ul>"


def _smalltalk(answer: Answer, strings: Strings, languages: Languages) -> Iterator[str]:
    yield _body(answer.answer, {c.marker: c for c in answer.citations}, languages, answer.language)


def _tools(strings: Strings) -> str:
    """What can be done with an answer; chat.js gives the buttons their work."""
    copy = f"<button class='copy-answer'>{literal(strings.copy)}</button>"
    good = f"<button class='rate up' title='{literal(strings.good)}'></button>"
    bad = f"<button class='rate down' title='{literal(strings.bad)}'></button>"
    return f"<div class='tools'>{copy}{good}{bad}</div>"


def _lang(language: str) -> str:
    return f" lang='{literal(language)}'" if language else ""


def _reference(passage: RelatedPassage, text: str, languages: Languages) -> str:
    lang = _lang(languages(passage.document_id))
    return f"<a class='ref' href='#{literal_id(passage)}'{lang}>{literal(text)}</a>"


def literal_id(passage: RelatedPassage) -> str:
    """The source id inside an attribute."""
    return literal(source_id(passage))


def place_name(passage: RelatedPassage, strings: Strings) -> str:
    """Where a passage stands, in words."""
    page = strings.page.format(number=passage.page) if passage.page is not None else ""
    return " › ".join(part for part in (passage.title, passage.section, page) if part)


def clipped(text: str, characters: int) -> str:
    """One line of at most that many characters."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def _body(text: str, citations: dict[int, Citation], languages: Languages, language: str, bold: Span = NOWHERE) -> str:
    blocks = groupby(lines(text, bold), key=lambda line: line.is_item)
    linked = [
        (items, [_linked(line.without("- ") if items else line, citations, languages) for line in block])
        for items, block in blocks
    ]
    return "".join(_list(block, _lang(language)) if items else _paragraphs(block, _lang(language)) for items, block in linked)


def _list(lines: Sequence[str], lang: str) -> str:
    return f"<ul{lang}>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _paragraphs(lines: Sequence[str], lang: str) -> str:
    return "".join(f"<p{lang}>{line}</p>" for line in lines)


def _linked(line: Line, citations: dict[int, Citation], languages: Languages) -> str:
    """The line with its marker as a link; a citation has one, or a forged answer could show its quote a thousand times."""
    text, *marker = _MARKER.split(line.text)[:2]
    return _emphasised(text, line.bold) + "".join(_marker(int(number), citations, languages) for number in marker)


def _emphasised(text: str, bold: Span) -> str:
    start, end = max(bold.start, 0), min(bold.end, len(text))
    if start >= end:
        return literal(text)
    return f"{literal(text[:start])}<strong>{literal(text[start:end])}</strong>{literal(text[end:])}"


def _marker(number: int, citations: dict[int, Citation], languages: Languages) -> str:
    citation = citations.pop(number, None)
    if citation is None:
        return f"<span class='cite'>&#91;{number}&#93;</span>"
    title = clipped(f"{citation.section or citation.title}: {citation.quote}", _TITLE_CHARACTERS)
    link = f"href='#{literal_id(citation)}' title='{literal(title)}'{_lang(languages(citation.document_id))}"
    return f"<a class='cite' {link}>&#91;{number}&#93;</a>"
