"""Which row of a table a question names."""

from collections.abc import Sequence

from assistant.reading.reading import Evidence
from index.tokens import terms_once


def named_first(evidence: Sequence[Evidence], question: str, least: float) -> list[Evidence]:
    """The evidence with the row first that holds the most words of the question, of those rows of the best one's table that are
    at least so probable: rows of one table read much alike, and a question tells one by what stands in its cells."""
    if not evidence or not evidence[0].unit.is_row:
        return list(evidence)
    best = evidence[0]
    asked = {term.term for term in terms_once(question)}
    rows = [each for each in evidence if each.unit.hit.passage.id == best.unit.hit.passage.id and each.unit.is_row]
    rows = [each for each in rows if each is best or each.probability >= least]
    named = max(rows, key=lambda each: (len(asked & _words(each)), -rows.index(each)))
    return [named, *(each for each in evidence if each is not named)]


def _words(evidence: Evidence) -> set[str]:
    """The words of a row's cells, without their headers."""
    text = evidence.unit.hit.document.text
    cells = [cell for sentence in evidence.unit.sentences for cell in sentence.sentence.cells]
    return {term.term for cell in cells for term in terms_once(text[cell.start : cell.end])}
