"""The reader that was trained: it sees a question together with each stretch of text."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from assistant.answerability import Parameters, probability
from assistant.reading.model import Model, Read
from assistant.reading.ranking import ranked, ranking_features, reading_features
from assistant.reading.reading import Evidence, Reading
from assistant.reading.windows import Window, windows
from assistant.units import Unit, units
from index.query import Query
from index.search import Hit

# How many stretches are read in any case, and from which log-odds one surely answers.
ENOUGH, SURE = 8, 2.0
# Margins of a span over none, in log-odds: from which one is the short answer where the question is answered at all, and from
# which it speaks for its unit.
_MAY_BE_SPAN, _IS_SPAN = -12.0, 0.0


class LearnedReader:
    """Reads with a model; `parameters` make a probability of what it says."""

    def __init__(self, model: Model, parameters: Parameters) -> None:
        self._model, self._parameters = model, parameters

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Evidence of all stretches that were read, best first; of a unit that two of them show, as the surer one has it."""
        told = (each for window, read in self._reads(query, windows(hits)) for each in _evidence(window, read))
        found = {tuple(s.row for s in each.unit.sentences): each for each in sorted(told, key=lambda each: each.answered)}
        if not found:
            return Reading((), 0.0, {})
        best_first = tuple(ranked(found.values(), self._parameters.ranker))
        features = reading_features(best_first)
        return Reading(best_first, probability(features, self._parameters), features)

    def _reads(self, query: Query, shown: Iterable[Window]) -> Iterator[tuple[Window, Read]]:
        """Each stretch as it is read, in order; where enough were read and one surely answers, the others are not."""
        surest = -np.inf
        for number, window in enumerate(shown):
            if number >= ENOUGH and surest >= SURE:
                return
            read = self._model.read(query.text, window.heading, window.text)
            surest = max(surest, read.answered)
            yield window, read


def _evidence(window: Window, read: Read) -> Iterator[Evidence]:
    logits = {each.row: _mean(window, read, each.sentence.start, each.sentence.end) for each in window.sentences}
    short = _short(window, read)
    for unit in units(window.hit):
        own = [logits[sentence.row] for sentence in unit.telling if sentence.row in logits]
        if own:
            quoted = float(np.mean(own))
            span = short if _holds(unit, short) else None
            is_sure = span is not None and read.margin > _IS_SPAN
            features = ranking_features(window, read, max(-10.0, min(10.0, quoted)), is_sure)
            yield Evidence(unit, read.answered, 1 / (1 + float(np.exp(-quoted))), span, features=features)


def _mean(window: Window, read: Read, start: int, end: int) -> float:
    """The mean over the tokens of a sentence; one that was not read for want of room counts as improbable."""
    own = [i for i, (a, b) in enumerate(read.spans) if a < end - window.start and b > start - window.start]
    return float(read.quoted[own].mean()) if own else -10.0


def _short(window: Window, read: Read) -> tuple[int, int] | None:
    if read.margin <= _MAY_BE_SPAN:
        return None
    text, (start, end) = window.text, read.short
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return (window.start + start, window.start + end) if start < end else None


def _holds(unit: Unit, span: tuple[int, int] | None) -> bool:
    return span is not None and any(start <= span[0] and span[1] <= end for start, end in unit.spans)
