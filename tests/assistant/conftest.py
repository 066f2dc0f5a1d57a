"""Asking the assistant over the shipped corpus, and what holds for every answer."""

from collections.abc import Callable, Sequence

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.question import Question
from assistant.verify import problems

Ask = Callable[..., Answer]
HEADS = "Who heads the Cybersecurity Strategic Headquarters?"


class Strange:
    """A vocabulary that holds nothing and counts what it is asked."""

    surface_words: Sequence[str] = ("harbour",)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def frequency(self, term: str) -> int:
        return 0

    def knows(self, word: str) -> bool:
        self.asked.append(word)
        return False


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """The checked answer to a question, after these earlier questions."""

    def asking(text: str, *history: str, language: str | None = None) -> Answer:
        answer = assistant.invoke(Question(text, history, language))
        check(answer, assistant)
        return answer

    return asking


def check(answer: Answer, assistant: Assistant) -> None:
    assert list(problems(answer, assistant.corpus)) == []
    texts = {document.id: document.text for document in assistant.corpus.documents}
    hashes = {document.id: document.sha256 for document in assistant.corpus.documents}
    for quoted in (*answer.citations, *answer.related):
        assert texts[quoted.document_id][quoted.start : quoted.end] == quoted.quote
        assert hashes[quoted.document_id] == quoted.sha256
        for place in quoted.also_in:
            assert place.document_id != quoted.document_id
            assert texts[place.document_id][place.start : place.end].strip()
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert answer.answer.count(f"[{citation.marker}]") == 1
    assert not {c.passage_id for c in answer.citations} & {r.passage_id for r in answer.related}
    assert 0 <= answer.confidence <= 1
    assert answer.index.fingerprint == assistant.corpus.fingerprint
    assert answer.is_answered == bool(answer.citations)
    assert answer.timings_ms.total >= answer.timings_ms.retrieve >= 0
