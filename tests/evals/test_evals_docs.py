"""docs/evaluation.md says what is so."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from scipy.stats import binomtest

from corpus.reader import read_corpus
from evals.gate import read_gate
from evals.metrics import metrics
from evals.questions import QuestionRow, missing_evidence, read_questions
from evals.saved import Origin

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
# What each interval is made of is told once, above the tables.
TOTALS = metrics([])


def example(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return found


def names(told: object) -> set[str]:
    """The keys of JSON, at any depth."""
    if isinstance(told, list):
        return set().union(*map(names, told))
    return set(told).union(*map(names, told.values())) if isinstance(told, dict) else set()


@pytest.fixture
def corpus(tmp_path: Path):
    (tmp_path / "harbour.txt").write_text(example("text"), encoding="utf-8")
    return read_corpus(tmp_path)


def test_the_example_set_is_one_and_fits_the_example_text(tmp_path: Path, corpus):
    path = tmp_path / "questions.jsonl"
    path.write_text(example("jsonl"), encoding="utf-8")
    items = read_questions(path)
    assert len(items) == len(example("jsonl").splitlines()) and missing_evidence(items, corpus) == []
    assert {item.split for item in items} == {"dev", "test"}
    assert {item.kind for item in items if item.abstain} == {"unanswerable", "offtopic"}
    assert [item.id for item in items if not item.abstain and not item.facts] == ["tasks"]
    told = corpus.documents[0].text.casefold()
    alternatives = [[a.casefold() in told for a in fact] for item in items for fact in item.facts]
    assert all(map(any, alternatives))


def test_every_field_of_a_question_is_explained():
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert set(QuestionRow.model_fields) <= set(rows)


@pytest.mark.parametrize("name", sorted(names(TOTALS) | set(Origin.model_fields) | {"kind:direct"}))
def test_every_name_of_the_totals_is_explained(name: str):
    assert f"`{name}`" in PAGE


def test_the_gates_are_gates():
    assert read_gate(ROOT / "pyproject.toml")


def test_the_example_gate_is_one(tmp_path: Path):
    path = tmp_path / "gate.toml"
    path.write_text(example("toml"), encoding="utf-8")
    found = read_gate(path)
    assert found and found.exact and set(found.questions) <= set(re.findall(r'"id": "(\w+)"', example("jsonl")))


def test_the_intervals_for_numbers_of_questions_are_those():
    rows = re.findall(r"^\| (\d+) \| (\d+) to (\d+) % \| (\d+) to (\d+) % \|$", PAGE, re.MULTILINE)
    assert len(rows) == 5
    for n, *told in (map(int, row) for row in rows):
        found = [binomtest(n * share // 100, n).proportion_ci(method="wilson") for share in (80, 90)]
        assert told == [round(100 * bound) for interval in found for bound in interval]


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("named", [(), ("DATA=",), ("DATA=nowhere",)], ids=["nothing", "blank", "an empty folder"])
def test_training_without_its_data_says_what_is_missing(named: tuple[str, ...]):
    done = subprocess.run(["make", "train", *named], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    wanted = "no en-qa.jsonl.gz in nowhere" if named == ("DATA=nowhere",) else "make train DATA="
    assert done.returncode == 2 and wanted in done.stderr and "evals/reader/CARD.md" in done.stderr


def test_the_files_of_training_are_named_where_they_are_asked_for():
    card = (ROOT / "evals" / "reader" / "CARD.md").read_text(encoding="utf-8")
    for name in ("en-qa.jsonl.gz", "ja-qa.jsonl.gz", "ja-dev.jsonl.gz", "src", "title", "context", "answers", "impossible"):
        assert f"`{name}`" in card and f"`{name}`" in PAGE
