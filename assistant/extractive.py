"""The extractive answerer: an answer made of verbatim evidence, with a citation for every piece of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant import rows, versions, wording
from assistant.answer import Answer, Citation, ShortAnswer
from assistant.answering import Finding, related_to, standalone
from assistant.citations import cite, compose, items_left_out, short_answer
from assistant.languages.registry import language_for
from assistant.news import newest
from assistant.question import Question
from assistant.reading.reading import Evidence
from assistant.units import MAX_LIST_WORDS, Unit, words_in
from corpus.document import Corpus, Passage
from corpus.lines import ends_sentence
from index.search import Hit, SentenceHit

MAX_UNITS = 3
# In words; and of the news under one heading, so many.
MAX_WORDS, MAX_PEERS = 110, 12
# A list comes whole up to this length though one item seems to answer, by what type of answer is asked for; where something of
# an item alone is, such as its date, only that item does.
MAX_WHOLE_WORDS = {"list": MAX_WORDS, "thing": 60}
# The types of answer that more than one row of a table may be needed for.
SEVERAL = ("list", "count")
# A unit beside the best one is quoted from this probability on, in another passage only where it scores about as well.
WORTH_QUOTING = 0.5
ABOUT_AS_WELL = 1.0


class ExtractiveAnswerer:
    """Quotes what answers, and says nothing else but what is missing."""

    name = "extractive"

    def __init__(self, corpus: Corpus) -> None:
        self._documents, self._passages = (
            {document.id: document for document in corpus.documents},
            {passage.id: passage for passage in corpus.passages},
        )

    def answer(self, question: Question, language: str, findings: Sequence[Finding]) -> Answer:
        """The quotes for each part that is answered, in the order of the parts, then notes."""
        answered = [finding for finding in findings if finding.is_answered]
        missing = [finding for finding in findings if not finding.is_answered]
        citations = cite(unit for finding in answered for unit in self._chosen(finding))
        passages = {c.passage_id: self._passages[c.passage_id] for c in citations}
        quoted = (self._documents[citation.document_id].language for citation in citations)
        notes = wording.source_language_notes(quoted, language)
        notes += wording.document_notes((self._documents[citation.document_id] for citation in citations), language)
        notes += wording.items_left_out(items_left_out(citations, passages).values(), language)
        notes += [wording.part_not_found(finding.part, language) for finding in missing]
        return Answer(
            question.text,
            standalone(findings),
            language,
            "partial" if missing else "answered",
            compose(citations, self._documents, passages, notes),
            round(min(finding.confidence for finding in answered), 4),
            tuple(citations),
            related_to(findings, citations),
            answerer=self.name,
            short_answer=_short_answer(answered, citations),
        )

    def _chosen(self, finding: Finding) -> list[Unit]:
        """What is quoted for a part of the question; of news, where the latest are asked for, the newest item first."""
        language = language_for(finding.part)
        whole = MAX_WHOLE_WORDS.get(language.answer_type(finding.part), 0)
        evidence = _ordered(finding)
        asks_for_several = language.answer_type(finding.part) in SEVERAL
        units, best = choose(evidence, whole, asks_for_several), evidence[0].unit.hit
        if best.passage.kind != "news" or not language.asks_for_latest(finding.part):
            return units
        passage = newest(self._passages.values(), best.passage, best.document)
        sentences = _unscored(passage)
        first = Unit(replace(best, passage=passage, sentences=sentences), sentences)
        return [first, *(unit for unit in units if unit.hit.passage != passage)] if len(units) > 1 else [first]


def _ordered(finding: Finding) -> Sequence[Evidence]:
    """The evidence for a part of the question, best first, by what the question itself names: a time, or a row of a table."""
    period = language_for(finding.part).period(finding.part)
    evidence = versions.of_period(finding.reading.evidence, period, WORTH_QUOTING)
    return rows.named_first(evidence, finding.part, WORTH_QUOTING)


def _words(hit: Hit) -> float:
    return words_in(hit.document.text[hit.passage.start : hit.passage.end])


def _unscored(passage: Passage) -> tuple[SentenceHit, ...]:
    return tuple(SentenceHit(sentence, row, 0.0) for row, sentence in enumerate(passage.sentences))


def choose(evidence: Sequence[Evidence], whole: float = 0, several: bool = True) -> list[Unit]:
    """The best unit, and those that belong to the answer beside it: best first, no more than a reader will read.

    A list of at most `whole` words comes whole though a single item of it answers. Unless `several` things are asked for, a row
    of a table, or a piece of a text without sentences, comes without its neighbours.
    """
    best = evidence[0]
    chosen = [best.unit.shortened(best.short)]
    for each in evidence[1:]:
        is_near = each.unit.hit.passage.id == best.unit.hit.passage.id or best.score - each.score <= ABOUT_AS_WELL
        words = sum(unit.words for unit in chosen) + each.unit.words
        most = MAX_PEERS if _are_peers(each, best) else MAX_UNITS
        is_near = (is_near and (several or not _stands_alone(best, each))) or versions.otherwise(best, each)
        if is_near and each.probability >= WORTH_QUOTING and words <= MAX_WORDS and len(chosen) < most:
            chosen.append(each.unit)
    return versions.newest_first(list(_with_whole_lists(chosen, whole)))


def _stands_alone(best: Evidence, each: Evidence) -> bool:
    """Whether the best unit needs no neighbour of its passage: another row, or another piece of a text without sentences."""
    is_piece = best.unit.is_row or not (best.unit.is_item or ends_sentence(best.unit.text))
    return is_piece and each.unit.hit.passage.id == best.unit.hit.passage.id


def _with_whole_lists(chosen: Sequence[Unit], most_of_one: float) -> Iterator[Unit]:
    """Nobody asks for half a list: where several items of one answer, it comes whole; up to a length where only one does."""
    items = Counter(unit.hit.passage.id for unit in chosen if unit.is_item)
    whole: set[str] = set()
    for unit in chosen:
        passage = unit.hit.passage
        if passage.id in whole:
            continue
        most = MAX_LIST_WORDS if items[passage.id] > 1 else most_of_one
        if unit.is_item and _words(unit.hit) <= most:
            unit = Unit(unit.hit, unit.hit.sentences)
        if unit.sentences == unit.hit.sentences:
            whole.add(passage.id)
        yield unit


def _are_peers(each: Evidence, best: Evidence) -> bool:
    """Items of one list, or of the news under one heading."""
    passage, first = each.unit.hit.passage, best.unit.hit.passage
    return passage.kind == first.kind != "paragraph" and passage.section == first.section


def _short_answer(answered: Sequence[Finding], citations: Sequence[Citation]) -> ShortAnswer | None:
    """None where several things are answered: the words that answer one of them would pass for the answer to all."""
    best = _ordered(answered[0])[0]
    if len(answered) > 1 or not best.short:
        return None
    return short_answer((best.unit.hit.passage.id, *best.short), citations)
