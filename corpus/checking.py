"""What would be read of a corpus folder, file by file, and what would not."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.decoding import Decoded, decode
from corpus.document import Document
from corpus.errors import CorpusError, one_line
from corpus.files import read_inside
from corpus.formats import TEXT_SUFFIXES, suffix_of
from corpus.parsing import Parsed
from corpus.reader import Progress, Source, found_in, parsed_files


@dataclass(frozen=True, slots=True)
class Checked:
    """What one file gives. `id`, `title` and `language` are those of its document.

    `format` is the end of its name without the dot. `encoding` is "" where it is not known, and `is_guessed` where it may be
    another. `same_as` names the file before it whose text it repeats, so that it is no document of its own; else "".
    """

    file: str
    format: str
    id: str
    title: str
    language: str
    as_of: date | None
    characters: int
    pages: int
    passages: int
    encoding: str
    is_guessed: bool
    same_as: str


@dataclass(frozen=True, slots=True)
class Report:
    """`guessed` and `left_out` tell in a line each what to look at, and what is not read and what to do."""

    files: tuple[Checked, ...]
    guessed: tuple[str, ...]
    left_out: tuple[str, ...]


def check_folder(folder: Path, cache: Path | None = None, progress: Progress = lambda *_: None) -> Report:
    """Read a folder as `read_corpus` does. Raises CorpusError if the folder or the manifest cannot be used, or is empty."""
    source = found_in(folder)
    files: list[Checked] = []
    guessed: list[str] = []
    left_out = source.left_out
    first: dict[str, str] = {}
    for each in parsed_files(source, cache, progress):
        read_as = _read_as(source, each)
        guessed += read_as.notes
        left_out += [line for line in each.left_out if line not in read_as.notes]
        if each.document:
            same_as = first.setdefault(each.document.id, each.name)
            files.append(_checked(each, each.document, read_as, "" if same_as == each.name else same_as))
    return Report(tuple(files), tuple(guessed), tuple(left_out))


def _checked(parsed: Parsed, document: Document, read_as: Decoded, same_as: str) -> Checked:
    return Checked(
        file=parsed.name,
        format=suffix_of(parsed.name).removeprefix("."),
        id=document.id,
        title=document.title,
        language=document.language,
        as_of=document.as_of,
        characters=len(document.text),
        pages=len(document.pages),
        passages=len(parsed.passages),
        encoding=read_as.encoding,
        is_guessed=bool(read_as.notes),
        same_as=same_as,
    )


def _read_as(source: Source, parsed: Parsed) -> Decoded:
    """The encoding of a file of text, with those notes that its reader took it by; without its text, which is not wanted."""
    if parsed.document is None or suffix_of(parsed.name) not in TEXT_SUFFIXES:
        return Decoded("", "")
    try:
        decoded = decode(read_inside(source.folder.root, parsed.name), parsed.name)
    except CorpusError:
        return Decoded("", "")
    notes = tuple(map(one_line, decoded.notes))
    # A page may state its encoding itself.
    return Decoded("", decoded.encoding, notes) if set(notes) <= set(parsed.left_out) else Decoded("", "")
