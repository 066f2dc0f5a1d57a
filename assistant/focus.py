"""What a question is about to learn of its subject: the word that an answer cannot do without.

"Who chairs the Council" and "what is the budget of the Council" both name the Council; a text about the Council that neither
speaks of chairing nor of a budget is a near miss. Found by word order alone, since no tagger comes with the encoder.
"""

import re
from functools import lru_cache

from index.tokens import STOPWORDS, is_asking, stem

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[(),;:?!.]")
_WH = {"who", "whom", "whose", "what", "which", "when", "where", "why", "how"}
_AUXILIARY = set(
    "is are was were be been being do does did has have had can could will would shall should may might must 's to".split()
)
_COPULA = {"is", "are", "was", "were", "'s"}
_DETERMINER = set(
    "a an the its his her their this that these those any some each every no all both such our your my next last".split()
)
_PREPOSITION = set(
    "of in on at by for from with to into under over between among about against within through during before after since "
    "until as than across behind beyond per via and or".split()
)
_ADVERB = {
    "currently",
    "now",
    "first",
    "originally",
    "newly",
    "officially",
    "actually",
    "exactly",
    "also",
    "ever",
    "still",
    "there",
}

_HELPERS = _AUXILIARY | _ADVERB


@lru_cache(maxsize=2048)
def focus(question: str) -> str:
    """The stem of the verb, or of the attribute ("the budget of ..."), that is asked about; "" where that is unclear."""
    words = [match.group() for match in _WORD.finditer(question)]
    at = next((i for i, word in enumerate(words) if word.casefold() in _WH), None)
    if at is None:
        return ""
    rest = words[at + 1 :]
    if words[at].casefold() in {"which", "how", "whose"}:
        rest = _after_noun(rest)
    found = _focus(rest, attributes=words[at].casefold() in {"who", "what"})
    return found if found and not is_asking(found) else ""


def _after_noun(words: list[str]) -> list[str]:
    """What follows "which sectors" or "how many members": from the first auxiliary on, or from the word after the noun."""
    for i, word in enumerate(words):
        if word.casefold() in _AUXILIARY:
            return words[i:]
        if i and (word.endswith("ed") or (word.endswith("s") and not words[i - 1].endswith("s") and i > 1)):
            return words[i:]
    return words[1:]


def _focus(words: list[str], attributes: bool) -> str:
    at = next((i for i, word in enumerate(words) if word.casefold() not in _HELPERS), len(words))
    helper, words = words[at - 1].casefold() if at else "", words[at:]
    if not words:
        return ""
    if not helper:
        return _content(words[0])
    ends = _PREPOSITION if attributes and helper in _COPULA else {"of"}
    return (words[0].casefold() in _DETERMINER and _attribute(words, ends)) or _verb(words)


def _attribute(words: list[str], ends: set[str]) -> str:
    """In "the term of office of ...", "the budget": the noun before the preposition or the end; "" where a verb follows."""
    noun = ""
    for word in words[1:]:
        folded = word.casefold()
        if folded in ends or not word[0].isalnum():
            return _content(noun) if noun and noun[0].islower() else ""
        if folded in _PREPOSITION or folded in _AUXILIARY:
            return ""
        noun = word
    return _content(noun) if noun and noun[0].islower() and "of" not in ends else ""


def _verb(words: list[str]) -> str:
    """The first plain word that follows neither a determiner nor a preposition, once the subject has begun."""
    before = ""
    for position, word in enumerate(words):
        folded = word.casefold()
        plain = word[0].isalpha() and word.islower() and folded not in STOPWORDS and "-" not in word
        begun = position > 0 and before not in _DETERMINER and before not in _PREPOSITION
        if plain and (begun or before in _AUXILIARY or position == 0) and before not in _DETERMINER:
            return _content(word)
        before = folded
    return ""


def _content(word: str) -> str:
    if not word or not word[0].isalpha() or word.casefold() in STOPWORDS:
        return ""
    return stem(word)
