"""From a question to an answer over one opened index: understand it, retrieve, rank the evidence, answer or abstain."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import extractive, wording
from assistant.answer import Answer, Citation, IndexInfo, RelatedPassage, ShortAnswer, Timings
from assistant.answerability import Parameters
from assistant.asked import asked
from assistant.deadline import NEVER, Deadline
from assistant.dialogue import is_instruction, small_talk
from assistant.question import Question, beginning, cleaned
from assistant.reading.reading import Reader, Reading
from assistant.shares import shares
from assistant.suggestions import EXAMPLES, Searches, Suggestions
from assistant.understanding import MAX_ASKED, understand, unknown_words
from index.search import Hit, Index

# Of all parts of a message together, what is searched for, in tokens and in words: the longest of 786 questions has 72.
MAX_LENGTH = 128
# A message that is searched for once leaves so many searches less one to verify suggestions; one of many parts leaves none.
MAX_SEARCHES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What was found for one part of a question, and what reading it told."""

    part: str
    hits: tuple[Hit, ...]
    reading: Reading
    confidence: float
    retrieve_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """An answer with the findings it was made from, one for each part of the question; none for small talk."""

    answer: Answer
    findings: tuple[Finding, ...] = ()


class Responder:
    """Answers from one index; nothing in it changes, so requests may share it."""

    def __init__(
        self, index: Index, reader: Reader, parameters: Parameters, threshold: float, passages: int, subject: str
    ) -> None:
        self.index, self._reader, self.parameters = index, reader, parameters
        self.threshold, self._passages, self._subject = threshold, passages, subject
        self.suggestions = Suggestions(index, self._is_answered)

    def find(self, part: str, deadline: Deadline = NEVER, text: str = "") -> Finding:
        """Retrieve and read the evidence for one standalone question, by this `text` of it where there is one.

        Raises `UnfinishedError` when the deadline is over.
        """
        deadline.check()
        started = time.perf_counter()
        query = self.index.query(text or part)
        hits = self.index.search(query, self._passages)
        milliseconds = (time.perf_counter() - started) * 1000
        deadline.check()
        reading = self._reader.read(query, hits)
        return Finding(part, hits, reading, reading.confidence, milliseconds)

    def understand(self, question: Question) -> list[str]:
        """The standalone questions that a message asks, with typing errors put right."""
        return list(understand(question.text, question.history, self.index).parts)

    def answer(self, question: Question, deadline: Deadline = NEVER) -> Answer:
        """Raises `QuestionError` for a question that cannot be asked, `IndexStoreError` for an index that cannot be read,
        `UnfinishedError` when the deadline is over."""
        return self.reply(question, deadline).answer

    def reply(self, question: Question, deadline: Deadline = NEVER) -> Reply:
        """As `answer`, with what it was made from."""
        started = time.perf_counter()
        deadline.check()
        reply = self._reply(cleaned(question), deadline)
        retrieve = round(sum(finding.retrieve_ms for finding in reply.findings), 2)
        total = (time.perf_counter() - started) * 1000
        spent = Timings(retrieve, round(max(0.0, total - retrieve), 2), round(total, 2))
        answer = replace(reply.answer, timings_ms=spent, index=IndexInfo(self.index.fingerprint))
        return Reply(answer, reply.findings)

    def _reply(self, question: Question, deadline: Deadline) -> Reply:
        language = wording.spoken(question.language)
        if talk := small_talk(question.text):
            reply = wording.small_talk_reply(talk, language, self._subject)
            examples = self.suggestions.examples(Searches(EXAMPLES, deadline))
            return Reply(Answer(question.text, question.text, language, "smalltalk", reply, 1.0, suggestions=examples))
        if refusal := wording.language_refused(question, self.index.encoder.languages):
            findings = self._find_all((beginning(question.text, MAX_ASKED),), deadline)
            return Reply(_not_covered(question, language, refusal, findings), findings)
        message = understand(question.text, question.history, self.index, deadline=deadline)
        findings = self._find_all(message.parts, deadline)
        if is_instruction(question.text):
            findings = tuple(replace(finding, confidence=0.0) for finding in findings)
        if any(finding.confidence >= self.threshold for finding in findings):
            answer = self._from_evidence(question, language, findings)
        else:
            answer = self._abstain(question, language, findings, deadline)
        whole = wording.with_left_out(answer.answer, message.left_out, language)
        return Reply(replace(answer, answer=whole), findings)

    def _find_all(self, parts: Sequence[str], deadline: Deadline) -> tuple[Finding, ...]:
        lengths = shares([self.index.length(part) for part in parts], MAX_LENGTH)
        texts = (self.index.beginning(part, length) for part, length in zip(parts, lengths, strict=True))
        return tuple(self.find(part, deadline, text) for part, text in zip(parts, texts, strict=True))

    def _is_answered(self, question: str, deadline: Deadline) -> bool:
        return self.find(question, deadline).confidence >= self.threshold

    def _from_evidence(self, question: Question, language: str, findings: Sequence[Finding]) -> Answer:
        answered = [finding for finding in findings if finding.confidence >= self.threshold]
        chosen = [unit for finding in answered for unit in extractive.choose(finding.reading.evidence)]
        citations = extractive.cite(chosen)
        documents = {document.id: document for document in self.index.corpus.documents}
        passages = {hit.passage.id: hit.passage for finding in answered for hit in finding.hits}
        missing = [finding.part for finding in findings if finding.confidence < self.threshold]
        quoted = (documents[citation.document_id].language for citation in citations)
        notes = wording.source_language_notes(quoted, language)
        notes += [wording.part_not_found(part, language) for part in missing]
        return Answer(
            question.text,
            _joined(findings),
            language,
            "partial" if missing else "answered",
            extractive.compose(citations, documents, passages, notes),
            round(min(finding.confidence for finding in answered), 4),
            tuple(citations),
            _related(findings, citations),
            short_answer=_short_answer(answered, citations),
        )

    def _abstain(self, question: Question, language: str, findings: Sequence[Finding], deadline: Deadline) -> Answer:
        first = findings[0]
        searches = Searches(MAX_SEARCHES - len(findings), deadline)
        text = wording.nothing_found(asked(first.part).kind, unknown_words(question.text, self.index), language)
        return Answer(
            question.text,
            _joined(findings),
            language,
            "abstained",
            text,
            round(max(finding.confidence for finding in findings), 4),
            related=_related(findings, ()),
            suggestions=self.suggestions.near(first.hits, searches),
        )


def _short_answer(answered: Sequence[Finding], citations: Sequence[Citation]) -> ShortAnswer | None:
    """None where several things are answered: the words that answer one of them would pass for the answer to all."""
    best = answered[0].reading.evidence[0]
    if len(answered) > 1 or not best.short:
        return None
    return extractive.short_answer((best.unit.hit.passage.id, *best.short), citations)


def _joined(findings: Sequence[Finding]) -> str:
    return " ".join(finding.part for finding in findings)


def _not_covered(question: Question, language: str, text: str, findings: Sequence[Finding]) -> Answer:
    return Answer(question.text, question.text, language, "abstained", text, 0.0, related=_related(findings, ()))


def _related(findings: Sequence[Finding], citations: Sequence[Citation]) -> tuple[RelatedPassage, ...]:
    hits = {hit.passage.id: hit for finding in findings for hit in finding.hits[:3]}
    return extractive.related(hits.values(), citations)
