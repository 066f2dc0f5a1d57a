import json
import os
import pty
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from assistant import cli as command_line
from assistant.answer import ShortAnswer
from assistant.assistant import Assistant
from assistant.question import Question
from assistant.settings import PARAMETERS_FILE

HEAD = "Who heads the Cybersecurity Strategic Headquarters?"
ABROAD = "What is the capital of Mongolia?"


def answers(out: str) -> list[dict]:
    return [json.loads(line) for line in out.split("\n") if line]


def without_times(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_text_names_each_source_with_its_date_and_place(cli, assistant: Assistant):
    outcome = cli("ask", HEAD)
    answer = assistant.invoke(Question(HEAD))
    citation = answer.citations[0]
    assert (outcome.code, outcome.err) == (0, "")
    text, sources = outcome.out.split("\n\nSources\n")
    assert answer.short_answer
    assert text == f"{answer.short_answer.text}\n\n{answer.answer}" and "Chief Cabinet Secretary" in text
    as_of = assistant.corpus.document(citation.document_id).as_of
    first = sources.split("\n")[0]
    assert first.startswith(f"[1] {citation.title}, ")
    assert f"as of {as_of}, {citation.url}, {citation.start}-{citation.end}" in first


@pytest.fixture
def shortened(assistant: Assistant, monkeypatch: pytest.MonkeyPatch):
    """Has every answer that the command line gives name these words as the answer itself."""

    def shorten(text: str) -> None:
        invoke = Assistant.invoke
        named = ShortAnswer(text, 1, 0, len(text))
        monkeypatch.setattr(Assistant, "invoke", lambda self, question: replace(invoke(self, question), short_answer=named))

    return shorten


def test_the_short_answer_comes_first_and_plain_where_nobody_looks(cli, shortened):
    whole = cli("ask", HEAD).out.split("\n\n", 1)[1]
    shortened("Chief Cabinet Secretary")
    assert cli("ask", HEAD).out == f"Chief Cabinet Secretary\n\n{whole}"
    (answer,) = answers(cli("ask", HEAD, "--json").out)
    assert answer["short_answer"] == {"text": "Chief Cabinet Secretary", "marker": 1, "start": 0, "end": 23}


def test_a_short_answer_is_one_line_that_steers_no_terminal(cli, shortened):
    shortened("\x1b]0;x\x07Chief\u202e\n\tSecretary\x1b[2J")
    assert cli("ask", HEAD).out.startswith("]0;xChief Secretary[2J\n\nThe Cybersecurity")


@pytest.mark.parametrize(("kind", "line"), [("xterm", "\x1b[1m]0;xChief\x1b[0m\r\n\r\n"), ("dumb", "]0;xChief\r\n\r\n")])
def test_on_a_terminal_the_short_answer_is_bold(
    environment: None, shortened, monkeypatch: pytest.MonkeyPatch, kind: str, line: str
):
    shortened("\x1b]0;x\x07Chief")
    monkeypatch.setenv("TERM", kind)
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        assert command_line.run(["ask", HEAD]) == 0
        shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert shown.startswith(line) and shown.count("\x1b") == line.count("\x1b")


def test_an_abstention_is_no_failure_and_shows_what_is_near(cli):
    outcome = cli("ask", ABROAD)
    assert outcome.code == 0
    assert "Related passages" in outcome.out and "Sources\n[1]" not in outcome.out


def test_own_parameters_decide(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = json.loads(PARAMETERS_FILE.read_text())
    own = tmp_path / "own.json"
    own.write_text(json.dumps(content | {"threshold": 1.0}))
    monkeypatch.setenv("NISC_PARAMETERS", str(own))
    assert "Related passages" in cli("ask", HEAD).out


def test_labels_are_in_the_language_of_the_question(cli):
    assert "関連する箇所" in cli("ask", "モンゴルの首都はどこですか。").out


def test_json_is_the_whole_answer_on_one_line(cli, assistant: Assistant):
    outcome = cli("ask", HEAD, "--json")
    expected = json.loads(json.dumps(asdict(assistant.invoke(Question(HEAD)))))
    assert outcome.out.count("\n") == 1
    assert without_times(json.loads(outcome.out)) == without_times(expected)


def test_json_keeps_characters_as_they_are(cli):
    assert "首都" in cli("ask", "モンゴルの首都はどこですか。", "--json").out


def test_batch_answers_in_order_with_the_turns_before(cli, tmp_path: Path):
    rows = [
        {"turns": [HEAD, "When was it established?"]},
        {"question": ABROAD},
        {"question": HEAD, "history": ["Hello"]},
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    outcome = cli("ask", "--batch", file, "--json")
    found = answers(outcome.out)
    assert outcome.code == 0
    assert [a["question"] for a in found] == ["When was it established?", ABROAD, HEAD]
    assert "Cybersecurity Strategic Headquarters" in found[0]["standalone_question"]
    assert "November, 2014" in found[0]["answer"]
    assert found[1]["status"] == "abstained"


def test_history_and_turns_are_the_same_conversation(cli):
    follow_up = "When was it established?"
    rows = [
        {"turns": [HEAD, follow_up]},
        {"history": [HEAD], "question": follow_up},
        {"history": [HEAD], "turns": [follow_up]},
    ]
    found = answers(cli("ask", "--batch", "-", "--json", stdin="\n".join(map(json.dumps, rows)).encode()).out)
    assert without_times(found[0]) == without_times(found[1]) == without_times(found[2])


def test_batch_lines_may_hold_any_character_and_windows_line_ends(cli):
    rows = [{"question": f"{HEAD}\u2028\x85\x0c"}, {"question": f"\ud800 {HEAD}"}]
    stdin = b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(row, ensure_ascii=True).encode() for row in rows)
    raw = cli(
        "ask",
        "--batch",
        "-",
        "--json",
        stdin=stdin + b"\r\n" + json.dumps({"question": f"{HEAD}\u2028"}, ensure_ascii=False).encode(),
    )
    assert [a["question"] for a in answers(raw.out)] == [HEAD] * 3


def test_control_characters_in_a_question_change_nothing(cli):
    plain, odd = (answers(cli("ask", q, "--json").out)[0] for q in (HEAD, f"\x1b[31m\x07{HEAD}\x00"[5:]))
    assert odd["answer"] == plain["answer"]
    assert cli("ask", "\x01\x02who\x1b heads\x7f it?").code == 0


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (['{"question": "a"}', "not json"], 2),
        (['{"question": "a"}', "", '{"question": ""}'], 3),
        (['{"question": "   "}'], 1),
        (['{"turns": []}'], 1),
        (['{"turns": "who"}'], 1),
        (['{"turns": ["a", 5]}'], 1),
        (['{"question": "a", "language": 5}'], 1),
        (['{"question": null}'], 1),
        (["[1, 2]"], 1),
        (['{"other": 1}'], 1),
        (['{"question": "a"}', "[" * 100_000], 2),
        (['{"question": "' + "x" * 100_000 + '"}'], 1),
    ],
)
def test_a_bad_batch_line_is_named_before_anything_is_answered(cli, lines: list[str], number: int):
    cli("ask", "--batch", "-", "--json", stdin="\n".join(lines).encode()).refused(f"Line {number} of -")


