"""From a question to an answer over one opened index: understand it, retrieve, read the evidence, answer or abstain."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import wording
from assistant.answer import Answer, IndexInfo, Timings
from assistant.answerability import Parameters
from assistant.answering import Answerer, Finding, related_to, standalone
from assistant.deadline import NEVER, Deadline
from assistant.dialogue import is_instruction, small_talk
from assistant.languages.registry import language_for
from assistant.question import Question, beginning, cleaned, language_of
from assistant.reading.reading import Reader
from assistant.shares import shares
from assistant.suggestions import EXAMPLES, Searches, Suggestions
from assistant.understanding import MAX_ASKED, understand, unknown_words
from index.search import Index

# Of all parts of a message together, what is searched for, in tokens and in words: the longest of 786 questions has 72.
MAX_LENGTH = 128
# A message that is searched for once leaves so many searches less one to verify suggestions; one of many parts leaves none.
MAX_SEARCHES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """An answer with the findings it was made from, one for each part of the question; none for small talk."""

    answer: Answer
    findings: tuple[Finding, ...] = ()


class Responder:
    """Answers from one index; nothing in it changes, so requests may share it."""

    def __init__(
        self,
        index: Index,
        reader: Reader,
        answerer: Answerer,
        parameters: Parameters,
        threshold: float,
        passages: int,
        subject: str,
    ) -> None:
        self.index, self._reader, self._answerer, self.parameters = index, reader, answerer, parameters
        self.threshold, self._passages, self._subject = threshold, passages, subject
        self.suggestions = Suggestions(index, self._is_answered)

    def find(self, part: str, deadline: Deadline = NEVER, text: str = "") -> Finding:
        """Retrieve and read the evidence for one standalone question, by this `text` of it where there is one.

        Raises `UnfinishedError` when the deadline is over.
        """
        deadline.check()
        started = time.perf_counter()
        asked_for = text or part
        query = self.index.query(asked_for, language_of(asked_for))
        hits = self.index.search(query, self._passages)
        milliseconds = (time.perf_counter() - started) * 1000
        deadline.check()
        reading = self._reader.read(query, hits)
        return Finding(part, hits, reading, reading.confidence, reading.confidence >= self.threshold, milliseconds)

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
            findings = tuple(replace(finding, confidence=0.0, is_answered=False) for finding in findings)
        if any(finding.is_answered for finding in findings):
            answer = self._answerer.answer(question, language, findings)
        else:
            answer = self._abstain(question, language, findings, deadline)
        whole = wording.with_left_out(answer.answer, message.left_out, language)
        return Reply(replace(answer, answer=whole), findings)

    def _find_all(self, parts: Sequence[str], deadline: Deadline) -> tuple[Finding, ...]:
        lengths = shares([self.index.length(part) for part in parts], MAX_LENGTH)
        texts = (self.index.beginning(part, length) for part, length in zip(parts, lengths, strict=True))
        return tuple(self.find(part, deadline, text) for part, text in zip(parts, texts, strict=True))

    def _is_answered(self, question: str, deadline: Deadline) -> bool:
        return self.find(question, deadline).is_answered

    def _abstain(self, question: Question, language: str, findings: Sequence[Finding], deadline: Deadline) -> Answer:
        first = findings[0]
        searches = Searches(MAX_SEARCHES - len(findings), deadline)
        text = wording.nothing_found(
            language_for(first.part).answer_type(first.part),
            unknown_words([finding.part for finding in findings], self.index),
            language,
        )
        return Answer(
            question.text,
            standalone(findings),
            language,
            "abstained",
            text,
            round(max(finding.confidence for finding in findings), 4),
            related=related_to(findings),
            suggestions=self.suggestions.near(first.hits, searches),
        )


def _not_covered(question: Question, language: str, text: str, findings: Sequence[Finding]) -> Answer:
    return Answer(question.text, question.text, language, "abstained", text, 0.0, related=related_to(findings))
