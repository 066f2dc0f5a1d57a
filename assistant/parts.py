"""Takes a message apart: courtesies and chatter aside, one part for each thing asked."""

from dataclasses import dataclass

from assistant.dialogue import is_courtesy, sentences_asked
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
    # "How are you" and "please explain" ask nothing where something else is asked.
    asking = [i for i in asking if not _adds_nothing(bare[i])] or asking[:1]
    if not asking:
        return Message((_bare(" ".join(sentences)),), ())
    first = asking[0]
    dropped = sentences[first][: max(0, sentences[first].rfind(bare[first]))]
    pieces = language_for(bare[first]).split(bare[first])
    # "About the pool, when does it open": what stands before the first question in its sentence.
    told = next((i for i, piece in enumerate(pieces) if _asks(piece)), 0)
    others = [piece for i in asking[1:] for piece in language_for(bare[i]).split(bare[i])]
    return Message((*pieces[told:], *others), tuple(filter(None, (*sentences[:first], dropped, *pieces[:told]))))


def _bare(sentence: str) -> str:
    return language_for(sentence).without_courtesy(sentence)


def _adds_nothing(sentence: str) -> bool:
    return is_courtesy(sentence) or language_for(sentence).asks_for_more(sentence)


def _asks(sentence: str) -> bool:
    return language_for(sentence).asks(sentence)
