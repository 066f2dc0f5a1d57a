"""Work on an answer ends soon after its deadline, or after nobody waits for it any more."""

import math
from collections.abc import Callable, Iterator

import pytest

import assistant.understanding as understanding
from assistant.assistant import Assistant
from assistant.deadline import NEVER, Deadline, deadline_of
from assistant.question import Question
from assistant.reading.learned import LearnedReader
from assistant.spelling import corrected
from assistant.understanding import understand
from corpus.errors import AbandonedError, AssistantError, DeadlineError
from index.search import Index
from tests.assistant.conftest import HEADS, Strange
from tests.assistant.readers import Informed, responder

FIVE = " ".join((HEADS, "What is GSOC?", "How high is Mount Everest?", "What is the budget of NISC?", "Who is the mayor?"))


# Near what the corpus says, and not answered by it.
NEAR = Question("What are the names of the seven groups of NISC?")
TOLD = {"consist of": ["seven groups"]}


class Abandoning:
    """Stands in for a function: goes on as it does, but gives the answer up when it is called the `at`-th time."""

    def __init__(self, function: Callable, deadline: Deadline, at: int) -> None:
        self.function, self.deadline, self.at, self.calls = function, deadline, at, 0

    def __call__(self, *arguments: object, **named: object) -> object:
        self.calls += 1
        if self.calls == self.at:
            self.deadline.abandon()
        return self.function(*arguments, **named)


@pytest.fixture
def deadline() -> Deadline:
    return Deadline()


def test_a_deadline() -> None:
    assert Deadline(0).remaining == 0 and Deadline().remaining == math.inf
    Deadline().check()
    Deadline(60).check()
    with pytest.raises(DeadlineError, match="longer than 0 seconds: ask a shorter") as error:
        Deadline(0).check()
    assert isinstance(error.value, AssistantError)
    both = Deadline(0)
    both.abandon()
    with pytest.raises(AbandonedError):
        both.check()


def test_it_comes_along_with_the_configuration(deadline: Deadline) -> None:
    assert deadline_of(deadline.config()) is deadline
    for nothing in (None, {}, {"configurable": {}}, {"configurable": {"deadline": 5}}):
        assert deadline_of(nothing) is NEVER  # type: ignore[arg-type]
    NEVER.check()


@pytest.mark.parametrize("question", [HEADS, "Hello!", "NISCのトップは誰ですか？", "How high is Mount Everest?"])
def test_nothing_is_begun_after_it(question: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Index, "search", lambda *_: pytest.fail("searched"))
    with pytest.raises(DeadlineError):
        assistant.invoke(Question(question), Deadline(0).config())
    with pytest.raises(DeadlineError):
        list(assistant.stream(Question(question), Deadline(0).config()))
    with pytest.raises(DeadlineError):
        assistant.batch([Question(question)], Deadline(0).config())


def test_an_answer_within_it_is_the_same(assistant: Assistant) -> None:
    assert assistant.invoke(Question(FIVE), Deadline(60).config()).answer == assistant.invoke(Question(FIVE)).answer


@pytest.fixture
def abandoning(deadline: Deadline, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Abandoning]]:
    def at(owner: object, name: str, number: int) -> Abandoning:
        stand_in = Abandoning(getattr(owner, name), deadline, number)
        monkeypatch.setattr(owner, name, lambda *a, **k: stand_in(*a, **k))
        return stand_in

    yield at


@pytest.mark.parametrize("number", [1, 3, 5])
def test_no_part_is_searched_for_once_it_is_given_up(number, abandoning, deadline: Deadline, assistant: Assistant) -> None:
    searched = abandoning(Index, "search", number)
    with pytest.raises(AbandonedError):
        assistant.invoke(Question(FIVE), deadline.config())
    assert searched.calls == number


def test_nothing_is_read_once_it_is_given_up(abandoning, deadline: Deadline, assistant: Assistant, monkeypatch) -> None:
    abandoning(Index, "search", 1)
    monkeypatch.setattr(LearnedReader, "read", lambda *_: pytest.fail("read"))
    with pytest.raises(AbandonedError):
        assistant.invoke(Question(HEADS), deadline.config())


def test_no_part_is_read_once_it_is_given_up(abandoning, deadline: Deadline, assistant: Assistant) -> None:
    read = abandoning(LearnedReader, "read", 2)
    with pytest.raises(AbandonedError):
        assistant.invoke(Question(FIVE), deadline.config())
    assert read.calls == 2


def test_no_suggestion_is_verified_once_it_is_given_up(abandoning, deadline: Deadline, assistant: Assistant) -> None:
    cold = responder(assistant, Informed(TOLD))
    searched = abandoning(Index, "search", 2)
    with pytest.raises(AbandonedError):
        cold.answer(NEAR, deadline)
    assert searched.calls == 2
    again, fresh = cold.answer(NEAR), responder(assistant, Informed(TOLD)).answer(NEAR)
    assert again.suggestions == fresh.suggestions == ("What does NISC consist of?",)


def test_no_word_is_looked_up_once_it_is_given_up(deadline: Deadline) -> None:
    vocabulary = Strange()
    knows = Abandoning(vocabulary.knows, deadline, 4)
    vocabulary.knows = knows  # type: ignore[method-assign]
    with pytest.raises(AbandonedError):
        corrected(vocabulary, "aaab aaac aaad aaae aaaf aaag aaah", deadline)
    assert knows.calls == 4


def test_no_part_is_understood_once_it_is_given_up(abandoning, deadline: Deadline, assistant: Assistant) -> None:
    completed = abandoning(understanding, "completed", 2)
    with pytest.raises(AbandonedError):
        understand(FIVE, (), assistant.responder.index, deadline=deadline)
    assert completed.calls == 2
