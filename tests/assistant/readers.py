"""Readers whose answers a test can foresee."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.extractive import ExtractiveAnswerer
from assistant.reading.reading import Evidence, Reader, Reading
from assistant.respond import Responder
from assistant.units import Unit, units
from index.query import Query
from index.search import Hit

SURE, UNSURE = 0.9, 0.1


@dataclass(frozen=True)
class Informed:
    """Was told what answers: for a question that holds the one words, whatever holds the other words is evidence.

    Where it `points`, those other words are the short answer; no list is evidence as a whole where that is a `single` item.
    """

    told: Mapping[str, Sequence[str]]
    points: bool = False
    single: bool = False

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        wanted = [words for asked, all_words in self.told.items() if asked in query.text.casefold() for words in all_words]
        found = tuple(evidence for words in wanted for hit in hits for evidence in self._holding(words, hit))
        return Reading(found, SURE if found else UNSURE if hits else 0.0, {})

    def _holding(self, words: str, hit: Hit) -> Iterator[Evidence]:
        for unit in units(hit):
            for start, end in unit.spans:
                at = hit.document.text.find(words, start, end)
                if at >= 0 and not (self.single and len(unit.telling) > 1):
                    yield Evidence(unit, 5.0, SURE, (at, at + len(words)) if self.points else None)
                    break


class Overlapping:
    """Compares words only: the more of those of the question a unit holds, the better."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        wanted = _words(query.text)
        found = [(len(wanted & _words(unit.text)) / max(1, len(wanted)), unit) for hit in hits for unit in _first(hit)]
        ranked = sorted(found, key=lambda each: (-each[0], each[1].hit.passage.id, each[1].spans))
        best = ranked[0][0] if ranked else 0.0
        return Reading(tuple(Evidence(unit, share, share) for share, unit in ranked), best, {"overlap": best})


def responder(assistant: Assistant, reader: Reader) -> Responder:
    """That of the assistant, with another reader."""
    own = assistant.responder
    return Responder(own.index, reader, ExtractiveAnswerer(own.index.corpus), own.parameters, 0.5, 10, "NISC")


def _first(hit: Hit) -> list[Unit]:
    return list(units(hit))[:5]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text[:2_000].casefold()))
