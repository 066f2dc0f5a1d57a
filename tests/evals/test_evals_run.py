import json
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.question import Question
from assistant.respond import Reply, Responder
from assistant.settings import Settings
from corpus.errors import AnswerFileError, IndexStoreError
from evals import run as runner
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
UNANSWERED = {**HEAD, "id": "evidence only", "answers": []}
CAPITAL = {"id": "capital", "kind": "offtopic", "turns": ["What is the capital of Australia?"], "abstain": True, "split": "dev"}
HELLO = {"id": "hello", "kind": "unanswerable", "turns": ["Hello"], "abstain": True}
FILES = ["metrics.json", "report.html", "results.jsonl"]
ROW = [
    "id", "kind", "lang", "split", "turns", "abstain", "answers", "evidence", "outcome", "why",
    "citation_precision", "citation_recall", "span_f1", "inexact", "cites_evidence", "short_f1", "retrieval", "timings_ms",
    "error", "answer",
]  # fmt: skip
ESTIMATES = [
    "right", "wrong_answer", "wrong_abstention", "abstained", "citation_precision", "citation_recall", "span_f1",
    "short_f1", "R@1", "R@3", "R@5", "R@10", "RR", "nDCG@10",
]  # fmt: skip


@pytest.fixture
def write(tmp_path: Path):
    def write(*rows: dict) -> Path:
        path = tmp_path / "set.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        return path

    return write


def rows_of(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]


