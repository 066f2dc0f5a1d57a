"""What holds for every `Reader`, whatever it is made of."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from assistant.reading.reading import Evidence, Reader, Reading
from index.search import Hit
from tests.assistant.hostile import KINDS
from tests.assistant.reading.passages import ASKED, MAYOR, hit, listed, query, town

LONG = 50_000
ODD = {
    "no sentence end": "word " * (LONG // 5),
    "one word": "x" * LONG,
    "emoji": "😀👩‍👩‍👧" * (LONG // 6),
    "combining marks": "a\u0301\u0302" * (LONG // 3),
    "mixed scripts": "a日本 б ع " * (LONG // 8),
    "lone surrogates": "\ud800 \udfff" * (LONG // 3),
    "marks of no width": "\u200b" * LONG,
    "blanks": " " * LONG,
    "controls": "\x00\x1b[2J" * (LONG // 5),
}
QUESTIONS = {
    "plain": ASKED,
    "one letter": "x",
    "nothing": "",
    "in Japanese": "橋はいつ開通しましたか。",
    "of 2,000 characters": "When was the bridge opened " * 74,
    "of as many tokens": "1,?的!" * 400,
    "lone surrogates": "\ud800" * 2_000,
    **{name: KINDS[name](2_000, random.Random(1)) for name in ("emoji", "han", "punctuation", "combining marks", "long word")},
}


def check(reading: Reading, hits: Sequence[Hit]) -> None:
    """What must be so of any reading of these hits."""
    assert 0 <= reading.confidence <= 1
    passages = {found.passage.id: found for found in hits}
    seen = set()
    for evidence in reading.evidence:
        unit, own = evidence.unit, passages[evidence.unit.hit.passage.id]
        assert unit.sentences and set(unit.sentences) <= set(own.sentences)
        assert 0 <= evidence.probability <= 1
        assert all(own.passage.start <= start < end <= own.passage.end <= len(own.document.text) for start, end in unit.spans)
        key = own.passage.id, unit.spans
        assert key not in seen, "told once"
        seen.add(key)
        if evidence.short:
            first, last = evidence.short
            assert any(start <= first < last <= end for start, end in unit.spans)
            assert own.document.text[first:last].strip() == own.document.text[first:last]


def told(evidence: Evidence) -> tuple[object, ...]:
    """What a piece of evidence says, without the objects it is made of."""
    return (
        evidence.unit.hit.passage.id,
        evidence.unit.spans,
        round(evidence.answered, 4),
        round(evidence.probability, 4),
        evidence.short,
    )


def all_told(reading: Reading) -> tuple[object, ...]:
    return tuple(map(told, reading.evidence)), round(reading.confidence, 4), dict(reading.features)


def test_nothing_found_is_no_evidence(reader: Reader) -> None:
    reading = reader.read(query(), [])
    assert (reading.evidence, reading.confidence) == ((), 0.0)


def test_the_passage_that_answers_comes_first(reader: Reader) -> None:
    for hits in (town(), town()[::-1]):
        reading = reader.read(query(), hits)
        check(reading, hits)
        assert reading.evidence[0].unit.hit.document.text == MAYOR
        assert len({evidence.unit.hit.passage.id for evidence in reading.evidence}) > 1


def test_what_is_far_from_the_question_has_a_lower_confidence(reader: Reader) -> None:
    near = reader.read(query(), town()).confidence
    far = reader.read(query("How many moons has the planet Jupiter?"), [hit(text, cosines=[0.7] * 3) for text in (MAYOR,)])
    assert far.confidence < near


def test_the_same_again_is_the_same(reader: Reader) -> None:
    assert all_told(reader.read(query(), town())) == all_told(reader.read(query(), town()))


def test_the_order_of_the_hits_changes_no_text_and_no_score(reader: Reader) -> None:
    first = {told(evidence) for evidence in reader.read(query(), town()).evidence}
    for hits in permutations(town()):
        assert {told(evidence) for evidence in reader.read(query(), hits).evidence} == first


def test_a_text_is_told_the_same_whatever_is_read_beside_it(reader: Reader) -> None:
    alone = {told(evidence) for evidence in reader.read(query(), town()[:1]).evidence}
    beside = reader.read(query(), [*town()[:1], hit("Snow " * 200, row=900), hit("Yes.", row=950)])
    assert alone <= {told(evidence) for evidence in beside.evidence}


@pytest.mark.parametrize("name", ODD)
def test_any_passage_is_read(name: str, reader: Reader) -> None:
    hits = [hit(ODD[name], [(0, len(ODD[name]), "sentence")]), *town()[:1]]
    reading = reader.read(query(), hits)
    check(reading, hits)
    assert any("1932" in evidence.unit.text for evidence in reading.evidence)


@pytest.mark.parametrize("name", ODD)
def test_any_heading_is_read(name: str, reader: Reader) -> None:
    hits = [hit(MAYOR, section=(ODD[name], ODD[name][:50]), title=ODD[name])]
    check(reader.read(query(), hits), hits)


@pytest.mark.parametrize("name", QUESTIONS)
def test_any_question_is_read(name: str, reader: Reader) -> None:
    hits = [*town(), listed("The town has:", ["a bridge", "a pond", "an oven"], row=300)]
    check(reader.read(query(QUESTIONS[name]), hits), hits)


@pytest.mark.parametrize("count", [1, 30])
def test_many_sentences_of_any_length_are_read(count: int, reader: Reader) -> None:
    text = f"{'It rains often. ' * 500}{MAYOR}"
    hits = [hit(text, row=10_000 * i) for i in range(count)]
    check(reader.read(query(), hits[:1]), hits[:1])


def test_requests_may_read_at_once(reader: Reader) -> None:
    questions = [ASKED, "How many fish are in the pond?", "When is bread baked?", "Who feeds the fish?"] * 3

    def read(text: str) -> object:
        return all_told(reader.read(query(text), town()))

    alone = list(map(read, questions))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, questions)) == alone
