"""English sentences that ask something, and the several things that one of them may ask."""

import re

from assistant.languages.en.courtesy import AUXILIARY, PREPOSITION, WH

_IMPERATIVE = (
    r"(?:list|name|describe|explain|give|tell|show|state|enumerate|summari[sz]e|define|identify|mention|outline|specify)"
)
_OPENS = (
    rf"(?:{PREPOSITION}?{WH}\b|{AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any|all|[A-Z]\w*|\w+s)\b|{_IMPERATIVE}\b)"
)

_NAMED = r"the (?:date|year|name|number|reason|purpose)s? (?:of|that|when|on which|for)"

# A short form such as "NISC." may end a sentence, an initial such as "J." and a title such as "Dr." do not.
_TITLE = "".join(rf"(?<!\b{title}\.)" for title in ("Dr", "Mr", "Ms", "St", "No", "vs", "Mrs", "Prof", r"e\.g", r"i\.e"))
_SENTENCE_END = re.compile(rf"(?<=[?!])\s+|(?:(?<=[a-z0-9)\]\"”’]\.){_TITLE}|(?<=[A-Z]{{3}}\.))\s+(?=[A-Z\"“])|(?<=[。？！])")
_OPENING = rf"^\W*(?:and |but |so |also |now |ok |okay |then |well |please |kindly )*{_OPENS}"
_BEGINS = re.compile(_OPENING, re.I)
_IS_QUESTION = re.compile(rf"\?|？|{_OPENING}", re.I)
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:and\s+|also\s+|plus\s+)?|\s(?:and|plus|as well as)\s+(?:also\s+)?)(?={PREPOSITION}?{WH}\b|{_NAMED}\b)",
    re.I,
)
_NO_SUBJECT = r"(?:now|still|also|then|not|currently|already|only|in|on|at|by|for|to|of|from|with|under|being|been)"
_JOINTAUXILIARY = re.compile(
    rf"\s*,?\s+and\s+(?=(?:{AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any)\b|(?:do|does|did|is|are|was|were|has|have)\s+(?!{_NO_SUBJECT}\b)[\w-]+(?:\s[\w-]+)?\s+\w+|{_IMPERATIVE}\s+(?:me\s+)?(?:the|all|its|their)\b))",
    re.I,
)
# "How" asks nothing alone, nor does "in which year": they go with what follows, the one word also with what stands before.
_ONE_WORD = re.compile(r"\W*+\w*+\W*+")
_FRAGMENT = re.compile(rf"\W*+(?:\w*+|{PREPOSITION}?(?:which|what|whose)(?:\s+(?!{AUXILIARY}\b)\w++){{1,2}})\W*+", re.I)
# "When the alarm rings", "Does my grandfather" with "who is 80" after it, "the difference between the one" and the other.
_CONDITION = re.compile(rf"(?:and |but )?(?:when|where|if|while|once|unless)\s+(?!{AUXILIARY}\b|(?:and|or)\b)\w", re.I)
_YES_NO = re.compile(rf"{AUXILIARY}\b", re.I)
_RELATIVE = re.compile(r"(?:which|whose|whom|who|where|when)\b", re.I)
_CLAUSE = re.compile(r"(?:which|whose|whom)\s+(?:is|was|are|were|has|have|had)\b", re.I)
_HALF = re.compile(r"\bbetween\b(?!.*\band\b)", re.I)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends none."""
    # The patterns look at every blank of a run anew.
    text = " ".join(text.split())
    return [s.strip() for s in _SENTENCE_END.split(text) if s.strip()]


def begins_as_question(text: str) -> bool:
    """Whether a text begins as a question does, or as what asks for a list or an explanation."""
    return bool(_BEGINS.match(text))


def asks(sentence: str) -> bool:
    """Whether a sentence has a question mark or begins as a question."""
    return bool(_IS_QUESTION.search(sentence))


def split(question: str) -> list[str]:
    """The things asked by one sentence that joins several with "and"."""
    cuts = sorted(match.span() for joint in (_JOINT, _JOINTAUXILIARY) for match in joint.finditer(question))
    ends = [*(start for start, _ in cuts[1:]), len(question)]
    pieces, first, last = [], 0, 0
    for (start, end), following in zip(cuts, ends, strict=False):
        if not _hold_together(question[first:start], question[last:start], question[start:end], question[end:following]):
            pieces.append(question[first:start])
            first = end
        last = end
    bare = (piece.strip(" ,;") for piece in (*pieces, question[first:]))
    return [piece for piece in bare if re.search(r"\w", piece)] or [question]


def _hold_together(whole: str, before: str, joint: str, after: str) -> bool:
    """Whether what stands before a joint asks nothing without what follows it; `whole` goes further back than `before`."""
    if _FRAGMENT.fullmatch(before) or _ONE_WORD.fullmatch(after) or _HALF.search(whole):
        return True
    if joint.strip(" ,;"):
        return False
    return bool(_CONDITION.match(whole) or _CLAUSE.match(after) or (_YES_NO.match(whole) and _RELATIVE.match(after)))
