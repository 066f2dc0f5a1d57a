"""Stretches of the passages that are found, and which of them are read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.windows import MAX_LENGTH, PASSAGES, TWICE, stretches, windows
from tests.assistant.reading.passages import MAYOR, hit, listed, sentences_of

SENTENCES = [f"Sentence number {i} is about the harbour of the town." for i in range(60)]
LONG = " ".join(SENTENCES)
LEAD, ITEMS = "The town has these gates:", [f"The gate number {i}, which keeps the water out" for i in range(40)]


def test_a_short_passage_is_one_stretch() -> None:
    (window,) = stretches(hit(MAYOR))
    assert (window.text, window.start, window.heading) == (MAYOR, 0, "Town guide > About")


def test_stretches_cover_a_passage_and_overlap_by_a_sentence() -> None:
    found = list(stretches(hit(LONG)))
    assert len(found) > 3 and {s.row for window in found for s in window.sentences} == set(range(60))
    for window, following in itertools.pairwise(found):
        assert window.sentences[-1] is following.sentences[0]
    for window in found:
        assert len(window.text) <= MAX_LENGTH
        assert LONG[window.start : window.start + len(window.text)] == window.text
        rows = [sentence.row for sentence in window.sentences]
        assert rows == list(range(rows[0], rows[-1] + 1))


@given(st.lists(st.text("ab 日本.", min_size=1, max_size=400), min_size=1, max_size=30))
def test_each_stretch_is_within_the_limit_unless_one_sentence_is_longer(texts: list[str]) -> None:
    text, parts = "", []
    for sentence in texts:
        parts.append((len(text), len(text) + len(sentence), "sentence"))
        text += sentence + "\n"
    found = list(stretches(hit(text, parts)))
    assert {s.row for window in found for s in window.sentences} == set(range(len(texts)))
    assert all(len(window.sentences) == 1 or len(window.text) <= MAX_LENGTH for window in found)
    assert [window.sentences[-1].row for window in found] == sorted({window.sentences[-1].row for window in found})


def test_a_sentence_longer_than_the_limit_is_a_stretch_of_its_own() -> None:
    text = f"It rains. {'and it rains ' * 200}. It is dry."
    found = [window.text for window in stretches(hit(text, sentences_of(text)))]
    assert [len(part) > MAX_LENGTH for part in found] == [False, True, False]


def test_japanese_counts_for_more() -> None:
    japanese = "".join(f"これは港町の文章の第{i}番です。" for i in range(60))
    parts = [(m, n, "sentence") for m, n in _ends(japanese, "。")]
    assert max(len(window.text) for window in stretches(hit(japanese, parts))) < MAX_LENGTH / 2


def test_a_continued_list_carries_its_lead_in() -> None:
    first, *others = stretches(listed(LEAD, ITEMS))
    assert first.text.startswith(LEAD) and LEAD not in first.heading
    assert others and all(window.heading.endswith(f" > {LEAD}") and LEAD not in window.text for window in others)
    assert not {s.row for s in first.sentences} & {s.row for window in others for s in window.sentences}, "no item twice"


def test_a_heading_is_named_once() -> None:
    (window,) = stretches(hit(MAYOR, title="Bridges", section=("Bridges", "Blue ones")))
    assert window.heading == "Bridges > Blue ones"


def test_the_nearest_stretch_of_a_passage_is_read() -> None:
    shown = list(windows([hit(LONG, cosines=[0.5] * 59 + [0.9])]))
    assert len(shown) == 2 and SENTENCES[59] in shown[0].text and shown[0].cosine == 0.9


@pytest.mark.parametrize("count", [1, PASSAGES, 4 * PASSAGES])
@pytest.mark.parametrize("text", [LONG, LONG * 20], ids=["long", "very long"])
def test_what_is_read_does_not_grow_with_what_is_found(count: int, text: str) -> None:
    hits = [hit(text, row=10_000 * i) for i in range(count)]
    shown = list(windows(hits))
    assert len(shown) == min(count, PASSAGES) + min(count, TWICE)
    assert all(len(window.text) <= MAX_LENGTH for window in shown)
    order = [hits.index(window.hit) for window in shown]
    assert order == sorted(order)
    assert list(windows([])) == []


def _ends(text: str, mark: str) -> list[tuple[int, int]]:
    ends = [i + 1 for i, character in enumerate(text) if character == mark]
    return list(zip([0, *ends[:-1]], ends, strict=True))
