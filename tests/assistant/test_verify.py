"""Saved answers re-checked."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from assistant.verify import problems, read_answers
from corpus.document import Place
from corpus.errors import AnswerFileError
from tests.assistant.conftest import Ask


@pytest.fixture
def answer(ask: Ask) -> Answer:
    answer = ask("Who heads the Cybersecurity Strategic Headquarters?")
    assert answer.citations and answer.related and answer.citations[0].also_in
    return answer


def found(answer: Answer, assistant: Assistant) -> str:
    return "\n".join(problems(answer, assistant.corpus))


def with_citation(answer: Answer, **changes: object) -> Answer:
    first: Citation = replace(answer.citations[0], **changes)  # type: ignore[arg-type]
    return replace(answer, citations=(first, *answer.citations[1:]))


def test_an_untouched_answer_is_sound(answer: Answer, assistant: Assistant) -> None:
    assert found(answer, assistant) == ""


def test_each_thing_that_was_tampered_with_is_told(answer: Answer, assistant: Assistant) -> None:
    first = answer.citations[0]
    changes: list[tuple[dict[str, object], str]] = [
        ({"quote": first.quote.replace("Chief", "Vice")}, "quote"),
        ({"quote": first.quote + " "}, "quote"),
        ({"start": first.start + 1}, "quote"),
        ({"end": first.end - 1}, "quote"),
        ({"start": first.start + 1, "end": first.end + 1}, "quote"),
        ({"start": -5}, "outside"),
        ({"end": 10**9}, "outside"),
        ({"end": first.start}, "outside"),
        ({"sha256": "0" * 64}, "changed"),
        ({"document_id": "nothing"}, "not in the corpus"),
        ({"marker": 7}, "not referred to"),
        ({"also_in": (Place("nothing", 0, 1),)}, "also_in"),
        ({"also_in": (Place(first.also_in[0].document_id, 0, 10**9),)}, "also_in"),
    ]
    for change, told in changes:
        assert told in found(with_citation(answer, **change), assistant), change


def test_another_document_with_the_same_span(answer: Answer, assistant: Assistant) -> None:
    other = answer.citations[0].also_in[0].document_id
    assert "quote" in found(with_citation(answer, document_id=other), assistant)


def test_related_passages_are_checked_too(answer: Answer, assistant: Assistant) -> None:
    related = replace(answer.related[0], quote="Something else.")
    assert "related passage" in found(replace(answer, related=(related,)), assistant)


def test_an_answer_needs_its_citations_and_its_markers(answer: Answer, assistant: Assistant) -> None:
    assert "no citation" in found(replace(answer, citations=()), assistant)
    assert "[1]" in found(replace(answer, answer="It is headed by someone."), assistant)


def test_an_answer_survives_being_saved(answer: Answer, tmp_path: Path) -> None:
    text = TypeAdapter(Answer).dump_json(answer).decode()
    for content, count in (
        (text, 1),
        (json.dumps(json.loads(text), indent=2), 1),
        (f"[{text}, {text}]", 2),
        (f"{text}\n{text}\n\n", 2),
    ):
        (tmp_path / "saved.json").write_text(content)
        assert read_answers(tmp_path / "saved.json") == [answer] * count


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"null", b'{"question": 1}', b"\xff\xfe", b"{}\n{}", b"not json\nat all\n"]
)
def test_a_file_that_holds_no_answer(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_bytes(content)
    with pytest.raises(AnswerFileError, match=r"saved\.json") as error:
        read_answers(tmp_path / "saved.json")
    assert len(str(error.value).splitlines()) == 1
    assert error.value.remedy


def test_a_file_that_is_missing_or_incomplete(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(AnswerFileError):
        read_answers(tmp_path / "none.json")
    with pytest.raises(AnswerFileError):
        read_answers(tmp_path)
    incomplete = {**asdict(answer)}
    del incomplete["citations"][0]["quote"]
    (tmp_path / "saved.json").write_text(json.dumps(incomplete))
    with pytest.raises(AnswerFileError, match="quote"):
        read_answers(tmp_path / "saved.json")
