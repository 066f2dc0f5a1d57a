"""One passage where several say the same: the fullest stays and knows the places of the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.document import Document, Passage, Place, Sentence
from corpus.likeness import Classes, words_of
from corpus.structure import content_id

MIN_SELF_CONTAINED = 8
MAX_COMPARED = 50


@dataclass(slots=True)
class _Entry:
    """A passage with the class of each of its sentences, how often each occurs, and the passages merged into it."""

    passage: Passage
    position: int
    classes: tuple[int, ...]
    counts: Counter[int]
    heading: str
    words: int
    absorbed: list["_Entry"] = field(default_factory=list)

    def rank(self) -> tuple[int, int, int, int]:
        """Smaller is fuller; of equals, the one with more headings above it, then the first."""
        return (-len(self.classes), -self.words, -len(self.passage.section), self.position)


def merged(documents: Iterable[Document], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in their order without those whose sentences all stand in another one, with unique ids.

    A list merges only into one with the same items, and a text too short to be understood without its heading only
    into one below the same heading.
    """
    texts = {document.id: document.text for document in documents}
    kept: list[_Entry] = []
    holders: dict[int, list[_Entry]] = defaultdict(list)
    for entry in sorted(_entries(texts, passages), key=_Entry.rank):
        holder = _holder(entry, holders)
        if holder is not None:
            holder.absorbed.append(entry)
            continue
        kept.append(entry)
        for number in set(entry.classes):
            holders[number].append(entry)
    kept.sort(key=lambda entry: entry.position)
    return tuple(_with_unique_ids([_with_places(entry) for entry in kept]))


def _entries(texts: dict[str, str], passages: Sequence[Passage]) -> list[_Entry]:
    classes = Classes()
    entries = []
    for position, passage in enumerate(passages):
        text = texts[passage.document_id]
        sentences = [words_of(text[sentence.start : sentence.end]) for sentence in passage.sentences]
        numbers = tuple(map(classes.number, sentences))
        words = sum(map(len, sentences))
        entries.append(_Entry(passage, position, numbers, Counter(numbers), _heading(passage), words))
    return entries


def _holder(entry: _Entry, holders: dict[int, list[_Entry]]) -> _Entry | None:
    """A kept passage that says all the entry says."""
    rarest = min(entry.classes, key=lambda number: len(holders[number]) if number in holders else 0)
    if rarest not in holders:
        return None
    return next((other for other in holders[rarest][:MAX_COMPARED] if _holds(other, entry)), None)


def _holds(other: _Entry, entry: _Entry) -> bool:
    # Looks at the classes of the entry only: the other may be long, and is asked about many entries.
    if any(other.counts[number] < count for number, count in entry.counts.items()):
        return False
    if entry.passage.kind == "list" and len(other.classes) > len(entry.classes):
        return False
    return entry.words >= MIN_SELF_CONTAINED or entry.heading == other.heading


def _heading(passage: Passage) -> str:
    return passage.section[-1].casefold() if passage.section else ""


def _with_places(entry: _Entry) -> Passage:
    if not entry.absorbed:
        return entry.passage
    places: list[list[Place]] = [[] for _ in entry.classes]
    positions = defaultdict(list)
    for position, number in enumerate(entry.classes):
        positions[number].append(position)
    absorbed = sorted(entry.absorbed, key=lambda other: other.position)
    for other in absorbed:
        taken: Counter[int] = Counter()
        for sentence, number in zip(other.passage.sentences, other.classes, strict=True):
            places[positions[number][taken[number]]].append(_place(other.passage, sentence))
            taken[number] += 1
    sentences = tuple(
        replace(sentence, also_in=tuple(found)) for sentence, found in zip(entry.passage.sentences, places, strict=True)
    )
    also_in = tuple(_place(other.passage, other.passage) for other in absorbed)
    return replace(entry.passage, sentences=sentences, also_in=also_in)


def _place(passage: Passage, span: Passage | Sentence) -> Place:
    return Place(passage.document_id, span.start, span.end)


def _with_unique_ids(passages: list[Passage]) -> list[Passage]:
    seen: Counter[str] = Counter()
    unique = []
    for passage in passages:
        seen[passage.id] += 1
        unique.append(passage if seen[passage.id] == 1 else _renamed(passage, str(seen[passage.id])))
    return unique


def _renamed(passage: Passage, suffix: str) -> Passage:
    sentences = tuple(replace(s, id=content_id(s.id, suffix)) for s in passage.sentences)
    return replace(passage, id=content_id(passage.id, suffix), sentences=sentences)
