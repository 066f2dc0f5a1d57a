"""Answers questions with a rival: JSON lines in on stdin, JSON lines out on stdout. Runs inside the rivals' environment.

`runner.py MODULE` imports `MODULE.Rival`. In: first `{"documents": [{"title", "language", "source", "text"}]}`, then for
each question `{"turns": [...], "settings": {...}}`. Out: first `{"versions": {...}, "settings": "..."}`, then for each
question `{"text", "quotes", "scores", "abstained", "ms"}`. It ends with its input.
"""

import importlib
import json
import os
import sys
import time
from typing import Any


def main(module: str) -> None:
    """Serve stdin until it ends. `ms` is the answering of the last turn alone, without reading or writing it."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print on stdout is no answer.
    os.dup2(2, 1)
    lines = (json.loads(line) for line in sys.stdin)
    rival = importlib.import_module(module).Rival(next(lines)["documents"])
    _write(answers, {"versions": rival.versions, "settings": rival.settings})
    for line in lines:
        answer = rival.after(line["turns"][:-1], line["settings"])
        started = time.perf_counter()
        text, quotes = answer(line["turns"][-1])
        milliseconds = (time.perf_counter() - started) * 1000
        shown = {"text": text, "quotes": [quote for quote, _ in quotes], "scores": [float(score) for _, score in quotes]}
        _write(answers, {**shown, "abstained": not quotes, "ms": round(milliseconds, 3)})


def _write(answers: Any, line: dict[str, Any]) -> None:
    answers.write(json.dumps(line) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
