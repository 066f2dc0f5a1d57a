import json
from pathlib import Path

import pytest

from corpus.errors import AnswerFileError
from evals.questions import MAX_FAULTS, read_questions

GOOD = {"id": "good", "kind": "direct", "turns": ["When?"], "answers": [["1932"]], "evidence": ["in 1932"], "abstain": False}
MOON = {"id": "moon", "kind": "offtopic", "turns": ["How far away is the moon?"], "abstain": True, "split": "dev"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.jsonl"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "Invalid JSON: expected ident at column 2"),
        ("[]", "Input should be an object"),
        ({k: v for k, v in GOOD.items() if k != "turns"}, "turns: Field required"),
        ({**GOOD, "turns": []}, "turns: List should have at least 1 item"),
        ({**GOOD, "turns": [1]}, "turns.0: Input should be a valid string"),
        ({**GOOD, "turns": [" "]}, "The question is empty"),
        ({**GOOD, "turns": ["x" * 2001]}, "The question has 2,001 characters"),
        ({**GOOD, "id": ""}, "id: String should have at least 1 character"),
        ({**GOOD, "id": "first"}, "the id first is taken by line 1"),
        ({**GOOD, "abstain": True}, "a question to abstain from cannot have answers"),
        ({**GOOD, "answer": [["1932"]]}, "there is no field answer: answers may be meant"),
        ({**GOOD, "Evidence": ["in 1932"]}, "there is no field Evidence: evidence may be meant"),
        ({**GOOD, "kind": "offtopic"}, "a question that is off topic is one to abstain from"),
        ({**GOOD, "evidence": []}, "a question to answer needs evidence"),
        ({**GOOD, "evidence": ["in 1932", " \n• "]}, "an answer or a piece of evidence is blank"),
        ({**GOOD, "answers": [["1932", ""]]}, "an answer or a piece of evidence is blank"),
        ({**GOOD, "evidence": [], "paragraph": " "}, "an answer or a piece of evidence is blank"),
        ({**GOOD, "answers": [["1932"], []]}, "an answer has no alternatives"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_reason(path: Path, line: object, told: str):
    bad = line if isinstance(line, str) else json.dumps(line)
    path.write_text("\n".join([json.dumps({**GOOD, "id": "first"}), "", bad, json.dumps(MOON)]))
    with pytest.raises(AnswerFileError) as caught:
        read_questions(path)
    reason = caught.value.problem.removeprefix(f"{path} is not a question set (")
    assert reason.startswith(f"line 3: {told}") and reason.count("line ") == 1 + ("by line" in told)


def test_all_bad_lines_are_told_up_to_ten(path: Path):
    path.write_text("\n".join([json.dumps(GOOD), *(["nonsense"] * MAX_FAULTS)]))
    with pytest.raises(AnswerFileError) as caught:
        read_questions(path)
    assert [f"line {n}:" in caught.value.problem for n in range(1, 12)] == [False, *[True] * 10]
    path.write_text("\n".join(["nonsense"] * (MAX_FAULTS + 3)))
    with pytest.raises(AnswerFileError, match=r"line 10: .*; and 3 more\)") as caught:
        read_questions(path)
    assert "line 11" not in caught.value.problem


def test_an_empty_set_is_refused(path: Path):
    path.write_text("\n\n")
    with pytest.raises(AnswerFileError, match="it is empty"):
        read_questions(path)


def test_evidence_alone_is_enough(path: Path):
    path.write_text(
        "\ufeff" + "\n".join(map(json.dumps, [{**GOOD, "answers": []}, {**GOOD, "id": "2", "answers": ["a", "b"]}]))
    )
    first, second = read_questions(path)
    assert first.facts == () and first.evidence == ("in 1932",) and (first.line, first.lang) == (1, "en")
    assert second.facts == (("a", "b"),) and second.line == 2


def test_a_set_may_hold_other_line_separators_in_its_strings(path: Path):
    turn = "Who\u2028heads\x85it?"
    path.write_text(json.dumps({**GOOD, "turns": [turn]}, ensure_ascii=False) + "\n" + json.dumps(MOON), encoding="utf-8")
    assert [item.question.text for item in read_questions(path)] == [turn, MOON["turns"][0]]
    assert [item.id for item in read_questions(path, "dev")] == ["moon"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_set_that_begins_with_a_mark_is_read(path: Path, encoding: str, capsys: pytest.CaptureFixture[str]):
    path.write_bytes(json.dumps(GOOD).encode(encoding))
    assert [item.id for item in read_questions(path)] == ["good"] and capsys.readouterr().err == ""


def test_a_guessed_encoding_is_told(path: Path, capsys: pytest.CaptureFixture[str]):
    path.write_bytes(json.dumps({**GOOD, "turns": ["橋はいつ開通しましたか"]}, ensure_ascii=False).encode("cp932"))
    assert read_questions(path)[0].question.text == "橋はいつ開通しましたか"
    assert f"{path} was read as Shift_JIS" in capsys.readouterr().err


def test_a_set_that_is_no_text_is_refused(path: Path):
    path.write_bytes(b"\0")
    with pytest.raises(AnswerFileError, match="is a binary file, not text: save it as UTF-8"):
        read_questions(path)
