"""What type of answer is asked for, and whether a text tells a time."""

import pytest

from assistant.languages.en.answer_types import holds_time
from assistant.languages.kinds import Kind
from assistant.languages.registry import language_for


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
        ("list", "Which ministries are involved?"),
        ("count", "number piers harbour"),
        ("yesno", "Is NISC a CERT?"),
        ("thing", "GSOC"),
        ("date", "いつ設立されましたか"),
        ("count", "職員は何人ですか"),
        ("money", "手数料はいくらですか"),
        ("person", "本部長は誰ですか"),
        ("contact", "電話番号を教えてください"),
        ("reason", "なぜ設置されたのですか"),
        ("definition", "GSOCとは何ですか"),
        ("place", "事務所はどこにありますか"),
        ("list", "重要インフラ分野を全部挙げて"),
        ("manner", "どうやって申請しますか"),
        ("yesno", "監査は行われていますか"),
        ("thing", "統一基準"),
    ],
)
def test_answer_type(kind: Kind, question: str) -> None:
    assert language_for(question).answer_type(question) == kind


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("What is the latest news?", True),
        ("Show me the most recent English announcement", True),
        ("What's new?", True),
        ("When was the latest strategy published?", False),
        ("最新のお知らせを教えて", True),
        ("一番新しいニュースは？", True),
        ("最新の戦略はいつ公表されましたか", False),
    ],
)
def test_the_latest_of_several_is_asked_for(question: str, is_so: bool) -> None:
    assert language_for(question).asks_for_latest(question) is is_so


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It was opened on 8 March 2024.", True),
        ("It was opened by the mayor.", False),
        ("It was opened in November, 2014.", True),
        ("It sends warnings when they detect smoke.", True),
        ("It holds forty fish.", False),
    ],
)
def test_a_time_is_told(text: str, told: bool) -> None:
    assert holds_time(text) is told
