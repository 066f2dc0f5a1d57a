"""The command line, run inside this process for speed, or as the program that users start."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import cli as command_line
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.characters import NO_TEXT

Run = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        """Whatever a test does: nothing that steers a terminal or turns its direction is ever printed."""
        assert not NO_TEXT.intersection(map(ord, self.out + self.err)), (self.out, self.err)

    def refused(self, *words: str) -> None:
        """Exit code 2, nothing on stdout, one line on stderr that says what is wrong."""
        assert self.code == 2, self
        assert self.out == ""
        assert self.err.startswith("nisc-assistant: ") and self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err and "Unexpected" not in self.err
        for word in words:
            assert word in self.err


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, settings: Settings, assistant: Assistant) -> None:
    """The settings of the shared index, the way a user would give them."""
    monkeypatch.setenv("NISC_INDEX", str(settings.index_folder))
    monkeypatch.setenv("NISC_MODELS", str(settings.models_folder))


@pytest.fixture
def cli(environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = command_line.run([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def program(environment: None) -> Run:
    def run(*arguments: str | bytes, **options: object) -> Outcome:
        command = [sys.executable, "-m", "assistant.cli", *arguments]
        env = {**os.environ, **options.pop("env", {})}
        done = subprocess.run(command, capture_output=True, timeout=60, env=env, **options)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small corpus of one's own."""
    made = tmp_path / "texts"
    made.mkdir()
    (made / "bridge.txt").write_text("The harbour bridge\n\nThe bridge was opened in 1932. It is 1,149 metres long.\n")
    return made
