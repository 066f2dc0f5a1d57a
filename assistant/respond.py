"""From a question to an answer over one opened index: understand it, retrieve, rank the evidence, answer or abstain."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import extractive, wording
from assistant.answer import Answer, Citation, IndexInfo, RelatedPassage, Timings
from assistant.answerability import Parameters, Ranked, confidence, rank
from assistant.asked import asked
from assistant.dialogue import is_instruction, small_talk
from assistant.matching import candidates
from assistant.question import Question, cleaned
from assistant.suggestions import Suggestions
from assistant.understanding import understood, unknown_words
from index.search import Hit, Index


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What was found for one part of a question."""

    part: str
    hits: tuple[Hit, ...]
    ranked: tuple[Ranked, ...]
    confidence: float
    retrieve_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """An answer with the findings it was made from, one for each part of the question; none for small talk."""

    answer: Answer
    findings: tuple[Finding, ...] = ()


class Responder:
    """Answers from one index; nothing in it changes, so requests may share it."""

    def __init__(self, index: Index, parameters: Parameters, threshold: float, passages: int, subject: str) -> None:
        self.index, self.parameters = index, parameters
        self.threshold, self._passages, self._subject = threshold, passages, subject
        self.suggestions = Suggestions(index, lambda question: self.find(question).confidence >= threshold)

    def find(self, part: str) -> Finding:
        """Retrieve and rank the evidence for one standalone question."""
        started = time.perf_counter()
        retrieval = self.index.search(part, self._passages)
        ranked = rank(candidates(self.index, retrieval), self.parameters)
        milliseconds = (time.perf_counter() - started) * 1000
        return Finding(part, retrieval.hits, tuple(ranked), confidence(ranked, self.parameters), milliseconds)

    def understand(self, question: Question) -> list[str]:
        """The standalone questions that a message asks, with typing errors put right."""
        return understood(question.text, question.history, self.index)

    def answer(self, question: Question) -> Answer:
        """Raises `QuestionError` for a question that cannot be asked, `IndexStoreError` for an index that cannot be read."""
        return self.reply(question).answer

    def reply(self, question: Question) -> Reply:
        """As `answer`, with what it was made from."""
        started = time.perf_counter()
        reply = self._reply(cleaned(question))
        retrieve = round(sum(finding.retrieve_ms for finding in reply.findings), 2)
        total = (time.perf_counter() - started) * 1000
        spent = Timings(retrieve, round(max(0.0, total - retrieve), 2), round(total, 2))
        answer = replace(reply.answer, timings_ms=spent, index=IndexInfo(self.index.fingerprint))
        return Reply(answer, reply.findings)

    def _reply(self, question: Question) -> Reply:
        language = question.language or "en"
        if talk := small_talk(question.text):
            reply = wording.small_talk_reply(talk, language, self._subject)
            examples = self.suggestions.examples()
            return Reply(Answer(question.text, question.text, language, "smalltalk", reply, 1.0, suggestions=examples))
        if language not in self.index.encoder.languages:
            finding = self.find(question.text)
            return Reply(_not_covered(question, language, finding), (finding,))
        findings = tuple(self.find(part) for part in self.understand(question))
        if is_instruction(question.text):
            findings = tuple(replace(finding, confidence=0.0) for finding in findings)
        if any(finding.confidence >= self.threshold for finding in findings):
            return Reply(self._from_evidence(question, language, findings), findings)
        return Reply(self._abstain(question, language, findings), findings)

    def _from_evidence(self, question: Question, language: str, findings: Sequence[Finding]) -> Answer:
        answered = [finding for finding in findings if finding.confidence >= self.threshold]
        chosen = [unit for finding in answered for unit in extractive.choose(finding.ranked, asked(finding.part))]
        citations = extractive.cite(chosen)
        documents = {document.id: document for document in self.index.corpus.documents}
        passages = {hit.passage.id: hit.passage for finding in answered for hit in finding.hits}
        missing = [finding.part for finding in findings if finding.confidence < self.threshold]
        notes = [wording.part_not_found(part, language) for part in missing]
        return Answer(
            question.text,
            _joined(findings),
            language,
            "answered",
            extractive.compose(citations, documents, passages, notes),
            round(min(finding.confidence for finding in answered), 4),
            tuple(citations),
            _related(findings, citations),
        )

    def _abstain(self, question: Question, language: str, findings: Sequence[Finding]) -> Answer:
        first = findings[0]
        text = wording.nothing_found(asked(first.part).kind, unknown_words(question.text, self.index), language)
        return Answer(
            question.text,
            _joined(findings),
            language,
            "abstained",
            text,
            round(max(finding.confidence for finding in findings), 4),
            related=_related(findings, ()),
            suggestions=self.suggestions.near(first.hits),
        )


def _joined(findings: Sequence[Finding]) -> str:
    return " ".join(finding.part for finding in findings)


def _not_covered(question: Question, language: str, finding: Finding) -> Answer:
    text = wording.language_not_covered()
    return Answer(question.text, question.text, language, "abstained", text, 0.0, related=_related([finding], ()))


def _related(findings: Sequence[Finding], citations: Sequence[Citation]) -> tuple[RelatedPassage, ...]:
    hits = {hit.passage.id: hit for finding in findings for hit in finding.hits[:3]}
    return extractive.related(hits.values(), citations)
