"""The noun that a question counts or chooses from ("how many members", "which hospitals"), and what evidence says of it."""

from functools import lru_cache
from itertools import pairwise

from assistant.asked import Asked, holders, names
from assistant.units import Unit
from index.tokens import STOPWORDS, is_asking, stem, terms

_BESIDE = 35


def new_names(text: str, evidence: str) -> float:
    """1 where the evidence names anything that the question does not."""
    return float(bool(_names_besides(text, evidence)))


def nothing_named(text: str, wanted: Asked, unit: Unit) -> float:
    """For "who", "where" and "which": 1 where the evidence neither names anything new nor lists anything."""
    naming = wanted.kind in ("list", "person", "name", "place") or (wanted.kind == "thing" and wanted.noun)
    return float(bool(naming) and not unit.is_list and not _names_besides(text, unit.text))


def noun_missing(wanted: Asked, evidence: str) -> float:
    """For "how many members" or "which sectors": 1 where the evidence does not speak of those."""
    head = _head(wanted.noun)
    return float(bool(head) and head not in {term.term for term in terms(evidence)})


def noun_bare(text: str, wanted: Asked, unit: Unit) -> float:
    """For "which hospitals": 1 where the evidence speaks of hospitals but names none, neither beside the word nor as items."""
    head = _head(wanted.noun)
    if not head or wanted.kind not in ("thing", "list", "person", "name", "place") or unit.is_list:
        return 0.0
    evidence = unit.text
    return float(head in {term.term for term in terms(evidence)} and not specified(wanted, text, evidence))


def specified(wanted: Asked, text: str, evidence: str) -> float:
    """1 where the evidence says of which kind the asked noun is, by a name close to it or a new word right before it."""
    head = _head(wanted.noun)
    own = {term.term for term in terms(text)}
    found = terms(evidence)
    places = [term for term in found if term.term == head]
    new = _names_besides(text, evidence)
    named = any(a - _BESIDE <= place.end and place.start <= b + _BESIDE for place in places for a, b in new)
    described = any(
        after.term == head and before.term not in own and evidence[before.end : after.start].isspace()
        for before, after in pairwise(found)
    )
    return float(named or described)


def counted(noun: str, evidence: str) -> float:
    """1 where a number stands before the noun, 0 where the noun stands without, half where there is only some number."""
    stems = [term.term for term in terms(evidence, keep_stopwords=True)]
    places = [i for i, s in enumerate(stems) if s == _head(noun)]
    if not places:
        return 0.5 if holders("count", evidence) else 0.0
    return float(any(holders("count", " ".join(stems[max(0, i - 4) : i])) for i in places))


def _head(noun: str) -> str:
    """The stem of the word that a noun phrase is about, "" where it only says that something is asked."""
    words = [w for w in noun.split() if w.casefold() not in STOPWORDS and not is_asking(stem(w))]
    return stem(words[-1]) if words else ""


def _names_besides(text: str, evidence: str) -> list[tuple[int, int]]:
    """Spans of names in the evidence that the question does not bring itself."""
    known = text.casefold()
    return [(a, b) for a, b in _names_of(evidence) if evidence[a:b].casefold() not in known]


@lru_cache(maxsize=2048)
def _names_of(evidence: str) -> tuple[tuple[int, int], ...]:
    """Spans of names; months are none."""
    return tuple((a, b) for a, b in names(evidence) if not holders("date", evidence[a:b]))
