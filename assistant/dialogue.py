"""What a question means within its conversation: small talk, a follow-up of the question before it, or a new topic."""

import re
from collections.abc import Sequence

from assistant.languages.language import Talk
from assistant.languages.registry import LANGUAGES, language_for
from assistant.question import beginning

# In characters: what is read of a turn to tell what it was about, and what is kept of that.
MAX_TURN = 500
MAX_TOPIC = 300
_LAST_WORD = re.compile(r"\w\W*\Z")
_BRACKETS = re.compile(r"\(([^()]+)\)")
_SIGN = re.compile(r"[^\w'\s]")
_TOPIC = re.compile(r" \([^()]*\)\?\Z")
_ASKED_OF_IT = "; "
_QUESTION_END = " ?？!！.。"


def small_talk(text: str) -> Talk | None:
    """ "greeting", "thanks", "farewell" or "help" where the whole message is just that, else None."""
    language = language_for(text)
    kinds = (_small_talk(said) for said in (text, language.without_courtesy(text)))
    return next(filter(None, kinds), "thanks" if language.is_courtesy(text) else None)


def _small_talk(text: str) -> Talk | None:
    bare = " ".join(_SIGN.sub(" ", text).split())
    return next((kind for language in LANGUAGES.values() if (kind := language.small_talk(bare))), None)


def is_courtesy(text: str) -> bool:
    """Whether a turn is small talk, thanks or approval, and so is about nothing."""
    return small_talk(text) is not None


def is_instruction(text: str) -> bool:
    """Whether a message only tells the assistant how to behave and asks nothing about the corpus (a prompt injection)."""
    sentences = language_for(text).sentences(text)
    rest = _without_instructions(sentences)
    return rest != sentences and not _asks_any(rest)


def sentences_asked(text: str) -> list[str]:
    """The sentences of a message without what tells the assistant how to behave; as they are where nothing else is asked."""
    sentences = language_for(text).sentences(text)
    rest = _without_instructions(sentences)
    return rest if _asks_any(rest) else sentences


def standalone(question: str, history: Sequence[str], beside: bool = False, topic: str = "") -> str:
    """The question with the topic of the conversation added where it needs one: "And since when? (the committee)".

    `beside` tells that it stands in one message with the question before it, and so is about the same unless it names another.
    `topic` is what the conversation was about before the history, where that is known without its questions.
    """
    for turn in history:
        topic = topic_after(turn, topic)
    return completed(question, topic, history[-1] if beside else "")


def completed(question: str, topic: str, beside: str = "") -> str:
    """The question with the topic added where it needs one, as `standalone`; `beside` stands before it in its message."""
    if not topic or not (_leans_on(question, beside) or language_for(question).needs_topic(question)):
        return question
    return f"{question.rstrip(_QUESTION_END)} ({topic})?"


def topic_after(question: str, topic: str) -> str:
    """What a conversation about `topic` is about once this was asked, in at most `MAX_TOPIC` characters."""
    question = beginning(question, MAX_TURN)
    if is_courtesy(question):
        return topic
    language = language_for(question)
    whole = completed(question, topic)
    brackets = _last_brackets(whole)
    if not brackets:
        return beginning(language.subject(whole), MAX_TOPIC)
    own = language.subject(whole[: brackets.start()])
    # What was asked of it before gives way, or the topic would grow with every question.
    about, _, asked = brackets.group(1).partition(_ASKED_OF_IT)
    return beginning(_ASKED_OF_IT.join(filter(None, (about, own or asked))), MAX_TOPIC)


def without_topic(question: str) -> str:
    """The question as it was asked, without the topic that was added to it in brackets."""
    return _TOPIC.sub("", question)


def _without_instructions(sentences: Sequence[str]) -> list[str]:
    """The sentences without instructions; of one that holds any, what is left where that asks something."""
    rest = ((sentence, _uninstructed(sentence)) for sentence in sentences)
    return [left for sentence, left in rest if left == sentence or _asks_any([left])]


def _uninstructed(sentence: str) -> str:
    for language in LANGUAGES.values():
        sentence = language.without_instructions(sentence)
    return sentence


def _asks_any(sentences: Sequence[str]) -> bool:
    spoken = ((language_for(sentence), sentence) for sentence in sentences)
    return any(language.asks(said) or language.asks(language.without_courtesy(said)) for language, said in spoken)


def _last_brackets(text: str) -> re.Match[str] | None:
    """The first brackets that hold something and have no word after them."""
    word = _LAST_WORD.search(text)
    last = word.start() if word else -1
    # None that opens sooner can hold the last word, or end after it.
    opening = max(text.rfind("(", 0, last + 1), 0)
    return next((match for match in _BRACKETS.finditer(text, opening) if match.end() > last), None)


def _leans_on(question: str, beside: str) -> bool:
    """Whether the question before names something in the same message, and this one nothing."""
    if not beside or not language_for(beside).names_something(beside):
        return False
    return not language_for(question).names_something(question)
