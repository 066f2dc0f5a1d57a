"""Examples for fitting: the candidates of a question with their features, and which of them hold the answer.

Besides the questions as they stand, each answerable question is used once more with every passage that answers it
hidden: what is found then looks like an answer and is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.matching import Candidate, candidates
from assistant.question import cleaned
from assistant.respond import Responder
from evals.questions import OFF_TOPIC, Item, plain
from index.search import Hit

Source = Literal["answerable", "near miss", "off topic", "hidden"]
# How many passages are looked at when those that answer are hidden, so that others take their place.
LOOK_AHEAD = 30


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One standalone question. `holds[i]` tells whether candidate i holds the answer; `group` is never split by a fold."""

    id: str
    kind: str
    source: Source
    group: str
    candidates: tuple[Candidate, ...]
    holds: tuple[bool, ...]

    @property
    def answerable(self) -> bool:
        """Whether the corpus, as far as shown, answers it."""
        return self.source == "answerable"


def examples(responder: Responder, items: Iterable[Item], passages: int) -> Iterator[Example]:
    """The examples of a question set, in its order."""
    for item in items:
        for number, part in enumerate(responder.understand(cleaned(item.question))):
            yield from _of_part(responder, item, part, f"{item.id}/{number}", passages)


def _of_part(responder: Responder, item: Item, part: str, name: str, passages: int) -> Iterator[Example]:
    index = responder.index
    retrieval = index.search(part, LOOK_AHEAD)
    found = candidates(index, replace(retrieval, hits=retrieval.hits[:passages]))
    holds = tuple(holds_answer(item, c) for c in found)
    group = _group(item, retrieval.hits)
    if item.abstain:
        source: Source = "off topic" if item.kind == OFF_TOPIC else "near miss"
        yield Example(name, item.kind, source, group, tuple(found), holds)
        return
    yield Example(name, item.kind, "answerable", group, tuple(found), holds)
    others = tuple(hit for hit in retrieval.hits if not _answers(item, hit))[:passages]
    hidden = tuple(candidates(index, replace(retrieval, hits=others)))
    yield Example(f"{name}/hidden", item.kind, "hidden", group, hidden, (False,) * len(hidden))


def holds_answer(item: Item, candidate: Candidate) -> bool:
    """Whether a unit overlaps the evidence and holds one of the required facts."""
    text = plain(candidate.unit.text)
    whole = plain(_text(candidate.unit.hit))
    touches = any(e in text or text in e or (candidate.unit.is_list and e in whole) for e in map(plain, item.evidence))
    return touches and any(plain(a) in text for fact in item.facts for a in fact)


def _answers(item: Item, hit: Hit) -> bool:
    text = plain(_text(hit))
    told = [a for fact in item.facts for a in map(plain, fact) if len(a) > 5]
    return any(plain(e) in text or text in plain(e) for e in item.evidence) or any(a in text for a in told)


def _text(hit: Hit) -> str:
    return hit.document.text[hit.passage.start : hit.passage.end]


def _group(item: Item, hits: Sequence[Hit]) -> str:
    """The document of the best passage, so that folds keep questions about one document together."""
    return hits[0].document.id if hits else item.id
