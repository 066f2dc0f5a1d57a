"""What the trained reader makes of what its model says, and how much it makes the model do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.answerability import Parameters
from assistant.reading.inputs import MAX_TOKENS, Inputs
from assistant.reading.learned import ENOUGH, SURE, LearnedReader
from assistant.reading.model import Model, Read
from assistant.reading.windows import PASSAGES, TWICE
from tests.assistant.reading.passages import BREAD, MAYOR, POND, hit, listed, query, town

Texts = Sequence[tuple[str, str, str]]


@dataclass
class Saying:
    """Stands in for the model: of each text what `says` makes of it, a token being a character."""

    says: Callable[[str], Read]
    seen: list[tuple[str, str, str]] = field(default_factory=list)

    def read(self, question: str, heading: str, text: str) -> Read:
        self.seen.append((question, heading, text))
        return self.says(text)


def read_of(text: str, answered: float, quoted: str = "", short: str = "") -> Read:
    """A text of which these words are quoted and those are the short answer."""
    spans = tuple((i, i + 1) for i in range(len(text)))
    logits = np.full(len(text), -3.0, np.float32)
    at = text.find(quoted) if quoted else -1
    if at >= 0:
        logits[at : at + len(quoted)] = 3.0
    first = text.find(short) if short else -1
    return Read(answered, spans, logits, (max(0, first), max(0, first) + len(short)), 2.0 if first >= 0 else -20.0)


def reader_of(says: Callable[[str], Read]) -> LearnedReader:
    return LearnedReader(Saying(says), Parameters({"answered": 10.0, "quoted": 10.0}, {"answered": 10.0}, 0.0, 0.5))  # type: ignore[arg-type]


def test_the_sentence_that_the_model_means_is_first_with_its_short_answer() -> None:
    reader = reader_of(lambda text: read_of(text, 4.0 if "1932" in text else -4.0, MAYOR[:63], "1932"))
    reading = reader.read(query(), town())
    best = reading.evidence[0]
    assert best.unit.text == MAYOR[:63] and best.short is not None
    assert MAYOR[slice(*best.short)] == "1932"
    assert reading.confidence > 0.9 and best.probability > 0.9
    assert [evidence.short for evidence in reading.evidence[1:]] == [None] * (len(reading.evidence) - 1)


def test_confidence_is_that_of_the_best_text() -> None:
    low, high = (reader_of(lambda text, most=most: read_of(text, most if "fish" in text else -5.0)) for most in (-5.0, 5.0))
    assert low.read(query(), town()).confidence < 0.1 < 0.9 < high.read(query(), town()).confidence


def test_blanks_at_the_ends_of_a_short_answer_are_left_out() -> None:
    reading = reader_of(lambda text: read_of(text, 1.0, short=" in 1932 ")).read(query(), town()[:1])
    (short,) = [evidence.short for evidence in reading.evidence if evidence.short]
    assert MAYOR[slice(*short)] == "in 1932"


def test_a_span_over_two_sentences_is_no_short_answer() -> None:
    reading = reader_of(lambda text: read_of(text, 1.0, short="mayor. It is")).read(query(), town()[:1])
    assert [evidence.short for evidence in reading.evidence] == [None] * 3


def test_no_span_is_no_short_answer() -> None:
    reading = reader_of(lambda text: read_of(text, 1.0)).read(query(), town()[:1])
    assert [evidence.short for evidence in reading.evidence] == [None] * 3


def test_a_sentence_that_was_read_twice_is_told_once_as_the_better_text_has_it() -> None:
    long = " ".join(f"Sentence number {i} is about the harbour." for i in range(40))
    reading = reader_of(lambda text: read_of(text, 5.0 if " 1 " in text else 0.0)).read(query(), [hit(long)])
    spans = [evidence.unit.spans for evidence in reading.evidence]
    assert len(spans) == len(set(spans))
    assert reading.evidence[0].answered == 5.0


def test_items_of_a_long_list_are_told_with_their_lead_in() -> None:
    found = listed("The gates are:", [f"The gate number {i}, which keeps out the water of the river" for i in range(30)])
    reading = reader_of(lambda text: read_of(text, 1.0, "The gate number 3,")).read(query(), [found])
    best = reading.evidence[0].unit
    assert best.text.startswith("The gates are:\nThe gate number 3,") and len(best.spans) == 2


def test_the_model_sees_question_heading_and_text() -> None:
    model = Saying(lambda text: read_of(text, 0.0))
    LearnedReader(model, Parameters({}, {}, 0.0, 0.5)).read(query("Why?"), town())  # type: ignore[arg-type]
    assert sorted(model.seen) == sorted(("Why?", "Town guide > About", text) for text in (MAYOR, POND, BREAD))


@pytest.fixture
def read_lengths(model: Model, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each text had that the real model has read."""
    lengths: list[int] = []
    pairs = Inputs.pairs

    def counted(self: Inputs, texts: Texts) -> object:
        made = pairs(self, texts)
        lengths.extend(len(pair.ids) for pair in made)
        return made

    monkeypatch.setattr(Inputs, "pairs", counted)
    return lengths


@pytest.mark.parametrize("count", [1, PASSAGES, 100])
@pytest.mark.parametrize(
    "text", [MAYOR * 200, "port " * 10_000, "港" * 50_000, "😀" * 50_000], ids=["plain", "one", "kanji", "emoji"]
)
def test_the_work_is_bounded(count: int, text: str, learned: LearnedReader, read_lengths: list[int]) -> None:
    parts = None if text.startswith("The") else [(0, len(text), "sentence")]
    found = hit(text, parts)
    learned.read(query("港はいつ開かれた？" * 200), [found] * count)
    assert 1 <= len(read_lengths) <= PASSAGES + TWICE
    assert max(read_lengths) <= MAX_TOKENS


def test_what_does_not_fit_is_missing_at_the_end(model: Model) -> None:
    text = "The harbour bridge was opened in 1932. " * 100
    read = model.read("When was it opened?", "Town guide", text)
    assert read.spans[0][0] == 0 and read.spans[-1][1] < len(text)
    assert len(read.spans) == len(read.quoted)


def test_spans_are_those_of_the_text_under_any_heading(model: Model) -> None:
    plain = model.read("Who?", "", MAYOR)
    for heading in ("Town", "町の案内", "😀 > é", "x" * 500):
        read = model.read("Who?", heading, MAYOR)
        assert read.spans == plain.spans
        assert MAYOR[read.spans[0][0] : read.spans[-1][1]] == MAYOR


def test_a_text_without_a_word_says_nothing(model: Model) -> None:
    assert model.read("When?", "Town", "").answered < 0


def test_is_read_on_until_one_surely_answers() -> None:
    texts = [f"Gate number {i} is closed." for i in range(PASSAGES)]
    found = [hit(text, row=10 * i) for i, text in enumerate(texts)]

    def read_count(answering: int, answered: float) -> int:
        model = Saying(lambda text: read_of(text, answered if text == texts[answering] else -5.0))
        LearnedReader(model, Parameters({}, {}, 0.0, 0.5)).read(query(), found)  # type: ignore[arg-type]
        assert [text for _, _, text in model.seen] == texts[: len(model.seen)]
        return len(model.seen)

    assert read_count(0, SURE) == ENOUGH
    assert read_count(ENOUGH + 1, SURE) == ENOUGH + 2
    assert read_count(0, SURE - 0.1) == PASSAGES
