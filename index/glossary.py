"""Names of one thing: what a question calls by one, the corpus may call by another."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from corpus.document import Corpus

# Of one thing, so many of its other names are added to a question.
MAX_ADDED = 1
_ASCII_LETTER = re.compile(r"[A-Za-z0-9]")


class Glossary:
    """The names of a corpus's glossary. Only those that stand in its texts are worth adding to a question."""

    def __init__(self, corpus: Corpus) -> None:
        texts = [document.text.casefold() for document in corpus.documents]
        self._things = [(names, _standing(names, texts)) for names in corpus.glossary]

    def completed(self, question: str) -> str:
        """The question with the corpus's names in brackets behind names that the corpus does not use for the same thing."""
        ends, added = self._ends(_folded(question)), dict[int, str]()
        for names, standing in self._things:
            named = {name: ends[name] for name in names if name in ends}
            others = [name for name in standing if name not in named][:MAX_ADDED]
            if named and others and not any(name in standing for name in named):
                end = min(named.values())
                added[end] = f"{added.get(end, '')} ({', '.join(others)})"
        for end in sorted(added, reverse=True):
            question = question[:end] + added[end] + question[end:]
        return question

    def _ends(self, folded: str) -> dict[str, int]:
        """Where each name that the question calls something by first ends; within a longer name it calls nothing."""
        free, ends = folded, dict[str, int]()
        for name in sorted((name for names, _ in self._things for name in names), key=len, reverse=True):
            while (at := _find(name, free)) >= 0:
                ends.setdefault(name, at + len(name))
                free = free[:at] + "\0" * len(name) + free[at + len(name) :]
        return ends


def _standing(names: Iterable[str], texts: Sequence[str]) -> list[str]:
    return [name for name in names if any(name.casefold() in text for text in texts)]


def _folded(text: str) -> str:
    """The text in one width and case, character for character."""
    return "".join(_same_length(character) for character in text)


def _same_length(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def _find(name: str, folded: str) -> int:
    """Where a name stands; one in Latin letters as whole words."""
    wanted, at = _folded(name), -1
    while (at := folded.find(wanted, at + 1)) >= 0:
        around = folded[at - 1 : at] + wanted[:1], wanted[-1:] + folded[at + len(wanted) : at + len(wanted) + 1]
        if not any(len(pair) == 2 and all(map(_ASCII_LETTER.match, pair)) for pair in around):
            return at
    return -1
