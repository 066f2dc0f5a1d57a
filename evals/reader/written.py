"""Examples from written questions: what the reader would be shown of their pages, and what of it answers."""

import json
import math
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.reading.windows import Window, stretches, windows
from assistant.understanding import understand, unknown_words
from corpus.document import Corpus
from corpus.errors import IndexStoreError
from corpus.reader import default_folder, read_corpus
from evals.questions import DEFAULT_SET, OFF_TOPIC, plain
from evals.reader.examples import Example, Span
from evals.sites import Site, Split, Written, is_to_tune_by, sites
from index.build import build_index
from index.encoder import Encoder
from index.search import Index

FOUND = 10
# What is asked of the shipped texts most is learnt most.
SHIPPED_TIMES = 2
# Of the questions on other pages, so many are asked of each; one of which so many words are unknown there is off topic.
ELSEWHERE = 15
UNKNOWN = 2
# How often what answers a question is learnt from, and how quickly the rest is less likely the later it was found.
ANSWERED, FALLING = 0.65, 0.35
# Characters from which a sentence that is part of the evidence is not part of it by chance.
_TELLING = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What is found for one question."""

    answers: tuple[Example, ...]
    others: tuple[Example, ...]


def gathered(work: Path, encoder: Encoder) -> dict[Split, list[Shown]]:
    """What is shown for each question, by what it is for. The indexes of the pages are kept in `work`."""
    found: dict[Split, list[Shown]] = {"train": [], "tune": [], "test": []}
    every = [*sites(), shipped()]
    for site in every:
        is_shipped = site.folder == default_folder()
        index = _index(work / site.name, read_corpus(site.folder), encoder)
        for question in site.questions:
            times = SHIPPED_TIMES if is_shipped and question.split == "train" else 1
            found[question.split] += [*shown(index, question)] * times
        if is_shipped or site.split == "train":
            found["train"] += later(index, site.questions)
            found["train"] += elsewhere(index, [each for other in every if other is not site for each in other.questions])
        index.close()
    return found


def shipped() -> Site:
    """The development half of the questions on the shipped texts; three in ten are left to tune by."""
    rows = map(json.loads, filter(str.strip, DEFAULT_SET.read_text(encoding="utf-8").split("\n")))
    splits: dict[bool, Split] = {True: "tune", False: "train"}
    questions = [
        Written.model_validate(row | {"split": splits[is_to_tune_by(row["id"])]}) for row in rows if row["split"] == "dev"
    ]
    return Site("shipped", default_folder(), tuple(questions))


def _index(folder: Path, corpus: Corpus, encoder: Encoder) -> Index:
    with suppress(IndexStoreError):
        index = Index.open(folder, encoder)
        if index.fingerprint == corpus.fingerprint:
            return index
    build_index(corpus, encoder, folder)
    return Index.open(folder, encoder)


def shown(index: Index, question: Written) -> Iterator[Shown]:
    """The question, and its translation where there is one, as it is read: made to be understood without the turns before."""
    for turns in filter(None, (question.turns, question.translated)):
        parts = understand(turns[-1], turns[:-1], index).parts
        # Which part is answered where, nobody has said.
        yield _shown(index, question, parts[0] if len(parts) == 1 else " ".join(turns[-2:]))


def later(index: Index, questions: Sequence[Written]) -> Iterator[Shown]:
    """Those questions that are read otherwise when they are asked after one of the others, by whose topic they are completed
    though they are complete. The reader has to see past it."""
    rng = random.Random(len(questions))
    single = [each for each in questions if each.split == "train" and len(each.turns) == 1]
    for question in single:
        text, before = question.turns[0], rng.choice(single).turns[0]
        parts = understand(text, [before], index).parts
        if before != text and len(parts) == 1 and parts != understand(text, (), index).parts:
            yield _shown(index, question, parts[0])


def elsewhere(index: Index, others: Sequence[Written]) -> Iterator[Shown]:
    """Some of the questions that train for other pages, where they are off topic."""
    rng = random.Random(len(others))
    single = [each for each in others if each.split == "train" and each.kind == "direct" and len(each.turns) == 1]
    for question in rng.sample(single, min(ELSEWHERE, len(single))):
        text = question.turns[0]
        if len(unknown_words([text], index)) >= UNKNOWN:
            examples = [
                Example(text, w.heading, w.text, False, source=OFF_TOPIC)
                for w in windows(index.search(index.query(text), FOUND))
            ]
            yield Shown((), tuple(examples))


def _shown(index: Index, question: Written, text: str) -> Shown:
    query = index.query(text)
    text, hits = query.text, index.search(query, FOUND)
    found = windows(hits)
    holding = [w for hit in hits for w in stretches(hit) if _evidence(w, question)] if question.evidence else []
    answers = [_example(window, question, text) for window in _distinct(holding)]
    others = [window for window in found if not _evidence(window, question)]
    if question.trap:
        others = [w for hit in hits for w in stretches(hit) if plain(question.trap) in plain(w.text)] + others
    examples = [Example(text, w.heading, w.text, False, source=question.kind) for w in _distinct(others)]
    return Shown(tuple(answers), tuple(examples))


def _example(window: Window, question: Written, text: str) -> Example:
    spans = _evidence(window, question)
    return Example(text, window.heading, window.text, True, _short(window, question, spans), tuple(spans), question.kind)


def _evidence(window: Window, question: Written) -> list[Span]:
    """The sentences of the window that are evidence, as spans of its text."""
    wanted = [plain(each) for each in question.evidence]
    found = []
    for sentence in window.sentences:
        start, end = sentence.sentence.start, sentence.sentence.end
        own = plain(window.hit.document.text[start:end])
        if any(own == each or (len(own) >= _TELLING and own in each) or each in own for each in wanted):
            found.append((start - window.start, end - window.start))
    return found


def _short(window: Window, question: Written, evidence: Sequence[Span]) -> Span | None:
    if not question.short:
        return None
    for start, end in evidence:
        at = window.text.find(question.short, start, end)
        if at >= 0:
            return at, at + len(question.short)
    return None


def _distinct(found: Sequence[Window]) -> list[Window]:
    return list({(window.hit.passage.id, window.start): window for window in found}.values())


def weighted(question: Shown) -> Iterator[tuple[Example, float]]:
    """What is shown of a question, each with how often it is learnt from: mostly what answers, and of the rest what is found
    first."""
    answered = (ANSWERED if question.others else 1.0) if question.answers else 0.0
    yield from ((each, answered / len(question.answers)) for each in question.answers)
    odds = [math.exp(-FALLING * rank) for rank in range(len(question.others))]
    yield from ((each, (1 - answered) * own / sum(odds)) for each, own in zip(question.others, odds, strict=True))
