"""Where the evidence of questions stands in a corpus, and how far spans overlap."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    """A text as `plain` makes it; `at[i]` is where its character i stands in the original."""

    text: str
    at: Sequence[int]


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
    marks = {i for mark in LIST_MARK.finditer(text) for i in range(*mark.span())}
    characters: list[str] = []
    at: list[int] = []
    for i, character in enumerate(text):
        blank = i in marks or character.isspace() or character == "•"
        if blank and (not characters or characters[-1] == " "):
            continue
        for each in " " if blank else character.casefold():
            characters.append(each)
            at.append(i)
    if characters and characters[-1] == " ":
        del characters[-1], at[-1]
    return Folded("".join(characters), at)


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
        yield Place(document.id, text.at[match.start()], text.at[match.end() - 1] + 1)


def _passages_by_document(corpus: Corpus) -> dict[str, list[tuple[Place, str]]]:
    spans: dict[str, list[tuple[Place, str]]] = {document.id: [] for document in corpus.documents}
    for passage in corpus.passages:
        for place in places_of(passage):
            spans[place.document_id].append((place, passage.id))
    return spans


def _gold(pieces: Pieces, spans: dict[str, list[tuple[Place, str]]]) -> Gold:
    places = [place for piece in pieces for place in piece]
    return Gold(pieces, frozenset(name for p in places for place, name in spans[p.document_id] if overlap(p, place)))
