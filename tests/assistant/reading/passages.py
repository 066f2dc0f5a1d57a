"""Found passages, made by hand from a text."""

import re
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from corpus.document import Document, Passage, Sentence
from index.query import Query
from index.search import Hit, SentenceHit

WIDTH = 4
MAYOR = "The harbour bridge of the town was opened in 1932 by the mayor. It is painted blue. It has two towers."
POND = "The pond behind the rose garden holds forty fish. They are fed at noon. Dogs are not allowed."
BREAD = "Bread is baked before sunrise. The oven is heated with beech wood. The crust turns brown."
ASKED = "When was the harbour bridge opened?"


def query(text: str = ASKED) -> Query:
    """A question as the index would make it."""
    return Query(text, "en", tuple(text.casefold().split()[:50]), np.ones(WIDTH, np.float32) / 2)


def sentences_of(text: str) -> list[tuple[int, int, str]]:
    """Where each sentence of a plain paragraph stands, and its role."""
    return [(m.start(), m.end(), "sentence") for m in re.finditer(r"\S(?:[^.]*\.|[^.]*$)", text)]


def hit(
    text: str,
    parts: Sequence[tuple[int, int, str]] | None = None,
    *,
    row: int = 0,
    cosines: Sequence[float] = (),
    kind: str = "paragraph",
    section: tuple[str, ...] = ("About",),
    title: str = "Town guide",
) -> Hit:
    """A document of one passage, whose sentences are at `parts`."""
    parts = sentences_of(text) if parts is None else parts
    known = sha256(text.encode("utf-8", "replace")).hexdigest()
    sentences = tuple(Sentence(f"{known[:8]}-{i}", start, end, role) for i, (start, end, role) in enumerate(parts))  # type: ignore[arg-type]
    passage = Passage(known[:10], known[:12], kind, section, parts[0][0], parts[-1][1], sentences)  # type: ignore[arg-type]
    document = Document(known[:12], title, None, "en", None, text, known)
    near = [*cosines, *[0.8] * (len(sentences) - len(cosines))]
    found = tuple(SentenceHit(s, row + i, c) for i, (s, c) in enumerate(zip(sentences, near, strict=True)))
    return Hit(passage, document, 1.0, 0.8, max(near), 0.0, found)


def listed(lead: str, items: Sequence[str], row: int = 0) -> Hit:
    """A list with its lead-in."""
    text, parts = lead, [(0, len(lead), "lead")]
    for item in items:
        start = len(text) + 1
        text += f"\n{item}"
        parts.append((start, len(text), "item"))
    return hit(text, parts, row=row, kind="list")


def town() -> list[Hit]:
    """Three passages, one of which answers."""
    return [hit(text, row=100 * i) for i, text in enumerate((MAYOR, POND, BREAD))]
