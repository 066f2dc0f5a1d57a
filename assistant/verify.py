"""Proves a saved answer from the corpus alone: what it says is what the assistant says with these citations.

What the assistant decides with its index and encoder cannot be proved without them: that these quotes are the best, that
nothing better was left out, in which order of worth they stand, which words of them are the short answer and whether there is
one, which parts of a question were answered and whether any could be, how confident to be (within the bounds checked here),
which passages and suggestions are near, and how long it took. Nor can it be proved that the question was asked, only that it
was understood as the answer says. The questions before it are not kept with an answer: what a follow-up is about, in brackets,
has to be taken as it stands. An answer that was asked for in another language than the question's is accepted only where its
text shows that language.
"""

import math
import re
from collections.abc import Iterator
from functools import cached_property

from assistant import suggestions
from assistant.answer import Answer
from assistant.dialogue import is_instruction, small_talk
from assistant.question import MAX_CHARACTERS, clean_text
from assistant.quoted import Sources, citation_problems, related_problems, short_answer_problems
from assistant.reasons import shown
from assistant.retelling import Retelling, is_not_covered
from assistant.saved_answers import read_answers
from assistant.settings import SUBJECT
from assistant.vocabulary import CorpusVocabulary
from corpus.document import Corpus
from corpus.errors import one_line

__all__ = ["Verifier", "problems", "read_answers"]

ANSWERER = "extractive"
# Confidence is written with four digits: rounding may carry it over the threshold.
DIGITS = 4
_LANGUAGE = re.compile(r"[a-z]{2,8}")


def problems(answer: Answer, corpus: Corpus, subject: str = SUBJECT, threshold: float | None = None) -> Iterator[str]:
    """What does not hold, a line each, as `Verifier` finds it."""
    yield from Verifier(corpus, subject, threshold).problems(answer)


class Verifier:
    """Checks answers against one corpus. `subject` and `threshold` are the settings of those names that the answers were
    made with; a threshold of None is not compared with the confidence."""

    def __init__(self, corpus: Corpus, subject: str = SUBJECT, threshold: float | None = None) -> None:
        self._corpus, self._subject, self._threshold = corpus, subject, threshold
        self._sources = Sources.of(corpus)

    def problems(self, answer: Answer) -> Iterator[str]:
        """What does not hold, in one line each that names the field; nothing for an answer that is sound."""
        basis = [*_question(answer), *_shape(answer), *citation_problems(answer.citations, self._sources)]
        found = [
            *basis,
            *related_problems(answer.related, answer.citations, self._sources),
            *short_answer_problems(answer.short_answer, answer.citations, self._sources),
            *self._confidence(answer),
            *self._suggestions(answer),
            *self._origin(answer),
        ]
        # Where the question, the kind or a citation is wrong, the text would be compared with the wrong text.
        if not basis:
            found += self._retelling.problems(answer)
        yield from map(one_line, found)

    def _confidence(self, answer: Answer) -> Iterator[str]:
        value, certain = answer.confidence, _certain(answer)
        if not 0 <= value <= 1:
            yield f"the confidence {value} does not lie between 0 and 1"
        elif certain is not None and value != certain:
            yield f"the confidence is {value} instead of {certain}"
        elif round(value, DIGITS) != value:
            yield f"the confidence {value} has more than {DIGITS} digits"
        elif self._threshold is not None and answer.status != "smalltalk":
            over = value - self._threshold
            if (over if answer.status == "abstained" else -over) > 10**-DIGITS / 2:
                yield f"the confidence {value} does not go with the status {answer.status} at the threshold {self._threshold}"

    def _suggestions(self, answer: Answer) -> Iterator[str]:
        limit = {"abstained": suggestions.NEAR, "smalltalk": suggestions.EXAMPLES}.get(answer.status, 0)
        limit = 0 if is_not_covered(answer) else limit
        if len(answer.suggestions) > limit:
            yield f"suggestions: there are {len(answer.suggestions)}, more than {limit}"
        if len(set(answer.suggestions)) < len(answer.suggestions):
            yield "suggestions: one stands there twice"
        for suggestion in answer.suggestions:
            if suggestion not in self._possible_suggestions:
                yield f"suggestions: {shown(suggestion)} is not a question made from the corpus"

    def _origin(self, answer: Answer) -> Iterator[str]:
        if answer.answerer != ANSWERER:
            yield f"the answerer is {shown(answer.answerer)} instead of {ANSWERER}, whose answers can be proved"
        if answer.index.fingerprint != self._corpus.fingerprint:
            yield f"the index fingerprint {shown(answer.index.fingerprint)} is not that of this corpus, which has changed since"
        for name in ("retrieve", "compose", "total"):
            if not 0 <= (value := getattr(answer.timings_ms, name)) < math.inf:
                yield f"timings_ms.{name} is {value}, which is no length of time"

    @cached_property
    def _retelling(self) -> Retelling:
        return Retelling(self._sources, CorpusVocabulary.of(self._corpus), self._subject)

    @cached_property
    def _possible_suggestions(self) -> frozenset[str]:
        pairs = ((passage, self._sources.documents[passage.document_id]) for passage in self._corpus.passages)
        return frozenset(question for pair in pairs for question in suggestions.questions_in(*pair))


def _question(answer: Answer) -> Iterator[str]:
    if not answer.question or answer.question != clean_text(answer.question):
        yield f"the question {shown(answer.question)} is empty, or holds white space or characters that are not kept"
    if not answer.standalone_question.isprintable():
        yield f"the standalone_question {shown(answer.standalone_question)} holds characters that are not kept"
    if len(answer.question) > MAX_CHARACTERS:
        yield f"the question is longer than {MAX_CHARACTERS} characters"
    if not _LANGUAGE.fullmatch(answer.language):
        yield f"the language {shown(answer.language)} is not the code of a language"


def _shape(answer: Answer) -> Iterator[str]:
    """Whether status, citations and related passages go together, and the markers are 1 to the number of citations."""
    if (answer.status == "smalltalk") != bool(small_talk(answer.question)):
        yield f"the status {answer.status} does not go with the question {shown(answer.question)}"
    if answer.is_answered and not answer.citations:
        yield f"the status is {answer.status}, and there is no citation"
    if not answer.is_answered and answer.citations:
        yield f"the status is {answer.status}, and there are citations"
    if not answer.is_answered and answer.short_answer:
        yield f"the status is {answer.status}, and there is a short_answer"
    if answer.status == "smalltalk" and answer.related:
        yield "the status is smalltalk, and there are related passages"
    if answer.status == "abstained" and not answer.related:
        yield "the status is abstained, and there is no related passage"
    for place, citation in enumerate(answer.citations, 1):
        if citation.marker != place:
            lost = "" if f"[{citation.marker}]" in answer.answer else " is not referred to in the answer and"
            yield f"[{citation.marker}]{lost} has the marker {shown(citation.marker)} instead of {place}"


def _certain(answer: Answer) -> float | None:
    """The confidence that is no matter of evidence, else None."""
    if answer.status == "smalltalk":
        return 1.0
    return 0.0 if is_instruction(answer.question) or is_not_covered(answer) else None
