"""Files put into a corpus folder: each is read first, and what cannot be read stays out."""

import os
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from corpus.boundary import is_hidden, target
from corpus.changes import Change, Outcome, refused
from corpus.decoding import decode
from corpus.errors import CorpusError
from corpus.files import FoundFile, SourceFile, SourceFolder, checked_folder, read_folder, read_inside, read_outside
from corpus.formats import TEXT_SUFFIXES, suffix_of
from corpus.manifest import MANIFEST_NAME
from corpus.others import is_readable, unread
from corpus.reader import Progress, parse
from corpus.walk import check_name

_ADDRESS = re.compile(r"[-*•\s<]*https?://\S+\s*", re.IGNORECASE)
_ADDRESSES = 0.9
_SAVE_PAGES = "save the pages first and add those files, as nothing is fetched from the network"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file to add under this name, and how to get its bytes."""

    name: str
    data: Callable[[], bytes]


def add(folder: Path, sources: Sequence[str], replace: bool = False, progress: Progress = lambda *_: None) -> Iterator[Change]:
    """Copy files, and those below folders, into a corpus folder, which is made if need be. Tells of each as it is done.

    A file of the folder is only overwritten with `replace`. Raises CorpusError if the corpus folder is none.
    """
    if os.path.lexists(folder):
        checked_folder(folder)
    root = Path(os.path.realpath(folder))
    found = [each for source in sources for each in _candidates(root, source)]
    for number, each in enumerate(found, 1):
        yield each if isinstance(each, Change) else _added(root, each, replace)
        progress("Adding", number, len(found))


def _candidates(root: Path, source: str) -> Iterator[_Candidate | Change]:
    path = Path(source)
    try:
        if _ADDRESS.fullmatch(source):
            raise CorpusError(f"{source} is an address", _SAVE_PAGES)
        if os.path.isdir(source):
            yield from _below(root, path)
        else:
            yield _Candidate(path.name, partial(read_outside, path, source))
    except CorpusError as error:
        yield refused(source, error)


def _below(root: Path, path: Path) -> Iterator[_Candidate | Change]:
    """What is in a folder, each under the folder's own name."""
    real = Path(os.path.realpath(path))
    if real == root or root in real.parents or real in root.parents:
        raise CorpusError(f"{path} is the corpus folder, lies in it, or holds it", "add a folder from elsewhere")
    source = read_folder(path)
    for file in source.found:
        yield _Candidate(f"{real.name}/{file.name}", partial(_data, source, file))
    for problem in source.problems:
        yield Change(str(path), "refused", (f"{real.name}/{problem}",))
    if source.manifest is not None:
        yield refused(str(path), _manifest(f"{real.name}/{MANIFEST_NAME}"))


def _data(source: SourceFolder, file: FoundFile) -> bytes:
    return source.read(file).data


def _added(root: Path, candidate: _Candidate, replace: bool) -> Change:
    name = candidate.name
    try:
        _check_name(name)
        file = SourceFile(name, candidate.data())
        if _holds(root, file):
            return Change(name, "already there")
        is_there = os.path.lexists(root / name)
        if is_there and not replace:
            problem = f"{name} is in the corpus already, with other content"
            raise CorpusError(problem, "give --replace to put this file in its place, or rename it")
        _check_is_no_list(file)
        parsed = parse(file)
        if parsed.document is None:
            return Change(name, "refused", parsed.left_out)
        _write(root, file)
        outcome: Outcome = "replaced" if is_there else "added"
        return Change(name, outcome, parsed.left_out, len(parsed.document.text))
    except CorpusError as error:
        return refused(name, error)


def _check_name(name: str) -> None:
    check_name(name)
    last = PurePosixPath(name).name
    if last == MANIFEST_NAME:
        raise _manifest(name)
    if is_hidden(name):
        raise CorpusError(f"{name} is hidden", "rename it without the dot")
    if not is_readable(name):
        what, remedy = unread(name)
        raise CorpusError(f"{name} is {what}", remedy)


def _manifest(name: str) -> CorpusError:
    return CorpusError(f"{name} is no text", f"put what it says into the {MANIFEST_NAME} of the corpus folder")


def _check_is_no_list(file: SourceFile) -> None:
    """Raises CorpusError where a text is hardly more than addresses of pages."""
    if suffix_of(file.name) not in TEXT_SUFFIXES:
        return
    lines = [line for line in decode(file.data, file.name).text.splitlines() if line.strip()]
    if lines and sum(bool(_ADDRESS.fullmatch(line)) for line in lines) >= _ADDRESSES * len(lines):
        raise CorpusError(f"{file.name} is a list of addresses", _SAVE_PAGES)


def _holds(root: Path, file: SourceFile) -> bool:
    """Whether this very file is in the folder."""
    try:
        return os.path.lexists(root / file.name) and read_inside(root, file.name) == file.data
    except CorpusError:
        return False


def _write(root: Path, file: SourceFile) -> None:
    """Put the file there in one step, so that no half of it is ever read. Raises CorpusError."""
    folder, _, last = file.name.rpartition("/")
    inside = root / target(root, folder) if folder else root
    temporary = inside / f".{uuid.uuid4().hex}.adding"
    try:
        inside.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(file.data)
        os.replace(temporary, inside / last)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        problem = f"{file.name} cannot be written ({error.strerror or error})"
        raise CorpusError(problem, "check the corpus folder, its permissions and the free space") from error
