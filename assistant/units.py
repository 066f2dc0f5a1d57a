"""What may be quoted as one piece of evidence: a sentence, a row of a table, a dated news item, or a list with its lead-in."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from corpus.clauses import clause_ends
from corpus.document import Passage, Sentence

if TYPE_CHECKING:
    from index.search import Hit, SentenceHit


# In words: of a list of which more than one item is quoted, nothing is left out up to this length.
MAX_LIST_WORDS = 300
# Japanese is written without blanks.
_UNSPACED = re.compile(r"[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9f]")


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Sentences of one passage that are quoted together; of the last one, what stands before `end` where that is given."""

    hit: "Hit"
    sentences: "tuple[SentenceHit, ...]"
    end: int | None = None

    @property
    def text(self) -> str:
        """The sentences, verbatim, one after another."""
        text = self.hit.document.text
        return "\n".join(text[start:end] for start, end in self.spans)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The quoted spans of the document's text: one or, for an item of a list, the lead-in and the item."""
        order = list(self.hit.sentences)
        spans: list[tuple[int, int]] = []
        last = -2
        for sentence in self.sentences:
            at = order.index(sentence)
            start = spans.pop()[0] if at == last + 1 else sentence.sentence.start
            spans.append((start, sentence.sentence.end))
            last = at
        return (*spans[:-1], (spans[-1][0], self.end or spans[-1][1]))

    def shortened(self, to: tuple[int, int] | None) -> "Unit":
        """Without what a long sentence merely adds behind the words `to` keep, a span of the document's text."""
        if to is None or len(self.sentences) > 1 or self.sentences[0].sentence.role != "sentence":
            return self
        start, end = self.spans[0]
        ends = (start + place for place in clause_ends(self.hit.document.text[start:end]))
        return Unit(self.hit, self.sentences, next((place for place in ends if place >= to[1]), None))

    @property
    def is_item(self) -> bool:
        """Whether it holds an item of a list."""
        return any(s.sentence.role == "item" for s in self.sentences)

    @property
    def is_row(self) -> bool:
        """Whether it holds a row of a table."""
        return any(s.sentence.role == "row" for s in self.sentences)

    @property
    def telling(self) -> "tuple[SentenceHit, ...]":
        """Its sentences without the lead-in of a list, which says nothing alone."""
        return tuple(s for s in self.sentences if s.sentence.role != "lead") or self.sentences

    @property
    def words(self) -> float:
        """Its length in words."""
        return words_in(self.text)


def units(hit: "Hit") -> Iterator[Unit]:
    """The units of a passage, in text order; together they cover it."""
    if is_quoted_whole(hit.passage):
        yield Unit(hit, hit.sentences)
        return
    leads = tuple(s for s in hit.sentences if s.sentence.role == "lead")
    for number, sentence in enumerate(hit.sentences):
        if sentence.sentence.role == "item":
            own = kin([s.sentence for s in hit.sentences], number)
            yield Unit(hit, (*leads, *(hit.sentences[place] for place in own)))
        elif sentence.sentence.role == "lead":
            yield Unit(hit, hit.sentences)  # a lead-in says nothing without its list
        else:
            yield Unit(hit, (sentence,))


def kin(sentences: Sequence[Sentence], number: int) -> list[int]:
    """The places, in order, of an item of a list, of those it is listed below, and of those listed below it."""
    own = level = sentences[number].level
    above: list[int] = []
    for place in range(number - 1, -1, -1):
        if sentences[place].role == "item" and sentences[place].level < level:
            level = sentences[place].level
            above.insert(0, place)
    later = range(number + 1, len(sentences))
    below = takewhile(lambda place: sentences[place].role == "item" and sentences[place].level > own, later)
    return [*above, number, *below]


def are_several(sentences: Sequence[Sentence], quoted: Collection[int]) -> bool:
    """Whether quoted items, by their places, are more than one thing: an item with all that is listed below it is one, and so
    is an item with what it is listed below."""
    level = {place: sentences[place].level for place in quoted if sentences[place].role == "item"}
    top = [place for place in level if not any(above in level for above in kin(sentences, place) if above < place)]
    while len(top) == 1:
        below = [place for place in kin(sentences, top[0]) if place > top[0]]
        nearest = min((sentences[place].level for place in below), default=0)
        children = [place for place in below if sentences[place].level == nearest]
        top = [place for place in children if place in level]
        if len(top) == len(children):
            return False
    return len(top) > 1


def is_quoted_whole(passage: Passage) -> bool:
    """Whether a passage is one unit: a dated news item."""
    return passage.kind == "news"


def words_in(text: str) -> float:
    """Its length in words; two characters of Japanese count as one."""
    return len(_UNSPACED.sub(" ", text).split()) + len(_UNSPACED.findall(text)) / 2
