"""Turns texts into vectors on onnxruntime."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from pydantic import TypeAdapter

from corpus.errors import ModelError

ENCODER_FILES = ("model.onnx", "tokenizer.json", "encoder.json")
BATCH = 16
# A vocabulary that is shared by a hundred languages splits these off.
_ENDINGS = {"s", "ed", "ing"}
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What `encoder.json` says of the model."""

    model: str
    dimensions: int
    max_tokens: int
    pad_id: int
    query_prompt: str
    document_prompt: str
    languages: tuple[str, ...]


class Encoder(Embeddings):
    """An exported sentence-transformers model. Also usable as LangChain `Embeddings`.

    Raises `ModelError` when the export in `folder` cannot be loaded.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        try:
            facts = TypeAdapter(_Facts).validate_json((folder / "encoder.json").read_bytes(), strict=True)
            self._tokenizer = _tokenizer(folder, facts)
            self._session = open_session(folder / "model.onnx", threads)
        except ImportError:
            raise
        except Exception as error:  # both libraries raise bare Exception for a damaged file
            raise ModelError(
                f"The exported encoder in {folder} is damaged", "delete that folder; it is made again at the next start"
            ) from error
        self._query_prompt, self._document_prompt = facts.query_prompt, facts.document_prompt
        self.name, self.identity = facts.model, folder.name
        self.dimensions, self.languages = facts.dimensions, facts.languages

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of passages or sentences."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        vector: list[float] = self.encode_query(text).tolist()
        return vector

    def knows(self, word: str) -> bool:
        """Whether a word is one token of the model's vocabulary, or one with a common English ending."""
        first, *rest = self._tokenizer.encode(encodable(word), add_special_tokens=False).tokens or [""]
        return bool(first) and (not rest or (len(rest) == 1 and rest[0].removeprefix("##") in _ENDINGS))

    def encode_query(self, text: str) -> Floats:
        """The unit vector of one question: (dimensions,)."""
        vector: Floats = self.encode([text], self._query_prompt)[0]
        return vector

    def tokens(self, text: str) -> list[int]:
        """Where each token of a text ends, those past the model's limit and those that frame the text left out."""
        return [end for _, end in self._tokenizer.encode(encodable(text), add_special_tokens=False).offsets]

    def encode(self, texts: Sequence[str], prompt: str | None = None) -> Floats:
        """Unit vectors of passages or sentences, (texts, dimensions); a text past the model's limit is cut."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        prompt = self._document_prompt if prompt is None else prompt
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            vectors[batch] = self._encode_batch([prompt + encodable(texts[i]) for i in batch])
        return vectors

    def _encode_batch(self, texts: list[str]) -> Floats:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encodings], np.int64)
        attention = np.array([e.attention_mask for e in encodings], np.int64)
        (vectors,) = self._session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": attention})
        return _unit(vectors)


def _tokenizer(folder: Path, facts: _Facts) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(facts.max_tokens)
    tokenizer.enable_padding(pad_id=facts.pad_id)
    return tokenizer


def silent_onnxruntime() -> Any:
    """onnxruntime without what it would report to its maker: it looks up an address and keeps an identity of the machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when its first session is made
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def open_session(path: Path, threads: int) -> Any:
    """A model on the processor."""
    onnxruntime = silent_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Spinning threads would win 1 ms a question and keep a core busy between questions.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def encodable(text: str) -> str:
    """The text with a "?" for each lone surrogate, which the tokenizer refuses; spans of words stay those of the text."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return unit
