"""An assistant that takes its time."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.answer import Answer
from assistant.question import Question
from corpus.document import Corpus
from ui.answers import Answers

BREAK_OFF = "Break off"


class SlowAnswers:
    """The real assistant, which waits to be let go on after its first word."""

    ready = True

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.go_on = threading.Event()
        self.holds_examples = False

    @property
    def corpus(self) -> Corpus:
        return self._answers.corpus

    def stream(self, input: Question, config: Any = None) -> Iterator[str | Answer]:
        yield "Slowly [1"
        self.go_on.wait(60)
        if input.text == BREAK_OFF:
            raise RuntimeError("the model fell over, at /secret/path")
        *_, answer = self._answers.stream(input)
        assert isinstance(answer, Answer)
        yield replace(answer, suggestions=())

    def check(self) -> None: ...

    def examples(self) -> tuple[str, ...]:
        if self.holds_examples:
            self.go_on.wait(60)
        return self._answers.examples()
