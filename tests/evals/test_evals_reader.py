"""What the reader learns from: examples of public and written questions, and how they become tensors."""

import gzip
import json
import random
import re
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.inputs import Inputs
from corpus.errors import AssistantError
from corpus.reader import read_corpus
from evals.reader.batches import Batch, Batches
from evals.reader.examples import Example, sentences, window
from evals.reader.pool import Drawn, Pool, load_pool, pooled
from evals.reader.public import KINDS, Public
from evals.reader.rewording import other_detail, other_word
from evals.reader.rows import Row, is_held_out, read_rows
from evals.reader.written import ANSWERED, Shown, elsewhere, later, shown, weighted
from evals.sites import Written
from index.build import build_index
from index.e5 import read_e5
from index.encoder import Encoder
from index.packaged import E5, E5_FILE
from index.search import Index
from tests.evals.reader_sample import BRIDGE, FERRY, ROWS, SHRINE, TOWER, row

PUBLIC = Public(ROWS)
PAGE = """Reading room

Rules
A lost card is replaced for 8 florins. The card is valid for two years. Bags stay in the lockers.

Opening hours
The room is open from 9 to 17. It is closed on Sundays. In August it closes at noon.
"""


def made(kind: str, times: int = 10) -> list[tuple[Row, Example]]:
    """Many examples of a kind, with the rows they were made of."""
    rows = [each for each in ROWS if each.spans]
    return [(each, e) for each in rows for seed in range(times) for e in PUBLIC.of_kind(each, kind, random.Random(seed))]


def pieces(each: Row) -> list[str]:
    return [each.text[start:end] for start, end in each.spans]


@settings(deadline=None)
@given(st.text(alphabet="ab. 。「」\nA!?") | st.text())
def test_sentences_follow_one_another_and_leave_nothing_out(text: str):
    spans = sentences(text)
    assert all(first < last for first, last in spans) and all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[first:last] for first, last in spans)
    assert "".join(kept.split()) == "".join(text.split())


@settings(deadline=None)
@given(st.sampled_from([BRIDGE, SHRINE, FERRY, f"{TOWER}\n{BRIDGE}"]), st.integers(0, 9), st.integers(1, 300), st.integers())
def test_a_window_holds_its_sentence_and_keeps_to_its_limit(text: str, keep: int, limit: int, seed: int):
    spans = sentences(text)
    keep %= len(spans)
    begin, end = window(text, spans, keep, limit, random.Random(seed))
    assert begin <= spans[keep][0] and spans[keep][1] <= end
    assert end - begin <= max(limit, spans[keep][1] - spans[keep][0])
    assert begin in [first for first, _ in spans] and end in [last for _, last in spans]


def test_an_answered_example_points_at_its_answer_and_the_sentence_around_it():
    found = made("answered")
    assert {each for each, _ in found} == {each for each in ROWS if each.spans}
    for each, example in found:
        (start, end), ((first, last),) = example.answer, example.evidence
        assert example.answered and example.text[start:end] in pieces(each) and example.text in each.text
        assert first <= start and end <= last and example.text[first:last] in each.text
        assert example.question == each.question and example.heading in ("", each.title.replace("_", " "))


def test_what_surrounds_an_answer_varies_and_comes_again_with_other_questions():
    long = row(" ".join([FERRY, TOWER, BRIDGE, FERRY, TOWER] * 3), "When was the bridge opened?", "1932")
    found = [list(Public([long]).of_kind(long, "answered", random.Random(seed))) for seed in range(4)]
    assert all({example.text[slice(*example.answer)] for example in some} == {"1932"} for some in found)
    first, *others = [[example.text for example in some] for some in found]
    assert len(set(first)) == 3 and all(texts == first for texts in others)


@pytest.mark.parametrize("kind", ["paragraph", "sentence out"])
def test_a_text_without_the_answer_holds_none(kind: str):
    found = made(kind)
    assert {each.language for each, _ in found} == {"en", "ja"}
    for each, example in found:
        assert not example.answered and example.answer is None and example.evidence == () and example.question == each.question
        assert example.text and not any(answer in example.text for answer in pieces(each))
        assert kind != "paragraph" or example.text not in each.text


