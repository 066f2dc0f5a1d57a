"""What type of answer an English question asks for, and whether a text tells a time."""

import re

from assistant.languages.kinds import Kind

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
_LEAD_IN = r"^(?:\W|and |but |so |also |since |until |from |by |on |in |at |about |for |till |exactly )*"

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

_DATE = rf"\b\d{{1,2}} ({_MONTHS})( \d{{4}})?\b|\b({_MONTHS})(,? \d{{4}}| \d{{1,2}}(, \d{{4}})?)?\b|\b(1[0-9]|20)\d\d(s|[-–/]\d\d+)?\b|\bFY ?\d+|(?<!\d)\d++[年月]"
_TIME = re.compile(
    rf"{_DATE}|\b\d{{1,2}}(st|nd|rd|th) centur|\b\d+ ?(bc|ad|bce|ce)\b|\b\d{{3}}s?\b|centur(y|ies)\b|\b({_DAYS}|spring|summer|autumn|winter|midnight|noon)\b|\b(after|before|within) ({_NUMBER_WORDS}|\d+)|\b(when|once|as soon as) (it|they|he|she|the|there|an?)\b",
    re.I,
)
_COMPILED_QUESTION = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _QUESTION)
_COMPILED_IN_TWO = tuple((kind, re.compile(first, re.I), re.compile(then, re.I)) for kind, first, then in _QUESTION_IN_TWO)


_NOUN = re.compile(
    r"\b(?:how many|how much|what number of|number of|which are the|what are the|which|what)\s+((?:[\w'’/-]+\s*){1,5})", re.I
)
_NO_NOUN = re.compile(
    r"(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|there|in|of|on|at|to|for|from|with|by|that|who|"
    r"which|it|they|he|she|i|you|we|the|a|an|if|when|not|and|or|\w+[^e]ed)",
    re.I,
)
_LATEST = re.compile(
    r"\b(latest|newest|most recent|last) (?:\w+ ){0,3}(news|announcements?|updates?|items?|notices?|posts?|releases?|headlines?|publications?)\b|\bwhat(?:'s| is|’s) new\b",
    re.I,
)
_PLURAL = re.compile(r"[^sui'’\W]s$|ies$|people$")


def answer_type(question: str) -> Kind:
    """The type of answer that a question asks for; "thing" when nothing says."""
    bare = question.strip(" ?？!.")
    in_two = {kind for kind, first, then in _COMPILED_IN_TWO if (m := first.search(bare)) and then.search(bare, m.end())}
    kind: Kind = next((kind for kind, pattern in _COMPILED_QUESTION if kind in in_two or pattern.search(bare)), "thing")
    if kind in ("thing", "manner", "yesno") and _PLURAL.search(_noun(question)):
        kind = "list"
    return kind


def asks_for_latest(question: str) -> bool:
    """Whether the newest of several is asked for."""
    return bool(_LATEST.search(question))


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


def holds_time(text: str) -> bool:
    """Whether a text tells a date or another point in time."""
    return bool(_TIME.search(text))
