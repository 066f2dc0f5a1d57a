import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from evals.failures import MOST
from evals.plots import Estimate, composition, contribution, histogram, intervals, reliability, risk_coverage
from evals.report import write_report
from evals.svg import Head
from tests.evals.report_sample import candidate, estimate, group, metrics, row, trace, traces

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
VOID = {"meta", "link", "img", "br", "hr", "input", "base"}
HEAD = Head("plot", "A plot", "What it shows")
HOSTILE = "</title></style></svg></details><script>alert(1)</script><img src=x onerror=alert(2)>\"' onload='x {{ 7 * 7 }} &lt;"


class Page(HTMLParser):
    """The elements of a page in order, the texts between them, and whether each element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    @property
    def text(self) -> str:
        return "".join(data for element, data in self.texts if element != "style")

    def values(self, name: str) -> list[str]:
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]


@pytest.fixture
def report(tmp_path: Path):
    def report(numbers: dict[str, Any], rows: list[dict[str, Any]], told: dict[str, Any] | None = None) -> Page:
        write_report(tmp_path / "report.html", numbers, rows, traces(*rows) if told is None else told)
        return Page((tmp_path / "report.html").read_text(encoding="utf-8"))

    return report


def shapes(svg: str, tag: str, class_: str = "") -> list[dict[str, str | None]]:
    return [a for name, a in Page(svg).elements if name == tag and class_ in (a.get("class") or "")]


def test_the_page_refers_to_nothing_outside_itself(report):
    page = report(metrics(), [row("good"), row("bad", "wrong answer")])
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form"})
    references = [value for name in ("href", "src", "xlink:href", "action", "data", "srcset") for value in page.values(name)]
    assert references and set(references) <= {f"#{id}" for id in page.values("id")}
    style = "".join(data for element, data in page.texts if element == "style")
    assert not re.search(r"url\(|@import|https?:|//", style)
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and "http-equiv" in a)
    assert "default-src 'none'" in policy and "script-src" not in policy
    assert not [name for _, a in page.elements for name in a if name.startswith("on")]


def test_figures_stand_for_each_language_and_for_short_answers(report):
    page = report(metrics(), [row("good")])
    assert page.text.count("In English") >= 4 and page.text.count("In Japanese") >= 4
    assert "Short answer F1" in page.text


def test_hostile_text_stays_text_wherever_it_comes_from(report):
    def page(text: str) -> Page:
        rows = [row("plain", inexact=[1]), row(f"a{text}", "wrong answer", text, kind=text), row("b", "wrong abstention", text)]
        rows += [row(f"c{text}", "not scored", text, error=text, why="", answer=None), row("d", "wrong answer", text)]
        told = traces(*rows) | {"d": trace(text, features=40)}
        numbers = metrics(questions=text, split=text, version=text, corpus_fingerprint=text, answerer=text)
        numbers["groups"][f"kind:{text}"] = group(3, 0.5)
        return report(numbers, rows, told)

    hostile = page(HOSTILE)
    assert hostile.shape() == page("harmless, but as long as the other one is, lest one of them be clipped").shape()
    for told in ("", "earlier: ", "answer: ", "quote: ", "candidate: ", "standalone: ", "missed: ", "feature_0: "):
        assert f"{told}{HOSTILE}" in hostile.text
    assert hostile.texts.count(("title", f"Evaluation report: {HOSTILE}")) == 1
    assert not hostile.open


def test_a_language_that_is_none_is_not_told(report):
    rows = [row("x", "wrong answer", lang='en" onload="alert(1)'), row("y", "wrong answer", lang="pt-BR")]
    page = report(metrics(), rows)
    assert set(page.values("lang")) == {"en", "pt-BR"}
    assert "onload" not in page.text


def test_japanese_is_marked_as_such(report):
    text = "内閣サイバーセキュリティセンターはいつ設置されましたか"
    page = report(metrics(), [row("ja", "wrong answer", text, lang="ja"), row("en", "wrong answer")])
    marked = [tag for tag, attributes in page.elements if attributes.get("lang") == "ja"]
    assert Counter(marked)["blockquote"] == 1 and Counter(marked)["bdi"] == 2 and Counter(marked)["p"] == 6


def test_text_that_has_no_utf8_can_be_written(report):
    assert "half \N{REPLACEMENT CHARACTER} pair" in report(metrics(), [row("x", "wrong answer", "half \ud800 pair")]).text


def test_headline_figures_and_where_they_come_from(report):
    page = report(metrics(), [row("x")])
    for told in (
        "nisc.jsonl",
        "split dev",
        "cd" * 6,
        "9.8.7",
        "75.0 %",
        "65.0 to 80.0 % · n 40",
        "98.0 %",
        "49 of 50",
        "0.043",
    ):
        assert told in page.text
    assert "Expected calibration error 0.043" in page.text and "Area under the curve 0.032" in page.text
    assert "At its threshold of 0.4 this run answers 60.0 % of the questions, 5.0 % of them wrongly." in page.text
    assert "None. That a set is answered without a fault" in page.text


def test_nothing_reads_as_all_that_is_not(report):
    numbers = metrics(answered_cites_evidence=estimate(0.9996))
    assert "99.9 %" in report(numbers, []).text


def test_every_failed_question_is_told_with_its_trace(report):
    texts = ["Who heads it?", "When was it founded?", "What does it cost?"]
    outcomes = ["wrong answer", "wrong abstention", "not scored"]
    rows = [
        row(f"id-{n}", o, t, error="broken" if n == 2 else None) for n, (t, o) in enumerate(zip(texts, outcomes, strict=True))
    ]
    page = report(metrics(), [row("good", text="All is well?"), *rows, row("unjudged", "not scored", "No answers known?")])
    for number, text in enumerate(texts):
        for told in ("earlier", "standalone", "answer", "quote", "candidate", "missed", "feature_0"):
            assert f"{told}: {text}" in page.text
        assert f"id-{number}" in page.text
    assert "Wrong answer: 1" in page.text and "Wrong abstention: 1" in page.text and "Not scored: 1" in page.text
    assert "All is well?" not in page.text and "No answers known?" not in page.text
    assert "broken" in page.text and "2 of all questions could not be scored" in page.text
    assert "The first candidate that holds evidence is number 2." in page.text
    assert page.values("class").count("tag holds") == page.values("class").count("quoted") == 3


def test_a_failed_question_without_a_trace_says_so(report):
    page = report(metrics(), [row("x", "wrong answer"), row("y", "not scored", error="it broke", answer=None)], {})
    assert page.text.count("No trace of this question was kept.") == 2 and "it broke" in page.text


def test_small_talk_and_empty_candidates_have_traces_too(report):
    bare = trace() | {"parts": (), "nearest_miss": None}
    part = trace()["parts"][0] | {"features": (), "candidates": ()}
    unknown = trace()["parts"][0] | {"candidates": (candidate(1, "x", holds_evidence=None),)}
    told = {
        "a": bare,
        "b": bare | {"parts": (part,)},
        "c": bare | {"parts": (unknown,)},
        "d": bare | {"parts": (part, unknown)},
    }
    page = report(metrics(), [row(id, "wrong abstention") for id in told], told)
    assert page.text.count("Nothing was found.") == 2 and "Part 2" in page.text
    assert "tag holds" not in page.values("class") and "None of the candidates below" not in page.text


def test_evidence_that_was_not_found_is_told(report):
    part = trace()["parts"][0] | {"candidates": (candidate(1, "x"),)}
    page = report(metrics(), [row("x", "wrong answer")], {"x": trace() | {"parts": (part,)}})
    assert "None of the candidates below holds evidence" in page.text


def test_a_quote_that_is_not_verbatim_is_named_even_if_the_answer_is_right(report):
    assert "crooked: [2] not verbatim" in report(metrics(), [row("crooked", inexact=[2])]).text


def test_many_failures_are_thinned_and_the_page_says_so(report):
    rows = [row(f"w{n}", "wrong answer") for n in range(6000)] + [row(f"a{n}", "wrong abstention") for n in range(4000)]
    page = report(metrics(), rows, {})
    assert len([a for tag, a in page.elements if tag == "details" and a.get("class") == "failure"]) == MOST == 500
    assert "10000 questions went wrong" in page.text and "Only 500 of them are shown here" in page.text
    assert "Wrong answer: 300 shown" in page.text and "Wrong abstention: 200 shown" in page.text


def test_a_run_without_figures_has_a_report(report):
    nothing = {"ece": None, "brier": None, "bins": []}
    numbers = metrics(
        groups={"all": group(0, None), "kind:a": group(0, None)},
        citations={"n": 0, "exact": 0},
        answered_cites_evidence=estimate(None),
        calibration=nothing,
        risk_coverage={"aurc": None, "points": []},
        latency_histogram=[],
    )
    page = report(numbers, [])
    assert page.text.count("Nothing to draw") == 4
    assert "None" not in page.text.replace("None. That", "") and "nan" not in page.text.split()
    assert "No point of the curve reaches the threshold" in page.text
    assert report(metrics(calibration=None, risk_coverage=None, latency_histogram=None), []).text.count("Nothing to draw") == 4


def test_a_set_of_unanswerable_questions_has_a_report(report):
    groups = {name: group(20, 0.7) for name in ("all", "abstain", "unanswerable", "kind:trap")}
    for name in groups:
        groups[name] |= {key: estimate(None) for key in ("citation_recall", "span_f1", "R@1", "RR")}
    page = report(metrics(groups=groups), [row("x", "wrong answer", abstain=True)])
    assert "No answer: the sources do not hold it." in page.text
    assert page.text.count("nothing to judge") >= 3


def test_headings_tables_and_names_are_in_order(report):
    page = report(metrics(), [row("x", "wrong answer")])
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(a.get("scope") in ("col", "row") for tag, a in page.elements if tag == "th")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    named = {name for key in ("aria-labelledby", "aria-describedby") for value in page.values(key) for name in value.split()}
    assert named <= set(ids)
    drawings = [a for tag, a in page.elements if tag == "svg" and a.get("role") == "img"]
    assert len(drawings) == 7 == page.text.count("The numbers in this figure")


def test_groups_stand_in_their_order_whatever_the_file_has(report):
    shuffled = dict(reversed(metrics()["groups"].items()))
    page = report(metrics(groups=shuffled), [])
    told = "".join(data for element, data in page.texts if element == "text")
    names = ("All questions", "To be answered", "To be left unanswered", "near the topic", "off the topic", "listing", "direct")
    places = [told.index(name) for name in names]
    assert places == sorted(places)


def test_intervals_stand_at_their_shares():
    plot = intervals(
        HEAD, [Estimate("a", 0.75, 0.6, 0.9, 40), Estimate("b", None, None, None, 0), Estimate("c", 1.0, None, None, 1)]
    )
    assert [dot["cx"] for dot in shapes(plot.svg, "circle", "dot")] == ["75.00%", "100.00%"]
    assert [(line["x1"], line["x2"]) for line in shapes(plot.svg, "line", "range")] == [("60.00%", "90.00%")]
    assert plot.rows[0] == ("a", "75.0 %", "60.0 %", "90.0 %", "40") and plot.rows[1][1] == "–"


def test_outcomes_divide_the_bar():
    plot = composition(HEAD, [("right", 6), ("wrong", 0), ("unscored", 2)])
    assert [(part["x"], part["width"]) for part in shapes(plot.svg, "rect")] == [
        ("0.00%", "75.00%"),
        ("75.00%", "0.00%"),
        ("75.00%", "25.00%"),
    ]
    assert composition(HEAD, [("right", 0)]) is None


def test_reliability_stands_at_confidence_and_truth():
    empty = {"low": 0.0, "high": 0.5, "n": 0, "confidence": None, "answerable": None}
    plot = reliability(HEAD, [empty, {"low": 0.5, "high": 1.0, "n": 4, "confidence": 0.8, "answerable": 0.25}])
    (dot,) = shapes(plot.svg, "circle", "dot")
    (gap,) = shapes(plot.svg, "line", "gap")
    assert dot["cx"] == gap["x1"] == "80.00%"
    assert float(dot["cy"]) == float(gap["y2"]) == 240 * 0.75 and float(gap["y1"]) == pytest.approx(240 * 0.2)
    assert len(shapes(plot.svg, "rect", "bar")) == 1
    assert plot.rows[0] == ("0.0 to 0.5", "0", "–", "–")


def test_the_risk_curve_passes_through_its_points():
    points = metrics()["risk_coverage"]["points"]
    plot = risk_coverage(HEAD, points, points[1])
    (curve,) = shapes(plot.svg, "polyline")
    assert curve["points"] == "100.0,1000.0 600.0,750.0 1000.0,0.0"
    (dot,) = shapes(plot.svg, "circle", "dot")
    assert dot["cx"] == "60.00%" and float(dot["cy"]) == 260 * 0.75
    assert plot.rows[-1] == ("100 %", "20.0 %", "0.010")


def test_the_histogram_has_its_counts_and_marks():
    bins = [{"low_ms": 10, "high_ms": 55, "n": 45}, {"low_ms": 55, "high_ms": 100, "n": 15}]
    plot = histogram(HEAD, bins, [("p50", 20.0), ("p95", 90.0)])
    assert [(b["x"], b["width"], float(b["height"])) for b in shapes(plot.svg, "rect", "bar")] == [
        ("10.00%", "45.00%", 220.0),
        ("55.00%", "45.00%", pytest.approx(220 / 3, abs=0.1)),
    ]
    assert [rule["x1"] for rule in shapes(plot.svg, "line", "rule")] == ["20.00%", "90.00%"]
    assert "p50 20 ms" in Page(plot.svg).text and "p95 90 ms" in Page(plot.svg).text
    assert histogram(HEAD, [{"low_ms": 0.0, "high_ms": 0.0, "n": 3}], [("p50", 0.0)])


def test_contributions_point_to_their_side():
    (against,) = shapes(contribution(-1.0, 4.0), "rect")
    (speaking,) = shapes(contribution(4.0, 4.0), "rect")
    assert (against["x"], against["width"], against["class"]) == ("37.50%", "12.50%", "against")
    assert (speaking["x"], speaking["width"], speaking["class"]) == ("50%", "50.00%", "for")
    assert shapes(contribution(0.0, 0.0), "rect")[0]["width"] == "0.00%"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_browser_opens_it_without_a_request_or_an_error(tmp_path: Path):
    path = tmp_path / "report.html"
    rows = [row("x", "wrong answer"), row("y", "wrong abstention", HOSTILE), row("z")]
    write_report(path, metrics(), rows, traces(*rows))
    # In a thread of its own: Playwright allows one at a time in each, and other tests keep theirs open.
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(_opened, path.as_uri()).result()
    assert seen == {"requests": [path.as_uri()], "logged": [], "wide": [], "shown": True}


def _opened(address: str) -> dict[str, Any]:
    """What the page does at several widths, with every part of it opened."""
    requests, logged, wide = set(), [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width in (320, 1200):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.on("request", lambda request: requests.add(request.url))
            page.on("console", lambda message: logged.append(message.text))
            page.on("pageerror", lambda error: logged.append(str(error)))
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            wide += [width] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
        still = browser.new_page(java_script_enabled=False)
        still.goto(address)
        still.locator(".failure summary").first.click()
        shown = still.locator(".failure .candidates").first.is_visible()
        browser.close()
    return {"requests": sorted(requests), "logged": logged, "wide": wide, "shown": shown}
