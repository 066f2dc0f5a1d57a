"""Checks what a saved answer quotes: each citation and related passage is exactly what the corpus says of that span."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Citation, RelatedPassage, ShortAnswer
from assistant.citations import MAX_RELATED, facts
from assistant.reasons import shown
from assistant.units import is_quoted_whole, kin
from corpus.clauses import clause_ends
from corpus.document import Corpus, Document, Passage, Place, Sentence


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents and passages of a corpus by their ids."""

    documents: Mapping[str, Document]
    passages: Mapping[str, Passage]

    @classmethod
    def of(cls, corpus: Corpus) -> "Sources":
        """Those of this corpus."""
        return cls({d.id: d for d in corpus.documents}, {p.id: p for p in corpus.passages})


def citation_problems(citations: Sequence[Citation], sources: Sources) -> list[str]:
    """What is wrong with the citations, each by itself, then taken together."""
    found = [f"[{c.marker}] {problem}" for c in citations for problem in _problems(c, sources)]
    return found or list(_choice_problems(citations, sources))


def related_problems(related: Sequence[RelatedPassage], citations: Iterable[Citation], sources: Sources) -> Iterator[str]:
    """What is wrong with the related passages: they are whole, at most three, and none is shown twice or cited."""
    seen = {citation.passage_id for citation in citations}
    for quoted in related:
        problems = list(_problems(quoted, sources))
        if not problems and not _is_whole(quoted, sources.passages[quoted.passage_id]):
            problems.append(f"the span {quoted.start}-{quoted.end} is not the whole passage")
        if quoted.passage_id in seen:
            problems.append("the passage_id is that of a passage shown already")
        seen.add(quoted.passage_id)
        yield from (f"related passage {shown(quoted.passage_id)}: {problem}" for problem in problems)
    if len(related) > MAX_RELATED:
        yield f"related: there are {len(related)} passages, more than {MAX_RELATED}"


def short_answer_problems(short: ShortAnswer | None, citations: Iterable[Citation], sources: Sources) -> Iterator[str]:
    """Where the short answer is not words of the quote that it names. Which words they have to be cannot be proved."""
    if short is None:
        return
    if short.text != short.text.strip() or not short.text:
        yield f"the text {shown(short.text)} of the short_answer is empty, or has blanks at its ends"
    citation = next((c for c in citations if c.marker == short.marker), None)
    if citation is None:
        yield f"the marker {shown(short.marker)} of the short_answer is that of no citation"
        return
    span = shown(f"{short.start}-{short.end}")
    document = sources.documents.get(citation.document_id)
    if not citation.start <= short.start < short.end <= citation.end:
        yield f"the span {span} of the short_answer does not lie within citation [{citation.marker}]"
    elif document and document.text[short.start : short.end] != short.text:
        yield f"the text {shown(short.text)} of the short_answer is not what stands at {span} of document {document.id}"


def _problems(quoted: RelatedPassage, sources: Sources) -> Iterator[str]:
    document = sources.documents.get(quoted.document_id)
    if document is None:
        yield f"document {shown(quoted.document_id)} is not in the corpus"
        return
    inexact = list(_span_problems(quoted, document))
    yield from inexact or _passage_problems(quoted, document, sources.passages.get(quoted.passage_id))


def _span_problems(quoted: RelatedPassage, document: Document) -> Iterator[str]:
    if document.sha256 != quoted.sha256:
        yield f"the sha256 is not that of document {document.id}, which has changed since or is another"
    if not 0 <= quoted.start < quoted.end <= len(document.text):
        yield f"the span {shown(f'{quoted.start}-{quoted.end}')} lies outside document {document.id}"
    elif document.text[quoted.start : quoted.end] != quoted.quote:
        yield f"the quote is not what stands at {quoted.start}-{quoted.end} of document {document.id}"


def _passage_problems(quoted: RelatedPassage, document: Document, passage: Passage | None) -> Iterator[str]:
    if passage is None:
        yield f"the passage_id {shown(quoted.passage_id)} is not in the corpus"
    elif passage.document_id != document.id:
        yield f"the passage_id is that of a passage of another document than {document.id}"
    elif not _is_of_sentences(quoted, passage) and not _is_clause(quoted, passage, document):
        yield f"the span {quoted.start}-{quoted.end} is not made of whole sentences of passage {passage.id} (passage_id)"
    else:
        for name, fact in facts(passage, document, quoted.start, quoted.end).items():
            if (stated := getattr(quoted, name)) != fact:
                yield f"the {name} is {shown(_told(stated))} instead of {shown(_told(fact))}"


def _is_whole(quoted: RelatedPassage, passage: Passage) -> bool:
    return (quoted.start, quoted.end) == (passage.start, passage.end)


def _is_of_sentences(quoted: RelatedPassage, passage: Passage) -> bool:
    held = _sentences(quoted, passage)
    return bool(held) and (quoted.start, quoted.end) == (held[0].start, held[-1].end)


def _is_clause(quoted: RelatedPassage, passage: Passage, document: Document) -> bool:
    """Whether it is a long sentence without what that merely adds."""
    sentence = next((s for s in passage.sentences if s.start == quoted.start and s.role == "sentence"), None)
    text = document.text[sentence.start : sentence.end] if sentence else ""
    return any(quoted.end == quoted.start + end for end in clause_ends(text))


def _sentences(quoted: RelatedPassage, passage: Passage) -> list[Sentence]:
    """Those that it quotes, a sentence of which it quotes a clause among them."""
    whole = [s for s in passage.sentences if s.start >= quoted.start and s.end <= quoted.end]
    return whole or [s for s in passage.sentences if s.start == quoted.start]


def _told(value: object) -> object:
    """Places as they are written elsewhere, everything else as it is."""
    if isinstance(value, tuple):
        return ", ".join(f"{p.document_id} {p.start}-{p.end}" for p in value if isinstance(p, Place)) or "nothing"
    return value


def _choice_problems(citations: Sequence[Citation], sources: Sources) -> Iterator[str]:
    """Nothing is quoted twice, a news item comes whole, and an item of a list with what leads to it."""
    cited: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        cited[citation.passage_id].append(citation)
    for passage_id, group in cited.items():
        passage = sources.passages[passage_id]
        quoted = [sentence for citation in group for sentence in _sentences(citation, passage)]
        markers = " ".join(f"[{citation.marker}]" for citation in group)
        if len(set(quoted)) < len(quoted):
            yield f"{markers} quote the same sentences twice"
        elif is_quoted_whole(passage) and len(quoted) < len(passage.sentences):
            yield f"{markers} quote less than the whole of passage {passage_id}, a news item"
        elif any(s.role == "item" for s in quoted) and not _above(quoted, passage) <= set(quoted):
            yield f"{markers} quote an item of passage {passage_id} without the lead-in of its list, or what it is listed below"


def _above(quoted: Sequence[Sentence], passage: Passage) -> set[Sentence]:
    """What has to be quoted with items: the lead-in of their list, and the items that they are listed below."""
    leads = {sentence for sentence in passage.sentences if sentence.role == "lead"}
    places = [place for place, sentence in enumerate(passage.sentences) if sentence in quoted and sentence.role == "item"]
    own = ((place, kin(passage.sentences, place)) for place in places)
    return leads | {passage.sentences[each] for place, all_kin in own for each in all_kin if each < place}
