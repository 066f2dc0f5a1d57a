import json
import math
import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.errors import AnswerFileError, SettingsError
from evals import run as runner
from evals.compare import Comparison, compare
from evals.paired import paired
from evals.saved import GROUPS, MEASURES, group, measured, read_run

ORIGIN = {"questions_sha256": "set", "split": "test", "corpus_fingerprint": "corpus", "threshold": 0.4, "version": "1"}
STATUS = {"right": "answered", "wrong answer": "answered", "wrong abstention": "abstained", "not scored": "answered"}


def row(
    name: str, outcome: str = "right", *, quotes: Sequence[str] = ("It was opened in 1932.",), **changes: Any
) -> dict[str, Any]:
    abstain = changes.get("abstain", False)
    status = changes.pop("status", "abstained" if abstain and outcome == "right" else STATUS[outcome])
    quoted = [
        {
            **{
                "passage_id": "p",
                "document_id": "d",
                "title": "Bridge",
                "url": None,
                "section": "",
                "page": None,
                "sha256": "h",
            },
            **{"start": 0, "end": len(quote), "quote": quote, "marker": marker},
        }
        for marker, quote in enumerate(quotes if status == "answered" else (), 1)
    ]
    answer = {
        **{"question": "When?", "standalone_question": "When?", "language": "en", "answer": "...", "confidence": 0.9},
        **{"status": status, "citations": quoted, "timings_ms": {"retrieve": 1.0, "compose": 1.0, "total": 2.0}},
    }
    measures = {"citation_precision": None, "citation_recall": None, "span_f1": None, "retrieval": None}
    row = {"id": name, "kind": "direct", "lang": "en", "split": "test", "turns": ["When?"], "abstain": False, "why": ""}
    return {**row, **measures, "outcome": outcome, "inexact": [], "error": None, "answer": answer, **changes}


def failed(name: str) -> dict[str, Any]:
    return row(name, "not scored", error="no room on the disk", answer=None)


