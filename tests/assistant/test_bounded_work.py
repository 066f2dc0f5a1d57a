"""No text makes the assistant work longer than in proportion to its length.

Costs are processor time and are only compared with each other: four times the text may take at most eight times as long.
"""

import random
import time
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from assistant import wording
from assistant.assistant import Assistant
from assistant.dialogue import is_courtesy, is_instruction, sentences_asked, small_talk
from assistant.languages.detection import question_language
from assistant.languages.en.answer_types import holds_time
from assistant.languages.registry import LANGUAGES
from assistant.parts import take_apart
from assistant.question import Question, clean_text, cleaned, language_of
from assistant.understanding import understand
from index.tokens import terms
from tests.assistant.hostile import KINDS, Kind, fresh
from tests.assistant.readers import Overlapping, responder

Work = Callable[[str], object]
SHORT, LONG = 500, 2_000
ALLOWED = 8.0
RUNS = 3
# What is over sooner is not measured: 500 characters that take less may take up to this long.
FLOOR_SECONDS = 0.0005
TURN = 250
_seeds = count()


def seconds(work: Work, kind: Kind, length: int) -> float:
    """The least of a few runs, each of a new text, so that none is remembered."""
    spent = []
    for run in range(RUNS):
        text = fresh(kind, random.Random(next(_seeds)), run % 2 == 0, length)
        began = time.process_time()
        work(text)
        spent.append(time.process_time() - began)
    return min(spent)


def growth(work: Work, kind: Kind) -> float:
    return seconds(work, kind, LONG) / max(seconds(work, kind, SHORT), FLOOR_SECONDS)


def is_bounded(work: Work, kind: Kind) -> bool:
    """Whether it once takes its time in proportion; a machine with much else to do may need a second and a third look."""
    return any(growth(work, kind) <= ALLOWED for _ in range(3))


def test_the_measure_tells_proportion_from_its_square() -> None:
    def squared(text: str) -> int:
        return sum(len(text[:end].split()) for end in range(len(text)))

    assert is_bounded(lambda text: [text.upper() for _ in range(5_000)], KINDS["commas"])
    assert not is_bounded(squared, KINDS["tiny questions"])


def test_there_are_kinds_enough() -> None:
    assert len(KINDS) >= 70
    for name, kind in KINDS.items():
        assert len(kind(LONG, random.Random(0))) == LONG, name


@pytest.mark.parametrize("name", KINDS)
def test_understanding_a_question(name: str, assistant: Assistant) -> None:
    index = assistant.responder.index
    assert is_bounded(lambda text: understand(text, (), index), KINDS[name])


@pytest.mark.parametrize("name", KINDS)
def test_understanding_a_history(name: str, assistant: Assistant) -> None:
    index = assistant.responder.index

    def work(text: str) -> None:
        history = tuple(text[start : start + TURN] for start in range(0, len(text), TURN))
        understand("And since when does it? And why? And who heads it?", history, index)
        cleaned(Question("And why?", (text,) * 20))

    assert is_bounded(work, KINDS[name])


@pytest.mark.parametrize("name", KINDS)
def test_answering(name: str, assistant: Assistant) -> None:
    # With a reader that takes no time, which would hide what the rest takes; how much the real one reads has tests of its own.
    quick = responder(assistant, Overlapping())
    assert is_bounded(lambda text: quick.answer(Question(text, language="en")), KINDS[name])


def read_in(code: str, text: str) -> None:
    """All that a language can do with one text, which gets its single spaces as it does from `sentences`."""
    language = LANGUAGES[code]
    text = " ".join(language.sentences(text))
    for rule in (
        language.small_talk,
        language.is_courtesy,
        language.without_instructions,
        language.asks,
        language.answer_type,
        language.asks_for_latest,
    ):
        rule(text)
    for rule in (language.without_courtesy, language.split, language.changes_topic, language.needs_topic, language.subject):
        rule(text)
    language.names_something(text)
    list(language.content_words(text))
    list(language.questions_of(text))


# What is applied to the corpus as well takes any text too: it may be as odd as a question.
OF_ANY_TEXT: dict[str, Work] = {
    "time told": holds_time,
    "terms": terms,
    "parts": take_apart,
    "small talk": small_talk,
    "instruction": is_instruction,
    "courtesy between turns": is_courtesy,
    "what is no instruction": sentences_asked,
    "language of a question": question_language,
    **{f"reading in {code}": partial(read_in, code) for code in LANGUAGES},
    "cleaning": lambda text: (clean_text(text), language_of(text)),
    "wording": lambda text: (wording.part_not_found(text, "en"), wording.parts_left_out([text] * 5, "en")),
}


@pytest.mark.parametrize("name", OF_ANY_TEXT)
def test_every_rule(name: str) -> None:
    assert [kind for kind in KINDS if not is_bounded(OF_ANY_TEXT[name], KINDS[kind])] == []
