"""Re-checks a saved answer: every quote, offset and hash against the documents."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, RelatedPassage
from corpus.document import Corpus
from corpus.errors import AnswerFileError


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file: one JSON object, a list of them, or JSON lines. Raises `AnswerFileError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerFileError(f"Cannot read {path} ({error})", "name a file written by ask --json") from error
    try:
        return _parse(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AnswerFileError(
            f"{path} is not a saved answer ({where}: {first['msg']})", "name a file written by ask --json"
        ) from error


def _parse(text: str) -> list[Answer]:
    if text.lstrip().startswith("["):
        return TypeAdapter(list[Answer]).validate_json(text)
    one = TypeAdapter(Answer)
    try:
        return [one.validate_json(text)]
    except ValidationError:
        # Not splitlines: a JSON string may hold other line separators.
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        return [one.validate_json(line) for line in lines]


def problems(answer: Answer, corpus: Corpus) -> Iterator[str]:
    """What does not hold, in words; nothing when every citation and related passage is exact."""
    for citation in answer.citations:
        for problem in _problems(citation, corpus):
            yield f"[{citation.marker}] {problem}"
        if f"[{citation.marker}]" not in answer.answer:
            yield f"[{citation.marker}] is not referred to in the answer"
    for passage in answer.related:
        for problem in _problems(passage, corpus):
            yield f"related passage {passage.passage_id}: {problem}"
    if answer.status == "answered" and not answer.citations:
        yield "the answer has no citation"


def _problems(quoted: RelatedPassage, corpus: Corpus) -> Iterator[str]:
    document = corpus.document(quoted.document_id)
    if document is None:
        yield f"document {quoted.document_id} is not in the corpus"
        return
    if document.sha256 != quoted.sha256:
        yield f"document {document.id} has changed since"
    if not 0 <= quoted.start < quoted.end <= len(document.text):
        yield f"span {quoted.start}-{quoted.end} lies outside document {document.id}"
    elif document.text[quoted.start : quoted.end] != quoted.quote:
        yield f"the quote is not what stands at {quoted.start}-{quoted.end} of document {document.id}"
    for place in quoted.also_in:
        other = corpus.document(place.document_id)
        if other is None or not 0 <= place.start < place.end <= len(other.text):
            yield f"also_in {place.document_id} {place.start}-{place.end} does not exist"
