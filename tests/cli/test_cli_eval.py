import json
from pathlib import Path

import pytest

ROW = {
    "id": "head",
    "kind": "direct",
    "turns": ["Who heads the Cybersecurity Strategic Headquarters?"],
    "answers": [["Chief Cabinet Secretary"]],
    "evidence": ["is headed by the Chief Cabinet Secretary"],
    "abstain": False,
}


def test_run_prints_a_table_and_writes_results(cli, tmp_path: Path):
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(ROW))
    outcome = cli("eval", "run", "--questions", questions, "--out", tmp_path / "out")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[1].split()[:3] == ["direct", "1", "100.0"]
    assert "citations: exact" in outcome.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["metrics.json", "results.jsonl"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        ("nonsense", "line 1"),
        (json.dumps({**ROW, "turns": []}), "line 1"),
        (f"{json.dumps(ROW)}\n{json.dumps(ROW)}", "line 2"),
        (json.dumps({**ROW, "evidence": ["The moon is made of cheese."]}), "head"),
    ],
)
def test_a_bad_question_set_is_refused(cli, tmp_path: Path, content: str, told: str):
    questions = tmp_path / "set.jsonl"
    questions.write_text(content)
    cli("eval", "run", "--questions", questions, "--out", tmp_path / "out").refused(told)
    cli("eval", "calibrate", "--with", tmp_path, questions).refused() if told != "head" else None


def test_a_missing_question_set_is_refused(cli, tmp_path: Path):
    cli("eval", "run", "--questions", tmp_path / "none").refused("question set")
    cli("eval", "calibrate", "--with", tmp_path, tmp_path / "none").refused("question set")
    cli("eval", "calibrate", "--with", tmp_path / "none", "--with", tmp_path).refused("--with CORPUS QUESTIONS")


def test_an_out_folder_that_is_a_file_is_refused(cli, tmp_path: Path):
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(ROW))
    cli("eval", "run", "--questions", questions, "--out", questions).refused("set.jsonl")
