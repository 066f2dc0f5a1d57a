import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from corpus.errors import AnswerFileError, QuestionError
from evals import run as runner
from evals.metrics import Result, metrics
from evals.questions import DEFAULT_SET, read_questions
from evals.scoring import Verdict
from evals.table import table

HEAD = {
    "id": "head",
    "kind": "direct",
    "turns": ["Who heads the Cybersecurity Strategic Headquarters?"],
    "answers": [["Chief Cabinet Secretary"]],
    "evidence": ["is headed by the Chief Cabinet Secretary"],
    "abstain": False,
}
WRONG = {**HEAD, "id": "wrong", "answers": [["Emperor of Mars"]]}
MOON = {"id": "moon", "kind": "offtopic", "turns": ["How far away is the moon?"], "abstain": True, "split": "dev"}
HELLO = {"id": "hello", "kind": "unanswerable", "turns": ["Hello"], "abstain": True}


@pytest.fixture
def write(tmp_path: Path):
    def write(*rows: dict) -> Path:
        path = tmp_path / "set.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        return path

    return write


def test_a_set_may_hold_other_line_separators_in_its_strings(tmp_path: Path):
    turn = "Who\u2028heads\x85it?"
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({**HEAD, "turns": [turn]}, ensure_ascii=False) + "\n" + json.dumps(MOON), encoding="utf-8")
    assert [item.question.text for item in read_questions(path)] == [turn, MOON["turns"][0]]


def test_a_run_writes_each_answer_and_the_numbers(settings: Settings, assistant, write, tmp_path: Path):
    steps = []
    report = runner.run(
        settings,
        write(HEAD, WRONG, MOON, HELLO),
        None,
        tmp_path / "a" / "out",
        progress=lambda *step: steps.append(step),
    )
    rows = [json.loads(line) for line in (tmp_path / "a" / "out" / "results.jsonl").read_text().splitlines()]
    assert [(row["id"], row["right"]) for row in rows] == [
        ("head", True),
        ("wrong", False),
        ("moon", True),
        ("hello", False),
    ]
    assert rows[1]["why"] == "not told: Emperor of Mars" and rows[3]["why"] == "smalltalk instead of abstained"
    assert rows[0]["turns"] == HEAD["turns"] and "Chief Cabinet Secretary" in rows[0]["answer"]["answer"]
    assert rows[0]["timings_ms"]["total"] > 0
    assert steps[-1] == ("Asking", 4, 4)
    numbers = json.loads((tmp_path / "a" / "out" / "metrics.json").read_text())
    assert numbers == report.numbers
    assert numbers["answerable"]["n"] == 2 and numbers["answerable"]["right"] == 0.5
    assert numbers["off_topic"]["abstained"] == 1.0 and numbers["unanswerable"]["abstained"] == 0.0
    assert numbers["citations"]["exact"] == numbers["citations"]["n"] > 0
    assert report.inexact == ()


def test_only_the_split_asked_for_is_asked(settings: Settings, assistant, write, tmp_path: Path):
    path = write(HEAD, MOON)
    assert list(runner.run(settings, path, "dev", tmp_path / "out").numbers["kinds"]) == ["offtopic"]
    assert list(runner.run(settings, path, "test", tmp_path / "out").numbers["kinds"]) == ["direct"]


def test_a_set_that_does_not_fit_the_corpus_is_refused_with_its_ids(settings: Settings, write, tmp_path: Path):
    elsewhere = {**HEAD, "id": "elsewhere", "evidence": ["The moon is made of cheese."]}
    with pytest.raises(AnswerFileError, match="evidence of elsewhere stands nowhere"):
        runner.run(settings, write(HEAD, elsewhere), None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_question_that_cannot_be_asked_is_named(settings: Settings, write, tmp_path: Path):
    with pytest.raises(QuestionError, match=r"blank of .*empty"):
        runner.run(settings, write({**MOON, "id": "blank", "turns": [" "]}), None, tmp_path / "out")


def test_a_split_with_nothing_in_it_is_refused(settings: Settings, write, tmp_path: Path):
    with pytest.raises(AnswerFileError, match="--split all"):
        runner.run(settings, write(HEAD), "dev", tmp_path / "out")


def test_shares_of_nothing_are_not_numbers(assistant):
    item = read_questions(DEFAULT_SET)[0]
    result = Result(item, assistant.responder.answer(item.question), Verdict(False, "x", (1,), False))
    numbers = metrics([result])
    assert numbers["off_topic"] == {"n": 0, "right": None, "abstained": None, "median_words": None, "median_ms": None}
    assert numbers["citations"]["exact"] == numbers["citations"]["n"] - 1
    assert "off-topic: abstained" in table(numbers) and " - " in table(numbers)


def test_the_table_never_rounds_up_to_all():
    group = {"n": 2000, "right": 0.9995, "abstained": 0.0, "median_words": 30, "median_ms": 12.4}
    share = {"n": 2000, "share": 1.0}
    numbers = {"kinds": {"direct": group}, "all": group, "answerable": group, "unanswerable": group, "off_topic": group}
    text = table({**numbers, "citations": {"n": 3000, "exact": 2999}, "answered_cites_evidence": share})
    assert [line.split() for line in text.splitlines()[1:2]] == [["direct", "2000", "99.9", "0.0", "30", "12"]]
    assert next(line for line in text.splitlines() if line.startswith("citations")).split()[2:] == [
        "99.9",
        "of",
        "3000",
    ]
