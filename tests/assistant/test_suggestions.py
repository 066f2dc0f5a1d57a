"""Questions made from sentences."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.assistant import Assistant
from assistant.deadline import Deadline
from assistant.languages.registry import language, language_for
from assistant.suggestions import Searches, Suggestions
from corpus.errors import AbandonedError
from index.search import Index
from tests.assistant.conftest import HEADS


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Council was established in April 2019.", "When was the Council established?"),
        ("NISC consists of the following seven groups.", "What does NISC consist of?"),
        ("NISC operates a monitoring team.", "What does NISC operate?"),
        ("The Team was created by the Cabinet.", "Who was the Team created by?"),
        ("延滞金とは、期限の後に加わる額です。", "延滞金とは何ですか。"),
        ("電網防護本部は、2019年4月に設置された。", "電網防護本部はいつ設置されましたか。"),
        ("入館の料金は、300円です。", "入館の料金はいくらですか。"),
        ("窓口の受付時間は9時から16時までです。", "窓口の受付時間は何時ですか。"),
        ("図書館長は宮部紗和である。", "図書館長は誰ですか。"),
    ],
)
def test_simple_sentences(sentence: str, question: str) -> None:
    assert question in list(language_for(sentence).questions_of(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Full Text",
        "It rained.",
        "as below",
        "8 March 2024",
        "See the link.",
        "雨だった。",
        "その料金は300円です。",
        "料金には税を含む300円です。",
    ],
)
@pytest.mark.parametrize("code", ["en", "ja"])
def test_others_give_none(sentence: str, code: str) -> None:
    assert list(language(code).questions_of(sentence)) == []


def test_only_questions_that_get_answered_are_offered(assistant) -> None:
    index: Index = assistant.responder.index
    assert Suggestions(index, lambda *_: False).examples() == ()
    asked: list[str] = []
    chosen = Suggestions(index, lambda question, _: asked.append(question) is None and question.startswith("What")).examples()
    assert chosen and all(question.startswith("What") for question in chosen)
    assert set(chosen) <= set(asked)


def test_what_was_found_out_is_remembered(assistant) -> None:
    asked: list[str] = []
    suggestions = Suggestions(assistant.responder.index, lambda question, _: asked.append(question) is None)
    first = suggestions.examples()
    count = len(asked)
    assert suggestions.examples() == first
    assert len(asked) == count


def test_suggestions_run_out_of_searches_and_go_on_later(assistant: Assistant) -> None:
    index = assistant.responder.index
    hits = assistant.responder.find(HEADS).hits
    whole = Suggestions(index, lambda question, _: question.startswith("What")).near(hits)
    asked: list[str] = []
    few = Suggestions(index, lambda question, _: asked.append(question) is None and question.startswith("What"))
    told = [few.near(hits, Searches(1)) for _ in range(30)]
    assert told[-1] == whole and len(asked) == len(set(asked))
    assert [len(found) for found in told] == sorted(len(found) for found in told)


def test_an_interrupted_search_is_not_remembered(assistant: Assistant) -> None:
    index, hits = assistant.responder.index, assistant.responder.find(HEADS).hits
    deadline = Deadline()

    def answers(question: str, until: Deadline) -> bool:
        if until is deadline:
            deadline.abandon()
        until.check()
        return True

    interrupted = Suggestions(index, answers)
    for work in (lambda: interrupted.near(hits, Searches(9, deadline)), lambda: interrupted.examples(Searches(9, deadline))):
        with pytest.raises(AbandonedError):
            work()
    fresh = Suggestions(index, answers)
    assert (interrupted.near(hits), interrupted.examples()) == (fresh.near(hits), fresh.examples())


def test_suggestions_may_be_asked_for_at_once(assistant: Assistant) -> None:
    index, hits = assistant.responder.index, assistant.responder.find(HEADS).hits
    shared = Suggestions(index, lambda question, _: question.startswith("What"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda left: shared.near(hits, Searches(left % 3)), range(60)))
    assert shared.near(hits) == Suggestions(index, lambda question, _: question.startswith("What")).near(hits)
