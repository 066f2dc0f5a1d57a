"""Examples for fitting: what is read for a question, and whether the corpus answers it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.question import cleaned
from assistant.reading.reading import Evidence
from assistant.respond import Responder
from evals.evidence import locate
from evals.questions import OFF_TOPIC, Item
from evals.trace import holds_evidence
from index.search import Hit

Source = Literal["answerable", "near miss", "off topic"]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One standalone question; `group` is never split by a fold, `family` is that of its corpus. `holds` tells which pieces of
    evidence hold the answer."""

    id: str
    kind: str
    source: Source
    group: str
    evidence: tuple[Evidence, ...] = ()
    holds: tuple[bool, ...] = ()
    family: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the corpus answers it."""
        return self.source == "answerable"


def examples(responder: Responder, items: Iterable[Item], family: str = "") -> Iterator[Example]:
    """The examples of a question set, in its order; a question with several parts gives several."""
    items = list(items)
    for item, gold in zip(items, locate(items, responder.index.corpus), strict=True):
        for number, part in enumerate(responder.understand(cleaned(item.question))):
            finding = responder.find(part)
            if evidence := finding.reading.evidence:
                holds = tuple(holds_evidence(each.unit, gold) for each in evidence)
                group = _group(item, finding.hits)
                yield Example(f"{item.id}/{number}", item.kind, _source(item), group, evidence, holds, family)


def _source(item: Item) -> Source:
    if not item.abstain:
        return "answerable"
    return "off topic" if item.kind == OFF_TOPIC else "near miss"


def _group(item: Item, hits: Sequence[Hit]) -> str:
    """The document of the best passage, so that folds keep questions about one document together."""
    return hits[0].document.id if hits else item.id
