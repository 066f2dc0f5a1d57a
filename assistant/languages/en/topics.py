"""What an English question is about, and whether it needs what was asked before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.languages.en.answer_types import answer_type
from assistant.languages.en.courtesy import AUXILIARY
from index.tokens import Term, is_asking, terms_in_turn, terms_once

_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|those|these|there|here|one|ones|former|latter|same|such|both|(?<=the )(?:others?|rest|remaining))\b",
    re.I,
)
# "Is there", "it is true that", "this page": these words point at nothing said before.
_EMPTY_PRONOUN = re.compile(
    r"\b(is|are|was|were|has|have|had) there\b|\bthere (is|are|was|were|has|have)\b|\bit (is|was) (true|correct|possible|known)\b|"
    r"\b(is|was) it (true|correct|possible)\b|\bthat (is|are|was|were|has|have|can|will)\b|\b(say|said|know|true|sure|heard|mean|think|stated?|announced?) that\b|\b(?!(?:is|was|does|has)\b)\w+(s|ed|ing|ion|ies|ance|ment) that\b|\bbe (it|one)\b|\bone of\b",
    re.I,
)
_ELLIPSIS = re.compile(
    rf"^\W*(and|but|also|or|then|what about|how about|what else|anything else|since when|how so|(?:why|when|where)(?!\s+{AUXILIARY}\s+\w+\s+\w))\b(?=.{{0,40}}$)",
    re.I,
)
_NEW_TOPIC = re.compile(
    r"\b(another|different|other|new|separate) (matter|topic|question|subject|thing|note)\b|\bby the way\b|\bunrelated\b|\bchanging (the )?(topic|subject)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A question with its content terms and those of them that name something."""

    text: str
    content: tuple[Term, ...]
    names: tuple[Term, ...]


# The parts of a message are read several times, for themselves and as what comes before another.
@lru_cache(maxsize=32)
def _read(text: str) -> _Read:
    content = tuple(term for term in terms_once(text) if not is_asking(term.term))
    return _Read(text, content, tuple(term for term in content if _is_name(text[: term.end], term.start)))


def _is_name(text: str, start: int) -> bool:
    """Whether a word is written like a name; the first one has a capital anyway."""
    return text[start].isupper() and (start > 0 or (len(text) > 1 and text.isupper()))


def subject(question: str) -> str:
    """The question from its first to its last name; a lone name says too little, so it takes the rest along."""
    read = _read(question)
    words = read.names if len(read.names) > 1 else read.content
    return question[words[0].start : words[-1].end] if words else ""


def names_something(question: str) -> bool:
    """Whether a name stands in the question."""
    return bool(_read(question).names)


def changes_topic(text: str) -> bool:
    """Whether a text says that it is about another matter."""
    return bool(_NEW_TOPIC.search(text))


def needs_topic(question: str) -> bool:
    """Whether a question points at what was asked before it, or says too little alone."""
    read = _read(question)
    text, content, names = read.text, read.content, read.names
    if changes_topic(text):
        return False
    elliptic = bool(_ELLIPSIS.match(text))
    pronoun = _PRONOUN.search(_EMPTY_PRONOUN.sub(lambda m: "_" * len(m.group()), text))
    if pronoun:
        before = sum(term.end <= pronoun.start() for term in content)
        # A subject before a pronoun that closes the sentence is not what that pronoun stands for: "when did she sign it".
        closes = not re.search(r"\w", text[pronoun.end() :])
        return before < 4 and (closes or not any(term.end <= pronoun.start() for term in names))
    if names:
        return elliptic and len(content) <= 1 and answer_type(text) != "thing"
    return len(content) <= 1 or (elliptic and len(content) <= 2)


def content_words(text: str) -> Iterator[str]:
    """The words of a text that are no stop words, one after the other, for who may not need all of them."""
    return (text[term.start : term.end] for term in terms_in_turn(text))
