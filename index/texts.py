"""Which texts and words of a corpus are indexed."""

import re
from collections.abc import Iterable

from corpus.document import Document, Passage, Sentence

# What a sentence ends in, before quotation marks and brackets that close.
_ENDS = tuple(".!?:…。．！？：")
_CLOSING = " \t\n\"'”’»)]）］」』】"
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def passage_text(passage: Passage, document: Document) -> str:
    """What is indexed for a passage: the document's title and its section path, then its text."""
    path = " > ".join(dict.fromkeys([document.title, *passage.section]))
    return f"{path}. {document.text[passage.start : passage.end]}"


def sentence_text(sentence: Sentence, passage: Passage, document: Document) -> str:
    """What is indexed for a sentence: its text, for an item after its list's lead-in and the item it is listed below."""
    above = []
    if sentence.role == "item":
        before = [each for each in passage.sentences if each.end <= sentence.start]
        above = [each for each in passage.sentences[:1] if each.role == "lead"]
        above += [each for each in before if each.role == "item" and each.level < sentence.level][-1:]
    return " ".join(document.text[each.start : each.end] for each in (*above, sentence))


def is_label(text: str) -> bool:
    """Whether a text is no whole sentence but a heading, a name in a list or the like: it ends without a mark."""
    return not text.rstrip(_CLOSING).endswith(_ENDS)


def surface_words(documents: Iterable[Document]) -> tuple[str, ...]:
    """Every word of four letters or more, case-folded and sorted."""
    return tuple(sorted({word.casefold() for document in documents for word in _LONG_WORD.findall(document.text)}))
