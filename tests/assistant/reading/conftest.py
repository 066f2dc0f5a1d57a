"""Every implementation of `Reader`."""

import pytest

from assistant.answerability import Parameters, load_parameters
from assistant.reading.learned import LearnedReader
from assistant.reading.model import Model
from assistant.reading.reading import Reader
from assistant.settings import PARAMETERS_FILE
from tests.assistant.readers import Overlapping


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters(PARAMETERS_FILE)


@pytest.fixture(scope="session")
def learned(model: Model, parameters: Parameters) -> LearnedReader:
    return LearnedReader(model, parameters)


@pytest.fixture(params=["learned", "overlapping"])
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.getfixturevalue("learned") if request.param == "learned" else Overlapping()
