"""Corpora, encoders and damage for the tests of the index."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.document import Corpus
from corpus.reader import read_corpus
from index.encoder import Encoder, Floats

GARDEN = "City garden\n\nThe rose garden was opened in 1990 by the mayor.\n\nThe pond behind the gate holds forty fish.\n"
SUBJECTS = (
    "harbour",
    "library",
    "museum",
    "bakery",
    "orchard",
    "railway",
    "theatre",
    "hospital",
    "castle",
    "lighthouse",
)
DEEDS = (
    "was painted blue by a retired sailor",
    "closes early when heavy snow falls",
    "keeps a record of every visitor",
    "sells tickets at the northern entrance",
    "was rebuilt after the great flood",
    "employs nine people in the summer",
)
CODE = "The spare key QX1177 hangs in the boiler room next to the ladder."


def corpus_of(folder: Path, files: Mapping[str, str]) -> Corpus:
    """The corpus of these texts, written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_corpus(folder)


def town() -> str:
    """More passages than one side of the search proposes; one of them holds a code that stands nowhere else."""
    sentences = [f"The {subject} {deed}." for subject in SUBJECTS for deed in DEEDS]
    return "\n\n".join(["Town guide", *sentences, CODE]) + "\n"


class CountingEncoder(Encoder):
    """The real encoder, which also keeps what it was asked to compute."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.computed: list[str] = []

    def encode(self, texts: Sequence[str], prompt: str | None = None) -> Floats:
        self.computed.extend(texts)
        return super().encode(texts, prompt)


def cut_short(path: Path) -> None:
    """Take the second half of a file away."""
    os.truncate(path, path.stat().st_size // 2)
