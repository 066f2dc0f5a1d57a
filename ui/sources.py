"""A quoted span in the document it comes from, as a page of its own: `/source/<document>#<start>-<end>`.

The chat's source panel shows the `<article>` of the same page, so there is one rendering of a source, and every quote
has an address that can be passed on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from corpus.document import Corpus, Document, Passage, Place
from ui.static_files import version
from ui.strings import Strings

WHOLE_DOCUMENT_CHARACTERS = 20_000
_WINDOW_CHARACTERS = 8_000
# Pages of one quote that are shown as pictures.
MAX_PAGES = 2


@dataclass(frozen=True, slots=True)
class Source:
    """A span of a document, the passage around it and the other places with the same text. An empty span marks nothing."""

    document: Document
    place: Place
    section: tuple[str, ...]
    also_in: tuple[Place, ...]
    window: Place


def find_source(corpus: Corpus, place: Place) -> Source | None:
    """The source at that place; None where the corpus has no such place."""
    document = corpus.document(place.document_id)
    if document is None or not 0 <= place.start < place.end <= len(document.text):
        return None
    passage = next((p for p in corpus.passages if any(_covers(at, place) for at in _places(p))), None)
    return Source(
        document,
        place,
        passage.section if passage else (),
        _others(passage, place) if passage else (),
        _window(corpus, document, place),
    )


def find_document(corpus: Corpus, document_id: str) -> Source | None:
    """The document without a span; None where the corpus has no such document."""
    document = corpus.document(document_id)
    start = Place(document_id, 0, 0)
    return Source(document, start, (), (), _window(corpus, document, start)) if document else None


def _places(passage: Passage) -> tuple[Place, ...]:
    return (Place(passage.document_id, passage.start, passage.end), *passage.also_in)


def _covers(outer: Place, inner: Place) -> bool:
    return outer.document_id == inner.document_id and outer.start <= inner.start and inner.end <= outer.end


def _others(passage: Passage, place: Place) -> tuple[Place, ...]:
    """The sentence's other places where the span is one sentence, else those of the whole passage."""
    for sentence in passage.sentences:
        same = (Place(passage.document_id, sentence.start, sentence.end), *sentence.also_in)
        if place in same:
            return tuple(other for other in same if other != place)
    return tuple(other for other in _places(passage) if not _covers(other, place))


def _window(corpus: Corpus, document: Document, place: Place) -> Place:
    """The whole document, or of a long one the passages around the place, so that no passage is cut."""
    if len(document.text) <= WHOLE_DOCUMENT_CHARACTERS:
        return Place(document.id, 0, len(document.text))
    near = Place(document.id, place.start - _WINDOW_CHARACTERS, place.end + _WINDOW_CHARACTERS)
    shown = [place, *(at for passage in corpus.passages for at in _places(passage) if _covers(near, at))]
    return Place(document.id, min(at.start for at in shown), max(at.end for at in shown))


def source_page(source: Source, corpus: Corpus, strings: Strings) -> str:
    """The page of a source; all addresses in it are relative, so that it works below any path."""
    return _page(source.document.title, "".join(_article(source, corpus, strings)), strings)


def missing_page(strings: Strings) -> str:
    """The page in the place of a source that is not, or no longer, in the corpus."""
    return _page(strings.source_missing, f"<p>{escape(strings.source_missing)}</p>", strings)


def _page(title: str, content: str, strings: Strings) -> str:
    return (
        f"<!doctype html><html lang='{strings.language}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width,initial-scale=1'><title>{escape(title)}</title>"
        f"<link rel='stylesheet' href='../ui/chat.css?v={version()}'>"
        f"<script type='module' src='../ui/source.js?v={version()}'></script></head>"
        f"<body class='page'><header><a href='../?lang={strings.language}'>{escape(strings.back)}</a></header>"
        f"<main>{content}</main></body></html>"
    )


def _article(source: Source, corpus: Corpus, strings: Strings) -> Iterator[str]:
    document, place, window = source.document, source.place, source.window
    lang = f"lang='{escape(document.language)}'"
    yield f"<article class='source'><h1 {lang}>{escape(document.title)}</h1>"
    if source.section:
        yield f"<p class='section' {lang}>{escape(' › '.join(source.section))}</p>"
    yield f"<p class='facts'>{' · '.join(_facts(source, strings))}</p>"
    yield from _also_in(source, corpus, strings)
    if window.end - window.start < len(document.text):
        yield f"<p class='facts'>{escape(strings.shortened)}</p>"
    yield from _pages(source, strings)
    yield f"<div class='text' {lang} tabindex='0'>{escape(document.text[window.start : place.start])}"
    if place.start < place.end:
        yield f"<mark tabindex='-1'>{escape(document.text[place.start : place.end])}</mark>"
    yield f"{escape(document.text[place.end : window.end])}</div></article>"


def _pages(source: Source, strings: Strings) -> Iterator[str]:
    """Pictures of the pages that the span stands on, with its words marked."""
    document, place = source.document, source.place
    first, last = document.page_at(place.start), document.page_at(max(place.start, place.end - 1))
    if not document.is_paged or first is None or last is None or place.start == place.end:
        return
    for number in range(first, min(last, first + MAX_PAGES - 1) + 1):
        address = f"../api/documents/{quote(document.id, safe='')}/pages/{number}.png?start={place.start}&amp;end={place.end}"
        name = escape(strings.page.format(number=number))
        yield f"<figure class='page'><img src='{address}' alt='{name}'><figcaption>{name}</figcaption></figure>"


def _facts(source: Source, strings: Strings) -> Iterator[str]:
    document, place = source.document, source.place
    if document.file:
        yield escape(document.file)
    if document.as_of:
        yield escape(strings.document_as_of.format(date=document.as_of.isoformat()))
    if document.url and document.url.startswith(("https://", "http://")):
        link = f"href='{escape(document.url)}' target='_blank' rel='noopener noreferrer'"
        yield f"<a {link}>{escape(strings.original)}</a>"
    if place.start < place.end:
        yield _permalink(place, strings)


def _permalink(place: Place, strings: Strings) -> str:
    address = f"{quote(place.document_id, safe='')}#{place.start}-{place.end}"
    said = f"data-copied='{escape(strings.copied)}' data-failed='{escape(strings.not_copied)}'"
    button = f"<button type='button' data-copy='{address}' {said}>{escape(strings.copy_permalink)}</button>"
    return f"<a data-permalink href='{address}'>{escape(strings.permalink)}</a> {button}"


def _also_in(source: Source, corpus: Corpus, strings: Strings) -> Iterator[str]:
    documents = [(place, corpus.document(place.document_id)) for place in source.also_in]
    links = [
        f"<li><a data-source {_address(place)} lang='{escape(d.language)}'>{escape(d.title)}</a></li>"
        for place, d in documents
        if d
    ]
    if links:
        yield f"<div class='also'>{escape(strings.also_in)}<ul>{''.join(links)}</ul></div>"


def _address(place: Place) -> str:
    return f"href='{quote(place.document_id, safe='')}?start={place.start}&amp;end={place.end}'"
