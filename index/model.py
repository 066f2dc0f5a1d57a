"""Finds the embedding model and exports it once to ONNX, so that building and asking need neither torch nor a model hub.

The models that come as ordinary packages are refused unless their files have the hashes of the release. Exported encoders are
kept in a folder named after the hash of the weights they came from.
"""

import hashlib
import json
import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from index.e5_export import export_e5
from index.encoder import ENCODER_FILES, Encoder
from index.exports import export_once
from index.packaged import E5, E5_FILE, PACKAGED, file_hash

DEFAULT_MODEL = E5.name
EXPORT_VERSION = "2"
MIN_EXPORT_COSINE = 0.9999
_PROBES = (
    "Who heads the committee?",
    "The committee was set up in 2014 and reports to the minister.",
    "予算はいくらですか。",
)
# Sentence pairs that any encoder which knows both languages tells apart; the sentences share no characters.
_TRANSLATIONS = (
    ("The cat is sleeping on the chair.", "猫が椅子の上で寝ています。"),
    ("It will rain tomorrow afternoon.", "明日の午後は雨が降るでしょう。"),
    ("The train to the airport is late.", "空港行きの電車が遅れています。"),
    ("She bought three red apples.", "彼女は赤いりんごを三つ買いました。"),
    ("The library is closed on Mondays.", "図書館は月曜日に閉まっています。"),
    ("The doctor told him to stop smoking.", "医者は彼にたばこをやめるように言いました。"),
)

Notify = Callable[[str], None]


def open_encoder(model: str, folder: Path, notify: Notify = lambda _: None, threads: int = 2) -> Encoder:
    """The encoder for `model`: a packaged one, a sentence-transformers folder, or a hub id that is already cached.

    Exports it under `folder` first where that has not been done. Raises `ModelError`.
    """
    exported = find_exported(model, folder)
    if not exported.is_dir():
        notify(f"Preparing the encoder {model} (once, {'a few seconds' if model == E5.name else 'at most half a minute'})")
        export_once(exported, "encoder", lambda work: _export(model, work))
    return Encoder(exported, threads=threads)


def find_exported(model: str, folder: Path) -> Path:
    """Where the export of `model` is, or will be. Raises `ModelError` when the model is missing or not the expected one."""
    source = _source_folder(model)
    identity = _weights_hash(source) if source else hashlib.sha256(model.encode()).hexdigest()
    return folder / f"{identity[:16]}-v{EXPORT_VERSION}"


def _source_folder(model: str) -> Path | None:
    """The folder of the model's files; None for a hub id."""
    if model in PACKAGED:
        return PACKAGED[model].located()
    # An empty path would mean the working folder.
    if not model.strip():
        raise ModelError("No embedding model is named", "set NISC_EMBEDDING_MODEL to a sentence-transformers folder")
    if Path(model).is_dir():
        return Path(model)
    if model.startswith((".", "/", "~")) or model.count("/") != 1:
        raise ModelError(f"There is no model folder {model}", "set NISC_EMBEDDING_MODEL to a sentence-transformers folder")
    return None


def _weights_hash(folder: Path) -> str:
    patterns = ("*.safetensors", "tokenizer.json", "pytorch_model.bin", E5_FILE)
    weights = sorted({path for pattern in patterns for path in folder.rglob(pattern)})
    if not weights:
        raise ModelError(f"{folder} holds no model weights", "name a sentence-transformers folder")
    return hashlib.sha256("".join(file_hash(path) for path in weights).encode()).hexdigest()


def _export(model: str, work: Path) -> None:
    if model == E5.name:
        return _write_facts(work, {"model": model, **export_e5(E5.located() / E5_FILE, work)})
    _export_sentence_transformer(model, work)


def _export_sentence_transformer(model: str, work: Path) -> None:
    """torch and sentence-transformers are imported only here: a machine that merely serves never loads them."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    original = _load_original(str(_source_folder(model) or model))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _write_onnx(original, work / "model.onnx")
    original.tokenizer.backend_tokenizer.save(str(work / "tokenizer.json"))
    prompts = original.prompts or {}
    facts = {
        "model": model,
        "dimensions": int(original.get_embedding_dimension()),
        "max_tokens": int(original.max_seq_length or 512),
        "pad_id": int(original.tokenizer.pad_token_id or 0),
        "query_prompt": prompts.get("query", ""),
        "document_prompt": prompts.get("document", prompts.get("passage", "")),
        "languages": ["en"],
    }
    _write_facts(work, facts)
    _check(original, Encoder(work), str(facts["document_prompt"]))
    facts["languages"] = ["en", "ja"] if _knows_japanese(Encoder(work)) else ["en"]
    _write_facts(work, facts)


def _write_facts(work: Path, facts: dict[str, object]) -> None:
    (work / "encoder.json").write_text(json.dumps(facts, indent=1))
    missing = [name for name in ENCODER_FILES if not (work / name).is_file()]
    if missing:
        raise ModelError(f"The export lacks {', '.join(missing)}", "check that the model is a sentence-transformers model")


def _load_original(path: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(path, device="cpu", model_kwargs={"attn_implementation": "eager"}).eval()
    except Exception as error:  # each of the libraries that read weights has errors of its own
        raise ModelError(f"Cannot load the model {path} ({error})", "name a sentence-transformers folder") from error


def _write_onnx(original: Any, path: Path) -> None:
    import torch

    class Outputs(torch.nn.Module):  # type: ignore[misc]  # torch has no types here
        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            out = self.original({"input_ids": input_ids, "attention_mask": attention_mask})
            return out["sentence_embedding"], out["token_embeddings"]

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    ids = torch.randint(5, 2000, (2, 16))
    shape = {0: torch.export.Dim("batch", min=1, max=512), 1: torch.export.Dim("length", min=2, max=512)}
    torch.onnx.export(
        Outputs(),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence_embedding", "token_embeddings"],
        dynamic_shapes={"input_ids": shape, "attention_mask": shape},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _check(original: Any, exported: Encoder, prompt: str) -> None:
    wanted = original.encode([prompt + text for text in _PROBES], normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(np.asarray(wanted) * exported.encode(_PROBES), axis=1)
    if float(cosines.min()) < MIN_EXPORT_COSINE:
        raise ModelError(
            f"The ONNX export differs from the model (cosine {cosines.min():.4f})", "use a sentence-transformers model"
        )


def _knows_japanese(encoder: Encoder) -> bool:
    english = encoder.encode([pair[0] for pair in _TRANSLATIONS])
    japanese = encoder.encode([pair[1] for pair in _TRANSLATIONS])
    nearest = np.argmax(japanese @ english.T, axis=1)
    return bool(np.sum(nearest == np.arange(len(_TRANSLATIONS))) >= len(_TRANSLATIONS) - 1)
