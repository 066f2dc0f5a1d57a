"""Examples for fitting: the features of a question as it is read, and whether the corpus answers it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.question import cleaned
from assistant.respond import Responder
from evals.questions import OFF_TOPIC, Item
from index.search import Hit

Source = Literal["answerable", "near miss", "off topic"]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One standalone question; `group` is never split by a fold."""

    id: str
    kind: str
    source: Source
    group: str
    features: Mapping[str, float]

    @property
    def answerable(self) -> bool:
        """Whether the corpus answers it."""
        return self.source == "answerable"


def examples(responder: Responder, items: Iterable[Item]) -> Iterator[Example]:
    """The examples of a question set, in its order; a question with several parts gives several."""
    for item in items:
        for number, part in enumerate(responder.understand(cleaned(item.question))):
            finding = responder.find(part)
            if finding.reading.features:
                group = _group(item, finding.hits)
                yield Example(f"{item.id}/{number}", item.kind, _source(item), group, finding.reading.features)


def _source(item: Item) -> Source:
    if not item.abstain:
        return "answerable"
    return "off topic" if item.kind == OFF_TOPIC else "near miss"


def _group(item: Item, hits: Sequence[Hit]) -> str:
    """The document of the best passage, so that folds keep questions about one document together."""
    return hits[0].document.id if hits else item.id
