"""What a message asks, each thing as a question that can be understood alone."""

from collections.abc import Sequence

from assistant.dialogue import standalone
from assistant.parts import take_apart
from assistant.spelling import corrected
from assistant.vocabulary import Vocabulary
from index.tokens import terms

MAX_UNKNOWN = 4


def understood(text: str, history: Sequence[str], vocabulary: Vocabulary, topic: str = "") -> list[str]:
    """The standalone questions of a message, at least one, with typing errors put right.

    `history` holds the questions before it, oldest first; `topic` is what `dialogue.standalone` takes.
    """
    message = take_apart(corrected(vocabulary, text.lower() if _shouted(text) else text))
    told = [known for said in message.context if len((known := _known_words(said, vocabulary)).split()) > 1]
    before, parts = (*history, *told[-1:]), message.parts
    return [standalone(part, [*before, *parts[:i]], beside=i > 0, topic=topic) for i, part in enumerate(parts)]


def unknown_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """The first content words of a question that the corpus does not hold."""
    unknown = (text[t.start : t.end] for t in terms(text) if not vocabulary.frequency(t.term))
    return list(dict.fromkeys(unknown))[:MAX_UNKNOWN]


def _known_words(text: str, vocabulary: Vocabulary) -> str:
    return " ".join(text[t.start : t.end] for t in terms(text) if vocabulary.frequency(t.term))


def _shouted(text: str) -> bool:
    """All in capitals, so that capitals tell no names."""
    return text.isupper() and len(text.split()) > 2
