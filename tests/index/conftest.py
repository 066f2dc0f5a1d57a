"""Indexes built once for all tests; a test that changes one works on a copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.reader import default_folder, read_corpus
from index.build import build_index
from index.encoder import Encoder
from index.model import DEFAULT_MODEL, find_exported
from index.search import Index
from tests.index.parts import GARDEN, CountingEncoder, corpus_of, town

OpenIndex = Callable[[Path], Index]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    """The index of the texts that ship with the package."""
    root = tmp_path_factory.mktemp("shipped")
    build_index(read_corpus(default_folder()), encoder, root)
    index = Index.open(root, encoder)
    yield index
    index.close()


@pytest.fixture(scope="session")
def town_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("town")
    build_index(corpus_of(root / "texts", {"town.txt": town()}), encoder, root / "index")
    index = Index.open(root / "index", encoder)
    yield index
    index.close()


@pytest.fixture(scope="session")
def _garden(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("garden")
    build_index(corpus_of(root / "texts", {"garden.txt": GARDEN}), encoder, root / "index")
    return root / "index"


@pytest.fixture
def garden(_garden: Path, tmp_path: Path) -> Path:
    """A folder with an index of the garden, for this test alone."""
    return Path(shutil.copytree(_garden, tmp_path / "garden-index"))


@pytest.fixture(scope="session")
def _counting(models: Path) -> CountingEncoder:
    return CountingEncoder(find_exported(DEFAULT_MODEL, models))


@pytest.fixture
def counting(_counting: CountingEncoder, encoder: Encoder) -> CountingEncoder:
    """The real encoder with nothing counted yet."""
    _counting.computed.clear()
    _counting.identity = encoder.identity
    return _counting


@pytest.fixture
def open_index(encoder: Encoder) -> Iterator[OpenIndex]:
    """Opens the current index of a folder, and closes it after the test."""
    opened: list[Index] = []

    def opening(root: Path) -> Index:
        opened.append(Index.open(root, encoder))
        return opened[-1]

    yield opening
    for index in opened:
        index.close()
