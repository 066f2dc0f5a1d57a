from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus.reader import default_folder
from tests.corpus.view import View, view

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files by relative name into a folder and return it."""
    folder = tmp_path / "texts"

    def written(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return written


@pytest.fixture(scope="session")
def shipped() -> View:
    return view(default_folder())
