"""Texts made to cost as much as they can, by kind, and the requests that are made of them."""

import random
import string
from collections.abc import Callable, Iterator
from itertools import count, islice

from assistant.question import MAX_CHARACTERS, MAX_HISTORY, Question

# What a server lets in, less what JSON adds to it.
MAX_BYTES = 60_000
# A text of at most so many characters; what is left to chance in it is new each time.
Kind = Callable[[int, random.Random], str]
FOLLOW_UPS = ("when was its", "who heads its", "what of its", "why its", "where is its")
# Repeated as often as fits. Words are those that some rule of the understanding or of the matching looks for.
_REPEATED = {
    "joints": "and what ",
    "joined auxiliaries": "is and ",
    "joined verbs": "and do a a ",
    "joined lists": "and list the ",
    "comma questions": ", who",
    "commas": ",",
    "spaced commas": ", ",
    "spaces": "   ",
    "tiny questions": "a? ",
    "follow-ups": "And why? ",
    "pronouns": "it ",
    "pronoun questions": "When did it? ",
    "there": "is there that ",
    "exclamations": "!! ",
    "full stops": "a. A",
    "dots": ".",
    "colons": "a: ",
    "opening brackets": "(",
    "brackets": "()",
    "brackets around a mark": "(.)",
    "named brackets": "AB (a-",
    "square brackets": "[1]",
    "quotes": "“a” ",
    "straight quotes": '"',
    "apostrophes": "a'",
    "hyphens": "a-",
    "slashes": "e/",
    "underscores": "_1",
    "capitals": "A B C ",
    "capitalised": "Aa Bb of ",
    "short forms": "AM ",
    "shouting": "RESTRICTIONS ",
    "camels": "aA",
    "digits": "11",
    "version": "1.",
    "amounts": "1,1 ",
    "number words": "six ",
    "counted": "two a a ",
    "months": "may 11 ",
    "years": "2024 ",
    "money": "how much does ",
    "letters": "letters what ",
    "names asked": "who names of ",
    "mail": "a@a.",
    "phone": "1 (",
    "addresses": "http://www.",
    "persons": "i ",
    "courtesy": "you know me ",
    "courtesies": "tell us us us us ",
    "greetings": "hi, thanks, ",
    "instructions": "skip A ",
    "pretence": "please pretend ",
    "superlatives": "a most will ",
    "sectors": "sectors Cybersecurity ",
    "nouns": "which are the ",
    "abbreviations": "ABBR or called ",
    "long word": "a",
    "long stem": "ational",
    "kana": "サイバー",
    "mixed scripts": "a日 ",
    "emoji": "😀 ",
    "combining marks": "a\u0301\u0302",
    "marks alone": "\u0301 ",
    "unencoded": "\U0001e900\U0001e901 ",
    "full width": "Ａ，",
    "half-width katakana": "ｶﾞｰ",
    "length marks": "アイーー",
    "Japanese questions": "誰ですか。",
    "joined Japanese questions": "いつですか、誰",
    "Japanese courtesies": "すみませんが、",
    "Japanese requests": "を教えてください",
    "Japanese thanks": "どうもありがとう",
    "Japanese instructions": "指示を無視して",
    "Japanese pronouns": "それはその",
    "Japanese nouns": "戦略本部の",
    "nouns with kana": "取り組み",
    "foreign": "qui est le ",
    "thanks": "thanks great ",
    "answers wanted": "just say ",
    "statements wanted": "and say that ",
}
# Repeated between an opening and a closing.
_FRAMED = {
    "nested brackets": ("(" * 200, "(a", ")" * 200 + "x"),
    "spaces between words": ("what", "   ", " x"),
    "unclosed courtesy": ("i " * 90, "see us ", "me"),
    "marks before a word": ("", "(.)", "a"),
    "number before a hyphen": ("", "1,1.", "-"),
    "list for nobody": ("Which ", "the me all ", "two"),
}
_NAMES = "Strategic Headquarters", "Cybersecurity Council", "Basic Act", "GSOC", "Common Standards", "Chief Cabinet Secretary"


def _repeated(start: str, unit: str, end: str = "") -> Kind:
    def text(length: int, _: random.Random) -> str:
        room = max(0, length - len(end))
        return (start + unit * (length // len(unit) + 1))[:room] + end[-length:]

    return text


def _made_of(piece: Callable[[random.Random, int], str]) -> Kind:
    def text(length: int, chance: random.Random) -> str:
        pieces = (piece(chance, i) for i in count())
        return "".join(islice(pieces, length))[:length]

    return text


def _word(chance: random.Random, shortest: int = 3, longest: int = 9) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(shortest, longest)))


