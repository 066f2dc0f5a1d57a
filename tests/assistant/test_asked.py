"""What kind of thing is asked for, and what of that kind a text holds."""

import pytest
from assistant.agreement import figures

from assistant.asked import asked, has_form, holders, names, personal_names


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("date", "When was it set up?"),
        ("date", "In which year was it revised?"),
        ("duration", "How long is it valid?"),
        ("frequency", "How often does it meet?"),
        ("count", "How many sectors are there?"),
        ("money", "What is the annual budget of NISC?"),
        ("amount", "What percentage of agencies comply?"),
        ("person", "Who heads it?"),
        ("name", "What is the name of the deputy?"),
        ("place", "Where is the office?"),
        ("contact", "What is the phone number?"),
        ("reason", "Why was it set up?"),
        ("manner", "How does NISC oversee it?"),
        ("definition", "What does GSOC stand for?"),
        ("list", "What are the five measures?"),
        ("list", "List the relevant links."),
        ("yesno", "Is NISC a CERT?"),
        ("thing", "GSOC"),
    ],
)
def test_kind(kind: str, question: str) -> None:
    assert asked(question).kind == kind


def test_the_noun_that_is_counted_or_chosen() -> None:
    assert asked("How many critical sectors are there?").noun == "critical sectors"
    assert asked("Which ministries are involved?").noun == "ministries"
    assert asked("Who heads it?").noun == ""


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        ("date", "It was opened on 8 March 2024.", ["8 March 2024"]),
        ("date", "It was opened by the mayor.", []),
        ("count", "There are 14 sectors and five measures.", ["14", "five"]),
        ("count", "It was opened in November, 2014.", []),
        ("person", "It is headed by the Chief Cabinet Secretary.", ["Chief Cabinet Secretary"]),
        ("person", "It was newly opened.", []),
        ("contact", "It is on the second floor.", []),
        ("money", "It is a matter of budget.", []),
        ("place", "It stands in Tokyo.", ["in Tokyo"]),
        ("reason", "It closed because of rain.", ["because"]),
    ],
)
def test_things_of_a_kind(kind, text: str, held: list[str]) -> None:
    assert [text[start:end] for start, end in holders(kind, text)] == held
    assert has_form(kind)


def test_contacts_and_money() -> None:
    assert holders("contact", "Write to desk@nisc.example or see https://nisc.example.")
    assert holders("money", "It cost 5 million yen.")
    assert holders("definition", "the National Center for Rain Studies (NCRS)")


def test_names() -> None:
    text = "Yesterday the Chief Cabinet Secretary met Jane Smith of NISC."
    assert [text[start:end] for start, end in names(text)] == ["Chief Cabinet Secretary", "Jane Smith of NISC"]
    assert list(names("Yesterday it rained. Nobody came.")) == []
    assert personal_names(text) == ["Jane Smith"]
    assert personal_names("Chief Cabinet Secretary") == []


def test_figures() -> None:
    assert figures("14 sectors and 1,000 people in 2024") == {"14", "1000", "2024"}
    assert figures("five measures, the third strategy") == figures("5 measures, the 3rd strategy")
    assert figures("the 3rd strategy") != figures("3 strategies")
    assert figures("no one of them") == frozenset()


def test_more_ways_to_ask_for_a_number_or_a_noun():
    assert asked("number of piers harbour").kind == asked("number piers harbour").kind == "count"
    assert asked("Which are the partner towns in the plan?").noun == "partner towns"


def test_a_time_may_be_told_by_a_clause_and_a_person_by_an_office():
    assert holders("date", "It sends warnings when they detect smoke.")
    assert holders("person", "It serves the operators and the staff.")
    assert not holders("person", "Outcomes of the meeting, 6 October 2023")
