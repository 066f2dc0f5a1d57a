"""How answers and sources become HTML."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Answer, Citation, ShortAnswer, Status
from corpus.document import Corpus, Document, Passage, Place, Sentence
from ui.markup import literal, partial_answer, place_name, whole_answer
from ui.sources import WHOLE_DOCUMENT_CHARACTERS, find_document, find_source, source_page
from ui.strings import CATALOGUES, EN, strings_for


def citation(marker: int, **fields: Any) -> Citation:
    values: Mapping[str, Any] = {
        "passage_id": "p", "document_id": "d", "title": "Title", "url": None, "section": "Part", "page": None,
        "start": 3, "end": 9, "quote": "quoted", "sha256": "s",
    }  # fmt: skip
    return Citation(**{**values, **fields}, marker=marker)


def answer(text: str, status: Status = "answered", confidence: float = 0.9) -> Answer:
    return Answer("q", "q", "en", status, text, confidence, (citation(1),) if status in ("answered", "partial") else ())


def test_only_letters_digits_and_spaces_stay_as_they_are() -> None:
    assert literal("a1 <*$\n\x00é\u202e") == "a1 &#60;&#42;&#36;<br> é "


def test_list_lines_become_a_list_with_the_paragraph_before_it() -> None:
    html = whole_answer(answer("Lead\n- one\n- two [1]\nAfter"), EN)
    assert "<p lang='en'>Lead</p><ul lang='en'><li>one</li><li>two <a class='cite'" in html
    assert "</ul><p lang='en'>After</p>" in html
    assert "\n" not in html


def test_only_the_marker_behind_a_quote_is_a_link() -> None:
    html = whole_answer(answer("As said in [1] and elsewhere.[1] [1]\nNone. [2]\nHuge. [99999]"), EN)
    assert html.count("<a class='cite'") == 1
    assert html.count("&#91;1&#93;") == 4  # twice in the text, the marker, and the list of sources
    assert "<span class='cite'>&#91;2&#93;</span>" in html
    assert "Huge&#46; &#91;99999&#93;" in html


@pytest.mark.parametrize("end", ["[", "[1", " [12"])
def test_half_a_marker_is_held_back(end: str) -> None:
    assert partial_answer("Word" + end) == "<div class='answer'><p>Word</p></div>"


def test_confidence_is_said_in_words() -> None:
    assert literal(EN.well_supported) in whole_answer(answer("a [1]", confidence=0.9), EN)
    assert literal(EN.partly_supported) in whole_answer(answer("a [1]", confidence=0.6), EN)
    assert "support" not in whole_answer(answer("a", "abstained"), EN)


def test_a_partial_answer_has_a_label_of_its_own() -> None:
    for strings in CATALOGUES.values():
        for confidence in (0.6, 0.99):
            html = whole_answer(answer("a [1]", "partial", confidence), strings)
            assert f"<p class='support partly'>{literal(strings.partly_answered)}</p>" in html
            assert literal(strings.well_supported) not in html and literal(strings.partly_supported) not in html
    assert "<div class='answer done partial'>" in html


def shortened(quote: str, words: str, text: str = "", occurrence: int = 0, **fields: Any) -> str:
    """The HTML of an answer with this quote, laid out as in the text, and a short answer from it."""
    at = [found.start() for found in re.finditer(re.escape(words), quote)][occurrence]
    values: dict[str, Any] = {"text": words, "marker": 1, "start": 3 + at, "end": 3 + at + len(words), **fields}
    cited = citation(1, quote=quote, start=3, end=3 + len(quote))
    made = replace(answer(text or f"{quote} [1]"), citations=(cited,), short_answer=ShortAnswer(**values))
    return whole_answer(made, EN, {"d": "ja"}.get)


def test_a_short_answer_stands_first_and_is_bold_in_its_quote() -> None:
    html = shortened("Opened in 1932 by him", "1932")
    assert html.startswith("<div class='answer done answered'><p class='short' lang='ja'>1932</p><p lang='en'>Opened in ")
    assert "<p lang='en'>Opened in <strong>1932</strong> by him <a class='cite'" in html
    assert html.count("<strong>") == html.count("class='short'") == 1


def test_of_words_that_stand_twice_those_of_the_span_are_bold() -> None:
    assert "<p lang='en'>1932 or <strong>1932</strong> <a" in shortened("1932 or 1932", "1932", occurrence=1)
    assert "<p lang='en'><strong>1932</strong> or 1932 <a" in shortened("1932 or 1932", "1932")
    html = shortened("It was 1932", "1932", "It was 1932, as I said.\n\nIt was 1932 [1]\n\nNot in the sources: 1932")
    assert "<p lang='en'>It was <strong>1932</strong> <a" in html and html.count("<strong>") == 1


@pytest.mark.parametrize(
    ("quote", "words", "text", "expected"),
    [
        ("Lead:\n* in (a)\n* -out", "in (a)", "Lead:\n- in (a)\n- -out [1]", "<li><strong>in &#40;a&#41;</strong></li>"),
        ("Lead.\n\n1. in\n2. out", "in", "Lead.\n- in\n- out [1]", "<li><strong>in</strong></li><li>out <a"),
        ("Lead:\n\n\tin\n\t-out", "-out", "Lead:\n- in\n- -out [1]", "<li>in</li><li><strong>&#45;out</strong> <a"),
        ("May 2024\nSealed it.", "May 2024", "(May 2024) Sealed it. [1]", "&#40;<strong>May 2024</strong>&#41; Sealed"),
        ("one two\nthree", "two\nthree", "", "one <strong>two</strong></p><p lang='en'><strong>three</strong> <a"),
        ("• in\n• out", "in\n• out", "- in\n- out [1]", "<li><strong>in</strong></li><li><strong>out</strong> <a"),
        ("a <b>*[x](y)* & $z$</b>", "<b>*[x](y)*", "", "a <strong>&#60;b&#62;&#42;&#91;x&#93;&#40;y&#41;&#42;</strong> &#38;"),
        ("as [1] told", "[1]", "", "<strong>&#91;1&#93;</strong> told"),
        ("2. It was", "2.", "", "<strong>2&#46;</strong> It was"),
    ],
)  # fmt: skip
def test_bold_words_are_found_in_every_layout_of_a_quote(quote: str, words: str, text: str, expected: str) -> None:
    assert expected in shortened(quote, words, text)


@pytest.mark.parametrize(
    "fields",
    [{"start": 0}, {"start": -9}, {"start": 99, "end": 99}, {"end": 10**9}, {"marker": 2}, {"marker": -1}, {"end": -1}],
)
def test_a_short_answer_that_is_not_in_its_quote_makes_nothing_bold(fields: dict[str, int]) -> None:
    html = shortened("Opened in 1932", "1932", **fields)
    assert "<strong>" not in html and ">1932</p>" in html


def test_a_text_that_is_not_its_quote_has_nothing_bold() -> None:
    assert "<strong>" not in shortened("Opened in 1932", "1932", "Something else. [1]")
    assert "<strong>" not in shortened("Opened in 1932", "1932", "1932")
    assert "<strong>" not in shortened("Opened in 1932", "1932", "[1]")


def test_place_name_leaves_out_what_is_unknown() -> None:
    assert place_name(citation(1, section="", page=4), EN) == "Title › p. 4"


def test_quotes_carry_the_language_of_their_document() -> None:
    html = whole_answer(answer("a [1]"), EN, languages={"d": "ja"}.get)
    assert "<a class='cite' href='#src&#45;d&#45;3&#45;9' title='Part&#58; quoted' lang='ja'>" in html
    assert "<a class='ref' href='#src&#45;d&#45;3&#45;9' lang='ja'>" in html


def document(text: str, name: str = "d") -> Document:
    return Document(name, f"Title {name}", "https://example.org/<x>", "en", None, text, "s")


def corpus_of(*documents: Document, passages: tuple[Passage, ...]) -> Corpus:
    return Corpus(documents, passages, "f")


def test_long_document_is_cut_between_passages() -> None:
    text = "0123456789" * (WHOLE_DOCUMENT_CHARACTERS // 5)
    passages = tuple(
        Passage(f"p{i}", "d", "paragraph", ("S",), i, i + 990, (Sentence("s", i, i + 990),)) for i in range(0, len(text), 1000)
    )
    place = Place("d", 20_010, 20_030)
    source = find_source(corpus_of(document(text), passages=passages), place)
    assert source
    assert source.section == ("S",)
    assert source.window.start % 1000 == 0
    assert source.window.end % 1000 == 990
    assert source.window.start < place.start < place.end < source.window.end
    assert source.window.end - source.window.start < WHOLE_DOCUMENT_CHARACTERS


def test_merged_passage_is_found_from_each_of_its_places() -> None:
    sentence = Sentence("s", 0, 5, also_in=(Place("e", 2, 7),))
    passage = Passage("p", "d", "paragraph", ("S",), 0, 10, (sentence,), also_in=(Place("e", 2, 12),))
    corpus = corpus_of(document("Hello you."), document("> Hello you.", "e"), passages=(passage,))
    here, there = find_source(corpus, Place("d", 0, 5)), find_source(corpus, Place("e", 2, 7))
    assert here
    assert there
    assert here.also_in == (Place("e", 2, 7),)
    assert there.also_in == (Place("d", 0, 5),)
    page = source_page(here, corpus, EN)
    assert "<mark tabindex='-1'>Hello</mark> you." in page
    assert "Title e" in page
    assert "<x>" not in page


@pytest.mark.parametrize("place", [Place("x", 0, 1), Place("d", -1, 1), Place("d", 2, 2), Place("d", 0, 99)])
def test_places_that_do_not_exist(place: Place) -> None:
    assert find_source(corpus_of(document("Hello"), passages=()), place) is None


def test_unknown_language_falls_back_to_english() -> None:
    assert strings_for("ja").title == CATALOGUES["ja"].title
    assert strings_for("xx") is EN


def test_document_without_a_span_marks_nothing() -> None:
    corpus = corpus_of(document("Hello you."), passages=())
    found = find_document(corpus, "d")
    assert found
    page = source_page(found, corpus, CATALOGUES["ja"])
    assert "Hello you." in page
    assert "<mark" not in page
    assert "<html lang='ja'>" in page
    assert find_document(corpus, "x") is None
