"""What ranks evidence, and what of the ranked evidence decides whether a question is answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.answerability import weighted
from assistant.reading.model import Read
from assistant.reading.reading import Evidence
from assistant.reading.windows import Window


def ranking_features(window: Window, read: Read, quoted: float, holds_short: bool) -> dict[str, float]:
    """What is known of a unit of a stretch; `quoted`: log-odds that it belongs to what answers."""
    return {
        "answered": read.answered / 10,
        "quoted": quoted / 10,
        "short": float(holds_short),
        "cosine": window.cosine,
        "score": window.hit.score / 10,
        # Texts of one language are nearer to each other, whatever they say, than those of another.
        "japanese": float(window.hit.document.language == "ja"),
    }


def ranked(evidence: Iterable[Evidence], weights: Mapping[str, float]) -> list[Evidence]:
    """Best first, scored by the weights of the features."""
    scored = [replace(each, score=weighted(each.features, weights)) for each in evidence]
    return sorted(scored, key=lambda each: -each.score)


def reading_features(evidence: Sequence[Evidence]) -> dict[str, float]:
    """What decides whether the question is answered: what is known of the best evidence, and of what stands beside it.

    `evidence` best first, at least one.
    """
    best = evidence[0]
    others = {each.unit.hit.passage.id: each.unit.hit for each in evidence if each.unit.hit is not best.unit.hit}
    return {
        **best.features,
        "surest": max(each.answered for each in evidence) / 10,
        "lead": _lead(best.unit.hit.cosine, [hit.cosine for hit in others.values()]),
    }


def _lead(own: float, others: Sequence[float]) -> float:
    """How much nearer to the question it is than the others are: how near they are in the mean differs between corpora."""
    return own - sum(others) / len(others) if others else 0.0
