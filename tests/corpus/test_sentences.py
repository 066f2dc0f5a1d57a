"""Where sentences end, and where they do not; and how a text is cut that has no sentences' ends."""

import pytest

from corpus.abbreviations import goes_on
from corpus.sentences import MAX_SENTENCE, sentence_spans
from tests.corpus.long_texts import check_linear, repeated


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text), language)]


ONE = [
    "The ferry is the No. 3 in the bay and the No. 7 on the coast.",
    "By Art. 9 of the rules, Dr. K. Moss and Ms. Lind decide.",
    "It holds approx. 3.5 tons (cf. Sec. 4.1.2) of sand.",
    "See vol. II, pp. 12 ff., and Fig. B for the plan.",
    "The D.B. group, e.g. Mr. Falk, sails from 7 a.m. to 4 p.m. daily.",
    "Prices fell by 2 percent vs. last spring.",
    "He left (it was late. He was tired.) and slept.",
    "The lake [see no. 4. It is deep.] froze.",
    "Bakers, smiths etc. and their sons came on Fri. 3 Oct. 2021.",
    "The firm Reed Inc. and its partner Holt Ltd. agreed.",
]
ONE_JAPANESE = [
    "市（以下「本市」という。ただし、離島を除く。）は、計画を定める。",
    "彼女は「雨だ。帰ろう。」と言った。",
    "「雨だ。帰ろう。」",
    "注意（１．火気。２．水気。）を守る。",
]
MORE = [
    ["It belongs to Lake R.C. and St. Anna.", "Under the bridge it is dark."],
    ["She left at 4 p.m.", "The door was open."],
    ["They moved to the U.S.", "He stayed."],
    ["The plan is Plan B.", "Two people know it."],
    ["The answer was no.", "The work went on."],
    ["It stood on Elm St.", "The house is gone."],
    ["He asked (twice).", "She nodded."],
    ["It has ( no end.", "It goes on.", "And on."],
]


@pytest.mark.parametrize("text", ONE)
def test_no_end_behind_an_abbreviation_or_within_brackets(text: str) -> None:
    assert sentences(text) == [text]
    assert sentences(f"Here it begins. {text} There it ends.") == ["Here it begins.", text, "There it ends."]


@pytest.mark.parametrize("text", ONE_JAPANESE)
def test_no_end_within_japanese_brackets(text: str) -> None:
    assert sentences(f"始めます。{text}終わります。", "ja")[0] == "始めます。"
    assert sentences(text, "ja") == [text]


@pytest.mark.parametrize("expected", MORE, ids=lambda expected: expected[0])
def test_an_end_behind_what_may_be_an_abbreviation(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("before", "after"), [("", "a"), ("no stop", "a"), ("the no.", ""), ("a b.", "C"), ("fig.", "The"), ("etc.", "The")]
)
def test_a_sentence_does_not_go_on(before: str, after: str) -> None:
    assert not goes_on(before, after)


TALK = (
    "so good evening to all of you here in the school we want to speak about the garden behind the gym first the fence it "
    "is old and it has holes the new one is made of iron and it costs nine hundred crowns then we come to the pond the "
    "pond is too deep for the small children and so it gets a net over it lena asked who pays for the net and the answer "
    "is that the parents pay half of it but the school pays the other half now the trees we keep the two apple trees and "
    "the old pear tree goes in march"
)
SPEECH = (
    "ええと今日は古い橋の話をしますこの橋は百年前に作られて村の人が毎日使っていますけど去年の台風で欄干が壊れてしまいましたそこで役場が調べたところ"
    "直すのに三千万円かかるということで寄付を集めることになりました来月の祭りの日に広場で受け付けますから皆さんぜひ来てください"
)


def test_a_text_without_punctuation_is_cut_between_words() -> None:
    found = sentences(TALK)
    assert " ".join(found) == TALK
    assert all(12 <= len(part.split()) <= 40 for part in found)
    assert len(found) == 4
    assert all(part.split()[0] in ("so", "then", "and", "but", "now", "the") for part in found)


def test_a_japanese_text_without_punctuation_is_cut_behind_forms_that_end_a_clause() -> None:
    found = sentences(SPEECH, "ja")
    assert "".join(found) == SPEECH
    assert all(25 <= len(part) <= 100 for part in found)
    assert all(part.endswith(("ます", "ました", "けど", "て", "から", "で", "ください")) for part in found)


def test_a_transcript_longer_than_what_is_segmented_at_once_is_cut_the_same() -> None:
    found = sentences(f"{TALK} " * 30)
    assert " ".join(found) == " ".join([TALK] * 30)
    assert all(12 <= len(part.split()) <= 40 for part in found)


@pytest.mark.parametrize(
    "text",
    [
        "We went there " + "and there " * 30 + "and home.",
        "This list has many commas, " + ", ".join(["one more word"] * 20),
        "Prices: " + "; ".join(f"item {n} at {n} crowns" for n in range(12)),
        "so this is short and has no stop",
    ],
)
def test_what_has_marks_or_an_end_or_is_short_is_not_cut(text: str) -> None:
    assert sentences(text) == [text.strip()]


@pytest.mark.parametrize("piece", ["so we went on and on ", "(", "((a. ", "「あ。", "あのですね", "e.g. No. 5 ", "a. b. "])
def test_time_grows_in_proportion_to_the_text(piece: str) -> None:
    check_linear(lambda text: sentence_spans(text, 0, len(text), "en"), repeated(piece), 10_000)


@pytest.mark.parametrize("text", ["x" * 5000, "あ" * 5000, "so " * 3000, "(" * 5000, "a" * 700 + " and so " + "b" * 700])
def test_every_character_is_in_one_bounded_span(text: str) -> None:
    spans = sentence_spans(text, 0, len(text), "en")
    assert max(end - start for start, end in spans) <= MAX_SENTENCE
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
