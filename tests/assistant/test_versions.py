"""Documents of different dates: both are quoted where they say different things, or the one that is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.languages.registry import language_for
from assistant.question import Question
from assistant.settings import load_settings
from assistant.verify import Verifier
from tests.assistant.readers import Informed, responder

OLD, NEW = (
    "A day ticket for the ferry to the island costs 6 crowns.",
    "A day ticket for the ferry to the island costs 9 crowns.",
)
PAGES = {
    "old.md": f"---\ntitle: Tickets then\ndate: 2021-04-01\n---\n{OLD}\n",
    "new.md": f"---\ntitle: Tickets now\ndate: 2024-04-01\n---\n{NEW}\n",
}
MANIFEST = '["old.md"]\nvalid_until = 2024-03-31\nsuperseded_by = "Tickets now"\n'


@pytest.fixture(scope="module")
def ferry(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("ferry")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    opened = Assistant.open(load_settings(corpus=folder, index=tmp_path_factory.mktemp("index"), models=models))
    yield opened
    opened.close()


def asked(ferry: Assistant, text: str, *told: str) -> Answer:
    key = text.casefold()[:10]
    answer = responder(ferry, Informed({key: told}, points=True)).answer(Question(text))
    assert list(Verifier(ferry.corpus, "NISC").problems(answer)) == []
    return answer


def test_both_are_quoted_the_newest_first_with_their_dates(ferry: Assistant) -> None:
    answer = asked(ferry, "What does a day ticket cost?", "6 crowns", "9 crowns")
    assert [citation.quote for citation in answer.citations] == [NEW, OLD]
    assert "“Tickets now” of 2024-04-01; “Tickets then” of 2021-04-01" in answer.answer
    assert "“Tickets then” holds until 2024-03-31 and is superseded by “Tickets now”." in answer.answer


def test_the_version_that_is_asked_for_is_quoted_alone(ferry: Assistant) -> None:
    answer = asked(ferry, "What does a ticket cost in the 2021 version?", "9 crowns", "6 crowns")
    assert [citation.quote for citation in answer.citations] == [OLD]
    answer = asked(ferry, "2024年版では券はいくらですか。", "6 crowns", "9 crowns")
    assert [citation.quote for citation in answer.citations] == [NEW]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What was the fee in the 2021 version?", 2021, 2021),
        ("Who decided under the rules of 2019?", 2019, 2019),
        ("What did it cost before 2023?", 1, 2022),
        ("What has applied since 2020?", 2020, 9999),
        ("2021年版の料金はいくらですか。", 2021, 2021),
        ("令和3年版ではどうですか。", 2021, 2021),
        ("２０２２年より前の期限はいつでしたか。", 1, 2021),
        ("平成元年以降の規程", 1989, 9999),
    ],
)
def test_the_time_that_a_question_names(question: str, first: int, last: int) -> None:
    period = language_for(question).period(question)
    assert period and (period.first.year, period.last.year) == (first, last)


@pytest.mark.parametrize(
    "question", ["When was it founded?", "What happened in 2021?", "2021年に何がありましたか。", "12年前の話"]
)
def test_others_name_none(question: str) -> None:
    assert language_for(question).period(question) is None