def test_another_article_is_of_the_language_and_nearest_to_the_question():
    found = made("other article")
    assert {each.title for each, _ in found} == {"Port_Ellery", "Ostrel"}
    for each, example in found:
        (title,) = {one.title for one in ROWS if example.text in one.text}
        assert not example.answered and example.question == each.question and title != each.title


def test_another_detail_is_one_that_the_text_does_not_hold():
    changed = [
        (each, other_detail(each, [one.text for one in ROWS if one.title == each.title], random.Random(seed)))
        for each in ROWS
        for seed in range(10)
    ]
    told = [(each, question) for each, question in changed if question]
    assert {each.language for each, _ in told} == {"en", "ja"}
    for each, question in told:
        new = set(re.findall(r"\d+|[A-Z][a-z]+|[ァ-ヴー]{3,}", question)) - set(re.findall(r"\w+", each.question))
        assert question != each.question and any(detail not in each.text for detail in new)


def test_another_question_word_asks_for_what_the_text_cannot_tell():
    nowhere = row("The tower stands tall.", "Where does it stand?", "tall")
    assert {other_word(nowhere, random.Random(seed)) for seed in range(20)} == {"When does it stand?", "Why does it stand?"}
    assert other_word(row(BRIDGE, "How long is it?", "1149 metres"), random.Random(1)) is None
    # Everything that could be asked for is there.
    assert other_word(row("In 1932 it was built in Kesrin since it was needed.", "When?", "1932"), random.Random(1)) is None


@pytest.mark.parametrize("kind", ["other detail", "other word"])
def test_a_changed_question_is_not_answered(kind: str):
    for each, example in made(kind):
        assert not example.answered and example.answer is None and example.question != each.question


def test_a_question_that_people_left_unanswered_stays_so():
    (unanswered,) = (each for each in ROWS if not each.spans)
    found = [each for each, _ in PUBLIC.examples() if each.question == unanswered.question]
    assert found and not any(each.answered for each in found) and {each.source for each in found} == {"human"}


def test_examples_are_the_same_for_the_same_seed_and_of_every_kind_half_of_them_answered():
    first, again, other = (list(PUBLIC.examples(seed)) for seed in (7, 7, 8))
    assert first == again != other
    assert {example.source for example, _ in first} == {*KINDS, "human"}
    answered = sum(weight for example, weight in first if example.answered)
    assert answered == pytest.approx(0.5 * sum(bool(each.spans) for each in ROWS))
    assert 0.4 < answered / sum(weight for _, weight in first) < 0.75


def test_an_article_is_held_out_as_a_whole():
    rows = [row(BRIDGE, f"{n}?", "1932", title=f"article {n % 400}") for n in range(800)]
    held_out = {each.title for each in rows if is_held_out(each)}
    assert 0 < len(held_out) < 40
    assert all(is_held_out(each) == (each.title in held_out) for each in rows)


