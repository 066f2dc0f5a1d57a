"""A run as `eval run` hands it to the report, with figures that a test can tell apart."""

from collections.abc import Mapping
from typing import Any


def estimate(value: float | None, n: int = 40) -> dict[str, Any]:
    if value is None:
        return {"value": None, "low": None, "high": None, "n": 0}
    return {"value": value, "low": max(0.0, value - 0.1), "high": min(1.0, value + 0.05), "n": n}


def group(n: int, share: float | None) -> dict[str, Any]:
    keys = ("right", "wrong_answer", "wrong_abstention", "abstained")
    cited = ("citation_precision", "citation_recall", "span_f1", "short_f1")
    ranks = ("R@1", "R@3", "R@5", "R@10", "RR", "nDCG@10")
    times = {"n": n, "mean": 21.0, "p50": 18.0, "p90": 40.0, "p95": 55.0, "p99": 90.0, "max": 99.0}
    empty = dict.fromkeys(times, None) | {"n": 0}
    held = {key: estimate(share, n) for key in (*keys, *cited, *ranks)}
    return {"n": n, "not_scored": 0, **held, "median_words": 24 if n else None, "latency_ms": times if n else empty}


def metrics(**changes: Any) -> dict[str, Any]:
    groups = {"all": group(60, 0.8), "answerable": group(40, 0.75), "unanswerable": group(15, 0.6), "off_topic": group(5, 1.0)}
    return {
        "format": 1,
        "questions": "nisc.jsonl",
        "questions_sha256": "ab" * 32,
        "split": "dev",
        "corpus_fingerprint": "cd" * 32,
        "answerer": "extractive",
        "threshold": 0.4,
        "parameters_sha256": "ef" * 32,
        "version": "9.8.7",
        "groups": groups
        | {"abstain": group(20, 0.7), "kind:direct": group(40, 0.75), "kind:listing": group(0, None)}
        | {"lang:en": group(45, 0.85), "lang:ja": group(15, 0.65)},
        "citations": {"n": 50, "exact": 49},
        "answered_cites_evidence": estimate(0.9),
        "calibration": {
            "ece": 0.0432,
            "brier": 0.11,
            "bins": [
                {"low": 0.0, "high": 0.5, "n": 20, "confidence": 0.2, "answerable": 0.1},
                {"low": 0.5, "high": 1.0, "n": 40, "confidence": 0.9, "answerable": 0.95},
            ],
        },
        "risk_coverage": {
            "aurc": 0.0321,
            "points": [
                {"coverage": 0.1, "risk": 0.0, "threshold": 0.98},
                {"coverage": 0.6, "risk": 0.05, "threshold": 0.41},
                {"coverage": 1.0, "risk": 0.2, "threshold": 0.01},
            ],
        },
        "latency_histogram": [{"low_ms": 0, "high_ms": 50, "n": 45}, {"low_ms": 50, "high_ms": 100, "n": 15}],
    } | changes


def row(id: str, outcome: str = "right", text: str = "Who heads it?", **changes: Any) -> dict[str, Any]:
    citation = {"marker": 1, "title": text, "section": text, "page": 3, "quote": f"quote: {text}", "document_id": "about"}
    return {
        "id": id,
        "kind": "direct",
        "lang": "en",
        "split": "dev",
        "turns": [f"earlier: {text}", text],
        "abstain": False,
        "answers": [["the expected fact", "<b>another</b> way to say it"]],
        "evidence": ["The expected piece of evidence."],
        "outcome": outcome,
        "why": "" if outcome == "right" else f"not told: {text}",
        "citation_precision": 1.0,
        "citation_recall": 1.0,
        "span_f1": 0.9,
        "inexact": [],
        "cites_evidence": True,
        "short_f1": 1.0,
        "retrieval": None,
        "timings_ms": {"retrieve": 8.0, "compose": 2.0, "total": 10.0},
        "error": None,
        "answer": {
            "status": "answered",
            "answer": f"answer: {text} [1]",
            "language": "en",
            "confidence": 0.62,
            "citations": [citation],
        },
    } | changes


def candidate(rank: int, text: str, **changes: Any) -> dict[str, Any]:
    numbers = {"score": 3.21, "probability": 0.7, "passage_score": 0.9, "cosine": 0.55, "bm25": 12.0}
    where = {"passage_id": "p1", "document": text, "section": text}
    return {"rank": rank, **where, "text": f"candidate: {text}", **numbers, "quoted": False, "holds_evidence": False} | changes


def trace(text: str = "Who heads it?", features: int = 3) -> dict[str, Any]:
    told = [{"name": f"feature_{n}: {text}", "value": 0.5, "contribution": (-1) ** n * 2 / (n + 1)} for n in range(features)]
    candidates = [candidate(1, text, quoted=True), candidate(2, text, holds_evidence=True), candidate(3, text)]
    part = {"question": text, "asked": "person", "confidence": 0.62, "intercept": -0.3}
    return {
        "question": text,
        "standalone": (f"standalone: {text}",),
        "status": "answered",
        "confidence": 0.62,
        "threshold": 0.4,
        "parts": [part | {"features": told, "candidates": candidates}],
        "nearest_miss": {"candidate": candidate(2, text), "in_words": f"missed: {text}"},
    }


def traces(*rows: Mapping[str, Any]) -> dict[str, Any]:
    return {r["id"]: trace(r["turns"][-1]) for r in rows}
