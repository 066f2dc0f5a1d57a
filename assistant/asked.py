"""What kind of thing a question asks for, and whether a text holds a thing of that kind."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "date", "duration", "frequency", "count", "money", "amount", "person", "place", "contact", "reason", "manner",
    "definition", "list", "yesno", "thing",
]  # fmt: skip

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|both|half|third|quarter"
)
_UNITS = "second|minute|hour|day|night|week|month|year|decade|century|centuries"

# In order: the first that matches decides.
_QUESTION: tuple[tuple[Kind, str], ...] = (
    ("contact", r"\b(e-?mail|telephone|phone|fax|hotline|postal|zip code|web ?site|url|web ?address|contact (details|number|address))\b"),
    ("money", r"\bhow (expensive|costly)\b|\bhow much (money|funding|does .* cost|do .* cost|did .* cost|was .* paid|is .* paid)\b|\b(budget|salary|salaries|price|cost|costs|fee|fine|funding|revenue|dollars?|yen|euros?)\b(?! of living)"),
    ("frequency", r"\bhow (often|frequently|many times|regularly)\b|\bat what intervals?\b"),
    ("duration", r"\bhow (long|many (" + _UNITS + r")s?)\b|\bfor what period\b"),
    ("count", r"\bhow many\b|\b(what|which) (is|was|were|are) the (total )?(number|count|size)\b|\bwhat number of\b|\bnumber of\b"),
    ("date", r"\b(when|since when|until when)\b|\b(what|which) (calendar |fiscal )?(year|date|day|month|century|decade|time|era|period)\b|\bhow (old|recent|recently)\b|\bdates?\b|\bthe year\b"),
    ("amount", r"\bhow (much|large|big|high|tall|far|fast|deep|wide|heavy|small|strong|close|hot|cold)\b|\b(what|which) (percentage|percent|proportion|share|fraction|amount|rate|distance|temperature|size|speed|height|length|area|weight)\b"),
    ("reason", r"\bwhy\b|\b(what|which) .{0,20}\b(reason|purpose|aim|goal|motive|motivation|cause|caused)\b|\bwhat for\b|\bfor what (reason|purpose)\b|\b(purpose|reason) (of|for)\b|\bhow come\b"),
    ("person", r"\b(who|whom|whose)\b|\b(what|which) (person|people|man|woman|politician|scientist|official|leader|minister|president|king|queen|author|writer|artist|player|coach|director)\b|\bname of the (person|man|woman|politician|official|minister)\b"),
    ("place", r"\bwhere\b|\b(what|which) (country|countries|city|cities|town|place|location|region|state|province|continent|area|river|island|street|building|nation)\b"),
    ("definition", r"\b(stands? for|full (name|form)|long form|abbreviation|acronym|short for|spelled out|mean(ing)? of|define|definition|also known as|another name|called|letters? .* mean)\b"),
    ("manner", r"\bhow\b"),
    ("list", r"\b(list|enumerate|name (all|the|some)|itemi[sz]e)\b|\bwhat are (the|all)\b|\b(what|which) (\w+ ){0,3}\w+s (are|were|do|does|did|have|has|make|belong|should|must|can|is)\b"),
    ("yesno", r"^(and |but |so |please )?(is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|must)\b"),
)  # fmt: skip

_EVIDENCE: dict[Kind, str] = {
    "date": rf"\b(1[0-9]|20)\d\d(s|-\d\d)?\b|\b({_MONTHS})\b|\b\d{{1,2}}(st|nd|rd|th) centur|\b\d+ ?(bc|ad|bce|ce)\b|\b\d{{3,4}}s?\b|centur(y|ies)\b|\d+年|\d+月",
    "duration": rf"\b(\d[\d,.]*|{_NUMBER_WORDS}|few|several|a|an)[ -]({_UNITS})s?\b|\b(since|until|throughout|decades)\b",
    "frequency": rf"\b(annual|yearly|monthly|weekly|daily|hourly|biennial|quarterly|annually|every|each|per|once|twice|times|regularly|always|often)\b|\b({_NUMBER_WORDS}) times\b",
    "count": rf"\b\d[\d,.]*\b|\b({_NUMBER_WORDS}|no|none|several|single|pair|couple)\b",
    "money": r"[$€£¥]\s?\d|\b\d[\d,.]*\s?(million|billion|trillion|dollars?|yen|euros?|pounds?|francs?|marks?|cents?)\b|\b(dollars?|yen|euros?|pounds?)\b",
    "amount": rf"\b\d[\d,.]*\b|%|\b({_NUMBER_WORDS}|percent|majority|most)\b",
    "contact": r"[\w.+-]+@[\w-]+\.\w|https?://|www\.|\+?\d[\d ()-]{7,}\d",
    "reason": r"\b(because|due to|owing to|in order to|so that|so as to|as a result|therefore|for the purpose|thanks to|caused? by|led to|leads? to|result(ed|s)? in|to \w+|for \w+ing|since|as)\b",
    "manner": r"\b(by|through|via|using|with|based on|according to|means of)\b",
    "place": r"\b(in|at|near|from|to|of|on|across|through|around|between|into|outside)\s+(the\s+)?([A-Z][\w-]+)",
}  # fmt: skip
_COMPILED_QUESTION = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _QUESTION)
_COMPILED_EVIDENCE = {kind: re.compile(pattern, re.I if kind != "place" else 0) for kind, pattern in _EVIDENCE.items()}
_CAPITALISED = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:of|the|de|von|van|and|for)?\s*[A-Z][\w'’-]*)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of thing asked for and, where a count or a `which` names it, the noun (else "")."""

    kind: Kind
    noun: str = ""


_NOUN = re.compile(
    r"\b(?:how many|how much|what number of|number of|which|what(?! is| are| was| were| does| do| did))\s+"
    r"((?:[\w'’/-]+\s+){0,3}?[\w'’/-]+?)\s+(?=(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|"
    r"there|in|of|on|at|to|for|from|with|by|that|who|which|it|they|he|she)\b)",
    re.I,
)


def asked(question: str) -> Asked:
    """What the question asks for; "thing" when nothing says."""
    kind = next((kind for kind, pattern in _COMPILED_QUESTION if pattern.search(question)), "thing")
    noun = _NOUN.search(question)
    return Asked(kind, noun.group(1) if noun else "")


def holders(kind: Kind, text: str) -> list[tuple[int, int]]:
    """Spans of `text` that could be a thing of that kind; for kinds with no visible form, none."""
    if kind == "person":
        return [match.span() for match in _CAPITALISED.finditer(text)]
    pattern = _COMPILED_EVIDENCE.get(kind)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def has_form(kind: Kind) -> bool:
    """Whether things of that kind have a visible form that `holders` can find."""
    return kind == "person" or kind in _COMPILED_EVIDENCE
