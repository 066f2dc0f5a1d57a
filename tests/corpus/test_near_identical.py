"""What is merged, and above all what never is."""

import time

import pytest

from corpus.likeness import are_alike, words_of
from tests.corpus.conftest import Write
from tests.corpus.view import view

BASE = "Every operator of critical infrastructure must report an incident to the ministry within 24 hours of FY2023"


@pytest.mark.parametrize(
    "other",
    [
        BASE.replace("24", "48"),
        BASE.replace("FY2023", "FY2024"),
        BASE.replace("must", "must not"),
        BASE.replace("must", "mustn't"),
        BASE.replace("must", "may"),
        BASE.replace("Every", "No"),
        BASE.replace("within", "without"),
        BASE.replace("ministry", "minister"),
        BASE + " and April",
    ],
)
def test_sentences_of_different_content_are_never_alike(other: str) -> None:
    assert not are_alike(words_of(BASE), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "It is headed by Mr. Yamashita of the Cabinet Office.",
            "It is headed by Mr. Yamashina of the Cabinet Office.",
        ),
        (
            "It is reported by the operators of the national grid.",
            "It is reported by the operator of the national grid.",
        ),
        ("都道府県は事故を報告する義務がある。", "都道府県は事故を報告する義務がない。"),
        (
            "The public sector takes part in all the yearly exercises.",
            "The private sector takes part in all the yearly exercises.",
        ),
        (
            "The prices were found to increase in all of the regions.",
            "The prices were found to decrease in all of the regions.",
        ),
    ],
)
def test_names_opposites_and_japanese_negations_keep_sentences_apart(one: str, other: str) -> None:
    assert not are_alike(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The “General Framework” was set – in 2016.", 'the "General framework" was set - in 2016'),
        ("NISC’s plan.", "NISC's plan"),
        (
            "The establishment of the headquarters was decided in April.",
            "The establishment of headquarters was decided in April.",
        ),
        (
            "All national organisations share what they know of attacks.",
            "All national organizations share what they know of attacks.",
        ),
        ("It was decided where the headquaters stand.", "It was decided where the headquarters stand."),
        ("ＮＩＳＣの計画。", "NISCの計画"),
    ],
)
def test_typography_articles_and_spelling_do_not_keep_sentences_apart(one: str, other: str) -> None:
    assert are_alike(words_of(one), words_of(other))


def test_a_repeated_paragraph_is_one_passage_with_two_places(write: Write) -> None:
    found = view(write({"a.txt": f"{BASE}.\n\nOther text follows here.", "b.txt": f"“{BASE}”."}))
    first = found.corpus.passages[0]
    assert [found.at(place) for place in first.also_in] == [f"“{BASE}”."]
    assert [found.at(place) for place in first.sentences[0].also_in] == [f"“{BASE}”."]
    assert len(found.corpus.passages) == 2


def test_the_fuller_passage_stays_wherever_it_stands(write: Write) -> None:
    more = "The report names the cause and the damage."
    found = view(write({"a.txt": f"{BASE}.", "b.txt": f"{BASE}. {more}", "c.txt": more}))
    (passage,) = found.corpus.passages
    assert [text for _, text in found.units(passage)] == [f"{BASE}.", more]
    assert [[found.at(place) for place in s.also_in] for s in passage.sentences] == [[f"{BASE}."], [more]]


@pytest.mark.parametrize("change", [("24", "48"), ("must", "must not"), ("FY2023", "FY2024")])
def test_passages_that_differ_in_a_fact_stay_apart(write: Write, change: tuple[str, str]) -> None:
    found = view(write({"a.txt": f"{BASE}.", "b.txt": f"{BASE.replace(*change)}."}))
    assert len(found.corpus.passages) == 2
    assert all(not passage.also_in for passage in found.corpus.passages)


def test_the_same_title_on_two_dates_is_two_news_items(write: Write) -> None:
    title = "The council held one of its regular meetings in Tokyo this week"
    found = view(write({"a.txt": f"• {title}\n  8 March 2024\n• {title}\n  9 March 2024"}))
    assert [passage.kind for passage in found.corpus.passages] == ["news", "news"]


def test_a_shorter_list_with_the_same_lead_in_is_not_taken_for_the_longer(write: Write) -> None:
    lead = "The following bodies are members of the council this year:"
    found = view(write({"a.txt": f"{lead}\n- Police\n- Army\n- Navy", "b.txt": f"{lead}\n- Police\n- Army"}))
    assert len(found.corpus.passages) == 2


def test_short_texts_merge_only_below_the_same_heading(write: Write) -> None:
    hours = "Open from 9 to 5."
    apart = view(write({"a.txt": f"Tokyo\n\n{hours}\n\nOsaka\n\n{hours}"}))
    assert [passage.section for passage in apart.corpus.passages] == [("Tokyo",), ("Osaka",)]
    assert len({passage.id for passage in apart.corpus.passages}) == 2
    assert len({s.id for passage in apart.corpus.passages for s in passage.sentences}) == 2
    together = view(write({"b.txt": f"Tokyo\n\n{hours}\n\nBut not on Sundays or other days of rest."}))
    assert len(together.corpus.passages) == 3


def test_many_similar_passages_are_compared_with_few(write: Write) -> None:
    text = "\n\n".join(f"Station {n} reported that all of its systems worked as they should." for n in range(5000))
    begun = time.perf_counter()
    assert len(view(write({"a.txt": text})).corpus.passages) == 5000
    assert time.perf_counter() - begun < 15
