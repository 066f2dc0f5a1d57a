"""Words and terms for keyword matching."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import STOPWORDS, stem, terms


def found(text: str) -> list[str]:
    return [term.term for term in terms(text)]


@pytest.mark.parametrize(
    "words",
    [
        ["policy", "Policies", "POLICY"],
        ["committee", "committees", "committee's", "Committee’s"],
        ["revise", "revised", "revising"],
        ["headed", "heads", "head"],
    ],
)
def test_forms_of_a_word_share_a_stem(words: list[str]) -> None:
    assert len({stem(word) for word in words}) == 1
    assert len({tuple(found(word)) for word in words}) == 1


def test_different_words_do_not() -> None:
    assert len({stem(word) for word in ("policy", "police", "revise", "heading", "2023", "2024")}) == 6


def test_words_in_order_without_stop_words() -> None:
    assert found("The Council of JPCERT/CC was set up in 2023, and the Council met.") == [
        stem(word) for word in ("Council", "JPCERT", "CC", "set", "2023", "Council", "met")
    ]
    assert found("What is the, of and? Don’t!") == []
    assert [t.term for t in terms("It is not", keep_stopwords=True)] == ["it", "is", "not"]


def test_no_stop_word_is_a_term_in_any_case() -> None:
    assert terms(" ".join(STOPWORDS).upper()) == ()


def test_japanese_is_taken_in_pairs_of_characters() -> None:
    assert found("基本法 NISC") == ["基本", "本法", "nisc"]
    assert found("日") == ["日"]
    assert found("2023年のNISC") == ["2023", "年の", "nisc"]
    assert set(found("サイバーセキュリティ基本法")) & set(found("基本法")) == {"基本", "本法"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバー", "サーバ"),
        ("サーバーの設定", "サーバの設定"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"),
        ("ＮＩＳＣ", "nisc"),
        ("２０２４年", "2024年"),
        ("Ｓｔｒａｔｅｇｉｅｓ", "strategy"),
        ("Strategyの", "strategies"),
        ("Ｔｈｅ", "the"),
        ("コンピューターー", "コンピュータ"),
    ],
)
def test_ways_to_write_the_same_share_their_terms(one: str, other: str) -> None:
    assert found(one) == found(other)


def test_a_possessive_ending_of_a_japanese_word_is_a_term() -> None:
    assert found("ゝ's") == ["ゝ", "'s"]


def test_a_short_word_keeps_its_length() -> None:
    assert found("キー") != found("キ")
    assert found("サーバーサイド") != found("サバサイド")


def test_terms_stand_for_the_text_as_it_is_written() -> None:
    text = "新ｻｰﾊﾞｰ、サーバーを２０２４年に"
    written = [text[term.start : term.end] for term in terms(text)]
    assert written == ["新ｻ", "ｻｰ", "ｰﾊﾞｰ", "サー", "ーバー", "バーを", "２０２４", "年に"]


def test_japanese_endings_and_particles_are_stop_words() -> None:
    assert found("それは何ですか") == ["は何", "何で"]
    assert found("設置されました") == ["設置", "置さ"]
    assert "され" in [term.term for term in terms("設置されました", keep_stopwords=True)]
    assert "りす" in found("なりすまし対策")


@given(st.one_of(st.text(), st.text("NISC's日本ーカﾅ々 ’'._/2ß İ-")))
def test_spans_are_those_of_the_words(text: str) -> None:
    last = 0
    for term in terms(text, keep_stopwords=True):
        word = text[term.start : term.end]
        assert word and term.term and not any(c.isspace() for c in word)
        assert term.start >= last
        folded = re.sub("[\uff00-\uffef]+", lambda wide: unicodedata.normalize("NFKC", wide.group()), word)
        alike = folded.replace("ー", "") == term.term.replace("ー", "")
        assert alike or term.term in (stem(word), stem(folded), folded.casefold())
        last = term.start


@given(st.text())
def test_every_letter_and_digit_is_in_a_term(text: str) -> None:
    covered = {at for term in terms(text, keep_stopwords=True) for at in range(term.start, term.end)}
    assert {at for at, c in enumerate(text) if c.isalnum()} <= covered
