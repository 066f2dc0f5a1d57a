import json
import sys
from pathlib import Path

import pytest

from assistant.question import Question
from corpus.errors import AnswerFileError
from corpus.reader import default_folder
from evals.questions import Item
from evals.rivals import __main__ as comparison
from evals.rivals import systems
from evals.rivals.remote import WARM_UP, Asked, RivalError, Shown, ask
from evals.rivals.scored import score, totals
from evals.rivals.systems import ANY_SCORE, Rival, Variant, above, fit, run_rival
from evals.rivals.tabled import header, table

RUNNER = Path(systems.__file__).parent / "inside" / "runner.py"
# Shows the sentences of the sources with most words of the question, and tells how often it was asked.
RIVAL = """
import re, sys
print("a library's chatter")
class Rival:
    versions = {"fake": "1"}
    settings = "by words"
    asked = 0
    def __init__(self, documents):
        self.lines = [l.strip() for d in documents for l in re.split(r"(?<=\\.)\\s|\\n", d["text"]) if l.strip()]
    def after(self, turns, settings):
        Rival.asked += 1
        least = settings["threshold"] if settings.get("threshold") is not None else 0
        def answer(question):
            words = set(re.findall(r"\\w{4,}", " ".join([*turns, question]).lower()))
            if "explode" in words:
                raise ValueError("too hot")
            ranked = sorted(((len(words & set(re.findall(r"\\w+", l.lower()))), l) for l in self.lines), reverse=True)
            quotes = [(line, count) for count, line in ranked[: settings["passages"]] if count >= max(least, 1)]
            return f"{Rival.asked}: " + " ".join(line for line, _ in quotes), quotes
        return answer
"""
HEAD = Item(
    "head",
    "direct",
    "dev",
    Question("Who heads the Cybersecurity Strategic Headquarters?"),
    (("Chief Cabinet Secretary",),),
    ("is headed by the Chief Cabinet Secretary",),
    False,
)
MOON = Item("moon", "offtopic", "dev", Question("How far away is the cold moon from here?"), (), (), True)
BUDGET = Item("budget", "unanswerable", "dev", Question("What is the budget of the Cybersecurity Strategy?"), (), (), True)
ITEMS = (HEAD, MOON, BUDGET)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    (tmp_path / "fake_rival.py").write_text(RIVAL)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return (sys.executable, str(RUNNER), "fake_rival")


def documents(text: str) -> list[dict[str, str]]:
    return [{"title": "t", "language": "en", "source": text, "text": text}]


def shown(*quotes: str, scores: tuple[float, ...] = (), ms: float = 1.0) -> Shown:
    return Shown(" ".join(quotes), quotes, scores or (1.0,) * len(quotes), not quotes, ms)


def test_each_question_gets_what_the_rival_shows_after_a_warm_up(fake):
    texts = documents("Paris is the capital of France.\nRome is the capital of\u2028Italy.")
    asked = [Asked(("What about France?", "And its capital?"), {"passages": 1}), Asked(("zzz",), {"passages": 2})]
    facts, told = ask(fake, texts, asked)
    assert (facts.versions, facts.settings) == ({"fake": "1"}, "by words")
    assert [one.quotes for one in told] == [("Paris is the capital of France.",), ()]
    assert [one.abstained for one in told] == [False, True] and told[0].scores == (2.0,)
    assert told[0].text == f"{len(WARM_UP) + 1}: Paris is the capital of France."
    assert all(one.ms > 0 for one in told)


def test_a_rival_that_fails_is_not_run_and_says_why(fake):
    texts, asked = documents("Some text."), [Asked(("explode now",), {"passages": 1})]
    with pytest.raises(RivalError, match=r"^ValueError: too hot$"):
        ask(fake, texts, asked)
    with pytest.raises(RivalError, match="No module named 'absent_rival'"):
        ask((*fake[:2], "absent_rival"), texts, asked)
    with pytest.raises(RivalError, match="there is no /nowhere/python"):
        ask(("/nowhere/python",), texts, asked)


def test_a_rival_that_hangs_is_stopped():
    with pytest.raises(RivalError, match="longer than"):
        ask((sys.executable, "-c", "import time; time.sleep(600)"), documents("x"), [Asked(("q",), {})], start_seconds=0.2)


@pytest.mark.parametrize(
    ("says", "why"), [("print('{}')", "1 lines for 5"), ("print('{}\\n' * 5, end='')", "not of the protocol")]
)
def test_a_rival_that_speaks_otherwise_is_not_run(says: str, why: str):
    with pytest.raises(RivalError, match=why):
        ask((sys.executable, "-c", says), documents("x"), [Asked(("q",), {})])


def test_passages_shown_are_scored_as_quotes_are():
    evidence = "It is headed by the Chief Cabinet Secretary, with his deputy."
    assert score(HEAD, shown("Other.", evidence)).right
    found = score(HEAD, shown("The Chief Cabinet Secretary is somebody."))
    assert (found.right, found.why, found.cited) == (False, "no passage shown holds the evidence", False)
    assert score(HEAD, shown("Other.")).why == "not told: Chief Cabinet Secretary"
    assert score(HEAD, shown()).why == "abstained instead of answered"
    assert score(MOON, shown()).right and score(MOON, shown("x")).why == "answered instead of abstained"


