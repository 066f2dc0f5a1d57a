"""Every error a user can meet, as one tree.

    AssistantError
    ├── SettingsError      a setting or option has a value that cannot be used
    ├── CorpusError        a corpus folder or file cannot be read
    ├── ModelError         the encoder is missing, or is not the one expected
    ├── IndexStoreError    the index cannot be read or written
    │   ├── IndexMissingError   no index has been built there yet
    │   ├── IndexStaleError     it was built from another corpus, encoder or version
    │   └── IndexDamagedError   files are missing or do not match their manifest
    ├── QuestionError      a question that cannot be asked
    ├── BusyError          more is asked at once than can be answered: try again later
    ├── ClosedError        the server is starting, stopping or could not start
    ├── UnfinishedError    an answer was given up before it was whole
    │   ├── DeadlineError       it would have taken longer than it may
    │   └── AbandonedError      nobody waits for it any more
    ├── FeedbackError      feedback cannot be kept or read
    └── AnswerFileError    a saved answer or question set that cannot be read

Each message is one line that says what is wrong and what to do; callers print it and exit with code 2.
Errors of Chroma, the file readers and the model libraries are mapped onto this tree where they arise.
"""

from typing import ClassVar

from corpus.characters import printable


class AssistantError(Exception):
    """Base of all errors that a user can meet. `str(error)` is a single line."""

    is_for_readers: ClassVar[bool] = False

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = one_line(problem)
        self.remedy = one_line(remedy)
        super().__init__(f"{self.problem}: {self.remedy}" if self.remedy else self.problem)

    @property
    def for_readers(self) -> str:
        """What whoever asks over a network may be told: of most errors nothing, as they name files, addresses and settings."""
        return (
            str(self) if self.is_for_readers else "The assistant cannot answer now: whoever runs it finds the reason in its log"
        )


class SettingsError(AssistantError):
    """A setting or option has a value that cannot be used."""


class CorpusError(AssistantError):
    """A corpus folder or file cannot be read."""


class ModelError(AssistantError):
    """The encoder is missing, or is not the one expected."""


class IndexStoreError(AssistantError):
    """The index cannot be read or written."""


class IndexMissingError(IndexStoreError):
    """No index has been built there yet."""


class IndexStaleError(IndexStoreError):
    """The index was built from another corpus, by another encoder or version."""


class IndexDamagedError(IndexStoreError):
    """Files of the index are missing or do not match its manifest."""


class QuestionError(AssistantError):
    """A question that cannot be asked."""

    is_for_readers = True


class BusyError(AssistantError):
    """More is asked at once than can be answered."""

    is_for_readers = True


class ClosedError(AssistantError):
    """The server is starting, stopping or could not start."""

    is_for_readers = True


class UnfinishedError(AssistantError):
    """An answer was given up before it was whole."""

    is_for_readers = True


class DeadlineError(UnfinishedError):
    """An answer would have taken longer than it may."""


class AbandonedError(UnfinishedError):
    """Nobody waits for the answer any more."""


class FeedbackError(AssistantError):
    """Feedback cannot be kept or read."""

    is_for_readers = True


class AnswerFileError(AssistantError):
    """A saved answer or question set that cannot be read."""


def one_line(text: str) -> str:
    """Collapse white space and leave out what a terminal cannot show, so that a message stays one line."""
    return " ".join(printable(text).split())
