"""What kind of thing a question asks for, and whether a text holds a thing of that kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

Kind = Literal[
    "date", "duration", "frequency", "count", "money", "amount", "person", "name", "place", "contact", "reason", "manner",
    "definition", "list", "yesno", "thing",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekends?|weekdays?"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|third|quarter"
)
_UNITS = "second|minute|hour|day|night|week|month|year|decade|century|centurie"
_PEOPLE = (
    "person|people|man|woman|politician|scientist|official|leader|minister|president|king|queen|author|writer|artist|player|"
    "coach|director|chair|chairman|chairwoman|chairperson|head|deputy|secretary|officer|engineers?|members?|experts?|mayor|his|her|their"
)
_LEAD_IN = r"^(?:\W|and |but |so |also |since |until |from |by |on |in |at |about |for |till |exactly |wat )*"

# In order: the first that matches decides.
_QUESTION: tuple[tuple[Kind, str], ...] = (
    ("contact", r"\b((tele)?phone (number|line)|e-?mail|fax( number)?|hotline|postal (code|address)|zip code|web ?site|url|web ?address|(what|which) extension|extension number|contact (details|number|address|information)|(what|which) number (do|can|should|must))\b|^\W*(what|which) .{0,30}\b(address|phone|telephone)\b|\bhow (can|do|could) (i|we|you|one) (contact|reach|call|phone|ring|e-?mail)\b"),
    ("money", r"\bhow (expensive|costly)\b|\bhow much (money|funding)\b|\b(budget|salary|salaries|price|costs?|fees?|fine|funding|revenue|dollars?|yen|euros?)\b(?! of living)"),
    ("frequency", r"\bhow (often|frequently|many times|regularly)\b|\bat what intervals?\b"),
    ("duration", r"\bhow (long|many (" + _UNITS + r")s?)\b|\bfor what period\b"),
    ("count", r"\bhow many\b|\b(what|which) (is|was|were|are) the (total |overall )?(number|count|size)\b|\bwhat number of\b|\bnumber of\b|^\W*number\b|\btoll\b"),
    ("date", _LEAD_IN + r"(when)\b|\bwhen$|\b(what|which) (calendar |fiscal |school )?(year|date|day|month|century|decade|time|era|period)s?\b|\bhow (old|recent|recently)\b|\bdates?\b|\bthe year\b|\bwhen (was|were|is|did|does|do|has|have|will)\b"),
    ("amount", r"\bhow (much|large|big|high|tall|far|fast|deep|wide|heavy|small|strong|close|hot|cold)\b|\b(what|which) (percentage|percent|proportion|share|fraction|amount|rate|distance|temperature|size|speed|height|length|area|weight|discount)\b"),
    ("reason", r"\bwhy\b|\b(what|which) .{0,20}\b(reason|purpose|aim|goal|motive|motivation|cause|caused)\b|\bwhat for\b|\bfor what (reason|purpose)\b|\b(purpose|reason) (of|for)\b|\bhow come\b"),
    ("definition", r"\b(stands? for|full (name|form)|long form|abbreviat\w*|acronym|short for|spelled out|spelt out)\b|\b[A-Z][A-Z/]{2,60} (mean|means|meaning)\b|^\w+ meaning$"),
    ("name", r"\bby name\b|\bnames? of (the |its |his )?(\w+ ){0,4}(" + _PEOPLE + r")\b|\b(his|her|their|whose) names?\b"),
    ("person", r"\b(who|whom|whose)\b|\b(what|which) (person|people|man|woman|politician|scientist|official|leader|minister|president|king|queen|author|writer|artist|player|coach|director)\b"),
    ("place", r"\bwhere\b|\b(what|which) (country|city|town|place|location|region|state|province|continent|area|river|island|street|building|nation)\b"),
    ("name", r"\bnames? of\b|\b(called|named|titled|known as|entitled)\b|\bunder (what|which) (name|title)\b|\b(what|which) .{0,20}\b(name|title|company|firm)\b"),
    ("list", r"\b(list|enumerate|name (all|the|some)|itemi[sz]e)\b|\bwhat are (the|all)\b|\b(what|which) (kinds?|types?|sorts?|groups?) of\b"),
    ("manner", r"\bhow\b"),
    ("yesno", r"^(and |but |so |please )?(is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|must)\b"),
)  # fmt: skip

# Also, where the second comes anywhere after the first. One pattern for both would look for the second after every first.
_QUESTION_IN_TWO: tuple[tuple[Kind, str, str], ...] = (
    ("money", r"\bhow much (does|do|did|will|would) ", r" (cost|pay|spend|earn|charge)\b"),
    ("money", r"\bhow much (was|is|were|are) ", r" (paid|spent|fined|charged)\b"),
    ("reason", r"\bwhat ", r" (intended|meant|designed) to\b"),
    ("definition", r"\bletters? ", r" mean\b"),
    ("name", r"\bwho\b", r"\bname\b"),
)

# Numbers have at most 31 digits and marks: where none is followed by what is looked for, each rest of it is looked at again.
_DATE = rf"\b\d{{1,2}} ({_MONTHS})( \d{{4}})?\b|\b({_MONTHS})(,? \d{{4}}| \d{{1,2}}(, \d{{4}})?)?\b|\b(1[0-9]|20)\d\d(s|[-–/]\d\d+)?\b|\bFY ?\d+|(?<!\d)\d++[年月]"
_TIME = rf"{_DATE}|\b\d{{1,2}}(st|nd|rd|th) centur|\b\d+ ?(bc|ad|bce|ce)\b|\b\d{{3}}s?\b|centur(y|ies)\b|\b({_DAYS}|spring|summer|autumn|winter|midnight|noon)\b|\b(after|before|within) ({_NUMBER_WORDS}|\d+)|\b(when|once|as soon as) (it|they|he|she|the|there|an?)\b"
_PLAIN_NUMBER = rf"\b\d[\d,.]*(?![\d-])\b|\b({_NUMBER_WORDS}|none)\b"
_EVIDENCE: dict[Kind, str] = {
    "date": _TIME,
    "duration": rf"\b(\d[\d,.]{{0,30}}+|{_NUMBER_WORDS}|few|several|a|an)([ -]and a half)?[ -]({_UNITS})s?\b|\b(since|until|throughout|decades)\b",
    "frequency": rf"\b(annual|yearly|monthly|weekly|daily|hourly|biennial|quarterly|annually|every|each|once|twice|regularly|always)\b|\b({_NUMBER_WORDS}|\d+) times\b|\bper (day|week|month|year)\b|\ba (day|week|month|year)\b",
    "count": _PLAIN_NUMBER,
    "money": r"[$€£¥]\s?\d|\b\d[\d,.]{0,30}+\s?(million|billion|trillion|thousand)?\s?(dollars?|yen|euros?|pounds?|francs?|marks?|cents?|crowns?|thalers?|florins?|ducats?)\b|\b(free of charge|for free)\b",
    "amount": rf"{_PLAIN_NUMBER}|%|\b(percent|per cent|majority|most)\b",
    "contact": r"[\w.+-]{1,64}+@[\w-]++\.\w|https?://|www\.|\+?\d[\d ()-]{7,}\d|\b(extension|line|number|hotline) \d+",
    "reason": r"\b(because|due to|owing to|in order to|so that|so as to|as a result|therefore|for the purpose|thanks to|caused? by|led to|leads? to|result(ed|s)? in|following|after)\b|\b(to (?!the\b|a\b|an\b|its\b|be\b)[a-z]+|for \w+ing|following|after)\b",
    "manner": r"\b(by|through|via|using|with|based on|according to|means of)\b",
    "place": r"\b(in|at|near|from|to|across|through|around|between|into|outside|off)\s+(the\s+)?(?!January|February|March|April|May|June|July|August|September|October|November|December)([A-Z][\w-]+)",
}  # fmt: skip
_CASED = {"place"}
_COMPILED_QUESTION = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _QUESTION)
_COMPILED_IN_TWO = tuple((kind, re.compile(first, re.I), re.compile(then, re.I)) for kind, first, then in _QUESTION_IN_TWO)
_COMPILED_EVIDENCE = {kind: re.compile(p, 0 if kind in _CASED else re.I) for kind, p in _EVIDENCE.items()}
_DATES = re.compile(_DATE, re.I)
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:(?:of|the|de|von|van|and|for|on)\s+){0,2}[A-Z][\w'’-]*)*")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:\n•\"“‘]\s*|\d\.\s)$")
_PERSONAL = re.compile(r"(?<!the )(?<!The )\b(?!The )[A-Z][a-z]+(?: [A-Z]\.)? (?:de |van |von )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")
_OFFICE = re.compile(
    r"\b(Minister|Ministry|Secretary|General|Director|Chief|President|Committee|Council|Board|Agency|Office|Centre|Center|Act|"
    r"Policy|Strategy|Commission|Bureau|Institute|National|Department|Division|Standards?|Service|Union|Team|Headquarters|Framework|"
    r"Security|Public|State|City|Port|Bridge|Tower|House|Hall|Street|University|Programme|Plan|Fund|Law|Court|Guidance|Operation)\b"
)
_AGENT = re.compile(
    r"\b(minister|secretary|chief|director|chair\w*|president|official|officer|operator|vendor|member|expert|citizen|compan(?:y|ie)|"
    r"agenc(?:y|ie)|entit(?:y|ie)|sector|stakeholder|government|academia|industry|team|staff|resident|inspector|committee|board)s?\b"
)
_EXPANSION = re.compile(
    r"(?<![A-Z])[A-Z]\w{1,60}+(?: [a-z]{1,60}+){0,2}(?: \w{1,60}+){1,8} ?[(,“\"‘]++ ?(?:known as |called |abbreviated |the )*+[A-Z][A-Z/]+"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of thing asked for and, where a count or a `which` names it, the noun (else "")."""

    kind: Kind
    noun: str = ""


