"""The file that a document was read from."""

from pathlib import Path

from corpus.boundary import open_inside
from corpus.document import Document
from corpus.errors import CorpusError


def read_original(folder: Path, document: Document) -> bytes:
    """Its bytes as they are now. Raises CorpusError where it cannot be read any more."""
    try:
        with open_inside(folder.resolve(), document.file) as file:
            return file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CorpusError(f"{document.file} cannot be read ({reason})", "restore the file, or build the index again") from error
