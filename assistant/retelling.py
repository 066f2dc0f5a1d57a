"""Tells again what a saved answer says, from its question and its citations, and compares the two texts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import wording
from assistant.answer import Answer
from assistant.citations import compose, items_left_out
from assistant.dialogue import small_talk
from assistant.languages.registry import language_for
from assistant.question import language_of
from assistant.quoted import Sources
from assistant.readings import readings
from assistant.reasons import departure, shown
from assistant.understanding import Understood, unknown_words
from assistant.units import MAX_LIST_WORDS, words_in
from assistant.vocabulary import CorpusVocabulary

_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Retelling:
    """What the assistant says from these sources, for answers whose citations and status are sound."""

    sources: Sources
    vocabulary: CorpusVocabulary
    subject: str

    def problems(self, answer: Answer) -> Iterator[str]:
        """Where the text, the standalone question or the language is not what follows from the rest of the answer."""
        first: str | None = None
        for message in self._readings(answer):
            expected = self._text(answer, message)
            if answer.answer == expected:
                yield from _status_problems(answer, message)
                yield from self._list_problems(answer, message)
                yield from self._language_problems(answer, message)
                return
            first = expected if first is None else first
        if first is None:
            yield f"the standalone_question {shown(answer.standalone_question)} does not follow from the question"
        else:
            yield from _differences(answer, first)

    def _readings(self, answer: Answer) -> Iterator[Understood]:
        """What the message may have been taken to ask."""
        if answer.status == "smalltalk" or is_not_covered(answer):
            return iter([Understood((answer.question,))] if answer.standalone_question == answer.question else [])
        return readings(answer.question, answer.standalone_question, self.vocabulary)

    def _text(self, answer: Answer, message: Understood) -> str:
        """What the assistant says with these citations, where that is what was asked."""
        if talk := small_talk(answer.question):
            return wording.small_talk_reply(talk, answer.language, self.subject)
        if is_not_covered(answer):
            return answer.answer
        if answer.status == "abstained":
            missing = unknown_words(message.parts, self.vocabulary)
            text = wording.nothing_found(language_for(message.parts[0]).answer_type(message.parts[0]), missing, answer.language)
        else:
            quoted = (self.sources.documents[citation.document_id].language for citation in answer.citations)
            notes = wording.source_language_notes(quoted, answer.language)
            cited = (self.sources.documents[citation.document_id] for citation in answer.citations)
            notes += wording.document_notes(cited, answer.language)
            notes += wording.items_left_out(items_left_out(answer.citations, self.sources.passages).values(), answer.language)
            notes += _notes(answer, message.parts)
            text = compose(answer.citations, self.sources.documents, self.sources.passages, notes)
        return wording.with_left_out(text, message.left_out, answer.language)

    def _list_problems(self, answer: Answer, message: Understood) -> Iterator[str]:
        """Where half a list is quoted that would have come whole; each of several parts may be answered by an item."""
        if len(message.parts) > 1:
            return
        for passage_id in items_left_out(answer.citations, self.sources.passages):
            passage = self.sources.passages[passage_id]
            text = self.sources.documents[passage.document_id].text
            if words_in(text[passage.start : passage.end]) <= MAX_LIST_WORDS:
                yield f"some items of passage {passage_id} are quoted, a list short enough to come whole"

    def _language_problems(self, answer: Answer, message: Understood) -> Iterator[str]:
        own = language_of(answer.question)
        if answer.language != own and self._text(replace(answer, language=own), message) == answer.answer:
            yield f"the language is {shown(answer.language)} instead of {own}, that of the question"


def is_not_covered(answer: Answer) -> bool:
    """Whether it says that the question cannot be asked in its language, or not answered in the one that was wanted."""
    return answer.status == "abstained" and wording.is_language_refused(answer.answer, answer.question, answer.language)


def _notes(answer: Answer, parts: Sequence[str]) -> list[str]:
    """What is said after the quotes. Which parts are not answered only the text tells, but one of them is."""
    said = answer.answer.split("\n\n")
    missing = [note for part in parts if (note := wording.part_not_found(part, answer.language)) in said]
    return missing[: len(parts) - 1]


def _status_problems(answer: Answer, message: Understood) -> Iterator[str]:
    """A note that a part was not found makes an answer a partial one, and nothing else does; a short answer is of one part."""
    is_partial = answer.is_answered and bool(_notes(answer, message.parts))
    if is_partial and answer.status != "partial":
        yield f"the status is {answer.status}, and the answer says that a part of the question is not in the sources"
    if not is_partial and answer.status == "partial":
        yield "the status is partial, and the answer says of no part of the question that it is not in the sources"
    if answer.short_answer and len(message.parts) - len(_notes(answer, message.parts)) > 1:
        yield "the short_answer is of one thing, and several are answered"


def _differences(answer: Answer, expected: str) -> Iterator[str]:
    """The markers that the text lacks or has too often, or else where it first says something else."""
    stated, due = Counter(_MARKER.findall(answer.answer)), Counter(_MARKER.findall(expected))
    differing = [marker for marker in sorted(stated | due) if stated[marker] != due[marker]]
    for marker in differing:
        times = f"stands {stated[marker]} times in the answer instead of {due[marker]}"
        yield f"{marker} {times if stated[marker] else 'is not referred to in the answer'}"
    if not differing:
        yield f"the answer is not what its question and its citations make: {departure(answer.answer, expected)}"
