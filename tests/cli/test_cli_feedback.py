"""Handing out what readers thought of answers."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from ui.feedback import Feedback, FeedbackStore


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NISC_FEEDBACK", str(tmp_path / "feedback.sqlite3"))
    return tmp_path / "feedback.sqlite3"


def test_none_yet(cli: Run, file: Path):
    assert (outcome := cli("feedback", "export")).code == 0
    assert outcome.out == ""
    assert not file.exists()


def test_one_line_each_oldest_first(cli: Run, file: Path, tmp_path: Path):
    store = FeedbackStore(file)
    for n in range(450):
        store.add(Feedback(f"質問 {n}", json.dumps({"answer": "A\nB"}), "up", "two\nlines", "ja", "f"))
    printed = cli("feedback", "export").out
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [row["question"] for row in rows] == [f"質問 {n}" for n in range(450)]
    assert rows[0]["answer"] == {"answer": "A\nB"} and rows[0]["comment"] == "two\nlines"
    assert cli("feedback", "export", "--out", tmp_path / "out.jsonl").out == ""
    assert (tmp_path / "out.jsonl").read_text() == printed


def test_a_file_that_is_no_database_or_cannot_be_written(cli: Run, file: Path, tmp_path: Path):
    file.write_bytes(b"no database " * 100)
    cli("feedback", "export").refused("NISC_FEEDBACK")
    cli("feedback", "export", "--out", tmp_path / "none" / "out.jsonl").refused()
