"""What goes wrong is said once, to whoever runs the server, and not to those who ask."""

import pytest

from corpus.errors import BusyError, IndexDamagedError, QuestionError
from ui.reports import Reports

DAMAGED = IndexDamagedError("The index in /home/someone/cache is damaged", "run: nisc-assistant index build")


def test_readers_are_told_no_paths() -> None:
    assert "/home" not in DAMAGED.for_readers and "log" in DAMAGED.for_readers
    for error in (QuestionError("The question is empty", "type a question"), BusyError("Too many", "wait")):
        assert error.for_readers == str(error)


def test_each_thing_is_said_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now, said = [0.0], list[str]()
    monkeypatch.setattr("ui.reports.time.monotonic", lambda: now[0])
    reports = Reports(said.append)
    for _ in range(3):
        reports.once(DAMAGED)
        reports.once(QuestionError("The question is empty"))
    assert said == [str(DAMAGED)]
    reports.once(IndexDamagedError("Something else"))
    now[0] = 700
    reports.once(DAMAGED)
    assert said == [str(DAMAGED), "Something else", str(DAMAGED)]
    for i in range(1000):
        reports.once(IndexDamagedError(f"Thing {i}"))
    assert len(reports._said) <= 100
