"""Whether a piece of evidence agrees with what a question presupposes and holds the kind of thing it asks for.

These features tell a near miss from an answer: both speak of the same matter, but only one of them says what is asked.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.abbreviations import abbreviations
from assistant.asked import Asked, Kind, has_form, holders, personal_names
from assistant.nouns import counted, new_names, nothing_named, noun_bare, noun_missing, specified
from assistant.units import Unit
from index.tokens import has_negation, stem, terms

_NEAR_CHARACTERS = 60
# How far before a number it may say that the number itself is asked for.
_BEFORE_NUMBER = 40
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
} | {
    word: f"{value}th"
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1)
}
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|[A-Za-z]+")
# "Which two bodies" counts on its own account; the evidence may just name two.
_ASKED_COUNT = re.compile(r"\b(which|what|name|list|give|are)( (me|the|all))*\s+$", re.I)
_WORDS = re.compile(r"[A-Za-z][A-Za-z/]+[A-Za-z]")
# "How long has it been": only then does "since 2005" tell a duration.
_GOES_ON = re.compile(r"\b(has|have|had|been)\b", re.I)
_SINCE = re.compile(r"\b(since|until|throughout|decades)\b", re.I)
_COUNTED = re.compile(rf"\b(\d[\d,.]{{0,30}}+|{'|'.join(_NUMBERS)})\s+((?:[\w-]+\s+){{0,2}}?[\w-]+s)\b", re.I)

# A question with a word on the left asks for more than the matter itself; evidence then needs a word on the right.
_OPERATORS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asking, re.I), re.compile(telling, re.I))
    for asking, telling in (
        (r"\b(most|least|\w{3,}est|best|worst|main|top)\b", r"\b(most|least|\w{3,}est|best|worst|main|top|chief|more than|first|only|leading|major)\b"),
        (r"^(?:\W|and )*(when|how|where|what|who|which|by when)?.{0,12}\bwill\b|\b(next|future|upcoming|planned)\b", r"\b(will|shall|plan\w*|due|expected|scheduled|to be|next|future|upcoming|from now|until|begin\w*)\b"),
        (r"\b(before|prior to|previous(ly)?|former(ly)?|old|predecessor|earlier|used to)\b", r"\b(before|prior|previous(ly)?|former(ly)?|old|older|predecessor|earlier|first|until|formerly|archive\w*|replac\w+|renam\w+|was called|origin\w+)\b"),
        (r"\b(other|another|else|besides|additional|apart from|alongside)\b", r"\b(other|another|else|besides|additional|also)\b"),
        (r"\b(abolish\w*|clos(e|ed|ing|ure)|end(ed|ing)?|dissol\w+|cancel\w*|resign\w*|withdr[ae]w\w*|stop(ped)?|discontinu\w*|remov\w+|leave|left)\b", r"\b(abolish\w*|clos(e|ed|ing|ure)|end(ed|ing)?|dissol\w+|cancel\w*|resign\w*|withdr[ae]w\w*|stop\w*|discontinu\w*|remov\w+|leave|left|until|no longer|suspend\w*)\b"),
    )
)  # fmt: skip

# Kinds that are asked for and shown in like ways share their weights.
GROUPS: dict[Kind, str] = {
    "date": "date", "duration": "span", "frequency": "span", "count": "count", "money": "amount", "amount": "amount",
    "contact": "amount", "person": "person", "name": "name", "definition": "definition", "place": "place", "reason": "reason",
    "manner": "manner", "list": "list", "yesno": "yesno", "thing": "thing",
}  # fmt: skip
GROUP_NAMES = tuple(dict.fromkeys(GROUPS.values()))


def agreement(text: str, wanted: Asked, words: Sequence[tuple[str, float]], unit: Unit) -> dict[str, float]:
    """The features of one unit for the question `text`; `words` are its content stems with their weights."""
    evidence = unit.text
    holds, near = _holds(text, wanted, words, evidence)
    group = GROUPS[wanted.kind]
    kinds = {f"{what}_{name}": 0.0 for name in GROUP_NAMES for what in ("holds", "lacks")}
    kinds |= {f"holds_{group}": holds, f"lacks_{group}": 1.0 - holds}
    return {
        **kinds,
        "near": near,
        "new_names": new_names(text, evidence),
        "nothing_named": nothing_named(text, wanted, unit),
        "only_titles": _only_titles(wanted, unit),
        "new_words": _new_words(words, evidence),
        "noun_missing": noun_missing(wanted, evidence),
        "noun_bare": noun_bare(text, wanted, unit),
        "count_conflict": _count_conflict(text, evidence),
        "operator_missing": _operator_missing(text, evidence),
        "negation_differs": float(has_negation(text) != has_negation(evidence)),
    }


@lru_cache(maxsize=2048)
def figures(text: str) -> frozenset[str]:
    """Every number of a text, in digits, ordinals as "3th"; "one" is left out: it is more often a pronoun."""
    found = set()
    for match in _FIGURE.finditer(text):
        word = match.group().casefold()
        if word[0].isdigit():
            found.add(re.sub(r"(st|nd|rd|th)$", "th", word.replace(",", "")))
        elif (
            word in _NUMBERS
            and word != "one"
            and not _ASKED_COUNT.search(text[max(0, match.start() - _BEFORE_NUMBER) : match.start()])
        ):
            found.add(_NUMBERS[word])
    return frozenset(found)


def _holds(text: str, wanted: Asked, words: Sequence[tuple[str, float]], evidence: str) -> tuple[float, float]:
    """Whether the evidence holds a thing of the kind that the question does not name itself, and the weighted share of the
    question's words close to it, for the best such thing. For kinds without a visible form: whether it enumerates
    (lists) or says anything new."""
    kind = wanted.kind
    if kind == "list":
        return max(_enumerates(evidence), specified(wanted, text, evidence)), 0.0
    if kind == "definition" and (short := [word.upper() for word in _WORDS.findall(text)]):
        return float(_spells_out(short, text, evidence)), 0.0
    if kind == "duration" and not _GOES_ON.search(text):
        evidence = _SINCE.sub(" ", evidence)
    if kind == "count" and wanted.noun:
        return counted(wanted.noun, evidence), 0.0
    if not has_form(kind):
        return float(_new_words(words, evidence) > 0.2 or bool(figures(evidence) - figures(text))), 0.0
    if kind == "name" and re.search(
        r"\b(by name|his|her|their|minister|politician|person|chair\w*|head|director)\b", text, re.I
    ):
        return float(bool(personal_names(evidence))), 0.0
    weights = dict(words)
    spans = [span for span in holders(kind, evidence) if _is_new(evidence[slice(*span)], text, weights)]
    if not spans:
        return 0.0, 0.0
    found = [term for term in terms(evidence) if term.term in weights]
    nearness = [
        math.fsum(weights[s] for s in {t.term for t in found if abs(t.start - start) < _NEAR_CHARACTERS}) for start, _ in spans
    ]
    return 1.0, max(nearness) / (sum(weights.values()) or 1.0)


def _spells_out(words: Sequence[str], text: str, evidence: str) -> bool:
    """Whether the evidence spells out a short form that the question names, or shortens words that it names."""
    found = abbreviations(evidence)
    return any(word in found for word in words) or any(long.casefold() in text.casefold() for long in found.values())


def _is_new(thing: str, text: str, weights: Mapping[str, float]) -> bool:
    """Whether a thing is not one that the question names itself, in these or in inflected words."""
    stems = [term.term for term in terms(thing)]
    return thing.casefold() not in text.casefold() and not (stems and all(s in weights for s in stems))


def _enumerates(evidence: str) -> float:
    """1 for a list or a series "a, b and c", half for a pair "a and b", else 0."""
    if "\n" in evidence or re.search(r",[^,]+(,| and | or )", evidence):
        return 1.0
    return 0.5 if re.search(r"\band\b", evidence) else 0.0


def _only_titles(wanted: Asked, unit: Unit) -> float:
    """1 for a list of links, unless a list or a name is asked for: titles state nothing."""
    return float(unit.hit.passage.kind == "links" and wanted.kind not in ("list", "name", "definition"))


def _new_words(words: Sequence[tuple[str, float]], evidence: str) -> float:
    """The share of the evidence's content words that the question does not bring itself."""
    own = {s for s, _ in words}
    found = {term.term for term in terms(evidence)}
    return len(found - own) / len(found) if found else 0.0


def _count_conflict(text: str, evidence: str) -> float:
    """1 where the question counts something ("five sectors") that the evidence counts differently ("14 sectors")."""
    told = _counts(evidence)
    return float(any(told.get(noun, number) != number for noun, number in _counts(text).items()))


@lru_cache(maxsize=2048)
def _counts(text: str) -> dict[str, str]:
    return {
        stem(match.group(2).split()[-1]): _NUMBERS.get(match.group(1).casefold(), match.group(1).replace(",", ""))
        for match in _COUNTED.finditer(text)
    }


def _operator_missing(text: str, evidence: str) -> float:
    """1 where the question asks for the most, the next, the former or the like and nothing in the evidence says so."""
    return float(any(asking.search(text) and not telling.search(evidence) for asking, telling in _OPERATORS))
