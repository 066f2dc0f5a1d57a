"""The files of a corpus folder, found and read one at a time. What cannot be read is told in a line each, and stops nothing."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from corpus.boundary import open_inside
from corpus.errors import CorpusError, one_line
from corpus.formats import TEXT_SUFFIXES, suffix_of
from corpus.manifest import MANIFEST_NAME
from corpus.walk import Walk

MAX_TEXT_BYTES = 20_000_000
# Of a PDF, an Office file, a book or a message, which may hold pictures.
MAX_FILE_BYTES = 200_000_000
CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it is on disk; `name` is its path relative to the folder, with forward slashes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that can be opened, and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """The files of a folder whose formats can be read, sorted by name, and the bytes of its manifest if it has one.

    `problems` tell in a line each what is left out and what to do: "NAME what is wrong: what to do".
    """

    root: Path
    found: tuple[FoundFile, ...]
    manifest: bytes | None
    problems: tuple[str, ...] = ()

    @property
    def files(self) -> Iterator[SourceFile]:
        """Each file with its bytes, read when its turn comes. Raises CorpusError as `read` does."""
        return map(self.read, self.found)

    def read(self, file: FoundFile) -> SourceFile:
        """The file with its bytes. Raises CorpusError if it can no longer be read, or is not what it was."""
        data = read_inside(self.root, file.name)
        if sha256(data).hexdigest() != file.sha256:
            raise CorpusError(f"{file.name} was changed while the corpus was read", "start again")
        return SourceFile(file.name, data)


def read_folder(folder: Path) -> SourceFolder:
    """Find the files below a folder. Hidden folders, as version control has them, are left out.

    A link is followed to a file of the folder; linked folders are read where they are. Raises CorpusError if the folder or
    its manifest cannot be read.
    """
    root = checked_folder(folder)
    walk = Walk(root)
    found, problems = [], list(walk.problems)
    for name in walk.names:
        try:
            found.append(FoundFile(name, _digest(root, name)))
        except CorpusError as error:
            problems.append(str(error))
    manifest = read_inside(root, MANIFEST_NAME) if os.path.lexists(root / MANIFEST_NAME) else None
    return SourceFolder(root, tuple(found), manifest, tuple(map(one_line, (*sorted(problems), *walk.told()))))


def checked_folder(folder: Path) -> Path:
    """The folder without links. Raises CorpusError if it is none."""
    try:
        exists = folder.exists()
    except (OSError, ValueError) as error:
        raise CorpusError(f"{folder} cannot be read ({_reason(error)})", "check the path and its permissions") from error
    if not exists:
        raise CorpusError(f"the corpus folder {folder} does not exist", "give a folder of texts")
    if not folder.is_dir():
        raise CorpusError(f"the corpus path {folder} is not a folder", "give the folder that the texts are in")
    return Path(os.path.realpath(folder))


def read_inside(root: Path, name: str) -> bytes:
    """The bytes of a file of the folder. Raises CorpusError if they cannot be read, or are too many."""
    with _opened(root, name) as file:
        return _whole(file, name)


def read_outside(path: Path, name: str) -> bytes:
    """The bytes of any file, which is told of by this name. Raises CorpusError as `read_inside` does."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return _whole(file, name)
    except (OSError, ValueError) as error:
        is_gone = isinstance(error, FileNotFoundError)
        remedy = "check its name" if is_gone else "check its permissions"
        raise CorpusError(f"{name} {'is not there' if is_gone else _unreadable(error)}", remedy) from error


def limit_of(name: str) -> int:
    """How many bytes a file of that name may have."""
    return MAX_TEXT_BYTES if suffix_of(name) in TEXT_SUFFIXES or name == MANIFEST_NAME else MAX_FILE_BYTES


def _digest(root: Path, name: str) -> str:
    digest = sha256()
    with _opened(root, name) as file:
        for chunk in _chunks(file, name):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _opened(root: Path, name: str) -> Iterator[BinaryIO]:
    try:
        with open_inside(root, name) as file:
            yield file
    except OSError as error:
        path = root / name
        if path.is_symlink() and not os.path.exists(path):
            raise CorpusError(f"{name} is a broken link", "remove it, or restore what it leads to") from error
        raise CorpusError(f"{name} {_unreadable(error)}", "check its permissions") from error


def _whole(file: BinaryIO, name: str) -> bytes:
    data = BytesIO()  # which, unlike a list of pieces, is not there twice in the end
    data.writelines(_chunks(file, name))
    return data.getvalue()


def _chunks(file: BinaryIO, name: str) -> Iterator[bytes]:
    # Asked of what was opened: the path may lead to something else by now.
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise CorpusError(f"{name} is not a regular file", "remove it from the corpus folder")
    _check_size(name, status.st_size)
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        _check_size(name, size)  # it may have grown
        yield chunk


def _check_size(name: str, size: int) -> None:
    if size > (limit := limit_of(name)):
        problem = f"{name} has {size / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB that a file of its format may have"
        raise CorpusError(problem, "split it into smaller files")


def _unreadable(error: Exception) -> str:
    return f"cannot be read ({_reason(error)})"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