_NOUN = re.compile(
    r"\b(?:how many|how much|what number of|number of|which are the|what are the|which|what)\s+((?:[\w'’/-]+\s*){1,5})", re.I
)
_NO_NOUN = re.compile(
    r"(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|there|in|of|on|at|to|for|from|with|by|that|who|"
    r"which|it|they|he|she|i|you|we|the|a|an|if|when|not|and|or|\w+[^e]ed)",
    re.I,
)
_PLURAL = re.compile(r"[^sui'’\W]s$|ies$|people$")


def asked(question: str) -> Asked:
    """What the question asks for; "thing" when nothing says."""
    bare = question.strip(" ?？!.")
    in_two = {kind for kind, first, then in _COMPILED_IN_TWO if (m := first.search(bare)) and then.search(bare, m.end())}
    kind: Kind = next((kind for kind, pattern in _COMPILED_QUESTION if kind in in_two or pattern.search(bare)), "thing")
    noun = _noun(question)
    if kind in ("thing", "manner", "yesno") and _PLURAL.search(noun):
        kind = "list"
    return Asked(kind, noun)


def _noun(question: str) -> str:
    """The noun phrase after "how many" or "which": the words up to a plural, or to a word that cannot be part of it."""
    found = _NOUN.search(question)
    words = found.group(1).split() if found else []
    phrase: list[str] = []
    for word, after in zip(words, [*words[1:], "is"][: len(words)], strict=True):
        # "Which team handles calls": a word in -s that no auxiliary or preposition follows is the verb of a singular noun.
        if _NO_NOUN.fullmatch(word) or (phrase and _PLURAL.search(word) and not _NO_NOUN.fullmatch(after)):
            break
        phrase.append(word)
        if _PLURAL.search(word):
            break
    return " ".join(phrase)


