"""Where the evidence of questions stands in a corpus, and how far spans overlap."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Corpus, Document, Passage, Place
from evals.questions import LIST_MARK, Item, plain

Pieces = tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """`pieces`: for each piece of evidence, every place where it stands. `passages`: ids of those that hold a part of any."""

    pieces: Pieces
    passages: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A text as `plain` makes it; its character i stands from `at[i]` to `ends[i]` in the original, end exclusive."""

    text: str
    at: Sequence[int]
    ends: Sequence[int]


def locate(items: Sequence[Item], corpus: Corpus) -> list[Gold]:
    """For each item, where its evidence stands. List marks, white space and case don't matter."""
    found: list[list[list[Place]]] = [[[] for _ in item.evidence] for item in items]
    wanted = [[re.compile(re.escape(plain(piece))) for piece in item.evidence] for item in items]
    for document in corpus.documents:
        text = folded(document.text)
        for pieces, places in zip(wanted, found, strict=True):
            for piece, own in zip(pieces, places, strict=True):
                own += _places(piece, text, document)
    spans = _passages_by_document(corpus)
    return [_gold(tuple(tuple(places) for places in pieces), spans) for pieces in found]


def folded(text: str) -> Folded:
    """As `evals.questions.plain`, with the way back."""
    composed = _composed(text)
    marks = {i for mark in LIST_MARK.finditer(composed.text) for i in range(*mark.span())}
    characters: list[str] = []
    origins: list[int] = []
    for i, character in enumerate(composed.text):
        blank = i in marks or character.isspace() or character == "•"
        if blank and (not characters or characters[-1] == " "):
            continue
        for each in " " if blank else character.casefold():
            characters.append(each)
            origins.append(i)
    if characters and characters[-1] == " ":
        del characters[-1], origins[-1]
    return Folded("".join(characters), [composed.at[i] for i in origins], [composed.ends[i] for i in origins])


def _composed(text: str) -> Folded:
    """The text in NFC; a character that several are composed to stands where all of them do."""
    if unicodedata.is_normalized("NFC", text):
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    at: list[int] = []
    ends: list[int] = []
    for start, end in pairwise([*_boundaries(text), len(text)]):
        pieces.append(unicodedata.normalize("NFC", text[start:end]))
        at += [start] * len(pieces[-1])
        ends += [end] * len(pieces[-1])
    return Folded("".join(pieces), at, ends)


def _boundaries(text: str) -> Iterator[int]:
    """Where a character begins that is never composed with those before it."""
    start = 0
    for i, character in enumerate(text):
        if i == 0 or not (unicodedata.combining(character) or _joins(text[start:i], character)):
            start = i
            yield i


def _joins(before: str, character: str) -> bool:
    # As the vowels and final consonants of Korean do, which are no combining characters.
    both = unicodedata.normalize("NFC", before + character)
    return both != unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)


def overlap(one: Place, other: Place) -> int:
    """How many characters two places share."""
    if one.document_id != other.document_id:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def touches(places: Iterable[Place], piece: Sequence[Place]) -> bool:
    """Whether one of the places shares a character with one of the piece's."""
    return any(overlap(place, own) for place in places for own in piece)


def places_of(passage: Passage) -> tuple[Place, ...]:
    """Where a passage stands, first its own place."""
    return (Place(passage.document_id, passage.start, passage.end), *passage.also_in)


def _places(piece: re.Pattern[str], text: Folded, document: Document) -> Iterator[Place]:
    for match in piece.finditer(text.text):
        yield Place(document.id, text.at[match.start()], text.ends[match.end() - 1])


def _passages_by_document(corpus: Corpus) -> dict[str, list[tuple[Place, str]]]:
    spans: dict[str, list[tuple[Place, str]]] = {document.id: [] for document in corpus.documents}
    for passage in corpus.passages:
        for place in places_of(passage):
            spans[place.document_id].append((place, passage.id))
    return spans


def _gold(pieces: Pieces, spans: dict[str, list[tuple[Place, str]]]) -> Gold:
    places = [place for piece in pieces for place in piece]
    return Gold(pieces, frozenset(name for p in places for place, name in spans[p.document_id] if overlap(p, place)))
