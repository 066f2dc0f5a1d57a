"""The reader that was trained: it sees a question together with each stretch of text."""

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.answerability import Parameters, probability, weighted
from assistant.reading.model import Model, Read
from assistant.reading.reading import Evidence, Reading
from assistant.reading.windows import Window, windows
from assistant.units import Unit, units
from index.query import Query
from index.search import Hit

# From this margin on, in log-odds, a span is better than none.
_IS_SPAN = 0.0


class LearnedReader:
    """Reads with a model; `parameters` make a probability of what it says."""

    def __init__(self, model: Model, parameters: Parameters) -> None:
        self._model, self._parameters = model, parameters

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Evidence of all stretches that were read, best first."""
        shown = windows(hits)
        reads = self._model.read([(query.text, window.heading, window.text) for window in shown])
        found: dict[tuple[int, int, int], Evidence] = {}
        for window, read in zip(shown, reads, strict=True):
            for evidence in self._evidence(window, read):
                rows = [sentence.row for sentence in evidence.unit.sentences]
                key = min(rows), max(rows), len(rows)
                if key not in found or evidence.score > found[key].score:
                    found[key] = evidence
        ranked = sorted(found.values(), key=lambda evidence: -evidence.score)
        if not ranked:
            return Reading((), 0.0, {})
        features = features_of(query, ranked[0], shown, reads)
        return Reading(tuple(ranked), probability(features, self._parameters), features)

    def _evidence(self, window: Window, read: Read) -> Iterator[Evidence]:
        logits = {each.row: _mean(window, read, each.sentence.start, each.sentence.end) for each in window.sentences}
        short = _short(window, read)
        for unit in units(window.hit):
            own = [logits[sentence.row] for sentence in unit.telling if sentence.row in logits]
            if own:
                quoted = float(np.mean(own))
                span = short if _holds(unit, short) else None
                features = ranking_features(window, read, max(-10.0, min(10.0, quoted)), span is not None)
                score = weighted(features, self._parameters.ranker)
                yield Evidence(unit, read.answered, 1 / (1 + float(np.exp(-quoted))), span, score, features)


def features_of(query: Query, best: Evidence, shown: Sequence[Window], reads: Sequence[Read]) -> dict[str, float]:
    """What decides whether the question is answered: what is said of the best evidence, and of the texts beside it."""
    hit, others = best.unit.hit, zip(shown, reads, strict=True)
    beside = [read.answered for window, read in others if window.hit is not hit]
    return {
        **{name: value for name, value in best.features.items() if name not in ("links", "score")},
        "surest": max(read.answered for read in reads) / 10,
        "next": max(beside, default=-10.0) / 10,
        "nearest": max(window.cosine for window in shown),
        "foreign": float(hit.document.language != query.language),
    }


def ranking_features(window: Window, read: Read, quoted: float, holds_short: bool) -> dict[str, float]:
    """What ranks a unit of a stretch; `quoted`: log-odds that it belongs to what answers."""
    return {
        "answered": read.answered / 10,
        "quoted": quoted / 10,
        "short": float(holds_short),
        "rank": window.rank / 10,
        "cosine": window.cosine,
        "score": window.hit.score / 10,
        "links": float(window.hit.passage.kind == "links"),
    }


def _mean(window: Window, read: Read, start: int, end: int) -> float:
    """The mean over the tokens of a sentence; one that was not read for want of room counts as improbable."""
    own = [i for i, (a, b) in enumerate(read.spans) if a < end - window.start and b > start - window.start]
    return float(read.quoted[own].mean()) if own else -10.0


def _short(window: Window, read: Read) -> tuple[int, int] | None:
    if read.margin <= _IS_SPAN:
        return None
    text, (start, end) = window.text, read.short
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return (window.start + start, window.start + end) if start < end else None


def _holds(unit: Unit, span: tuple[int, int] | None) -> bool:
    return span is not None and any(start <= span[0] and span[1] <= end for start, end in unit.spans)
