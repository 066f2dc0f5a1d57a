"""Intervals, retrieval measures, calibration and risk against coverage, on numbers small enough to count by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from evals import curves
from evals.evidence import Gold
from evals.intervals import Estimate, mean, share
from evals.retrieval import measured, ranking

SHARES = st.floats(0, 1)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=50))
def test_a_share_lies_in_its_interval(flags: list[bool]):
    found = share(flags)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.high - found.low > 0 and found.n == len(flags)


def test_the_interval_of_a_share_is_wilsons():
    # Wilson 1927 for 8 of 10 with z = 1.96.
    assert share([True] * 8 + [False] * 2) == Estimate(0.8, 0.4902, 0.9433, 10)
    assert share([]) == Estimate(None, None, None, 0)


@settings(deadline=None)
@given(st.lists(SHARES, min_size=2, max_size=30))
def test_a_mean_lies_in_its_interval_and_is_the_same_again(values: list[float]):
    found = mean([*values, None])
    assert found.low <= found.value <= found.high and found.n == len(values)
    assert found == mean(values) and found.value == pytest.approx(np.mean(values), abs=1e-4)


def test_one_value_has_no_interval():
    assert mean([0.5, None]) == Estimate(0.5, None, None, 1)
    assert mean([None]) == Estimate(None, None, None, 0)


def test_retrieval_figures_are_those_counted_by_hand():
    gold = Gold(((),), frozenset("bd"))
    found = measured(["a", "b", "c", "e", "f", "d"], gold)
    ideal = 1 + 1 / math.log2(3)
    gain = 1 / math.log2(3) + 1 / math.log2(7)
    assert found == {
        "R@1": 0,
        "R@3": 0.5,
        "R@5": 0.5,
        "R@10": 1,
        "RR": 0.5,
        "nDCG@10": pytest.approx(gain / ideal, abs=1e-4),
    }
    assert set(measured([], gold).values()) == {0}
    assert set(measured(["a"], Gold(((),), frozenset())).values()) == {0}
    assert measured(["a"], Gold((), frozenset())) is None


def test_parts_of_a_question_take_turns_in_the_ranking(assistant: Assistant):
    one = assistant.responder.find("Who heads the Cybersecurity Strategic Headquarters?")
    other = assistant.responder.find("How many groups does NISC consist of?")
    first, second = ([hit.passage.id for hit in finding.hits] for finding in (one, other))
    assert ranking([one]) == first and first[0] != second[0]
    both = ranking([one, other])
    assert both[:2] == [first[0], second[0]] and len(both) == len(set(both)) and set(both) == {*first, *second}
    assert ranking([]) == []


def test_calibration_counted_by_hand():
    found = curves.calibration([0.9, 0.9, 0.1, 1.0], [True, False, False, True])
    assert found["ece"] == pytest.approx((abs(2 - 2.8) + 0.1) / 4, abs=1e-4)
    assert found["brier"] == pytest.approx((0.01 + 0.81 + 0.01 + 0) / 4, abs=1e-4)
    assert found["bins"][9] == {"low": 0.9, "high": 1.0, "n": 3, "confidence": 0.9333, "answerable": 0.6667}
    assert found["bins"][5] == {"low": 0.5, "high": 0.6, "n": 0, "confidence": None, "answerable": None}


def test_risk_against_coverage_counted_by_hand():
    found = curves.risk_coverage([0.2, 0.9, 0.5, 0.7], [True, False, True, False])
    assert [point["risk"] for point in found["points"]] == [0, 0, 0.3333, 0.5]
    assert [point["threshold"] for point in found["points"]] == [0.9, 0.7, 0.5, 0.2]
    assert [point["coverage"] for point in found["points"]] == [0.25, 0.5, 0.75, 1]
    assert found["aurc"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4, abs=1e-4)
    # Equal confidence: one threshold, and the order does not matter.
    for wrong in ([True, False], [False, True]):
        tied = curves.risk_coverage([0.5, 0.5], wrong)
        assert tied == {"aurc": 0.5, "points": [{"coverage": 1, "risk": 0.5, "threshold": 0.5}]}


def test_a_long_curve_is_thinned_to_its_ends():
    confidence = np.linspace(1, 0, 1000).tolist()
    points = curves.risk_coverage(confidence, [False] * 999 + [True])["points"]
    assert len(points) == curves.MAX_POINTS
    assert (points[0]["coverage"], points[-1]["coverage"], points[-1]["risk"]) == (0.001, 1, 0.001)


def test_nothing_has_no_figures():
    assert curves.calibration([], []) == {"ece": None, "brier": None, "bins": []}
    assert curves.risk_coverage([], []) == {"aurc": None, "points": []}
    assert curves.latency([])["n"] == 0 and curves.histogram([]) == []


def test_latency():
    found = curves.latency([10, 20, 30, 40])
    assert (found["n"], found["mean"], found["p50"], found["max"]) == (4, 25, 25, 40)
    bars = curves.histogram([10, 20, 30, 40], 3)
    assert [bar["n"] for bar in bars] == [1, 1, 2] and (bars[0]["low_ms"], bars[-1]["high_ms"]) == (10, 40)
