"""The files of a corpus folder: found and checked."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.boundary import is_hidden, open_inside, target
from corpus.errors import CorpusError
from corpus.manifest import MANIFEST_NAME

MAX_FILE_BYTES = 20_000_000
SUFFIXES = (".txt", ".md")
# What macOS and Emacs leave beside a file: no text of anybody's.
_BY_PRODUCTS = ("._", ".#")
# What they hold are copies.
_KEPT_BY_PROGRAMS = (".git", ".hg", ".svn", ".ipynb_checkpoints")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it is on disk; `name` is its path relative to the folder, with forward slashes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """The text files of a folder sorted by name, and the bytes of its manifest if it has one."""

    files: tuple[SourceFile, ...]
    manifest: bytes | None


def read_folder(folder: Path) -> SourceFolder:
    """Read the .txt and .md files below a folder. Hidden folders, as version control has them, are left out.

    A link is followed to a file of the folder; linked folders are read where they are. Raises CorpusError if the folder
    or a file cannot be read, a file is too large or hidden, a link leads out of the folder, or there is no file.
    """
    if not _exists(folder):
        raise CorpusError(f"the corpus folder {folder} does not exist", "give a folder of .txt or .md files")
    if not folder.is_dir():
        raise CorpusError(f"the corpus path {folder} is not a folder", "give the folder that the text files are in")
    root = Path(os.path.realpath(folder))
    names = sorted(_names(root))
    if not names:
        raise CorpusError(f"no .txt or .md file in the corpus folder {folder}", "put at least one text into it")
    has_manifest = os.path.lexists(root / MANIFEST_NAME)
    return SourceFolder(
        tuple(SourceFile(name, _read(root, name)) for name in names),
        _read(root, MANIFEST_NAME) if has_manifest else None,
    )


def hidden_folders(folder: Path) -> list[str]:
    """The hidden folders of a corpus folder that hold texts, sorted; those of version control and the like aside."""
    found = []
    for parent, folders, _ in os.walk(folder):
        hidden = [name for name in folders if is_hidden(name)]
        folders[:] = [name for name in folders if name not in hidden]
        paths = [Path(parent) / name for name in hidden if name not in _KEPT_BY_PROGRAMS]
        found += [path.relative_to(folder).as_posix() for path in paths if _holds_text(path)]
    return sorted(found)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read ({_reason(error)})", "check the path and its permissions") from error


def _names(root: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(root, onerror=_raise):
        folders[:] = [name for name in folders if not is_hidden(name)]
        prefix = Path(parent).relative_to(root)
        for name in sorted(folders):
            target(root, (prefix / name).as_posix())
        for name in sorted(filter(_is_text, files)):
            path = (prefix / name).as_posix()
            if is_hidden(name):
                raise CorpusError(f"{path} is a hidden file", "rename it without the dot, or move it out of the corpus folder")
            yield path


def _is_text(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(_BY_PRODUCTS)


def _holds_text(folder: Path) -> bool:
    """Without following a link, which may lead anywhere."""
    return not folder.is_symlink() and any(_is_text(name) for _, _, files in os.walk(folder) for name in files)


def _raise(error: OSError) -> None:
    problem = f"the folder {error.filename} cannot be read ({_reason(error)})"
    raise CorpusError(problem, "check its permissions") from error


def _read(root: Path, name: str) -> bytes:
    try:
        with open_inside(root, name) as file:
            # Asked of what was opened: the path may lead to something else by now.
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise CorpusError(f"{name} is not a regular file", "remove it from the corpus folder")
            _check_size(name, status.st_size)
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        is_dead_link = error.errno in (errno.ENOENT, errno.ELOOP)
        remedy = "remove the link" if is_dead_link else "check its permissions"
        raise CorpusError(f"{name} cannot be read ({_reason(error)})", remedy) from error
    _check_size(name, len(data))  # it may have grown
    return data


def _check_size(name: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        problem = f"{name} has {size / 1e6:.0f} MB, more than the {MAX_FILE_BYTES / 1e6:.0f} MB a file may have"
        raise CorpusError(problem, "split it into smaller files")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