def test_rows_are_read_as_they_were_gathered(tmp_path: Path):
    raw = {
        "src": "s",
        "title": "Bridge",
        "context": BRIDGE,
        "question": " When? ",
        "answers": [[25, "1932"]],
        "impossible": False,
    }
    with gzip.open(tmp_path / "ja-dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(raw) + "\n" + json.dumps({**raw, "answers": [], "impossible": True}) + "\n")
    answered, impossible = read_rows(tmp_path / "ja-dev.jsonl.gz")
    assert answered == Row("ja", "s", "Bridge", BRIDGE, "When?", ((25, 29),)) and pieces(answered) == ["1932"]
    assert impossible.spans == ()
    with pytest.raises(AssistantError, match=r"no en-qa\.jsonl\.gz in .*CARD\.md"):
        read_rows(tmp_path / "en-qa.jsonl.gz")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """With the tokenizer that ships."""
    e5 = read_e5(E5.located() / E5_FILE)
    return Inputs(e5.tokenizer, e5.pad_id)


def as_pool(examples: list[Example], inputs: Inputs) -> Pool:
    return pooled((Drawn(each, "all", group=number) for number, each in enumerate(examples)), inputs)


def as_batch(examples: list[Example], inputs: Inputs) -> tuple[Pool, Batch]:
    pool = as_pool(examples, inputs)
    return pool, Batches(pool, inputs.pad_id).batch(np.arange(len(examples)))


def test_a_batch_holds_the_tokens_and_spans_of_its_examples(inputs: Inputs):
    examples = [example for _, example in made("answered", 1)]
    pairs = inputs.pairs([(each.question, each.heading, each.text) for each in examples])
    pool, found = as_batch(examples, inputs)
    assert len(pool.question_ends) - 1 == len({each.question for each in examples})
    assert found.ids.shape[1] % 32 == 0
    for number, (example, pair) in enumerate(zip(examples, pairs, strict=True)):
        ids = pool.pieces[found.ids[number].numpy()]
        assert tuple(ids[: len(pair.ids)]) == pair.ids and set(ids[len(pair.ids) :]) <= {inputs.pad_id}
        own = [pair.spans[int(token) - pair.begin] for token in found.spans[number]]
        covered = example.text[own[0][0] : own[1][1]]
        assert example.answer and example.text[slice(*example.answer)] in covered
        assert all(first < example.answer[1] and last > example.answer[0] for first, last in own)
        quoted = [pair.spans[i - pair.begin] for i in found.evidence[number].nonzero().flatten().tolist()]
        ((first, last),) = example.evidence
        assert quoted[0][0] <= first < quoted[0][1] and example.text[quoted[-1][1] : last].strip() == ""
        assert found.is_text[number].nonzero().flatten().tolist() == [pair.begin + i for i in range(len(pair.spans))]
        assert found.attention[number].sum() == len(pair.ids)
    assert found.answered.tolist() == [1.0] * len(examples)


def test_what_is_not_answered_or_not_known_is_marked_so(inputs: Inputs):
    long = "word " * 400
    unanswered, unknown = Example("Who?", "", BRIDGE, False), Example("Is it?", "", BRIDGE, True)
    cut = Example("Who?", "", long + "Moll", True, (len(long), len(long) + 4))
    _, found = as_batch([unanswered, unknown, cut], inputs)
    assert found.spans.tolist() == [[0, 0], [-1, -1], [-1, -1]]
    assert found.answered.tolist() == [0, 1, 1] and not found.evidence.any()


def test_evidence_in_several_places_is_marked_in_each(inputs: Inputs):
    example = Example("What?", "", "One. Two. Three. Four.", True, None, ((0, 4), (5, 9), (17, 22)))
    _, found = as_batch([example], inputs)
    (pair,) = inputs.pairs([(example.question, "", example.text)])
    words = [example.text[slice(*pair.spans[i - pair.begin])] for i in found.evidence[0].nonzero().flatten().tolist()]
    assert "".join(words).replace(" ", "") == "One.Two.Four."


def test_a_pool_is_the_same_when_it_is_read_again(inputs: Inputs, tmp_path: Path):
    pool = as_pool([example for example, _ in PUBLIC.examples()], inputs)
    pool.save(tmp_path / "pool.npz")
    again = load_pool(tmp_path / "pool.npz")
    assert again.sets == pool.sets == ("all",)
    assert all(np.array_equal(getattr(pool, name), getattr(again, name)) for name in ("pieces", "questions", "texts", "rows"))


def test_every_row_is_read_once_whatever_its_length(inputs: Inputs):
    pool = as_pool([example for example, _ in PUBLIC.examples()], inputs)
    found = list(Batches(pool, inputs.pad_id).in_turn(pool.of("all"), 32))
    assert sorted(row for rows, _ in found for row in rows.tolist()) == list(range(len(pool.rows)))
    assert all(len(rows) == len(made.ids) for rows, made in found)


def test_examples_are_drawn_by_weight_and_share_and_the_same_for_a_seed(inputs: Inputs):
    often, seldom, other = (Example(text, "", BRIDGE, answered) for text, answered in (("a", True), ("b", False), ("c", False)))
    drawn = [Drawn(often, "one", 3.0), Drawn(seldom, "one", 1.0), Drawn(other, "two", 0.1)]
    batches = Batches(pooled(drawn, inputs), inputs.pad_id)
    one, again = (list(islice(batches.drawn({"one": 0.8, "two": 0.2}, 64, 4), 20)) for _ in range(2))
    assert all((a.ids == b.ids).all() for a, b in zip(one, again, strict=True))
    assert sum(int(each.answered.sum()) for each in one) / (20 * 64) == pytest.approx(0.6, abs=0.05)


@pytest.fixture(scope="module")
def room(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of a page of the reading room."""
    folder = tmp_path_factory.mktemp("room")
    (folder / "room.txt").write_text(PAGE, encoding="utf-8")
    work = folder / "index"
    build_index(read_corpus(folder), encoder, work)
    return Index.open(work, encoder)


def written(**fields: object) -> Written:
    whole = {"id": "q", "kind": "direct", "split": "train", "lang": "en", "evidence": (), "abstain": False, **fields}
    return Written.model_validate(whole)


@pytest.fixture(scope="module")
def ask(room: Index) -> Callable[..., list[Shown]]:
    """Asks a written question of that page."""
    return lambda **fields: list(shown(room, written(**fields)))


def test_a_written_question_is_shown_what_answers_it_and_what_does_not(ask):
    evidence = "A lost card is replaced for 8 florins."
    turns = ["What does a lost card cost?"]
    first, second = ask(turns=turns, evidence=[evidence], short="8 florins", translated=["カードをなくしたら?"])
    (answer,) = first.answers
    assert answer.question == turns[0] and answer.answered and answer.text[slice(*answer.answer)] == "8 florins"
    assert [answer.text[slice(*span)].strip() for span in answer.evidence] == [evidence]
    assert first.others and not any(evidence in each.text or each.answered for each in first.others)
    assert second.answers[0].question == "カードをなくしたら?" and second.answers[0].text == answer.text


def test_a_follow_up_is_shown_as_it_is_read(ask):
    (found,) = ask(
        turns=["What does a lost card cost?", "And how long is it valid?"], evidence=["The card is valid for two years."]
    )
    assert found.answers[0].question == "how long is it valid (lost card cost)?"


def test_a_question_asked_after_another_is_shown_as_it_is_read_then(room):
    card, how_long = written(turns=["What does a lost card cost?"]), written(turns=["How long is it valid?"])
    found = list(later(room, [card, card, card, how_long, how_long]))
    assert found and {each.others[0].question for each in found} == {"How long is it valid (lost card cost)?"}


def test_a_question_about_other_pages_is_off_topic_where_its_words_are_unknown(room):
    asked = [written(turns=["Who leads the Ostrel herring fleet?"]), written(turns=["When does the room close?"])]
    unfit = [written(turns=["Who leads the herring fleet?"], split=split) for split in ("tune", "test")]
    (found,) = elsewhere(room, [*asked, *unfit])
    assert found.answers == () and {each.source for each in found.others} == {"offtopic"}
    assert found.others and {each.question for each in found.others} == {"Who leads the Ostrel herring fleet?"}


def test_a_near_miss_is_shown_its_trap_and_no_answer(ask):
    trap = "In August it closes at noon."
    (found,) = ask(turns=["When does it close in July?"], abstain=True, trap=trap)
    assert found.answers == () and any(trap in each.text for each in found.others)


def test_of_a_written_question_what_answers_is_learnt_from_most_and_what_was_found_first_of_the_rest(ask):
    (card,) = ask(turns=["What does a lost card cost?"], evidence=["A lost card is replaced for 8 florins."])
    (miss,) = ask(turns=["When does it close in July?"], abstain=True, trap="In August it closes at noon.")
    for question, answered in ((card, ANSWERED), (miss, 0.0)):
        found = list(weighted(question))
        assert [example for example, _ in found] == [*question.answers, *question.others]
        assert sum(weight for example, weight in found if example.answered) == pytest.approx(answered)
        assert sum(weight for _, weight in found) == pytest.approx(1)
        others = [weight for example, weight in found if not example.answered]
        assert others == sorted(others, reverse=True)
