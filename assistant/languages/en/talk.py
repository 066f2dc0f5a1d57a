"""English small talk."""

import re
from collections.abc import Mapping

from assistant.languages.language import Talk

_TALK: Mapping[Talk, re.Pattern[str]] = {
    "greeting": re.compile(
        r"(hi|hello|hey|hiya|greetings|good (morning|afternoon|evening|day)|howdy|how are you( doing)?( today)?|how do you do|nice to meet you|"
        r"(hi|hello|hey) there)",
        re.I,
    ),
    "thanks": re.compile(
        r"((many |ok |okay |great |perfect |super )?(thanks|thank you|thx|cheers|ta)( (a lot|so much|very much|for (your|the) (help|answer|time|information)|again))*|(that('s| is| was) )?(great|perfect|helpful|very helpful|ok|okay|nice|good|cool|got it|i see|understood))",
        re.I,
    ),
    "farewell": re.compile(
        r"(good ?bye|bye( bye)?|see you( later| soon)?|have a (nice|good|great) (day|evening|weekend)|that('s| is| will be) all)",
        re.I,
    ),
    "help": re.compile(
        r"(help|(who|what) are you|what (can|do) you (do|know|answer)( for me)?|what can i ask( you)?( about)?|how can you help( me)?|how (does|do) (this|you) work|"
        r"(can|could) you help( me)?|what is this)",
        re.I,
    ),
}
_OURSELVES = re.compile(r"\b(nisc )?assistant$", re.I)
_WORD = re.compile(r"[\w'’]+")
# Thanks and approval are said in many ways, but in few words: a text of these words alone asks nothing.
_THANKS = frozenset("thanks thank thx cheers".split())
_APPROVAL = frozenset(
    "great perfect helpful ok okay nice good cool understood wonderful excellent lovely brilliant super right alright fine yes yeah sure "
    "interesting hmm hm aha no nope".split()
)
_COURTEOUS = _THANKS | _APPROVAL | frozenset(
    "you very much so a lot really that's thats that was helps helped for your the this it all many big of help answer answers "
    "information explanation explaining time and again oh ah well now got i see most more indeed assistant hi hello hey bye".split()
)  # fmt: skip
# "Please explain in detail": it asks for nothing by itself.
_MORE = frozenset("explain elaborate detail details detailed briefly everything".split())
_ASKING_FOR_MORE = _MORE | frozenset("please in full more it this that me and the with some any".split())
# Said of the answer, not asked.
_PRAISE = re.compile(
    r"(?:(?:many |ok |okay )?(?:thanks|thank you|great|perfect|ok|okay|excellent|wonderful|nice|cool|good|interesting)\b(?: a lot| so much| very much)?[\s,.!]+)+"
    r"(?:that|this|it|you|i)(?:['’]s|['’]ve| is| was| were| have| helped| helps| see| got)\b[^?]*\Z",
    re.I,
)


def small_talk(text: str) -> Talk | None:
    """What kind of small talk a text is, if nothing else is in it."""
    bare = _OURSELVES.sub("", text).strip() or text
    kind = next((kind for kind, pattern in _TALK.items() if pattern.fullmatch(bare)), None)
    return kind or ("thanks" if _is_made_of(text, _COURTEOUS, _THANKS) else None)


def is_courtesy(text: str) -> bool:
    """Whether a text is thanks or approval only, or goes on with a word on the answer: "great, that was really useful"."""
    return _is_made_of(text, _COURTEOUS, _THANKS | _APPROVAL) or bool(_PRAISE.match(text))


def asks_for_more(text: str) -> bool:
    """Whether a sentence asks only to be told more of what is asked beside it."""
    return _is_made_of(text, _ASKING_FOR_MORE, _MORE)


def _is_made_of(text: str, allowed: frozenset[str], needed: frozenset[str]) -> bool:
    words = {word.lower().replace("’", "'") for word in _WORD.findall(text)}
    return words <= allowed and not words.isdisjoint(needed)
