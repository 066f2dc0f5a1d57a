"""How high the passages that hold the evidence are ranked, before anything is quoted."""

from collections.abc import Sequence
from itertools import zip_longest

import ir_measures
from ir_measures import RR, R, nDCG

from assistant.answering import Finding
from evals.evidence import Gold

MEASURES = (R @ 1, R @ 3, R @ 5, R @ 10, RR, nDCG @ 10)
NAMES = tuple(map(str, MEASURES))


def ranking(findings: Sequence[Finding]) -> list[str]:
    """Ids of the found passages, best first; several parts of a question take turns."""
    turns = zip_longest(*(finding.hits for finding in findings))
    return list(dict.fromkeys(hit.passage.id for turn in turns for hit in turn if hit))


def measured(passages: Sequence[str], gold: Gold) -> dict[str, float] | None:
    """Each measure of `MEASURES` by its name, 0 to 1; None for a question without evidence."""
    if not gold.pieces:
        return None
    if not gold.passages:
        return dict.fromkeys(NAMES, 0.0)
    relevant = {"": dict.fromkeys(gold.passages, 1)}
    scores = {"": {name: float(-rank) for rank, name in enumerate(passages)}}
    found = {str(m.measure): m.value for m in ir_measures.iter_calc(MEASURES, relevant, scores)}
    return {name: round(found[name], 4) for name in NAMES}
