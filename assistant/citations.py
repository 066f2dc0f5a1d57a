"""Citations: a quote for every piece of an answer, exactly as it stands in its document, and the text they make."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from assistant.answer import Citation, RelatedPassage, ShortAnswer
from assistant.units import Unit, are_several
from corpus.document import Document, Passage, Place, Sentence

# Saved answers are checked with what stands here, and without an index: the search is not loaded for its types.
if TYPE_CHECKING:
    from index.search import Hit

# A passage's id, and a start and an end in the text of the document that the passage is named by.
Span = tuple[str, int, int]

MAX_RELATED = 3


def cite(chosen: "Iterable[Unit]", first_marker: int = 1) -> list[Citation]:
    """A citation for each quoted span, in the order of the text where spans of one passage follow one another."""
    spans: dict[Span, tuple[Hit, int, int]] = {}
    cut: set[Span] = set()
    for unit in chosen:
        for start, end in unit.spans:
            span = unit.hit.passage.id, start, end
            spans[span] = (unit.hit, start, end)
            if unit.end:
                cut.add(span)
    merged = _merged(list(spans.values()), cut)
    return [_citation(hit, start, end, first_marker + i) for i, (hit, start, end) in enumerate(merged)]


def compose(
    citations: Iterable[Citation],
    documents: Mapping[str, Document],
    passages: Mapping[str, Passage],
    notes: Iterable[str] = (),
) -> str:
    """The text of the answer: each quote followed by its marker, lists as lists; then each note on what is not answered."""
    quotes = (_shown(c, passages[c.passage_id], documents[c.document_id]) + f" [{c.marker}]" for c in citations)
    return "\n\n".join([*quotes, *notes])


def items_left_out(citations: Iterable[Citation], passages: Mapping[str, Passage]) -> dict[str, int]:
    """For each list of which several items are quoted and others not, by its passage's id, how many are not."""
    quoted: dict[str, list[Citation]] = {}
    for citation in citations:
        quoted.setdefault(citation.passage_id, []).append(citation)
    counts = {}
    for passage_id, own in quoted.items():
        sentences = passages[passage_id].sentences
        items = [place for place, sentence in enumerate(sentences) if sentence.role == "item"]
        held = [place for place in items if any(c.start <= sentences[place].start < c.end for c in own)]
        if len(held) < len(items) and are_several(sentences, held):
            counts[passage_id] = len(items) - len(held)
    return counts


def short_answer(span: Span | None, citations: Iterable[Citation]) -> ShortAnswer | None:
    """The words of this span as the answer itself; None where no citation quotes all of them."""
    if span is None:
        return None
    passage_id, start, end = span
    for citation in citations:
        if citation.passage_id == passage_id and citation.start <= start < end <= citation.end:
            return ShortAnswer(citation.quote[start - citation.start : end - citation.start], citation.marker, start, end)
    return None


def related(hits: "Iterable[Hit]", besides: Iterable[Citation] = ()) -> tuple[RelatedPassage, ...]:
    """Passages worth reading that are not cited already."""
    cited = {citation.passage_id for citation in besides}
    others = [hit for hit in hits if hit.passage.id not in cited]
    return tuple(_whole(hit) for hit in others[:MAX_RELATED])


def _whole(hit: "Hit") -> RelatedPassage:
    return RelatedPassage(**facts(hit.passage, hit.document, hit.passage.start, hit.passage.end))


def _merged(spans: "list[tuple[Hit, int, int]]", cut: AbstractSet[Span]) -> "list[tuple[Hit, int, int]]":
    """Spans of one passage that overlap, or have nothing but white space between them, become one; the order of first
    mention is kept. What is cut joins no neighbour, so that each quote is of whole sentences or a clause."""
    result: list[tuple[Hit, int, int]] = []
    for hit, start, end in spans:
        for i, (other, a, b) in enumerate(result):
            is_apart = max(a, start) >= min(b, end)
            if is_apart and not cut.isdisjoint({(hit.passage.id, start, end), (other.passage.id, a, b)}):
                continue
            if other.passage.id == hit.passage.id and not hit.document.text[min(b, end) : max(a, start)].strip():
                result[i] = (hit, min(a, start), max(b, end))
                break
        else:
            result.append((hit, start, end))
    # What has grown may touch what was apart before.
    return result if len(result) == len(spans) else _merged(result, cut)


def _citation(hit: "Hit", start: int, end: int, marker: int) -> Citation:
    return Citation(**facts(hit.passage, hit.document, start, end), marker=marker)


def facts(passage: Passage, document: Document, start: int, end: int) -> dict[str, Any]:
    """Every field of the `RelatedPassage` that quotes this span of a passage of the document."""
    return {
        "passage_id": passage.id,
        "document_id": document.id,
        "title": document.title,
        "url": document.url,
        "section": " > ".join(passage.section),
        "page": document.page_at(start),
        "start": start,
        "end": end,
        "quote": document.text[start:end],
        "sha256": document.sha256,
        "also_in": _also_in(passage, start, end),
        "file": document.file,
        "as_of": document.as_of.isoformat() if document.as_of else None,
    }


def _also_in(passage: Passage, start: int, end: int) -> tuple[Place, ...]:
    """Where else the quoted sentences stand: the span from the first to the last of them in each other document."""
    if (start, end) == (passage.start, passage.end):
        return passage.also_in
    quoted = [s for s in passage.sentences if s.start >= start and s.end <= end]
    shared = [{place.document_id for place in sentence.also_in} for sentence in quoted]
    documents = set.intersection(*shared) if shared else set()
    return tuple(_hull(quoted, document) for document in sorted(documents))


def _hull(quoted: Sequence[Sentence], document: str) -> Place:
    places = [place for sentence in quoted for place in sentence.also_in if place.document_id == document]
    return Place(document, min(p.start for p in places), max(p.end for p in places))


def _shown(citation: Citation, passage: Passage, document: Document) -> str:
    """The quote with a line for each item of a list, and the date of a news item in brackets."""
    sentences = [s for s in passage.sentences if s.start >= citation.start and s.end <= citation.end]
    if len(sentences) < 2 or all(s.role == "sentence" for s in sentences):
        return citation.quote
    shown = ""
    for sentence in sentences:
        text = document.text[sentence.start : sentence.end]
        item = f"\n{'  ' * sentence.level}- {text}"
        shown += {"item": item, "row": item, "date": f" ({text})"}.get(sentence.role, f" {text}")
    return shown.strip()
