"""The files of a corpus folder: found, checked and decoded."""

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.manifest import MANIFEST_NAME

MAX_FILE_BYTES = 20_000_000
SUFFIXES = (".txt", ".md")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.1


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
    """Read the .txt and .md files below a folder; names that begin with a dot are left out.

    Raises CorpusError if the folder or a file cannot be read, a file is too large, or there is none.
    """
    if not _exists(folder):
        raise CorpusError(f"the corpus folder {folder} does not exist", "give a folder of .txt or .md files")
    if not folder.is_dir():
        raise CorpusError(f"the corpus path {folder} is not a folder", "give the folder that the text files are in")
    names = sorted(_names(folder))
    if not names:
        raise CorpusError(f"no .txt or .md file in the corpus folder {folder}", "put at least one text into it")
    manifest = folder / MANIFEST_NAME
    return SourceFolder(
        tuple(SourceFile(name, _read(folder / name, name)) for name in names),
        _read(manifest, MANIFEST_NAME) if _exists(manifest) else None,
    )


def decode(file: SourceFile) -> str:
    """The text of a file in UTF-8, or in UTF-16 that begins with a byte order mark.

    Raises CorpusError if it is in neither, or is not text.
    """
    encoding = "utf-16" if file.data.startswith(_UTF16_MARKS) else "utf-8"
    if encoding == "utf-8" and b"\0" in file.data:
        raise _not_text(file.name)
    try:
        text = file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{file.name} is not valid {encoding.upper()} (byte {error.start})", "convert the file to UTF-8"
        ) from error
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise _not_text(file.name)
    return text


def _not_text(name: str) -> CorpusError:
    return CorpusError(f"{name} is a binary file, not text", "remove it from the corpus or export it as UTF-8 text")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read ({_reason(error)})", "check the path and its permissions") from error


def _names(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield (Path(parent) / name).relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    problem = f"the folder {error.filename} cannot be read ({_reason(error)})"
    raise CorpusError(problem, "check its permissions") from error


def _read(path: Path, name: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CorpusError(f"{name} is not a regular file", "remove it from the corpus folder")
        if status.st_size > MAX_FILE_BYTES:
            size = f"{status.st_size / 1e6:.0f} MB, more than the {MAX_FILE_BYTES / 1e6:.0f} MB a file may have"
            raise CorpusError(f"{name} has {size}", "split it into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{name} cannot be read ({_reason(error)})", "check its permissions") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
