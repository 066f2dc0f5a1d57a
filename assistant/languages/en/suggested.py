"""Questions made from English sentences of simple form."""

import re
from collections.abc import Iterator

from assistant.languages.en.answer_types import holds_time

# A name as the subject: up to six words that do not open a clause of their own.
_SUBJECT = r"((?!In |For |As |Since |By |This |These |It |He |She |They |A |An |Based )(?:The )?(?:[A-Z][\w’'/-]*|of|and|on|for|in charge)(?: (?:[A-Z][\w’'()/-]*|of|and|on|for|in charge)){0,6})"
_PASSIVE = re.compile(_SUBJECT + r" (was|were|is|are) (?:newly |first |also )?(\w+ed|set up|set|held|built|made)\b(.*)", re.S)
_BEEN = re.compile(_SUBJECT + r" has been (\w+ed|set up|set) since \d{4}")
_ACTIVE = re.compile(_SUBJECT + r" (?:not only )?(consists of|[a-z]{3,}s)\b(?! been\b)", re.S)
_HAS_DONE = re.compile(_SUBJECT + r" has (?!been )(set|published|issued|developed|\w+ed) ", re.S)
_NOT_VERBS = {"has", "was", "is", "does", "this", "its", "his", "as", "plays", "takes", "various", "previous"}


def questions_of(sentence: str) -> Iterator[str]:
    """Questions that a sentence of simple form answers: when, who or what by its voice, and what else it holds."""
    if match := _PASSIVE.match(sentence):
        subject, be, verb, rest = match.groups()
        if holds_time(rest):
            yield f"When {be} {_inside(subject)} {verb}?"
        if re.match(r"\s+by the [A-Z]", rest):
            yield f"Who {be} {_inside(subject)} {verb} by?"
    if match := _BEEN.match(sentence):
        yield f"Since when has {_inside(match.group(1))} been {match.group(2)}?"
    if match := _HAS_DONE.match(sentence):
        yield f"What has {_inside(match.group(1))} {match.group(2)}?"
    if (match := _ACTIVE.match(sentence)) and match.group(2) not in _NOT_VERBS:
        yield f"What does {_inside(match.group(1))} {_base_form(match.group(2))}?"


def _inside(subject: str) -> str:
    return f"the {subject[4:]}" if subject.startswith("The ") else subject


def _base_form(verb: str) -> str:
    if verb == "consists of":
        return "consist of"
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("sses", "shes", "ches", "xes")) else verb[:-1]
