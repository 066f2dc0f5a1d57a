"""The file of the reader's trained weights, `reader.npz`: the encoder's layers and the heads, matrices in 8 bits.

Each matrix is stored as whole numbers from -127 to 127 with one scale for each row. The file beside it, `reader.json`, names
the base it was trained on, and its hash.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from corpus.errors import ModelError

Floats = npt.NDArray[np.float32]
WEIGHTS, FACTS = "reader.npz", "reader.json"
FOLDER = Path(__file__).parent
_SCALE = ".scale"
_REMEDY = "reinstall nisc-assistant"


@dataclass(frozen=True, slots=True)
class Facts:
    """`base` is the file the embeddings come from, by its SHA-256; `sha256` is that of the weights."""

    base: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Weights:
    """The trained arrays, named as in the network that was trained."""

    facts: Facts
    arrays: Mapping[str, Floats]


def read_weights(folder: Path = FOLDER) -> Weights:
    """Raises `ModelError` when a file is missing or is not what the other one says."""
    try:
        facts = TypeAdapter(Facts).validate_json((folder / FACTS).read_bytes())
        data = (folder / WEIGHTS).read_bytes()
        if hashlib.sha256(data).hexdigest() != facts.sha256:
            raise ModelError(f"The weights of the reader in {folder} were changed", _REMEDY)
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return Weights(facts, _unpacked({name: stored[name] for name in stored.files}))
    except (OSError, ValueError, KeyError, ValidationError, zipfile.BadZipFile) as error:
        raise ModelError(f"The weights of the reader in {folder} cannot be read", _REMEDY) from error


def write_weights(arrays: Mapping[str, Floats], base: str, folder: Path) -> None:
    """Write both files."""
    buffer = io.BytesIO()
    np.savez(buffer, **_packed(arrays))  # type: ignore[arg-type]
    data = buffer.getvalue()
    (folder / WEIGHTS).write_bytes(data)
    facts = Facts(base, hashlib.sha256(data).hexdigest())
    (folder / FACTS).write_text(json.dumps(asdict(facts), indent=1) + "\n", encoding="utf-8")


def _packed(arrays: Mapping[str, Floats]) -> dict[str, npt.NDArray[np.generic]]:
    packed: dict[str, npt.NDArray[np.generic]] = {}
    for name, value in arrays.items():
        if value.ndim == 2 and len(value) > 8:
            scale = np.abs(value).max(axis=1, keepdims=True) / 127
            packed[name] = np.round(value / np.maximum(scale, 1e-12)).astype(np.int8)
            packed[name + _SCALE] = scale.astype(np.float32)
        else:
            packed[name] = value.astype(np.float32)
    return packed


def _unpacked(stored: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    unpacked = {}
    for name, value in stored.items():
        if not name.endswith(_SCALE):
            scale = stored.get(name + _SCALE)
            unpacked[name] = value.astype(np.float32) * (1 if scale is None else scale.astype(np.float32))
    return unpacked
