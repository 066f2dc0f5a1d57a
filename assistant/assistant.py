"""The assistant as a LangChain `Runnable`, always over the newest index."""

import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answer import Answer
from assistant.answerability import load_parameters
from assistant.deadline import deadline_of
from assistant.extractive import ExtractiveAnswerer
from assistant.freshness import current_index
from assistant.question import Question
from assistant.reading.learned import LearnedReader
from assistant.reading.model import Model, open_model
from assistant.respond import Responder
from assistant.settings import Settings
from corpus.document import Corpus, Document
from corpus.original import read_original
from index import generation
from index.build import Progress
from index.model import Notify, open_encoder
from index.search import Index


class Assistant(Runnable[Question, Answer]):
    """Answers questions. A newly published index is picked up between two questions. Raises `AssistantError` only."""

    def __init__(self, settings: Settings, index: Index, model: Model) -> None:
        self._settings, self._encoder, self._parameters = settings, index.encoder, load_parameters(settings.parameters_file)
        self._reader = LearnedReader(model, self._parameters)
        self._switch = threading.Lock()
        self._responder = self._over(index)

    @classmethod
    def open(cls, settings: Settings, notify: Notify = lambda _: None, progress: Progress = lambda *_: None) -> "Assistant":
        """Opens the index of the settings' corpus, building it first where it is missing, stale or damaged."""
        encoder = open_encoder(settings.embedding_model, settings.models_folder, notify, settings.threads)
        model = open_model(settings.models_folder, settings.threads, notify)
        return cls(settings, current_index(settings, encoder, notify, progress), model)

    @property
    def ready(self) -> bool:
        """Always: what is opened can answer."""
        return True

    @property
    def corpus(self) -> Corpus:
        """The documents and passages it answers from."""
        return self._responder.index.corpus

    @property
    def responder(self) -> Responder:
        """The pipeline over the newest index; one question keeps the one it began with."""
        folder = generation.current(self._settings.index_folder)
        with self._switch:
            if folder != self._responder.index.folder:
                self._responder = self._over(Index(folder, self._encoder, self._settings.chroma_url))
            return self._responder

    def invoke(self, input: Question, config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The answer to one question. Raises `UnfinishedError` when the deadline that came with `config` is over."""
        deadline = deadline_of(config)
        deadline.check()
        return self.responder.answer(input, deadline)

    def check(self) -> None:
        """Find out whether questions could be answered now. Raises `AssistantError` where none could."""
        self.responder.index.probe()

    def stream(self, input: Question, config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Pieces of the answer's text as strings, then the `Answer` itself."""
        answer = self.invoke(input, config)
        yield from pieces(answer.answer)
        yield answer

    def examples(self) -> tuple[str, ...]:
        """Questions to start with, each of which gets answered."""
        return self.responder.suggestions.examples()

    def original(self, document: Document) -> bytes:
        """The bytes of the file that a document was read from. Raises CorpusError where it cannot be read any more."""
        return read_original(self._settings.corpus, document)

    def close(self) -> None:
        """Let go of the index's files."""
        self._responder.index.close()

    def _over(self, index: Index) -> Responder:
        threshold = self._settings.threshold
        return Responder(
            index,
            self._reader,
            ExtractiveAnswerer(index.corpus),
            self._parameters,
            self._parameters.threshold if threshold is None else threshold,
            self._settings.passages,
            self._settings.subject,
        )


def pieces(text: str) -> Iterator[str]:
    """Words with the white space after them; a marker is never split."""
    start = 0
    for position, character in enumerate(text):
        if character.isspace() and position + 1 < len(text) and not text[position + 1].isspace():
            yield text[start : position + 1]
            start = position + 1
    if start < len(text):
        yield text[start:]
