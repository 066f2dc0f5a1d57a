"""Takes a message apart: courtesies and chatter aside, one part for each thing asked."""

import re
from dataclasses import dataclass

_WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
_PREPOSITION = r"(?:(?:in|on|at|from|since|until|by|for|to|of|with|under|during|through)\s+)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)"
_IMPERATIVE = (
    r"(?:list|name|describe|explain|give|tell|show|state|enumerate|summari[sz]e|define|identify|mention|outline|specify)"
)
_OPENS = (
    rf"(?:{_PREPOSITION}?{_WH}\b|{_AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any|all|[A-Z]\w*|\w+s)\b|{_IMPERATIVE}\b)"
)

_NAMED = r"the (?:date|year|name|number|reason|purpose)s? (?:of|that|when|on which|for)"

_SENTENCE_END = re.compile(r"(?<=[?!])\s+|(?<=[a-z0-9)\]\"”’]\.)\s+(?=[A-Z\"“])|(?<=[。？！])")
_IS_QUESTION = re.compile(
    rf"\?|？|か。?$|^\W*(?:and |but |so |also |now |ok |okay |then |well |please |kindly )*{_OPENS}", re.I
)
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:and\s+|also\s+|plus\s+)?|\s(?:and|plus|as well as)\s+(?:also\s+)?)(?={_PREPOSITION}?{_WH}\b|{_NAMED}\b)",
    re.I,
)
_PREFACE = re.compile(rf"^[^:?]{{0,120}}:\s+(?={_PREPOSITION}?{_WH}\b)", re.I)
_JOINT_AUXILIARY = re.compile(
    rf"\s*,?\s+and\s+(?=(?:{_AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any)\b|(?:do|does|did|is|are|was|were|has|have)\s+[\w-]+(?:\s[\w-]+)?\s+\w+|{_IMPERATIVE}\s+(?:me\s+)?(?:the|all|its|their)\b))",
    re.I,
)
_ADDRESS = re.compile(
    rf"^.{{0,200}}?\b(?:you|me|i|i'm|i'd|us|we|please|kindly|grateful|appreciate|anyone|anybody|somebody|someone)\b.{{0,160}}?"
    rf"(?:\b(?:know|tell|say|explain|wonder(?:ing)?|ask|inform|clarify|confirm|see|find out|find|learn|hear|understand|advise|remind|explaining|telling|sure|check|share|idea)\b)"
    rf"(?:\s+(?:me|us|out|about|to me|please|kindly))*[^?]{{0,80}}?\s*(?:,\s*)?(?=(?:{_PREPOSITION}?{_WH}|whether|if)\b)",
    re.I | re.S,
)
_WHETHER = re.compile(r"^(?:whether|if)\s+", re.I)
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|dear \w+|good (?:morning|afternoon|evening|day)|excuse me|sorry|thanks|thank you|thx|many thanks|ok|okay|well|so|right|great|now|and|but|then|also|yo|um|please|pls|kindly|"
    r"on another (?:matter|note|topic|subject)|by the way|btw|(?:one )?(?:more|other|last|different|quick) (?:question|thing)|next|"
    r"(?:could|can|would|will) (?:you|u) (?:please |kindly |pls )?(?:tell|give|show|explain to|remind|inform) (?:me|us)|(?:tell|give|show|remind) (?:me|us)(?: about)?|"
    r"i(?:'d| would) (?:like|love) to (?:know|ask|learn|hear|find out)(?: about)?|i (?:want|need) to know(?: about)?|i(?:'m| am| was) (?:curious|wondering)(?: about)?|"
    r"(?:do|does) (?:you|anyone|anybody) (?:know|happen to know)|any idea)\b[\s,.:;!-]*)+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Message:
    """`parts` are the things asked, at least one; `context` is what was said before and beside the first of them."""

    parts: tuple[str, ...]
    context: tuple[str, ...]


def take_apart(text: str) -> Message:
    """The parts of a message in order. A message without any question is one part."""
    sentences = [s.strip() for s in _SENTENCE_END.split(text) if s.strip()]
    asking = [i for i, s in enumerate(sentences) if _IS_QUESTION.search(s) or _IS_QUESTION.search(without_courtesy(s))]
    if not asking:
        return Message((without_courtesy(text),), ())
    first = sentences[asking[0]]
    dropped = first.removesuffix(without_courtesy(first))
    parts = [part for i in asking for part in _split(without_courtesy(sentences[i]))]
    told = next(i for i, part in enumerate(parts) if _IS_QUESTION.search(part) or i == len(parts) - 1)
    return Message(tuple(parts[told:]), tuple(filter(None, (*sentences[: asking[0]], dropped, *parts[:told]))))


def without_courtesy(sentence: str) -> str:
    """The sentence without greeting, thanks and "could you please tell me"."""
    bare = _OPENING.sub("", sentence)
    bare = _PREFACE.sub("", _WHETHER.sub("", _ADDRESS.sub("", bare)))
    return bare if re.search(r"\w{2}", bare) else sentence


def _split(question: str) -> list[str]:
    pieces = [piece for part in _JOINT.split(question) for piece in _JOINT_AUXILIARY.split(part)]
    pieces = [piece.strip(" ,;") for piece in pieces if re.search(r"\w", piece)]
    # A piece of one or two words ("how", "and when") asks nothing alone: it belongs to the piece before it.
    whole: list[str] = []
    for piece in pieces:
        if whole and min(len(re.findall(r"\w+", piece)), len(re.findall(r"\w+", whole[-1]))) < 2:
            whole[-1] = f"{whole[-1]} and {piece}"
        else:
            whole.append(piece)
    return whole or [question]
