"""Requests that no honest client sends: a sample of what `python -m tests.bench.hostile_requests` sends many of."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from tests.bench.hostile_requests import attack
from tests.bench.real_server import real_server
from tests.ui.loops import in_a_loop
from ui.answers import Answers


@pytest.mark.parametrize("seed", [1, 2])
def test_no_request_is_more_than_it_can_take(assistant: Answers, settings: Settings, seed: int, tmp_path: Path) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    places = {"NISC_INDEX": str(settings.index_folder), "NISC_MODELS": str(settings.models_folder), "TMPDIR": str(temporary)}
    with real_server(tmp_path, **places) as server:
        outcome = in_a_loop(attack(server.address, 600, seed))
    assert outcome.wrong == []
    assert outcome.statuses["200"] > 20 and outcome.statuses["422"] > 20 and outcome.statuses["404"] > 20
    assert "Traceback" not in server.said
    assert server.process.returncode == 0
    assert [path for path in temporary.rglob("*") if not path.is_dir()] == [], "nothing is left behind"
