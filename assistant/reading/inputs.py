"""What the reader's model sees: a question, then a heading and a text, as tokens that know where in the text they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.encoder import encodable

MAX_TOKENS = 256
MAX_QUESTION = 400  # characters: what is asked stands in the last of them
# In characters. A text has more than that only in one endless sentence, whose tokens are not worth counting to its end.
MAX_TEXT = 2_000
_MAX_HEADING = 120
_BETWEEN = ": "


@dataclass(frozen=True, slots=True)
class Pair:
    """`spans[i]`: where in the text token number `begin + i` stands. What does not fit is missing at the end of the text."""

    ids: tuple[int, ...]
    begin: int
    spans: tuple[tuple[int, int], ...]


class Inputs:
    """Makes pairs with the encoder's tokenizer, of which it needs a copy of its own."""

    def __init__(self, tokenizer: Any, pad_id: int) -> None:
        tokenizer.no_padding()
        # Of the text, unless the question alone has more tokens than half of them.
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        self._tokenizer, self.pad_id = tokenizer, pad_id

    def pairs(self, texts: Sequence[tuple[str, str, str]]) -> list[Pair]:
        """Of question, heading (may be empty) and text each."""
        headings = [heading[-_MAX_HEADING:] + _BETWEEN if heading else "" for _, heading, _ in texts]
        asked = [encodable(question)[-MAX_QUESTION:] for question, _, _ in texts]
        encoded = [(q, encodable(h + text[:MAX_TEXT])) for q, h, (_, _, text) in zip(asked, headings, texts, strict=True)]
        encodings = self._tokenizer.encode_batch(encoded)
        return [_pair(encoding, len(heading)) for encoding, heading in zip(encodings, headings, strict=True)]


def _pair(encoding: Any, skip: int) -> Pair:
    spans = [
        (number, (start - skip, end - skip))
        for number, (sequence, (start, end)) in enumerate(zip(encoding.sequence_ids, encoding.offsets, strict=True))
        if sequence == 1 and end > skip
    ]
    begin = spans[0][0] if spans else len(encoding.ids)
    return Pair(tuple(encoding.ids), begin, tuple((max(0, start), end) for _, (start, end) in spans))
