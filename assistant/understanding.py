"""What a message asks, each thing as a question that can be understood alone, and at most a few of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice

from assistant.deadline import NEVER, Deadline
from assistant.dialogue import completed, is_courtesy, topic_after, without_topic
from assistant.languages.detection import is_japanese
from assistant.languages.registry import language_for
from assistant.parts import Message, take_apart
from assistant.question import beginning
from assistant.spelling import corrected
from assistant.vocabulary import Vocabulary
from index.tokens import terms_in_turn

MAX_UNKNOWN = 4
# What a message may ask: so many things, in so many characters taken together. Each is searched for by itself.
MAX_PARTS = 5
MAX_ASKED = 1_000
# Of the things a message asks, so many are compared, so that what is asked twice is answered once.
MAX_COMPARED = 20
_NO_MATTER = re.compile(r"[\s?!.,;:…？！。、\"'“”‘’()]+")


@dataclass(frozen=True, slots=True)
class Understood:
    """`parts` are the standalone questions to answer, at least one; `left_out` is what else was asked, as it was asked."""

    parts: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def understand(
    text: str, history: Sequence[str], vocabulary: Vocabulary, topic: str = "", deadline: Deadline = NEVER
) -> Understood:
    """What a message asks, with typing errors put right.

    `history` holds the questions before it, oldest first; `topic` is what `dialogue.standalone` takes. Raises
    `UnfinishedError` when the deadline is over.
    """
    message = take_apart(corrected(vocabulary, text.lower() if _shouted(text) else text, deadline))
    topic = "" if _changes_topic(text) else _topic_of(history, topic, vocabulary, deadline)
    topic = reduce(_topic_after, _told(message, vocabulary), topic)
    return _first(message.parts, topic, deadline)


def unknown_words(parts: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The first content words of the parts of a question, without what was added to them, that the corpus does not hold.

    Of a corpus that holds none of its Japanese words nothing is known: what they mean may well stand there in English.
    """
    asked = (without_topic(part) for part in parts)
    words = dict.fromkeys(word for part in asked for word in language_for(part).content_words(part))
    known = {word for word in words if _is_known(word, vocabulary)}
    is_foreign = not any(map(is_japanese, known))
    unknown = (word for word in words if word not in known and not (is_foreign and is_japanese(word)))
    return list(islice(unknown, MAX_UNKNOWN))


def _topic_of(history: Sequence[str], topic: str, vocabulary: Vocabulary, deadline: Deadline) -> str:
    """What the questions before were about, without their typing errors."""
    return corrected(vocabulary, reduce(_topic_after, history, topic), deadline) if history else topic


def _changes_topic(text: str) -> bool:
    return language_for(text).changes_topic(text)


def _topic_after(topic: str, turn: str) -> str:
    return topic_after(turn, topic)


def _told(message: Message, vocabulary: Vocabulary) -> list[str]:
    """The last thing said besides the questions of which the corpus knows more than a word, or any where a topic is needed."""
    said = (each for each in reversed(message.context) if not is_courtesy(each) and not _changes_topic(each))
    known = (_known_words(each, vocabulary) for each in said)
    least = 1 if language_for(message.parts[0]).needs_topic(message.parts[0]) else 2
    return list(islice((words for words in known if len(words.split()) >= least), 1))


def _first(parts: Sequence[str], topic: str, deadline: Deadline) -> Understood:
    """The first different ones of the parts, made to be understood alone, as many as fit."""
    first = beginning(parts[0], MAX_ASKED)
    kept: dict[str, str] = {}
    compared, room = 0, MAX_ASKED
    for whole in _completed([first, *parts[1:MAX_COMPARED]], topic, deadline):
        if (key := _key(whole)) not in kept:
            if kept and (len(kept) == MAX_PARTS or len(whole) > room):
                break
            kept[key], room = whole, room - len(whole)
        compared += 1
    rest: dict[str, str] = {}
    for part in (parts[0][len(first) :].strip(), *parts[compared:]):
        rest.setdefault(_key(part), part)
    return Understood(tuple(kept.values()), tuple(part for key, part in rest.items() if key and key not in kept))


def _completed(parts: Sequence[str], topic: str, deadline: Deadline) -> Iterator[str]:
    before = ""
    for part in parts:
        deadline.check()
        yield completed(part, topic, before)
        topic, before = topic_after(part, topic), part


def _key(part: str) -> str:
    """What two ways to ask the same have in common."""
    return _NO_MATTER.sub(" ", part).strip().casefold()


def _known_words(text: str, vocabulary: Vocabulary) -> str:
    return " ".join(word for word in language_for(text).content_words(text) if _is_known(word, vocabulary))


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether the corpus holds every term of a word."""
    return all(vocabulary.frequency(term.term) for term in terms_in_turn(word))


def _shouted(text: str) -> bool:
    """All in capitals, so that capitals tell no names."""
    return text.isupper() and len(text.split()) > 2
