"""What a message can have been taken to ask, worked out again without the index and the conversation it was asked in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice, product

from assistant.question import MAX_CHARACTERS
from assistant.spelling import corrections
from assistant.understanding import Understood, understand
from assistant.vocabulary import CorpusVocabulary

# More is not tried: a message that is honest takes one or two, one that is made up could take for ever.
MAX_READINGS = 256
MAX_KNOWN = 32
MAX_TOPICS = 40
MAX_TOPIC_CHARACTERS = 2 * MAX_CHARACTERS
_WORD = re.compile(r"[^\W\d_]+")
_TOPIC_BEGINS = re.compile(r" \(")
_TOPIC_ENDS = re.compile(r"\)\?")


def readings(question: str, standalone: str, vocabulary: CorpusVocabulary) -> Iterator[Understood]:
    """Each way to take the question apart so that its parts in a row are the standalone question; none if there is no way.

    Two things are not known, and tried: which words the encoder knows, so that they were not taken for typing errors, and
    what the conversation was about before, which can only be read from the brackets in the standalone question.
    """
    tried = product(islice(_known(question, standalone, vocabulary), MAX_KNOWN), islice(_topics(standalone), MAX_TOPICS))
    for known, topic in islice(tried, MAX_READINGS):
        message = understand(question, (), replace(vocabulary, known=known), topic)
        if " ".join(message.parts) == standalone:
            yield message


def _known(question: str, standalone: str, vocabulary: CorpusVocabulary) -> Iterator[frozenset[str]]:
    """Sets of words to take for known: those that are still there, then with one other decision, with two, and so on."""
    doubtful = corrections(vocabulary, question).keys()
    kept = doubtful & {word.casefold() for word in _WORD.findall(standalone)}
    for size in range(len(doubtful) + 1):
        yield from (frozenset(kept ^ set(others)) for others in combinations(sorted(doubtful), size))


def _topics(standalone: str) -> Iterator[str]:
    """No topic, what stands in brackets, and each beginning of it: names that followed may have been added to the topic."""
    yield ""
    ends = [match.start() for match in _TOPIC_ENDS.finditer(standalone)][:MAX_TOPICS]
    begins = [match.end() for match in _TOPIC_BEGINS.finditer(standalone)][:MAX_TOPICS]
    spans = ((begin, end) for begin in begins for end in ends if begin < end <= begin + MAX_TOPIC_CHARACTERS)
    whole = dict.fromkeys(standalone[begin:end] for begin, end in islice(spans, MAX_TOPICS))
    yield from whole
    for topic in whole:
        yield from (topic[: match.start()] for match in reversed(list(re.finditer(" ", topic))))