def failing_on(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = Responder.reply

    def failing(self: Responder, question: Question) -> Reply:
        if question.text == text:
            raise IndexStoreError("The index went away", "bring it back")
        return reply(self, question)

    monkeypatch.setattr(Responder, "reply", failing)


def test_a_run_writes_each_answer_and_the_numbers(settings: Settings, assistant: Assistant, write, tmp_path: Path):
    steps = []
    out = tmp_path / "a" / "out"
    path = write(HEAD, WRONG, CAPITAL, HELLO)
    report = runner.run(settings, path, None, out, progress=lambda *step: steps.append(step))
    rows = rows_of(out)
    assert [(row["id"], row["outcome"], row["why"]) for row in rows] == [
        ("head", "right", ""),
        ("wrong", "wrong answer", "not told: Emperor of Mars"),
        ("capital", "right", ""),
        ("hello", "wrong answer", "smalltalk instead of abstained"),
    ]
    assert all(list(row) == ROW for row in rows)
    assert rows[0]["turns"] == HEAD["turns"] and "Chief Cabinet Secretary" in rows[0]["answer"]["answer"]
    assert rows[0]["timings_ms"]["total"] > 0 and rows[0]["retrieval"]["RR"] == 1 and rows[0]["citation_recall"] == 1
    assert rows[2]["retrieval"] is rows[2]["span_f1"] is rows[2]["citation_recall"] is None
    assert steps[-1] == ("Asking", 4, 4)
    numbers = json.loads((out / "metrics.json").read_text())
    assert numbers == report.numbers and report.inexact == ()
    assert sorted(file.name for file in out.iterdir()) == FILES
    assert numbers["questions_sha256"] == sha256(path.read_bytes()).hexdigest()
    assert numbers["corpus_fingerprint"] == assistant.corpus.fingerprint


def test_the_numbers_are_those_that_reports_and_comparisons_read(settings: Settings, assistant, write, tmp_path: Path):
    numbers = runner.run(settings, write(HEAD, WRONG, {**CAPITAL, "lang": "ja"}, HELLO), None, tmp_path / "out").numbers
    assert list(numbers) == [
        "format", "questions", "questions_sha256", "split", "corpus_fingerprint", "answerer", "threshold", "parameters_sha256",
        "version", "groups", "citations", "answered_cites_evidence", "calibration", "risk_coverage", "latency_histogram",
    ]  # fmt: skip
    groups = numbers["groups"]
    names = [
        "all", "answerable", "unanswerable", "off_topic", "abstain", "kind:direct", "kind:offtopic", "kind:unanswerable",
        "lang:en", "lang:ja",
    ]  # fmt: skip
    assert list(groups) == names
    for group in groups.values():
        assert list(group) == ["n", "not_scored", *ESTIMATES, "median_words", "latency_ms"]
        assert all(list(group[name]) == ["value", "low", "high", "n"] for name in ESTIMATES)
        assert list(group["latency_ms"]) == ["n", "mean", "p50", "p90", "p95", "p99", "max"]
    assert {name: group["n"] for name, group in groups.items()} == dict(zip(names, (4, 2, 1, 1, 2, 2, 1, 1, 3, 1), strict=True))
    assert groups["answerable"]["right"]["value"] == 0.5 and groups["abstain"]["right"]["value"] == 0.5
    assert groups["off_topic"]["abstained"]["value"] == 1.0 and groups["unanswerable"]["abstained"]["value"] == 0.0
    assert numbers["citations"]["exact"] == numbers["citations"]["n"] > 0
    assert numbers["answered_cites_evidence"]["value"] == 1
    assert [bin_["n"] for bin_ in numbers["calibration"]["bins"]].count(0) < 10 == len(numbers["calibration"]["bins"])
    # Hello has no confidence; of the others the capital is the least.
    assert sum(bin_["n"] for bin_ in numbers["calibration"]["bins"]) == 3
    assert numbers["risk_coverage"]["points"][-1]["coverage"] == 1
    assert sum(bar["n"] for bar in numbers["latency_histogram"]) == 4


def test_the_table_fits_a_terminal_and_tells_what_matters(settings: Settings, assistant, write, tmp_path: Path):
    told = runner.run(settings, write({**HEAD, "kind": "k" * 60}, CAPITAL), None, tmp_path / "out").table
    assert max(map(len, told.splitlines())) <= 100
    named = ("right %", "short F1", "lang:en", "answerable: right", "short answer (F1)", "recall@1", "recall@5", "nDCG@10")
    for name in (*named, "ECE", "AURC", "not scored", "exact"):
        assert name in told
    line = next(line for line in told.splitlines() if line.startswith("answerable: right"))
    assert line.split()[2:] == ["100.0", "20.6-100.0", "of", "1"]


def test_a_question_whose_answering_fails_is_not_scored(settings: Settings, assistant, write, tmp_path, monkeypatch):
    failing_on(HEAD["turns"][0], monkeypatch)
    numbers = runner.run(settings, write(HEAD, CAPITAL), None, tmp_path / "out").numbers
    failed, capital = rows_of(tmp_path / "out")
    assert (failed["outcome"], failed["error"]) == ("not scored", "The index went away: bring it back")
    assert failed["answer"] is failed["retrieval"] is None and capital["outcome"] == "right"
    groups = numbers["groups"]
    assert (groups["all"]["n"], groups["all"]["not_scored"], groups["all"]["right"]["n"]) == (2, 1, 1)
    assert groups["all"]["right"]["value"] == 1 and groups["answerable"]["right"]["value"] is None
    assert groups["all"]["latency_ms"]["n"] == 1


def test_an_answer_that_there_is_nothing_to_compare_with_is_not_scored(settings: Settings, assistant, write, tmp_path: Path):
    numbers = runner.run(settings, write(UNANSWERED), None, tmp_path / "out").numbers
    row = rows_of(tmp_path / "out")[0]
    assert (row["outcome"], row["error"]) == ("not scored", None)
    assert row["citation_recall"] == row["retrieval"]["RR"] == 1 and row["answer"]["status"] == "answered"
    group = numbers["groups"]["answerable"]
    assert (group["not_scored"], group["right"]["n"], group["abstained"]["n"], group["citation_recall"]["n"]) == (1, 0, 1, 1)


def test_nothing_of_an_earlier_run_stays_beside_rows_of_this_one(settings: Settings, assistant, write, tmp_path: Path):
    out = tmp_path / "out"
    runner.run(settings, write(HEAD, CAPITAL, HELLO), None, out)

    def interrupted(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("Asking", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.run(settings, write(WRONG, CAPITAL, HELLO), None, out, progress=interrupted)
    assert [row["id"] for row in rows_of(out)] == ["wrong", "capital"]
    assert [file.name for file in out.iterdir()] == ["results.jsonl"]


def test_a_set_that_is_refused_leaves_the_results_of_an_earlier_run(settings: Settings, assistant, write, tmp_path: Path):
    runner.run(settings, write(CAPITAL), None, tmp_path / "out")
    with pytest.raises(AnswerFileError):
        runner.run(settings, write({}), None, tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == FILES


def test_only_the_split_asked_for_is_asked(settings: Settings, assistant, write, tmp_path: Path):
    path = write(HEAD, CAPITAL)
    for split, kind in (("dev", "offtopic"), ("test", "direct")):
        runner.run(settings, path, split, tmp_path / "out")
        assert [(row["kind"], row["split"]) for row in rows_of(tmp_path / "out")] == [(kind, split)]


def test_a_set_that_does_not_fit_the_corpus_is_refused_with_its_lines(settings: Settings, write, tmp_path: Path):
    elsewhere = {**HEAD, "id": "elsewhere", "evidence": ["The moon is made of cheese."]}
    half = {**HEAD, "id": "half", "evidence": [*HEAD["evidence"], "The moon is made of cheese."]}
    with pytest.raises(AnswerFileError, match=r"evidence of line 2 \(elsewhere\); line 4 \(half\) stands nowhere"):
        runner.run(settings, write(HEAD, elsewhere, CAPITAL, half), None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_split_with_nothing_in_it_is_refused(settings: Settings, write, tmp_path: Path):
    with pytest.raises(AnswerFileError, match="--split all"):
        runner.run(settings, write(HEAD), "dev", tmp_path / "out")


def test_the_table_never_rounds_up_to_all(settings: Settings, assistant, write, tmp_path: Path):
    numbers = runner.run(settings, write(CAPITAL), None, tmp_path / "out").numbers
    numbers["groups"]["all"]["right"] = {"value": 0.9995, "low": 0.9991, "high": 0.9999, "n": 2000}
    numbers["citations"] = {"n": 3000, "exact": 2999}
    lines = table(numbers).splitlines()
    assert next(line for line in lines if line.startswith("all")).split()[2:4] == ["99.9", "99.9-99.9"]
    assert next(line for line in lines if line.startswith("citations")).split()[2:] == ["99.9", "of", "3000"]
