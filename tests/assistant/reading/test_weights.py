"""The file of the trained weights, and its export: whatever is wrong with them is one line that says what to do."""

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.reading.model import Model, open_model
from assistant.reading.weights import FACTS, WEIGHTS, Facts, read_weights, write_weights
from corpus.errors import ModelError
from index.packaged import E5, E5_FILE

ROOT = Path(__file__).parents[3]
QUESTION = ("When was the bridge opened?", "Town guide", "The bridge was opened in 1932.")
EXPORTED = ("model.onnx", "tokenizer.json", "heads.npy")


def refused(error: pytest.ExceptionInfo[ModelError], *words: str) -> None:
    assert len(str(error.value).splitlines()) == 1
    assert error.value.remedy
    for word in words:
        assert word in str(error.value)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small file of weights of its own, with its facts."""
    chance = np.random.default_rng(1)
    arrays = {"big": chance.normal(size=(40, 8)).astype(np.float32), "bias": np.arange(3, dtype=np.float32)}
    write_weights(arrays, E5.files[E5_FILE], tmp_path)
    return tmp_path


def test_what_is_written_is_read(own: Path, tmp_path: Path) -> None:
    weights = read_weights(own)
    (tmp_path / "again").mkdir()
    write_weights(weights.arrays, weights.facts.base, tmp_path / "again")
    again = read_weights(tmp_path / "again")
    assert weights.arrays.keys() == again.arrays.keys() == {"big", "bias"}
    for name, array in weights.arrays.items():
        assert array.dtype == np.float32
        np.testing.assert_allclose(array, again.arrays[name], atol=0.05)
    assert (own / WEIGHTS).stat().st_size < 40 * 8 * 4 + 1_500


def test_the_shipped_weights_are_sound() -> None:
    weights = read_weights()
    assert weights.facts.base == E5.files[E5_FILE]
    assert all(np.isfinite(array).all() for array in weights.arrays.values())


@pytest.mark.parametrize("name", [WEIGHTS, FACTS])
@pytest.mark.parametrize("kept", [None, 0, 0.5, 0.99], ids=["missing", "empty", "half", "cut short"])
def test_a_file_that_is_not_whole(name: str, kept: float | None, own: Path) -> None:
    whole = (own / name).read_bytes()
    (own / name).unlink()
    if kept is not None:
        (own / name).write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ModelError) as error:
        read_weights(own)
    refused(error, str(own), "reinstall")


def test_a_changed_file(own: Path) -> None:
    data = bytearray((own / WEIGHTS).read_bytes())
    data[len(data) // 2] ^= 1
    (own / WEIGHTS).write_bytes(data)
    with pytest.raises(ModelError) as error:
        read_weights(own)
    refused(error, "were changed", "reinstall")


@pytest.mark.parametrize(
    "facts",
    [
        "[]",
        "{}",
        '{"base": 1, "sha256": ""}',
        '{"base": "x", "sha256": "x"}',
        "\xff",
        "[" * 10**5,
    ],
)
def test_facts_that_are_not_the_expected_ones(facts: str, own: Path) -> None:
    (own / FACTS).write_text(facts, encoding="latin-1")
    with pytest.raises(ModelError) as error:
        read_weights(own)
    refused(error, "reinstall")


@pytest.mark.parametrize("content", [b"no archive", b"PK\x03\x04 cut short"])
def test_facts_that_match_a_file_that_holds_no_weights(content: bytes, own: Path) -> None:
    (own / WEIGHTS).write_bytes(content)
    facts = replace(read_facts(own), sha256=hashlib.sha256(content).hexdigest())
    (own / FACTS).write_text(json.dumps(asdict(facts)))
    with pytest.raises(ModelError) as error:
        read_weights(own)
    refused(error, "cannot be read", "reinstall")


def read_facts(folder: Path) -> Facts:
    return Facts(**json.loads((folder / FACTS).read_text()))


def test_weights_that_were_trained_on_another_base(own: Path, tmp_path: Path) -> None:
    (own / FACTS).write_text(json.dumps(asdict(replace(read_facts(own), base="0" * 64))))
    with pytest.raises(ModelError) as error:
        open_model(tmp_path / "models", weights=own)
    refused(error, "other weights", "reinstall")
    assert not [path for path in (tmp_path / "models").glob("*") if path.is_dir()]


def test_weights_that_lack_what_the_network_needs(own: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as error:
        open_model(tmp_path / "models", weights=own)
    refused(error, "reinstall")
    assert not [path for path in (tmp_path / "models").glob("*") if path.is_dir()], "a failed export leaves nothing behind"


def test_a_base_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / E5.package
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('the package must not be imported')")
    (package / E5_FILE).write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(ModelError) as error:
        open_model(tmp_path / "models")
    refused(error, "not the released file", E5.distribution)


def folder_of(models: Path) -> Path:
    (found,) = [path for path in models.glob("reader-*") if path.is_dir() and read_weights().facts.sha256[:16] in path.name]
    return found


def test_an_export_is_made_once(model: Model, models: Path) -> None:
    told: list[str] = []
    again = open_model(models, notify=told.append)
    assert told == []
    assert again.read(*QUESTION).answered == model.read(*QUESTION).answered


def test_two_processes_make_one_export_and_a_deleted_one_is_made_again(tmp_path: Path, model: Model) -> None:
    code = "import sys; from pathlib import Path; from assistant.reading.model import open_model; open_model(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tmp_path / "models")]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate(timeout=300)[1], process.returncode) for process in both] == [("", 0)] * 2
    folder = folder_of(tmp_path / "models")
    assert sorted(path.name for path in folder.iterdir()) == sorted(EXPORTED)
    assert not list((tmp_path / "models").glob(".export-*"))
    (folder / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelError) as error:
        open_model(tmp_path / "models")
    refused(error, str(folder), "delete that folder")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    told: list[str] = []
    again = open_model(tmp_path / "models", notify=told.append)
    assert len(told) == 1
    assert again.read(*QUESTION).answered == model.read(*QUESTION).answered


def test_the_folder_of_exports_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError) as error:
        open_model(tmp_path / "file")
    refused(error, "Cannot write the exported reader", "NISC_MODELS")


@pytest.fixture
def export(model: Model, models: Path, tmp_path: Path) -> Path:
    """An export of its own whose files may be replaced, but not written to: they are the real ones."""
    folder = tmp_path / "exported"
    folder.mkdir()
    for path in folder_of(models).iterdir():
        (folder / path.name).symlink_to(path)
    return folder


@pytest.mark.parametrize("name", EXPORTED)
@pytest.mark.parametrize("kept", [None, 0, 0.5], ids=["missing", "empty", "cut short"])
def test_a_damaged_export(name: str, kept: float | None, export: Path) -> None:
    whole = (export / name).read_bytes()
    (export / name).unlink()
    if kept is not None:
        (export / name).write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ModelError) as error:
        Model(export)
    refused(error, "damaged", "delete that folder")


@pytest.mark.parametrize("numbers", [[], [1.0], [[1.0, 1.0]], ["a", "b"], [np.nan, np.nan]], ids=str)
def test_an_export_whose_numbers_are_not_the_expected_ones(numbers: list[object], export: Path) -> None:
    (export / "heads.npy").unlink()
    np.save(export / "heads.npy", np.array(numbers))
    with pytest.raises(ModelError) as error:
        Model(export)
    refused(error, "damaged", "delete that folder")
