"""What all tests share: one real assistant over the shipped corpus, with its own index, outside the user's folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.reading.model import Model, open_model
from assistant.settings import Settings, load_settings
from index.encoder import Encoder
from index.model import DEFAULT_MODEL, open_encoder


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of whoever runs it."""
    import os

    for name in list(os.environ):
        if name.startswith("NISC_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def models() -> Path:
    """Encoder and reader are exported once per machine, not once per test run."""
    return load_settings().models_folder


@pytest.fixture(scope="session")
def encoder(models: Path) -> Encoder:
    return open_encoder(DEFAULT_MODEL, models)


@pytest.fixture(scope="session")
def model(models: Path) -> Model:
    """The model of the reader."""
    return open_model(models)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Settings:
    return load_settings(index=tmp_path_factory.mktemp("index"), models=models)


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    opened = Assistant.open(settings)
    yield opened
    opened.close()
