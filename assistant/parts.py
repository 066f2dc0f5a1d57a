"""Takes a message apart: courtesies and chatter aside, one part for each thing asked."""

import re
from dataclasses import dataclass

from assistant.courtesy import PREPOSITION, WH, without_courtesy

_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)"
_IMPERATIVE = (
    r"(?:list|name|describe|explain|give|tell|show|state|enumerate|summari[sz]e|define|identify|mention|outline|specify)"
)
_OPENS = (
    rf"(?:{PREPOSITION}?{WH}\b|{_AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any|all|[A-Z]\w*|\w+s)\b|{_IMPERATIVE}\b)"
)

_NAMED = r"the (?:date|year|name|number|reason|purpose)s? (?:of|that|when|on which|for)"

_SENTENCE_END = re.compile(r"(?<=[?!])\s+|(?<=[a-z0-9)\]\"”’]\.)\s+(?=[A-Z\"“])|(?<=[。？！])")
_IS_QUESTION = re.compile(
    rf"\?|？|か。?$|^\W*(?:and |but |so |also |now |ok |okay |then |well |please |kindly )*{_OPENS}", re.I
)
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:and\s+|also\s+|plus\s+)?|\s(?:and|plus|as well as)\s+(?:also\s+)?)(?={PREPOSITION}?{WH}\b|{_NAMED}\b)",
    re.I,
)
_JOINT_AUXILIARY = re.compile(
    rf"\s*,?\s+and\s+(?=(?:{_AUXILIARY}\s+(?:the|a|an|it|its|they|he|she|there|any)\b|(?:do|does|did|is|are|was|were|has|have)\s+[\w-]+(?:\s[\w-]+)?\s+\w+|{_IMPERATIVE}\s+(?:me\s+)?(?:the|all|its|their)\b))",
    re.I,
)
_ONE_WORD = re.compile(r"\W*+\w*+\W*+")


@dataclass(frozen=True, slots=True)
class Message:
    """`parts` are the things asked, at least one; `context` is what was said before and beside the first of them."""

    parts: tuple[str, ...]
    context: tuple[str, ...]


def take_apart(text: str) -> Message:
    """The parts of a message in order. A message without any question is one part."""
    # The patterns look at every blank of a run anew.
    text = " ".join(text.split())
    sentences = [s.strip() for s in _SENTENCE_END.split(text) if s.strip()]
    bare = [without_courtesy(s) for s in sentences]
    asking = [i for i, s in enumerate(sentences) if _IS_QUESTION.search(s) or _IS_QUESTION.search(bare[i])]
    if not asking:
        return Message((without_courtesy(text),), ())
    dropped = sentences[asking[0]].removesuffix(bare[asking[0]])
    parts = [part for i in asking for part in _split(bare[i])]
    told = next(i for i, part in enumerate(parts) if _IS_QUESTION.search(part) or i == len(parts) - 1)
    return Message(tuple(parts[told:]), tuple(filter(None, (*sentences[: asking[0]], dropped, *parts[:told]))))


def _split(question: str) -> list[str]:
    pieces = [piece for part in _JOINT.split(question) for piece in _JOINT_AUXILIARY.split(part)]
    pieces = [piece.strip(" ,;") for piece in pieces if re.search(r"\w", piece)]
    # A piece of one word ("how") asks nothing alone: it belongs to the piece before it, and what follows one to it.
    whole: list[list[str]] = []
    for piece in pieces:
        if whole and (_ONE_WORD.fullmatch(piece) or (len(whole[-1]) == 1 and _ONE_WORD.fullmatch(whole[-1][0]))):
            whole[-1].append(piece)
        else:
            whole.append([piece])
    return [" and ".join(group) for group in whole] or [question]