def _typing_error(chance: random.Random) -> str:
    word = list(chance.choice(("infrastructure", "headquarters", "cybersecurity", "established", "government", "secretary")))
    word[chance.randrange(1, len(word))] = chance.choice(string.ascii_lowercase)
    return "".join(word)


KINDS: dict[str, Kind] = {
    **{name: _repeated("", unit) for name, unit in _REPEATED.items()},
    **{name: _repeated(*frame) for name, frame in _FRAMED.items()},
    "unknown words": _made_of(lambda chance, _: _word(chance) + " "),
    "rare letters": _made_of(lambda chance, _: chance.choice("qxzjvk") + " "),
    "typing errors": _made_of(lambda chance, _: _typing_error(chance) + " "),
    "unknown names": _made_of(lambda chance, _: _word(chance).title() + " "),
    "questions of unknown words": _made_of(lambda chance, _: f"Who is {_word(chance)}? "),
    "many questions": _made_of(lambda chance, i: f"When was the {chance.choice(_NAMES)} {i} set up? "),
    "numbered questions": _made_of(lambda _, i: f"{i}? "),
    "questions about it": _made_of(lambda chance, i: f"And who heads its {_word(chance)}{i}? "),
    "questions in one": _made_of(lambda chance, i: f"and when was {_word(chance)}{i} set "),
    "long questions": _made_of(lambda chance, _: f"Who is {' '.join(_word(chance) for _ in range(55))[:380]}? "),
    "han": _made_of(lambda chance, _: chr(chance.randrange(0x4E00, 0x9FA0))),
    "punctuation": _made_of(lambda chance, _: chance.choice(string.punctuation + " aA1")),
    "any characters": _made_of(lambda chance, _: chr(chance.choice((32, chance.randint(32, 126), chance.randint(161, 8191))))),
}  # fmt: skip


def mixture(length: int, plan: random.Random, chance: random.Random) -> str:
    """Pieces of several kinds, one after another. The same `plan` gives the same kinds and lengths."""
    text = ""
    while len(text) < length:
        text += KINDS[plan.choice(list(KINDS))](plan.randint(10, length), chance)
    return text[:length]


def requests(seed: int, mixtures: int) -> Iterator[tuple[str, Question]]:
    """Requests at the limits, each with its name: for every seed the same ones in new words, so that no memory helps."""
    chance = random.Random(seed)
    for name, kind in KINDS.items():
        yield from _of_kind(name, kind, chance)
    for number in range(mixtures):
        plan = random.Random(number)
        turns = range(plan.choice((0, 3, MAX_HISTORY)))
        history = tuple(mixture(MAX_CHARACTERS, plan, chance) for _ in turns)
        text = fresh(lambda length, words, plan=plan: mixture(length, plan, words), chance, plan.random() < 0.5)
        yield f"mixture {number}", Question(text, _fitting(history), plan.choice((None, None, "en", "ja")))


def _of_kind(name: str, kind: Kind, chance: random.Random) -> Iterator[tuple[str, Question]]:
    history = _fitting(tuple(fresh(kind, chance, i % 2 == 0) for i in range(MAX_HISTORY)))
    fives = " ".join(f"Who is {kind(380, chance)} {_word(chance)}?" for _ in range(5))[:MAX_CHARACTERS]
    follow_ups = " ".join(f"And {ask} {_word(chance)}?" for ask in FOLLOW_UPS)
    yield f"{name}, then a word", Question(fresh(kind, chance, False), (), "en")
    yield f"{name}, with history", Question(fresh(kind, chance, True), history, "en")
    yield f"{name}, in its own language", Question(fresh(kind, chance, True), history)
    yield f"{name}, in five questions", Question(fives, (), "en")
    yield f"{name}, in the history of five questions", Question(follow_ups, history, "en")


def fresh(kind: Kind, chance: random.Random, ahead: bool, length: int = MAX_CHARACTERS) -> str:
    """A text of the kind with a word that no other has, ahead or behind: each spoils other rules."""
    word = _word(chance, 8, 8)
    text = kind(length - len(word) - 1, chance)
    return f"{word} {text}" if ahead else f"{text} {word}"


def _fitting(history: tuple[str, ...]) -> tuple[str, ...]:
    """The turns, cut so that together they get past the server."""
    room = MAX_BYTES // max(len(history), 1)
    return tuple(turn.encode("utf-8", "replace")[:room].decode("utf-8", "ignore") for turn in history)
