"""What the browser keeps of a conversation, and what may come back from it."""

import json

import pytest

from assistant.answer import Answer, Citation
from ui.conversation import KEPT_BYTES, Turn, messages, record, restored
from ui.strings import EN

HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"


def answer(question: str, text: str = "Said. [1]") -> Answer:
    citation = Citation("p", "d", "T", None, "S", None, 0, 5, "Said.", "s", marker=1)
    return Answer(question, question, "en", "answered", text, 0.9, (citation,), suggestions=("And then?",))


def known(_: str) -> str:
    return "en"


def test_what_is_kept_comes_back() -> None:
    conversation = (Turn("One", "shown", answer("One")), Turn("Two", "failed"), Turn("Three", "shown", answer("Three")))
    back = restored(record(conversation), EN, known)
    assert [turn.question for turn in back] == ["One", "Three"]
    assert [turn.answer for turn in back] == [answer("One"), answer("Three")]
    assert messages(back)[-1]["options"] == [{"value": "And then?"}]
    assert len(messages(back)) == 4


def test_the_newest_answers_are_kept_within_the_limit() -> None:
    conversation = tuple(Turn(str(i), "shown", answer(str(i), "説" * 1000)) for i in range(20))
    kept = record(conversation, KEPT_BYTES)
    questions = [kept_answer["question"] for kept_answer in json.loads(kept)]
    assert questions == [str(i) for i in range(20 - len(questions), 20)]
    assert 1 < len(questions) < 20
    assert len(json.dumps(kept)) <= KEPT_BYTES


@pytest.mark.parametrize("kept", [None, 1, {}, "", "{", "[1]", "null", '[{"question": "q"}]', "[" * 9999])
def test_what_is_no_list_of_answers_is_dropped(kept: object) -> None:
    assert restored(kept, EN, known) == ()


def test_forged_answers_are_text() -> None:
    forged = json.loads(record((Turn("q", "", answer(HOSTILE, HOSTILE + " [1]")),)))
    forged[0]["language"] = forged[0]["citations"][0]["document_id"] = forged[0]["citations"][0]["quote"] = "'" + HOSTILE
    (turn,) = restored(json.dumps(forged), EN, lambda document_id: document_id)
    for message in messages((turn,)):
        assert "<img" not in message["content"]
        assert "](" not in message["content"]
        assert "'&#39;" in message["content"] or message["role"] == "user"
