"""What the report calls things, what each figure means and what it doesn't, and how numbers are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOTHING = "–"
GROUPS = {
    "all": "All questions",
    "answerable": "To be answered",
    "abstain": "To be left unanswered",
    "unanswerable": "… near the topic",
    "off_topic": "… off the topic",
}
LANGUAGES = {"en": "English", "ja": "Japanese"}
OUTCOMES = {
    "right": "Right",
    "wrong answer": "Wrong answer",
    "wrong abstention": "Wrong abstention",
    "not scored": "Not scored",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of `metrics.json`, and one sentence on what it means and what it doesn't."""

    key: str
    label: str
    meaning: str


RIGHT = Measure(
    "right",
    "Right",
    "Answered with every required fact and a quote of the evidence, or left unanswered where that was "
    "wanted; it says nothing about questions unlike those of the set.",
)
ANSWERS = (
    RIGHT,
    Measure(
        "wrong_answer",
        "Wrong answers",
        "Answered though nothing should have been, or without a required fact or the evidence; "
        "an answer that is right in words the set did not foresee counts here too.",
    ),
    Measure(
        "wrong_abstention",
        "Wrong abstentions",
        "Left unanswered though the sources hold the answer; it does not tell whether the answer was not found or not trusted.",
    ),
    Measure(
        "abstained", "Left unanswered", "How often no answer was given, rightly or wrongly; alone it is neither good nor bad."
    ),
)
CITATIONS = (
    Measure(
        "citation_precision",
        "Citation precision",
        "Of the quotes in an answer, the share that hold evidence or a required "
        "fact; a quote that is useful but not in the set's evidence counts against it.",
    ),
    Measure(
        "citation_recall",
        "Citation recall",
        "Of a question's pieces of evidence, the share that is quoted; it does not judge what else was quoted.",
    ),
    Measure(
        "span_f1",
        "Span F1",
        "How well the quoted characters cover the evidence and nothing else; whole sentences around a short "
        "piece of evidence lower it without being wrong.",
    ),
    Measure(
        "short_f1",
        "Short answer F1",
        "How many words (in Japanese characters) the short answer shares with the nearest expected one, over answers to "
        "questions that want one fact; an answer that names no short one counts 0, though its quote may be right.",
    ),
)
RANKED = (
    Measure("RR", "MRR", "One over the place of the first passage that holds evidence, averaged; later passages do not count."),
    Measure(
        "nDCG@10",
        "nDCG@10",
        "How near the top the passages holding evidence stand among the first ten; a part of the "
        "evidence counts as much as all of it.",
    ),
)
RECALL = Measure(
    "R",
    "Recall@k",
    "Share of the passages holding evidence that are among the first k found; it does not tell whether "
    "the answer then used them.",
)
RETRIEVAL = (*(Measure(f"R@{k}", f"Recall@{k}", RECALL.meaning) for k in (1, 3, 5, 10)), *RANKED)


def group_label(name: str) -> str:
    """How the report calls a group of `metrics.json`."""
    if name.startswith("lang:"):
        told = name.removeprefix("lang:")
        return f"In {LANGUAGES.get(told, told)}"
    return GROUPS.get(name, name.removeprefix("kind:"))


def percent(share: float | None) -> str:
    """Only what is whole may read 100, only what is nothing 0."""
    if share is None:
        return NOTHING
    return f"{share * 100:.0f} %" if share in (0, 1) else f"{min(max(share * 100, 0.1), 99.9):.1f} %"


def decimal(value: float | None, digits: int = 3) -> str:
    """A number that is not a share."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def interval(estimate: Mapping[str, Any]) -> str:
    """The 95 % interval in words, empty where there is none."""
    if estimate["low"] is None or estimate["high"] is None:
        return ""
    return f"{percent(estimate['low']).removesuffix(' %')} to {percent(estimate['high'])}"


def clipped(text: str, length: int) -> str:
    """The beginning of a text that is too long to be shown."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
