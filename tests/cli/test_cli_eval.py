import json
import shutil
from pathlib import Path

import pytest

BRIDGE = {
    "id": "bridge",
    "kind": "direct",
    "turns": ["When was the bridge opened?"],
    "answers": [["1932"]],
    "evidence": ["The bridge was opened in 1932."],
    "abstain": False,
}
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
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["metrics.json", "report.html", "results.jsonl"]


@pytest.mark.parametrize("after", [True, False], ids=["after the command", "before it"])
def test_run_takes_another_corpus_and_index(cli, folder: Path, tmp_path: Path, after: bool):
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(BRIDGE))
    folders = ("--corpus", folder, "--index", tmp_path / "index")
    arguments = ("--questions", questions, "--out", tmp_path / "out")
    outcome = cli("eval", "run", *arguments, *folders) if after else cli(*folders, "eval", "run", *arguments)
    assert outcome.code == 0, outcome.err
    row = json.loads((tmp_path / "out" / "results.jsonl").read_text())
    assert row["outcome"] == "right" and row["answer"]["citations"][0]["title"] == "The harbour bridge"
    assert (tmp_path / "index" / "CURRENT").exists()


def test_the_options_of_the_command_go_first(cli, folder: Path, tmp_path: Path):
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(BRIDGE))
    arguments = ("eval", "run", "--questions", questions, "--out", tmp_path / "out", "--corpus", folder)
    assert cli("--corpus", tmp_path / "none", "--index", tmp_path / "index", *arguments).code == 0
    cli("eval", "run", "--questions", questions, "--corpus", tmp_path / "none").refused("does not exist")


def test_a_folder_that_is_no_run_cannot_be_compared(cli, tmp_path: Path):
    cli("eval", "compare", tmp_path, tmp_path).refused()


def test_compare_fails_with_1_when_something_named_became_worse(cli, tmp_path: Path):
    out = {name: tmp_path / name for name in ("good", "bad")}
    questions = tmp_path / "set.jsonl"
    questions.write_text(json.dumps(ROW))
    assert cli("eval", "run", "--questions", questions, "--out", out["good"]).code == 0
    shutil.copytree(out["good"], out["bad"])
    results = out["bad"] / "results.jsonl"
    row = json.loads(results.read_text())
    assert row["outcome"] == "right"
    results.write_text(json.dumps({**row, "outcome": "wrong answer"}) + "\n")
    gate = tmp_path / "gate.toml"
    gate.write_text('[tool.nisc.gate]\nquestions = ["head"]\n')
    same = cli("eval", "compare", out["good"], out["good"], "--gate", gate)
    assert (same.code, same.err) == (0, "") and "1 same" in same.out
    worse = cli("eval", "compare", out["good"], out["bad"], "--gate", gate)
    assert worse.code == 1 and "head" in worse.out
    assert worse.err.startswith("nisc-assistant: ") and "head" in worse.err and worse.err.count("\n") == 1
    assert cli("eval", "compare", out["bad"], out["good"], "--gate", gate).code == 0


def test_explain_names_the_features_that_decided_and_the_nearest_miss(cli):
    outcome = cli("eval", "explain", ROW["turns"][0])
    assert (outcome.code, outcome.err) == (0, "")
    traced = json.loads(cli("eval", "explain", ROW["turns"][0], "--json").out)
    assert traced["parts"][0]["features"][0]["name"] in outcome.out
    assert "nearest miss: " in outcome.out and "answered: confidence" in outcome.out


def test_explain_takes_earlier_questions(cli, folder: Path, tmp_path: Path):
    folders = ("--corpus", folder, "--index", tmp_path / "index")
    earlier = ("--before", "Hello", "--before", "When was the bridge opened?")
    outcome = cli("eval", "explain", "And how long is it?", *earlier, *folders)
    assert outcome.code == 0 and "understood as: " in outcome.out
    assert "bridge" in outcome.out.splitlines()[1]


@pytest.mark.parametrize("arguments", [(" ",), ("x" * 3000,), ("When?", "--corpus", "/nowhere")])
def test_what_cannot_be_explained_is_refused(cli, tmp_path: Path, arguments: tuple[str, ...]):
    cli("eval", "explain", *arguments, "--index", tmp_path / "index").refused()


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
