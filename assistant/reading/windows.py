"""What of the found passages is read: stretches of sentences, each short enough to be read at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.search import Hit, SentenceHit

# In characters; those of Japanese say about twice as much each.
MAX_LENGTH = 600
_BEYOND_ASCII = 2.2
# Passages whose best stretch may be read, and of how many of them the second best too.
PASSAGES = 16
TWICE = 2
_HEADINGS = " > "


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Sentences of one passage that follow one another."""

    hit: Hit
    sentences: tuple[SentenceHit, ...]

    @property
    def start(self) -> int:
        """Where it begins in the document's text."""
        return self.sentences[0].sentence.start

    @property
    def text(self) -> str:
        """The text, as it stands in the document."""
        return self.hit.document.text[self.start : self.sentences[-1].sentence.end]

    @property
    def heading(self) -> str:
        """The title, the headings above it, and the lead-in of the list that it continues."""
        passage, document = self.hit.passage, self.hit.document
        headings = list(dict.fromkeys([document.title, *passage.section]))
        first = passage.sentences[0]
        is_led = first.role == "lead" and first is not self.sentences[0].sentence
        lead = [document.text[first.start : first.end]] if is_led else []
        return _HEADINGS.join([*headings, *lead])

    @property
    def cosine(self) -> float:
        """How near its nearest sentence is to the question."""
        return max(sentence.cosine for sentence in self.sentences)


def windows(hits: Sequence[Hit]) -> Iterator[Window]:
    """Of each of the first passages the stretch that is nearest to the question, of the very first ones a second one."""
    for rank, hit in enumerate(hits[:PASSAGES]):
        nearest = sorted(stretches(hit), key=lambda window: -window.cosine)
        yield from nearest[: 2 if rank < TWICE else 1]


def stretches(hit: Hit) -> Iterator[Window]:
    """All of a passage. Where one stretch ends in running text, the next begins with its last sentence."""
    taken: list[SentenceHit] = []
    for sentence in hit.sentences:
        if taken and _length(hit, taken[0], sentence) > MAX_LENGTH:
            yield Window(hit, tuple(taken))
            overlapping = taken[-1:] if len(taken) > 1 and taken[-1].sentence.role == "sentence" else []
            taken = overlapping if overlapping and _length(hit, overlapping[0], sentence) <= MAX_LENGTH else []
        taken.append(sentence)
    yield Window(hit, tuple(taken))


def _length(hit: Hit, first: SentenceHit, last: SentenceHit) -> float:
    text = hit.document.text[first.sentence.start : last.sentence.end]
    ascii_only = len(text.encode("ascii", "ignore"))
    return ascii_only + _BEYOND_ASCII * (len(text) - ascii_only)