def graded(prefix: str, n: int, wrong: int, outcome: str = "wrong answer", **changes: Any) -> list[dict[str, Any]]:
    """`n` questions, the first `wrong` of them with that outcome."""
    return [row(f"{prefix}{i}", outcome if i < wrong else "right", **changes) for i in range(n)]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No gate but the one a test writes."""
    monkeypatch.chdir(tmp_path)


def save(name: str, rows: Sequence[dict[str, Any]], **origin: Any) -> Path:
    folder = Path(name)
    folder.mkdir(exist_ok=True)
    (folder / "results.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "metrics.json").write_text(json.dumps(ORIGIN | origin), encoding="utf-8")
    return folder


def gate(text: str) -> Path:
    path = Path("gate.toml")
    path.write_text(f"[tool.nisc.gate]\n{text}\n", encoding="utf-8")
    return path


def compared(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], project: Path | None = None) -> Comparison:
    return compare(save("a", before), save("b", after), project)


def cells(comparison: Comparison, metric: str) -> list[str]:
    return next(line.split()[1:] for line in comparison.text.splitlines() if line.startswith(f"{metric} "))


def block(comparison: Comparison, title: str) -> dict[str, str]:
    """The questions listed below a title, with what happened to them."""
    lines = comparison.text.splitlines()
    start = lines.index(f"{title}:") + 1 if f"{title}:" in lines else len(lines)
    listed = {}
    for line in lines[start:]:
        if not line.startswith("  "):
            break
        name, what = line.split(maxsplit=1)
        listed[name] = what
    return listed


def test_it_tells_what_became_of_each_question():
    before = [
        row("mended", "wrong answer"),
        row("found", "wrong abstention"),
        row("broken"),
        row("lost"),
        row("failing"),
        row("quiet", "wrong answer"),
        row("elsewhere"),
        row("chatty", "wrong abstention"),
        row("still"),
        row("gone"),
    ]
    after = [
        row("mended"),
        row("found", "not scored"),
        row("broken", "wrong answer"),
        row("lost", "wrong abstention"),
        failed("failing"),
        row("quiet", "wrong abstention"),
        row("elsewhere", quotes=["In 1932."]),
        row("chatty", "wrong abstention", status="smalltalk"),
        row("still"),
        row("new"),
    ]
    found = compared(before, after)
    assert "9 questions in both runs: 2 better, 3 worse, 3 changed, 1 same" in found.text
    assert block(found, "better") == {"mended": "wrong answer -> right", "found": "wrong abstention -> not scored"}
    assert block(found, "worse") == {
        "broken": "right -> wrong answer",
        "lost": "right -> wrong abstention",
        "failing": "right -> failed",
    }
    assert block(found, "changed") == {
        "quiet": "wrong answer -> wrong abstention",
        "elsewhere": "right, other quotes",
        "chatty": "wrong abstention, abstained -> smalltalk",
    }
    assert "added: new" in found.text and "removed: gone" in found.text
    assert found.regressions == () and "gate" not in found.text


def test_a_partial_answer_counts_as_an_answer_does():
    partial = row("both")
    partial["answer"]["status"] = "partial"
    found = compared([row("both")], [partial])
    assert "1 question in both runs: 0 better, 0 worse, 0 changed, 1 same" in found.text


@pytest.mark.parametrize(
    "changes",
    [
        {"turns": ["Where?"]},
        {"turns": ["Hello", "When?"]},
        {"abstain": True},
        {"kind": "list"},
        {"answers": [["1933"]]},
        {"evidence": ["in 1932"]},
    ],
)
def test_a_question_that_is_another_one_now_is_left_out(changes: dict[str, Any]):
    gold = {"answers": [["1932", "thirties"]], "evidence": ["It was opened in 1932."]}
    before = [row("same", **gold), row("other", **gold)]
    after = [row("same", **gold), row("other", "wrong answer", **(gold | changes))]
    found = compared(before, after)
    assert "1 question in both runs: 0 better, 0 worse, 0 changed, 1 same" in found.text
    assert "left out, as they differ: other" in found.text
    assert cells(found, "answerable.right")[:3] == ["1", "100.0", "100.0"]


def test_differences_are_paired_over_the_questions_that_both_runs_score():
    before = [row("a", citation_recall=1.0), row("b", citation_recall=0.5), row("c", citation_recall=0.5)]
    after = [row("a", citation_recall=0.5), row("b", citation_recall=0.5), row("c", "wrong abstention")]
    found = compared(before, after)
    assert cells(found, "answerable.citation_recall")[:4] == ["2", "75.0", "50.0", "-25.0"]
    assert cells(found, "answerable.right")[:4] == ["3", "100.0", "66.7", "-33.3"]
    assert "answerable.span_f1" not in found.text


def test_groups_and_measures_are_those_of_the_totals():
    retrieval = {"R@1": 0.0, "R@3": 0.0, "R@5": 1.0, "R@10": 1.0, "RR": 0.25, "nDCG@10": 0.4}
    near = graded("near", 4, 1, abstain=True, kind="unanswerable")
    far = graded("far", 2, 1, abstain=True, kind="offtopic")
    # "open" and "lost" name no facts: whether an answer is right cannot be told, but whether there was one can.
    unscored = [row("open", "not scored", answers=[]), row("lost", "wrong abstention", answers=[])]
    rows = [row("yes", retrieval=retrieval), row("no", "wrong abstention", kind="list"), *unscored, *near, *far]
    found = compared(rows, rows)
    expected = {
        "answerable.right": ["2", "50.0"],
        "answerable.wrong_abstention": ["4", "50.0"],
        "unanswerable.abstained": ["4", "75.0"],
        "off_topic.abstained": ["2", "50.0"],
        "all.wrong_answer": ["8", "25.0"],
        "answerable.R@1": ["1", "0.0"],
        "answerable.R@5": ["1", "100.0"],
        "answerable.nDCG@10": ["1", "40.0"],
    }
    assert {name: cells(found, name)[:2] for name in expected} == expected


def test_the_measures_of_the_rows_make_up_the_totals(settings: Settings, assistant, tmp_path: Path):
    """Whatever the gate compares is what metrics.json tells."""
    head = {"id": "head", "kind": "direct", "turns": ["Who heads the Cybersecurity Strategic Headquarters?"], "abstain": False}
    gold = {"answers": [["Chief Cabinet Secretary"]], "evidence": ["is headed by the Chief Cabinet Secretary"]}
    questions = [
        head | gold,
        head | gold | {"id": "wrong", "kind": "list", "answers": [["Emperor of Mars"]]},
        head | gold | {"id": "open", "answers": []},
        head | gold | {"id": "lost", "turns": ["How far away is the moon?"]},
        head | gold | {"id": "open and lost", "turns": ["How far away is the moon?"], "answers": []},
        {"id": "moon", "kind": "offtopic", "turns": ["How far away is the moon?"], "abstain": True},
        {"id": "near", "kind": "unanswerable", "lang": "ja", "turns": head["turns"], "abstain": True},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, questions)))
    groups = runner.run(settings, tmp_path / "set.jsonl", None, tmp_path / "out").numbers["groups"]
    rows = list(read_run(tmp_path / "out").rows.values())
    assert set(groups) == {*GROUPS, *(f"kind:{each['kind']}" for each in questions), "lang:en", "lang:ja"}
    for name, totals in groups.items():
        for measure in MEASURES:
            told = [value for row in group(rows, name) if (value := measured(row, measure)) is not None]
            mean = pytest.approx(sum(told) / len(told), abs=1e-4) if told else None
            assert (totals[measure]["n"], totals[measure]["value"]) == (len(told), mean), (name, measure)


def exact_interval(changes: Sequence[float]) -> tuple[float, float]:
    """Percentiles of the mean over every resample there is, each as likely as any other."""
    means = sorted(sum(drawn) / len(changes) for drawn in product(changes, repeat=len(changes)))
    return means[math.floor(0.025 * len(means))], means[math.ceil(0.975 * len(means)) - 1]


@pytest.mark.parametrize("changes", [(0, 0, 1, -1, 1), (0.5, 0.25, 0, -0.25, 1, 1), (-1, -1, 0, 0, 0, 0)])
def test_the_interval_is_that_of_all_resamples(changes: tuple[float, ...]):
    found = paired([(0.0, change) for change in changes], lambda value: value)
    assert found is not None and found.change == pytest.approx(sum(changes) / len(changes))
    assert (found.low, found.high) == pytest.approx(exact_interval(changes), abs=0.03)


def test_the_interval_of_many_questions_is_that_of_the_normal_distribution():
    random.seed(1)
    pairs = [(random.random(), random.random()) for _ in range(400)]
    changes = [after - before for before, after in pairs]
    mean = sum(changes) / 400
    spread = math.sqrt(sum((change - mean) ** 2 for change in changes)) / 400
    found = (
        paired(list(enumerate(pairs)), lambda _: None),
        paired([((i, 0), (i, 1)) for i in range(400)], lambda at: pairs[at[0]][at[1]]),
    )
    assert found[0] is None and found[1] is not None
    assert (found[1].low, found[1].high) == pytest.approx((mean - 1.96 * spread, mean + 1.96 * spread), abs=0.004)


def test_what_both_runs_share_does_not_widen_the_interval():
    hard = paired([(float(i % 2), float(i % 2)) for i in range(50)], lambda value: value)
    assert hard is not None and (hard.change, hard.low, hard.high) == (0.0, 0.0, 0.0)


def test_the_same_change_everywhere_is_its_own_interval():
    for n in (1, 7):
        found = paired([(0.75, 0.5)] * n, lambda value: value)
        assert found is not None and (found.low, found.high) == (-0.25, -0.25)


def test_equal_runs_have_no_difference_and_pass():
    rows = [*graded("q", 6, 2), *graded("n", 3, 1, abstain=True, kind="unanswerable")]
    found = compared(
        rows, rows, gate('metrics = ["answerable.right", "abstain.abstained"]\nquestions = ["q0", "q5"]\nexact = true')
    )
    assert "9 questions in both runs: 0 better, 0 worse, 0 changed, 9 same" in found.text
    assert cells(found, "answerable.right") == ["6", "66.7", "66.7", "+0.0", "+0.0", "to", "+0.0"]
    assert found.regressions == () and found.text.endswith("gate: passed")
    assert found == compared(rows, rows, Path("gate.toml"))


RIGHT = 'metrics = ["answerable.right"]'


def test_a_drop_beyond_noise_is_a_regression_and_noise_is_not():
    # Of 80 resampled differences none is one of the 4 with probability 0.95**80 = 1.7 %, one of the 3 with 4.7 %.
    assert compared(graded("q", 80, 0), graded("q", 80, 3), gate(RIGHT)).regressions == ()
    (told,) = compared(graded("q", 80, 0), graded("q", 80, 4), gate(RIGHT)).regressions
    assert told.startswith("answerable.right went from 100.0% to 95.0% (-5.0 points over 80 questions, 95 % interval")
    lost = [*graded("lost", 10, 10), *graded("won", 10, 0)]
    won = [*graded("lost", 10, 0), *graded("won", 10, 10)]
    assert compared(lost, won, gate(RIGHT)).regressions == ()


def test_an_improvement_never_fails():
    rule = gate(
        'metrics = ["answerable.right", "all.wrong_answer", "answerable.wrong_abstention", "kind:direct.span_f1"]\n'
        'questions = ["q0"]\nexact = true'
    )
    worst = [*graded("q", 20, 20, span_f1=0.1), *graded("r", 20, 20, "wrong abstention", span_f1=0.1)]
    best = [*graded("q", 20, 0, span_f1=0.9), *graded("r", 20, 0, span_f1=0.9)]
    assert compared(worst, best, rule).regressions == ()
    assert len(compared(best, worst, rule).regressions) == 5


def test_where_less_is_better_more_is_a_regression():
    rule = gate('metrics = ["abstain.wrong_answer", "abstain.abstained"]')
    good, bad = (graded("n", 20, wrong, abstain=True, kind="unanswerable") for wrong in (0, 15))
    told = compared(good, bad, rule).regressions
    assert [line.split()[0] for line in told] == ["abstain.wrong_answer", "abstain.abstained"]
    assert compared(bad, good, rule).regressions == ()


def test_a_named_question_must_not_get_worse_whatever_the_noise():
    rule = gate('questions = ["q1", "q2"]')
    before, after = graded("q", 80, 0), [*graded("q", 2, 2), *graded("q", 80, 0)[2:]]
    found = compared(before, after, rule)
    assert found.regressions == ("q1 went from right to wrong answer",)
    assert found.text.endswith("gate: 1 regressed")
    assert compared(before, [*before[:1], failed("q1"), *before[2:]], rule).regressions[0] == "q1 went from right to failed"


def test_a_question_that_fails_is_a_regression_though_it_is_scored_no_more():
    before = graded("q", 3, 0)
    found = compared(before, [*before[:2], failed("q2")], gate(RIGHT))
    assert cells(found, "answerable.right")[:3] == ["2", "100.0", "100.0"]
    assert found.regressions == ("q2 now fails: no room on the disk",)
    assert compared([*before[:2], failed("q2")], [*before[:2], failed("q2")], gate(RIGHT)).regressions == ()


def test_an_inexact_quote_is_a_regression_where_the_gate_says_so():
    rows = [row("q"), row("bad", inexact=[1])]
    found = compared([row("q"), row("bad")], rows, gate("exact = true"))
    assert found.regressions == ("bad: quote [1] is not verbatim",)
    assert "quotes that are verbatim: 2 of 2 before, 1 of 2 after" in found.text
    assert compared(rows[:1], rows, gate("exact = true")).regressions == found.regressions
    assert compared(rows, rows, gate("exact = false")).regressions == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('metrics = ["answerable.rihgt"]', r"no metric answerable\.rihgt; .*answerable, .*right, .*nDCG@10"),
        ('metrics = ["answerables.right"]', r"no metric answerables\.right; .*answerable,"),
        ('metrics = ["right"]', "no metric right;"),
        ('metrics = ["kind:.right"]', "no metric kind:.right;"),
        ('metrics = ["lang:.right"]', "no metric lang:.right;"),
        ('metrics = ["answerable.abstained"]', "abstained only of unanswerable, off_topic, abstain"),
        ('metrics = "answerable.right"', "metrics: "),
        ('exact = "yes"', "exact: "),
        ('metric = ["answerable.right"]', "no field metric, only metrics, questions, exact"),
        ('questions = ["nowhere"]', "question nowhere, which is not the same in both runs"),
        ('metrics = ["off_topic.abstained"]', r"off_topic\.abstained, which no question in both runs has"),
        ('metrics = ["kind:list.right"]', r"kind:list\.right, which no question in both runs has"),
        ('metrics = ["lang:ja.right"]', r"lang:ja\.right, which no question in both runs has"),
        ('metrics = ["answerable.span_f1"]', r"answerable\.span_f1, which no question in both runs has"),
    ],
)
def test_a_gate_that_cannot_be_held_is_refused(text: str, told: str):
    with pytest.raises(SettingsError, match=told) as refused:
        compared([row("q")], [row("q")], gate(text))
    assert "\n" not in str(refused.value)


def test_a_gate_that_names_a_changed_question_is_refused():
    with pytest.raises(SettingsError, match="question q, which is not the same"):
        compared([row("q"), row("r")], [row("q", turns=["Where?"]), row("r")], gate('questions = ["q"]'))


def test_the_gate_of_the_working_folder_is_used_where_there_is_one():
    before, after = graded("q", 10, 0), graded("q", 10, 10)
    assert compared(before, after).regressions == ()
    Path("pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert compared(before, after).regressions == ()
    with pytest.raises(SettingsError, match=r"has no table \[tool\.nisc\.gate\]"):
        compared(before, after, Path("pyproject.toml"))
    Path("pyproject.toml").write_text(f"[tool.nisc.gate]\n{RIGHT}\n")
    assert len(compared(before, after).regressions) == 1


@pytest.mark.parametrize("content", [None, "[tool.nisc", b"\xff", "tool = 1"])
def test_a_gate_file_that_cannot_be_read_is_refused(content: str | bytes | None):
    if content is not None:
        Path("gate.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SettingsError, match=r"gate\.toml"):
        compared([row("q")], [row("q")], Path("gate.toml"))


def test_other_texts_and_other_questions_are_warned_of():
    rows = [row("q")]
    before = save("a", rows)
    assert "Warning" not in compare(before, save("b", rows)).text
    text = compare(before, save("b", rows, corpus_fingerprint="x", questions_sha256="y", threshold=0.5)).text
    assert "Warning: The corpora differ" in text and "Warning: The question sets differ" in text
    assert "threshold: 0.4 before, 0.5 after" in text and "version" not in text
    (before / "metrics.json").unlink()
    assert compare(before, save("b", rows)).text.count("is not known of both runs") == 2


def test_a_results_file_will_do():
    folder = save("a", [row("q")])
    assert compare(folder / "results.jsonl", folder) == compare(folder, folder)


@pytest.mark.parametrize("content", [None, "", "nonsense", '{"id": "q"}', b"\xff", json.dumps(row("q") | {"outcome": "fine"})])
def test_results_that_cannot_be_read_are_refused(content: str | bytes | None):
    folder, broken = save("a", [row("q")]), Path("b")
    broken.mkdir()
    if content is not None:
        (broken / "results.jsonl").write_bytes(content.encode() if isinstance(content, str) else content)
    for pair in ((folder, broken), (broken, folder)):
        with pytest.raises(AnswerFileError, match=r"results\.jsonl") as refused:
            compare(*pair)
        assert "\n" not in str(refused.value)


def test_totals_that_cannot_be_read_are_refused():
    folder = save("a", [row("q")])
    (folder / "metrics.json").write_text("[]")
    with pytest.raises(AnswerFileError, match=r"metrics\.json"):
        compare(folder, folder)


def test_results_of_which_a_part_is_lost_are_refused():
    rows = graded("q", 3, 0)
    whole, cut = save("a", rows, groups={"all": {"n": 3}}), save("b", rows[:2], groups={"all": {"n": 3}})
    assert compare(whole, whole).text
    with pytest.raises(AnswerFileError, match="holds 2 results, but 3 questions were asked"):
        compare(whole, cut)


def test_runs_with_no_question_in_common_are_refused():
    with pytest.raises(AnswerFileError, match="no question in common"):
        compared([row("a")], [row("b")])


def test_a_run_in_which_everything_failed_can_be_compared():
    found = compared([row("q")], [failed("q")])
    assert block(found, "worse") == {"q": "right -> failed"}
    assert "median ms a question: 2 before, - after" in found.text