def test_a_batch_that_is_not_text_is_refused(cli):
    cli("ask", "--batch", "-", stdin=b'{"question": "a"}\n{"question": "\0"}').refused("stdin is a binary file", "UTF-8")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_batch_that_begins_with_a_mark_is_read(cli, tmp_path: Path, encoding: str):
    file = tmp_path / "batch.jsonl"
    file.write_bytes((json.dumps({"question": HEAD}) + "\r\n").encode(encoding))
    outcome = cli("ask", "--batch", file)
    assert outcome.err == "" and [a["question"] for a in answers(outcome.out)] == [HEAD]


def test_a_guessed_encoding_of_a_batch_is_told(cli):
    outcome = cli("ask", "--batch", "-", stdin='{"question": "モンゴルの首都はどこですか。"}'.encode("cp932"))
    assert outcome.err == "nisc-assistant: stdin was read as Shift_JIS: convert it to UTF-8 if its text looks wrong\n"
    assert [a["question"] for a in answers(outcome.out)] == ["モンゴルの首都はどこですか。"]


def test_an_empty_or_missing_batch_is_refused(cli, tmp_path: Path):
    cli("ask", "--batch", "-", stdin=b"\n\n").refused("no question")
    cli("ask", "--batch", tmp_path / "none.jsonl").refused("Cannot read")
    cli("ask", "--batch", tmp_path).refused("Cannot read")


@pytest.mark.parametrize("question", ["", "   \t\n", "\u200b\x00\x07"[1:], "\udcff\ud800"])
def test_a_question_with_nothing_in_it_is_refused(cli, question: str):
    cli("ask", question).refused("question is empty")


def test_a_question_too_long_is_refused(cli):
    cli("ask", "x" * 100_000).refused("100,000 characters", "shorten")


def test_one_question_is_asked_not_none_or_two(cli, tmp_path: Path):
    cli("ask").refused("--batch")
    cli("ask", HEAD, "--batch", tmp_path).refused("--batch")
