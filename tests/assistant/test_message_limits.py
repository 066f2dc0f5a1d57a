"""What one message may ask, and how much work it causes, whatever it says."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant.understanding as understanding
from assistant import wording
from assistant.assistant import Assistant
from assistant.dialogue import MAX_TOPIC, standalone, topic_after
from assistant.question import MAX_CHARACTERS, MAX_HISTORY, MAX_HISTORY_CHARACTERS, Question, beginning, cleaned
from assistant.respond import MAX_LENGTH, MAX_SEARCHES
from assistant.shares import shares
from assistant.suggestions import EXAMPLES
from assistant.understanding import MAX_ASKED, MAX_PARTS, understand
from index.encoder import Encoder
from index.query import Query
from index.search import Index
from index.tokens import LONG_WORD, _remembered_stem, stem
from tests.assistant.conftest import HEADS, Ask
from tests.assistant.hostile import KINDS, requests

EIGHT = [
    HEADS,
    "When was the Cybersecurity Council established?",
    "What does GSOC stand for?",
    "How many sectors does the Cybersecurity Policy for CIP identify as critical infrastructure?",
    "What was NISC formerly called?",
    "Where does the tanuki [1] live?",
    "When was the harbour [2] of Kobe deepened?",
    "How high is Mount Everest?",
]
LEFT_OUT = "have not looked into"


class Counted:
    """How often the index was searched, and with how many tokens, since it was last emptied."""

    def __init__(self) -> None:
        self.searches: list[str] = []
        self.tokens = 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    seen, search, encode = Counted(), Index.search, Encoder.encode_query

    def searched(self: Index, query: Query, count: int = 10):
        seen.searches.append(query.text)
        return search(self, query, count)

    def encoded(self: Encoder, text: str):
        seen.tokens += len(self.tokens(text))
        return encode(self, text)

    monkeypatch.setattr(Index, "search", searched)
    monkeypatch.setattr(Encoder, "encode_query", encoded)
    return seen


@pytest.fixture
def cold(assistant: Assistant, settings, model) -> Assistant:
    """One that has verified no suggestion yet."""
    return Assistant(settings, assistant.responder.index, model)


def test_five_things_are_answered_and_the_rest_is_named(ask: Ask, assistant: Assistant) -> None:
    assert len(assistant.responder.reply(Question(" ".join(EIGHT))).findings) == MAX_PARTS
    answer = ask(" ".join(EIGHT))
    *quotes, last = answer.answer.split("\n\n")
    assert "National Information Security Center" in "".join(quotes) and "[5]" in "".join(quotes)
    assert LEFT_OUT in last
    assert all(told in last for told in ("tanuki (1) live", "harbour (2) of Kobe", "Mount Everest"))
    assert "more" not in last and "Everest" not in "".join(quotes) + answer.standalone_question


def test_what_is_left_out_of_an_abstention_is_named_too(ask: Ask) -> None:
    answer = ask(" ".join(f"How much does tanuki number {i} [{i}] weigh?" for i in range(30)))
    assert answer.status == "abstained" and "[" not in answer.answer
    assert LEFT_OUT in answer.answer and "and 22 more" in answer.answer
    assert "ほか22件" in ask(answer.question, language="ja").answer or answer.language == "en"


def test_a_message_of_five_things_leaves_nothing_out(ask: Ask) -> None:
    for questions in (EIGHT[:1], EIGHT[:5], EIGHT[:5] * 4):
        assert LEFT_OUT not in ask(" ".join(questions)).answer


def test_what_is_asked_twice_is_answered_once(assistant: Assistant) -> None:
    twice = "Who heads NISC? who heads nisc! WHO  HEADS “NISC”? Since when? And who heads NISC, and since when?"
    found = [finding.part for finding in assistant.responder.reply(Question(twice)).findings]
    assert len(found) == len({part.casefold().strip("?!") for part in found}) <= 3
    follow_ups = f"{HEADS} Since when? Who heads the Cybersecurity Council? Since when?"
    assert len(assistant.responder.reply(Question(follow_ups)).findings) == 4
    assert understand("What is C++? What is C#?", (), assistant.responder.index).parts == ("What is C++?", "What is C#?")


def test_one_long_part_is_cut_and_the_rest_named(ask: Ask) -> None:
    text = "The harbour of Kobe and " * 80 + "a tanuki"
    answer = ask(text[:MAX_CHARACTERS].strip())
    assert len(answer.standalone_question) <= MAX_ASKED
    assert LEFT_OUT in answer.answer


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_wording_is_bounded_and_no_citation(language: str) -> None:
    for parts in (["a [1] b"], ["[12]" * 500] * 500, ["x" * 2_000, "y"], ["word " * 300] * 4):
        told = wording.parts_left_out(parts, language)
        assert len(told) < 500
        assert not re.search(r"\[\d+\]|\n", told)
    assert "497" in wording.parts_left_out(["a"] * 500, language)


def test_the_newest_turns_of_the_history_are_kept_whole() -> None:
    turns = tuple(f"{i} {'word ' * 180}".strip() for i in range(30))
    kept = cleaned(Question("x", turns)).history
    assert kept == turns[-len(kept) :]
    assert sum(map(len, kept)) <= MAX_HISTORY_CHARACTERS < sum(map(len, kept)) + len(turns[0])
    assert cleaned(Question("x", ("a " * 5_000,))).history == (("a " * (MAX_CHARACTERS // 2)).strip(),)
    assert len(cleaned(Question("x", ("a",) * 100)).history) == MAX_HISTORY


def test_a_topic_is_followed_once_through_the_history(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(understanding, "topic_after", lambda turn, topic: asked.append(turn) or topic_after(turn, topic))
    history = (HEADS, *(f"And who is deputy number {i}?" for i in range(18)))
    understand("And since when? And why? And where? And by whom? And for whom?", history, assistant.responder.index)
    assert len(asked) <= len(history) + MAX_PARTS
    assert [turn for turn in asked if turn in history] == list(history)


def test_a_topic_outlasts_any_number_of_follow_ups() -> None:
    assert "Headquarters" in standalone("And since when?", (HEADS, *["Why?"] * 5_000))
    long = topic_after(f"Who heads {'the Strategic Headquarters of ' * 50}?", "")
    assert long.startswith("Strategic Headquarters") and len(long) <= MAX_TOPIC


def test_an_abstention_searches_a_few_times_and_later_ones_less(cold: Assistant, counted: Counted) -> None:
    first = cold.invoke(Question("How high is Mount Everest?"))
    assert len(counted.searches) <= MAX_SEARCHES
    counted.searches.clear()
    again = cold.invoke(Question("How high is Mount Everest?"))
    assert len(counted.searches) <= 1 + max(0, 3 - len(first.suggestions))
    assert set(first.suggestions) <= set(again.suggestions)


@pytest.mark.parametrize(
    ("message", "most"),
    [
        ("How high is Mount Everest?", MAX_SEARCHES),
        (" ".join(f"How high is mountain {i}?" for i in range(40)), MAX_PARTS),
        ("Hello!", EXAMPLES),
        ("NISCのトップは誰ですか？", MAX_SEARCHES),
    ],
)
def test_a_message_makes_it_search_a_few_times(message: str, most: int, cold: Assistant, counted: Counted) -> None:
    cold.invoke(Question(message))
    assert 1 <= len(counted.searches) <= most


def test_a_language_that_is_not_covered_is_searched_for_once(cold: Assistant, counted: Counted) -> None:
    cold.invoke(Question("Qui dirige NISC?", language="fr"))
    assert len(counted.searches) == 1


def test_hostile_requests_search_little_with_few_tokens(cold: Assistant, counted: Counted) -> None:
    for name, question in random.Random(0).sample(list(requests(99, 20)), 40):
        counted.searches.clear()
        counted.tokens = 0
        parts = cold.responder.reply(question).findings
        assert len(counted.searches) <= max(MAX_PARTS, MAX_SEARCHES), name
        assert counted.tokens - sum(map(len, counted.searches[len(parts) :])) <= MAX_LENGTH, name


def test_long_words_fill_no_memory() -> None:
    before = _remembered_stem.cache_info().currsize
    assert stem("harbours" * 100) == stem("harbours" * 100).casefold()
    assert _remembered_stem.cache_info().currsize == before
    assert stem("x" * LONG_WORD) == "x" * LONG_WORD


@given(st.lists(st.integers(0, 300), max_size=6), st.integers(6, 400))
def test_shares(wanted: list[int], total: int) -> None:
    given_out = shares(wanted, total)
    assert all(got <= want for got, want in zip(given_out, wanted, strict=True))
    assert sum(given_out) == min(total, sum(wanted)) or sum(given_out) > total - len(wanted)
    assert all(got >= min(want, total // max(len(wanted), 1)) for got, want in zip(given_out, wanted, strict=True))


def test_the_beginning_of_a_text(assistant: Assistant) -> None:
    assert [beginning("one two three", length) for length in (1, 3, 4, 7, 50)] == [
        "o",
        "one",
        "one",
        "one two",
        "one two three",
    ]
    index = assistant.responder.index
    assert index.beginning(HEADS, index.length(HEADS)) == HEADS
    for kind in KINDS.values():
        text = kind(MAX_ASKED, random.Random(2))
        assert index.length(index.beginning(text, 30)) <= 31
