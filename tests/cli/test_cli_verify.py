import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.question import Question

HEAD = "Who heads the Cybersecurity Strategic Headquarters?"


@pytest.fixture
def saved(assistant: Assistant, tmp_path: Path) -> Path:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(asdict(assistant.invoke(Question(HEAD)))), encoding="utf-8")
    return file


def change(file: Path, **changes: object) -> None:
    answer = json.loads(file.read_text())
    answer["citations"][0].update(changes)
    answer["short_answer"] = None  # it would be wrong too
    file.write_text(json.dumps(answer))


def test_a_saved_answer_is_ok_and_the_quotes_are_counted(cli, saved: Path):
    saved.write_text(cli("ask", HEAD, "--json").out, encoding="utf-8")
    answer = json.loads(saved.read_text(encoding="utf-8"))
    outcome = cli("verify", saved)
    assert outcome.code == 0
    assert f"{len(answer['citations']) + len(answer['related'])} quotes of 1 answers" in outcome.out


def test_a_saved_batch_is_checked_answer_by_answer(cli, saved: Path):
    answer = json.loads(saved.read_text())
    bad = {**answer, "citations": [{**answer["citations"][0], "quote": "invented"}]}
    saved.write_text("\n".join(map(json.dumps, [answer, bad])))
    cli("verify", saved).refused("answer 2: [1] the quote is not what stands at")


def test_a_saved_batch_may_hold_other_line_separators_in_its_strings(cli, saved: Path):
    answer = {**json.loads(saved.read_text()), "question": "Who\u2028heads\x85it?"}
    saved.write_text("\n".join([json.dumps(answer, ensure_ascii=False)] * 2), encoding="utf-8")
    lines = cli("verify", saved).err.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["answer 1", "answer 2"]
    assert all("the question “Who\\u2028heads\\u0085it?”" in line for line in lines)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"quote": "The Headquarters is headed by nobody."}, "the quote is not what stands"),
        ({"start": 0}, "the quote is not what stands"),
        ({"end": 10**9}, "outside document"),
        ({"sha256": "0" * 64}, "has changed"),
        ({"document_id": "ffffffffffff"}, "is not in the corpus"),
        ({"marker": 9}, "not referred to"),
    ],
)
def test_a_tampered_answer_is_refused(cli, saved: Path, changes: dict[str, object], told: str):
    change(saved, **changes)
    cli("verify", saved).refused(told)


def test_each_problem_has_its_line(cli, saved: Path):
    change(saved, quote="invented", marker=9)
    outcome = cli("verify", saved)
    assert (outcome.code, outcome.out, outcome.err.count("nisc-assistant: answer 1: ")) == (2, "", 2)


@pytest.mark.parametrize("content", [b"", b"not json", b"{}", b"[", b'{"answer": 1}', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_answer_is_refused(cli, tmp_path: Path, content: bytes):
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    cli("verify", file).refused("ask --json")


def test_a_missing_file_or_a_folder_is_refused(cli, tmp_path: Path):
    cli("verify", tmp_path / "none.json").refused("Cannot read")
    cli("verify", tmp_path).refused("Cannot read")


VERIFYING = """
import sys
from assistant import cli
code = cli.run(["verify", sys.argv[1]])
print([name for name in ("onnxruntime", "tokenizers", "chromadb", "langchain_core", "torch") if name in sys.modules])
sys.exit(code)
"""


def test_neither_index_nor_encoder_is_needed(saved: Path, tmp_path: Path):
    nowhere = str(tmp_path / "nowhere")
    environment = {**os.environ, "NISC_INDEX": nowhere, "NISC_MODELS": nowhere, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", VERIFYING, str(saved)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "[]"


def test_the_settings_that_an_answer_was_made_with_count(
    cli, saved: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NISC_THRESHOLD", "1")
    cli("verify", saved).refused("at the threshold 1.0")
    saved.write_text(json.dumps(asdict(assistant.invoke(Question("Hello")))), encoding="utf-8")
    assert cli("verify", saved).code == 0
    monkeypatch.setenv("NISC_SUBJECT", "harbours")
    cli("verify", saved).refused("the answer is not what its question and its citations make")
