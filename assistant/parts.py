"""Takes a message apart: courtesies and chatter aside, one part for each thing asked."""

from dataclasses import dataclass

from assistant.dialogue import sentences_asked
from assistant.languages.registry import language_for


@dataclass(frozen=True, slots=True)
class Message:
    """`parts` are the things asked, at least one; `context` is what was said before and beside the first of them."""

    parts: tuple[str, ...]
    context: tuple[str, ...]


def take_apart(text: str) -> Message:
    """The parts of a message in order, without instructions to the assistant. A message without any question is one part."""
    sentences = sentences_asked(text)
    bare = [_bare(s) for s in sentences]
    asking = [i for i, s in enumerate(sentences) if _asks(s) or _asks(bare[i])]
    if not asking:
        return Message((_bare(" ".join(sentences)),), ())
    first = asking[0]
    dropped = sentences[first][: max(0, sentences[first].rfind(bare[first]))]
    parts = [part for i in asking for part in language_for(bare[i]).split(bare[i])]
    told = next(i for i, part in enumerate(parts) if _asks(part) or i == len(parts) - 1)
    return Message(tuple(parts[told:]), tuple(filter(None, (*sentences[:first], dropped, *parts[:told]))))


def _bare(sentence: str) -> str:
    return language_for(sentence).without_courtesy(sentence)


def _asks(sentence: str) -> bool:
    return language_for(sentence).asks(sentence)
