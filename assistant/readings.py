"""What a message can have been taken to ask, worked out again without the index and the conversation it was asked in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from assistant.spelling import corrections
from assistant.understanding import understood
from assistant.vocabulary import CorpusVocabulary

# More is not tried: a message that is honest takes one or two, one that is made up could take for ever.
MAX_KNOWN = 8
MAX_TOPICS = 40
_WORD = re.compile(r"[^\W\d_]+")
_TOPIC_BEGINS = re.compile(r" \(")
_TOPIC_ENDS = re.compile(r"\)\?")


def readings(question: str, standalone: str, vocabulary: CorpusVocabulary) -> Iterator[list[str]]:
    """Each way to take the question apart so that its parts in a row are the standalone question; none if there is no way.

    Two things are not known, and tried: which words the encoder knows, so that they were not taken for typing errors, and
    what the conversation was about, which can only be read from the brackets in the standalone question.
    """
    tried = product(islice(_known(question, standalone, vocabulary), MAX_KNOWN), islice(_topics(standalone), MAX_TOPICS))
    for known, topic in tried:
        parts = understood(question, (), replace(vocabulary, known=known), topic)
        if " ".join(parts) == standalone:
            yield parts


def _known(question: str, standalone: str, vocabulary: CorpusVocabulary) -> Iterator[frozenset[str]]:
    """Sets of words to take for known. A word that stayed was known, one that gave way to its correction was not."""
    said = {word.casefold() for word in _WORD.findall(standalone)}
    options: list[tuple[frozenset[str], ...]] = []
    for word, put in sorted(corrections(vocabulary, question).items()):
        kept, replaced = word in said, put in said
        options.append((frozenset(), frozenset({word})) if kept == replaced else (frozenset({word} if kept else ()),))
    return (frozenset().union(*chosen) for chosen in product(*options))


def _topics(standalone: str) -> Iterator[str]:
    """No topic, what stands in brackets, and each beginning of it: names that followed may have been added to the topic."""
    yield ""
    ends = [match.start() for match in _TOPIC_ENDS.finditer(standalone)][:MAX_TOPICS]
    begins = [match.end() for match in _TOPIC_BEGINS.finditer(standalone)][:MAX_TOPICS]
    inside = dict.fromkeys(standalone[begin:end] for begin in begins for end in ends if end > begin)
    yield from inside
    for topic in inside:
        yield from (topic[: match.start()] for match in reversed(list(re.finditer(" ", topic))))
