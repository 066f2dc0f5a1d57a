"""English sentences that ask something, and the several things that one of them may ask."""

import re

from assistant.languages.en.courtesy import PREPOSITION, WH

AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)"
_IMPERATIVE = (
    r"(?:list|name|describe|explain|give|tell|show|state|enumerate|summari[sz]e|define|identify|mention|outline|specify)"
)
_OPENS = (
    rf"(?:{PREPOSITION}?{WH}\b|{AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any|all|[A-Z]\w*|\w+s)\b|{_IMPERATIVE}\b)"
)

_NAMED = r"the (?:date|year|name|number|reason|purpose)s? (?:of|that|when|on which|for)"

# A short form such as "NISC." may end a sentence, an initial such as "J." does not.
_SENTENCE_END = re.compile(r"(?<=[?!])\s+|(?:(?<=[a-z0-9)\]\"”’]\.)|(?<=[A-Z]{3}\.))\s+(?=[A-Z\"“])|(?<=[。？！])")
_OPENING = rf"^\W*(?:and |but |so |also |now |ok |okay |then |well |please |kindly )*{_OPENS}"
_BEGINS = re.compile(_OPENING, re.I)
_IS_QUESTION = re.compile(rf"\?|？|{_OPENING}", re.I)
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:and\s+|also\s+|plus\s+)?|\s(?:and|plus|as well as)\s+(?:also\s+)?)(?={PREPOSITION}?{WH}\b|{_NAMED}\b)",
    re.I,
)
_JOINTAUXILIARY = re.compile(
    rf"\s*,?\s+and\s+(?=(?:{AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any)\b|(?:do|does|did|is|are|was|were|has|have)\s+[\w-]+(?:\s[\w-]+)?\s+\w+|{_IMPERATIVE}\s+(?:me\s+)?(?:the|all|its|their)\b))",
    re.I,
)
_ONE_WORD = re.compile(r"\W*+\w*+\W*+")


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
    pieces = [piece for part in _JOINT.split(question) for piece in _JOINTAUXILIARY.split(part)]
    pieces = [piece.strip(" ,;") for piece in pieces if re.search(r"\w", piece)]
    # A piece of one word ("how") asks nothing alone: it belongs to the piece before it, and what follows one to it.
    whole: list[list[str]] = []
    for piece in pieces:
        if whole and (_ONE_WORD.fullmatch(piece) or (len(whole[-1]) == 1 and _ONE_WORD.fullmatch(whole[-1][0]))):
            whole[-1].append(piece)
        else:
            whole.append([piece])
    return [" and ".join(group) for group in whole] or [question]