@lru_cache(maxsize=8192)
def holders(kind: Kind, text: str) -> tuple[tuple[int, int], ...]:
    """Spans of `text` that could be a thing of that kind; for kinds with no visible form, none."""
    if kind in ("person", "name"):
        named = tuple((a, b) for a, b in names(text) if not _DATES.search(text[a:b]))
        return named + tuple(match.span() for match in _AGENT.finditer(text)) if kind == "person" else named
    if kind == "definition":
        return tuple(match.span() for match in _EXPANSION.finditer(text))
    if kind in ("count", "amount"):
        text = _DATES.sub(lambda match: " " * len(match.group()), text)
    pattern = _COMPILED_EVIDENCE.get(kind)
    return tuple(match.span() for match in pattern.finditer(text)) if pattern else ()


def has_form(kind: Kind) -> bool:
    """Whether things of that kind have a visible form that `holders` can find."""
    return kind in ("person", "name", "definition") or kind in _COMPILED_EVIDENCE


def names(text: str) -> Iterator[tuple[int, int]]:
    """Spans of capitalised names; a single capitalised word that only begins a sentence is none."""
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        if start and text[start - 1].isalnum():
            continue
        if _STARTS_SENTENCE.search(text[max(0, start - 4) : start]):
            first = re.match(r"[\w'’-]+\s*(?:[a-z]+\s+)*", match.group())
            start += first.end() if first and not match.group()[1:2].isupper() else 0
        if start < end:
            yield start, end


def personal_names(text: str) -> list[str]:
    """Names that look like a person's: two capitalised words, neither of them of an office or a body."""
    return [match.group() for match in _PERSONAL.finditer(text) if not _OFFICE.search(match.group())]
