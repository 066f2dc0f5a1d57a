"""Asks a rival in a process of its own, which ends with its input and is stopped when it takes too long."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

# Asked first and not counted, so that every question counted meets a warm system.
WARM_UP = ("What is this text about?", "Who is responsible?", "When did it begin?")
START_SECONDS = 300.0
QUESTION_SECONDS = 1.0
# No hub, no telemetry, no tracing: a rival answers from this machine only. Threads of torch that wait by spinning slow it
# down tenfold as soon as anything else runs.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "OMP_WAIT_POLICY": "passive",
}


class RivalError(Exception):
    """A rival that could not be run; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a system puts before its reader: `text`, of which `quotes` are passages of the sources with their scores.

    Nothing is quoted where it abstained. `ms` is the time of answering in milliseconds.
    """

    text: str
    quotes: tuple[str, ...]
    scores: tuple[float, ...]
    abstained: bool
    ms: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What ran: versions by package, and how it was set up in words."""

    versions: dict[str, str]
    settings: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The turns of a conversation, the question last, and the settings to answer it with."""

    turns: tuple[str, ...]
    settings: Mapping[str, Any]


def ask(
    command: Sequence[str],
    documents: Sequence[Mapping[str, str]],
    questions: Sequence[Asked],
    start_seconds: float = START_SECONDS,
) -> tuple[Facts, list[Shown]]:
    """What the rival shows for each question, in order. Raises `RivalError`."""
    warm_up = [Asked((text,), questions[0].settings) for text in WARM_UP]
    lines: list[Mapping[str, Any]] = [{"documents": documents}]
    lines += [{"turns": asked.turns, "settings": asked.settings} for asked in (*warm_up, *questions)]
    told = _run(command, "".join(json.dumps(line) + "\n" for line in lines), start_seconds + QUESTION_SECONDS * len(questions))
    if len(told) != len(lines):
        raise RivalError(f"it gave {len(told)} lines for {len(lines)}")
    try:
        shown = [_SHOWN.validate_json(line) for line in told[1:]]
        return _FACTS.validate_json(told[0]), shown[len(warm_up) :]
    except ValidationError as error:
        raise RivalError(f"its answer is not of the protocol ({error.errors()[0]['msg']})") from error


_SHOWN, _FACTS = TypeAdapter(Shown), TypeAdapter(Facts)


def _run(command: Sequence[str], given: str, seconds: float) -> list[str]:
    try:
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(
                command,
                input=given,
                capture_output=True,
                encoding="utf-8",
                timeout=seconds,
                cwd=elsewhere,
                env={**os.environ, **_ENVIRONMENT},
                check=False,
            )
    except FileNotFoundError as error:
        raise RivalError(f"there is no {command[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise RivalError(f"it took longer than {seconds:.0f} s") from error
    if done.returncode:
        raise RivalError((done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1])
    return done.stdout.splitlines()