def test_without_facts_a_question_answered_is_not_scored():
    untold = Item("i", "direct", "dev", HEAD.question, (), HEAD.evidence, False)
    found = score(untold, shown("Headed: is headed by the Chief Cabinet Secretary."))
    assert found.right is None and found.cited
    assert totals([found])["right"].n == 0 and totals([found])["cited"].value == 1.0


def test_totals_keep_what_is_asked_apart():
    evidence = shown("is headed by the Chief Cabinet Secretary", ms=3.0)
    found = totals([score(HEAD, evidence), score(HEAD, shown()), score(MOON, shown()), score(BUDGET, shown("a b c", ms=2.0))])
    shares = {name: (found[name].value, found[name].n) for name in ("right", "wrongly_abstained", "cited")}
    assert shares == {"right": (0.5, 2), "wrongly_abstained": (0.5, 2), "cited": (1.0, 1)}
    assert (found["near_misses_abstained"].value, found["off_topic_abstained"].value) == (0.0, 1.0)
    assert found["median_words"] == 5 and found["median_ms"] == 1.5 and 2.0 < found["p95_ms"] < 3.0


def test_a_threshold_hides_the_passages_below_it():
    both = shown("a", "b", scores=(0.8, 0.2))
    assert above(both, 0.2) == Shown("a\n\nb", ("a", "b"), (0.8, 0.2), False, 1.0)
    assert above(both, 0.5).quotes == ("a",) and above(both, 0.9).abstained


def test_the_threshold_gets_most_questions_right():
    right, wrong = shown("is headed by the Chief Cabinet Secretary", scores=(0.6,)), shown("x", scores=(0.4,))
    assert 0.4 < fit([HEAD, MOON, BUDGET], [right, wrong, wrong]) <= 0.6
    assert fit([HEAD, HEAD, MOON], [right, right, shown("x", scores=(0.9,))]) <= 0.6
    with pytest.raises(RivalError):
        fit([MOON], [shown()])


def test_a_comparison_names_every_system_and_writes_each_answer(fake, settings, assistant, tmp_path: Path):
    variants = (Variant("one", {"passages": 1}), Variant("fitted", {"passages": 3}, fitted=True))
    absent = Rival(("/nowhere/python",), (Variant("absent", {"passages": 1}),))
    ran = comparison.run_all(settings, [Rival(fake, variants), absent], ITEMS, ITEMS)
    assert [one.name for one in ran] == [systems.OURS, "one", "fitted", "absent"]
    assert [len(one.shown) for one in ran] == [3, 3, 3, 0] and "there is no" in ran[3].not_run
    ours, fitted = ran[0].shown, ran[2]
    assert "Chief Cabinet Secretary" in ours[0].text and "[1]" not in ours[0].text and ours[1].abstained
    assert not fitted.shown[0].abstained and fitted.shown[1].abstained and "(fitted)" in fitted.settings
    scores = {one.name: list(map(score, ITEMS, one.shown)) for one in ran if one.shown}
    results = {name: totals(of_one) for name, of_one in scores.items()}
    comparison.save(tmp_path / "out", ran, results, scores)
    rows = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    assert [(row["system"], row["id"]) for row in rows[:4]] == [
        (systems.OURS, "head"),
        (systems.OURS, "moon"),
        (systems.OURS, "budget"),
        ("one", "head"),
    ]
    saved = json.loads((tmp_path / "out" / "systems.json").read_text())
    assert saved[0]["right"]["value"] == 1.0 and "right" not in saved[3] and saved[3]["not_run"]
    text = "\n".join([*header("set", 0.0, ITEMS, ITEMS, ran), *table(ran, results)])
    assert "absent: not run: there is no /nowhere/python" in text and "fake 1: by words" in text
    assert "1 questions with an answer, 1 near misses, 1 off-topic" in text and "flatters" in text
    assert [line.split()[:2] for line in text.splitlines() if line.startswith("absent ")] == [["absent", "not"]]


def test_evidence_from_elsewhere_is_refused(settings, assistant):
    elsewhere = Item("else", "direct", "dev", HEAD.question, HEAD.facts, ("The moon is made of cheese.",), False)
    with pytest.raises(AnswerFileError, match="evidence of else stands nowhere"):
        comparison.run_all(settings, [], [elsewhere], [HEAD])


def test_a_conversation_is_left_out_of_the_fit(fake):
    talk = Item("talk", "followup", "dev", Question("Who heads it?", ("The Headquarters?",)), HEAD.facts, HEAD.evidence, False)
    rival = Rival(fake, (Variant("fitted", {"passages": 1}, fitted=True),))
    assert run_rival(rival, default_folder(), [talk], [talk])[0].not_run == "it found nothing to fit a threshold on"
    assert run_rival(rival, default_folder(), [talk], [talk, HEAD])[0].shown


def test_any_score_is_above_none():
    assert above(shown("a", scores=(-5.0,)), ANY_SCORE).quotes == ("a",)
