"""What a question means within its conversation: small talk, a follow-up of the question before it, or a new topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.asked import asked
from assistant.question import beginning
from index.tokens import Term, is_asking, terms_once

# In characters: what is read of a turn to tell what it was about, and what is kept of that.
MAX_TURN = 500
MAX_TOPIC = 300
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|those|these|there|here|one|ones|former|latter|same|such|both)\b",
    re.I,
)
# "Is there", "it is true that", "this page": these words point at nothing said before.
_EMPTY_PRONOUN = re.compile(
    r"\b(is|are|was|were|has|have|had) there\b|\bthere (is|are|was|were|has|have)\b|\bit (is|was) (true|correct|possible|known)\b|"
    r"\b(is|was) it (true|correct|possible)\b|\bthat (is|are|was|were|has|have|can|will)\b|\b(say|said|know|true|sure|heard|mean|think|stated?|announced?) that\b|\b\w+(s|ed|ing|ion|ies|ance|ment) that\b|\bbe (it|one)\b|\bone of\b",
    re.I,
)
_ELLIPSIS = re.compile(
    r"^\W*(and|but|also|or|then|what about|how about|what else|anything else|since when|why|when|how so|where)\b(?=.{0,40}$)",
    re.I,
)
_NEW_TOPIC = re.compile(
    r"\b(another|different|other|new|separate) (matter|topic|question|subject|thing|note)\b|\bby the way\b|\bunrelated\b|\bchanging (the )?(topic|subject)\b",
    re.I,
)
_LAST_WORD = re.compile(r"\w\W*\Z")
_BRACKETS = re.compile(r"\(([^()]+)\)")

_INSTRUCTION = re.compile(
    r"\b(ignore|forget|disregard|override|bypass|drop|skip|set aside|never mind)\b.{0,30}\b(instructions?|rules?|sources?|prompts?|guidelines|restrictions?|"
    r"corpus|documents?|everything|above|context)\b|\bsystem prompt\b|\byou are (now|no longer)\b|(?:^|[.!?:,]\s*|\b(?:you (?:must|should|will|shall)|please|now) )(pretend|act|behave|role-?play)\b.{0,20}\b(as|to be|that|you)\b|"
    r"\b(just|simply|only) (say|answer|reply|write|output|print|repeat)\b|\b(say|reply|answer|respond) with (only|just|exactly)\b|\bjailbreak|developer mode|"
    r"\b(from|using) (your )?(general|own) knowledge\b|(指示|命令|ルール|プロンプト).{0,8}(無視|忘れ)|システムプロンプト",
    re.I,
)

_TALK = {
    "greeting": re.compile(
        r"(hi|hello|hey|hiya|greetings|good (morning|afternoon|evening|day)|howdy|how are you( doing)?( today)?|how do you do|nice to meet you|"
        r"(hi|hello|hey) there|こんにちは|こんばんは|おはよう(ございます)?|はじめまして)",
        re.I,
    ),
    "thanks": re.compile(
        r"((many |ok |okay |great |perfect |super )?(thanks|thank you|thx|cheers|ta)( (a lot|so much|very much|for (your|the) (help|answer|time|information)|again))*|(that('s| is| was) )?(great|perfect|helpful|very helpful|ok|okay|nice|good|cool|got it|i see|understood)|"
        r"ありがとう(ございます|ございました)?|どうも|了解(です|しました)?)",
        re.I,
    ),
    "farewell": re.compile(
        r"(good ?bye|bye( bye)?|see you( later| soon)?|have a (nice|good|great) (day|evening|weekend)|that('s| is| will be) all|さようなら|失礼します)",
        re.I,
    ),
    "help": re.compile(
        r"(help|(who|what) are you|what (can|do) you (do|know|answer)( for me)?|what can i ask( you)?( about)?|how can you help( me)?|how (does|do) (this|you) work|"
        r"(can|could) you help( me)?|what is this|使い方(を教えて(ください)?)?|(あなた|君)は(誰|だれ|何)(ですか)?|何ができますか|ヘルプ)",
        re.I,
    ),
}


def small_talk(text: str) -> str | None:
    """ "greeting", "thanks", "farewell" or "help" where the whole message is just that, else None."""
    bare = " ".join(re.sub(r"[^\w'\s]", " ", text).split())
    bare = re.sub(r"\b(nisc )?assistant$", "", bare, flags=re.I).strip() or bare
    return next((kind for kind, pattern in _TALK.items() if pattern.fullmatch(bare)), None)


def is_instruction(text: str) -> bool:
    """Whether a message tells the assistant how to behave instead of asking about the corpus (a prompt injection)."""
    return bool(_INSTRUCTION.search(text))


def standalone(question: str, history: Sequence[str], beside: bool = False, topic: str = "") -> str:
    """The question with the topic of the conversation added where it needs one: "And since when? (the committee)".

    `beside` tells that it stands in one message with the question before it, and so is about the same unless it names another.
    `topic` is what the conversation was about before the history, where that is known without its questions.
    """
    for turn in history:
        topic = topic_after(turn, topic)
    return completed(question, topic, history[-1] if beside else "")


def completed(question: str, topic: str, beside: str = "") -> str:
    """The question with the topic added where it needs one, as `standalone`; `beside` is the question before it in a message."""
    if not topic or not (_leans_on(question, beside) or _needs_topic(_read(question))):
        return question
    return f"{question.rstrip(' ?？!.')} ({topic})?"


def topic_after(question: str, topic: str) -> str:
    """What a conversation about `topic` is about once this was asked, in at most `MAX_TOPIC` characters."""
    question = completed(beginning(question, MAX_TURN), topic)
    brackets = _last_brackets(question)
    if not brackets:
        return beginning(_stretch(_read(question)), MAX_TOPIC)
    own = _stretch(_read(question[: brackets.start()]))
    return beginning(" ".join(filter(None, (brackets.group(1), own))), MAX_TOPIC)


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
    return _Read(text, content, tuple(term for term in content if term.start > 0 and text[term.start].isupper()))


def _last_brackets(text: str) -> re.Match[str] | None:
    """The first brackets that hold something and have no word after them."""
    word = _LAST_WORD.search(text)
    last = word.start() if word else -1
    # None that opens sooner can hold the last word, or end after it.
    opening = max(text.rfind("(", 0, last + 1), 0)
    return next((match for match in _BRACKETS.finditer(text, opening) if match.end() > last), None)


def _stretch(question: _Read) -> str:
    """The question from its first to its last name; a lone name says too little, so it takes the rest along."""
    words = question.names if len(question.names) > 1 else question.content
    return question.text[words[0].start : words[-1].end] if words else ""


def _leans_on(question: str, beside: str) -> bool:
    """Whether the question before names something in the same message, and this one nothing."""
    return bool(beside) and bool(_read(beside).names) and not _read(question).names


def _needs_topic(question: _Read) -> bool:
    text, content, names = question.text, question.content, question.names
    if _NEW_TOPIC.search(text):
        return False
    elliptic = bool(_ELLIPSIS.match(text))
    pronoun = _PRONOUN.search(_EMPTY_PRONOUN.sub(lambda m: "_" * len(m.group()), text))
    if pronoun:
        before = sum(term.end <= pronoun.start() for term in content)
        # A subject before a pronoun that closes the sentence is not what that pronoun stands for: "when did she sign it".
        closes = not re.search(r"\w", text[pronoun.end() :])
        return before < 4 and (closes or not any(term.end <= pronoun.start() for term in names))
    if names:
        return elliptic and len(content) <= 1 and asked(text).kind != "thing"
    return len(content) <= 1 or (elliptic and len(content) <= 2)
