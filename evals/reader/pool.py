"""Examples as the trainer takes them: tokens in a few arrays, made once, so that training needs no texts and no tokenizer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.reading.inputs import Inputs, Pair
from evals.reader.examples import Example, Span

_AT_ONCE = 2000
# Stretches of tokens that are evidence, of which an example keeps the first; neighbours are one.
_EVIDENCE = 8
_NONE = (1, 0)
# `question` and `text`: which of the pool's. First and last tokens of question and text together: `begin` and `end` of the text
# without its heading, `answer` (0, 0 where there is none, -1, -1 where it is not known), `evidence`. `group`: which question of
# its set it belongs to.
ROW = np.dtype(
    [
        ("question", "i4"),
        ("text", "i4"),
        ("begin", "i2"),
        ("end", "i2"),
        ("answered", "?"),
        ("answer", "i2", (2,)),
        ("evidence", "i2", (_EVIDENCE, 2)),
        ("weight", "f4"),
        ("group", "i4"),
        ("set", "u1"),
    ]
)
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An example of a set. `weight`: how often it is learnt from, beside the others."""

    example: Example
    set: str
    weight: float = 1.0
    group: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """`pieces`: the words of the vocabulary that occur; tokens are numbers among these. Of each question the tokens before
    those of a text, of each text those that follow; number i ends where `..._ends[i + 1]` says."""

    sets: tuple[str, ...]
    pieces: Ints
    questions: Ints
    question_ends: npt.NDArray[np.int64]
    texts: Ints
    text_ends: npt.NDArray[np.int64]
    rows: npt.NDArray[np.void]

    def of(self, name: str) -> Ints:
        """The numbers of the rows of a set."""
        return np.flatnonzero(self.rows["set"] == self.sets.index(name)).astype(np.int32)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Of each row, in tokens."""
        questions, texts = np.diff(self.question_ends), np.diff(self.text_ends)
        lengths: npt.NDArray[np.int64] = questions[self.rows["question"]] + texts[self.rows["text"]]
        return lengths

    def save(self, path: Path) -> None:
        """Write it in one file."""
        np.savez(path, **{name: getattr(self, name) for name in self.__slots__})


def load_pool(path: Path) -> Pool:
    """What `Pool.save` wrote."""
    with np.load(path) as stored:
        return Pool(tuple(map(str, stored["sets"])), *(stored[name] for name in Pool.__slots__[1:]))


def pooled(examples: Iterable[Drawn], inputs: Inputs) -> Pool:
    """Their tokens. The same question or text is kept once."""
    parts, rows = _Parts(), [np.zeros(0, ROW)]
    sets: dict[str, int] = {}
    examples = iter(examples)
    while chunk := list(islice(examples, _AT_ONCE)):
        pairs = inputs.pairs([(each.example.question, each.example.heading, each.example.text) for each in chunk])
        made = [_row(each, pair, parts, sets) for each, pair in zip(chunk, pairs, strict=True)]
        rows.append(np.array(made, ROW))
    return parts.pool(tuple(sets), np.concatenate(rows), inputs.pad_id)


class _Parts:
    def __init__(self) -> None:
        self.questions: dict[bytes, int] = {}
        self.texts: dict[bytes, int] = {}

    def pool(self, sets: tuple[str, ...], rows: npt.NDArray[np.void], pad_id: int) -> Pool:
        questions, question_ends = _flat(self.questions)
        texts, text_ends = _flat(self.texts)
        used = np.zeros(max(questions.max(), texts.max(), pad_id) + 1, bool)
        used[questions] = used[texts] = used[pad_id] = True
        number = (np.cumsum(used) - 1).astype(np.int32)
        pieces = np.flatnonzero(used).astype(np.int32)
        return Pool(sets, pieces, number[questions], question_ends, number[texts], text_ends, rows)


def _flat(parts: dict[bytes, int]) -> tuple[Ints, npt.NDArray[np.int64]]:
    ends = np.cumsum([0, *(len(part) // 4 for part in parts)])
    return np.frombuffer(b"".join(parts), np.int32), ends


def _row(drawn: Drawn, pair: Pair, parts: _Parts, sets: dict[str, int]) -> tuple[object, ...]:
    ids, example = np.array(pair.ids, np.int32), drawn.example
    # The question ends with the first of two marks.
    cut = pair.ids.index(pair.ids[-1]) + 2
    question = parts.questions.setdefault(ids[:cut].tobytes(), len(parts.questions))
    text = parts.texts.setdefault(ids[cut:].tobytes(), len(parts.texts))
    evidence = [*_ranges(pair, example.evidence), *[_NONE] * _EVIDENCE][:_EVIDENCE]
    end = pair.begin + len(pair.spans) - 1
    number = sets.setdefault(drawn.set, len(sets))
    return (
        *(question, text, pair.begin, end, example.answered, _answer(example, pair), evidence),
        *(drawn.weight, drawn.group, number),
    )


def _answer(example: Example, pair: Pair) -> Span:
    if not example.answered:
        return 0, 0
    tokens = _tokens(pair, example.answer) if example.answer else []
    return (tokens[0], tokens[-1]) if tokens else (-1, -1)


def _ranges(pair: Pair, spans: Sequence[Span]) -> Iterator[Span]:
    tokens = sorted({token for span in spans for token in _tokens(pair, span)})
    first = None
    for number, token in enumerate(tokens):
        first = token if first is None else first
        if number + 1 == len(tokens) or tokens[number + 1] > token + 1:
            yield first, token
            first = None


def _tokens(pair: Pair, span: Span) -> list[int]:
    return [pair.begin + i for i, (first, last) in enumerate(pair.spans) if first < span[1] and last > span[0] and first < last]
