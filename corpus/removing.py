"""Files taken out of a corpus folder, by their names or by the ids of their documents."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePosixPath

from corpus.boundary import is_hidden, target
from corpus.changes import Change, refused
from corpus.errors import CorpusError
from corpus.files import checked_folder, read_inside
from corpus.manifest import MANIFEST_NAME, parse_manifest
from corpus.reader import found_in, parsed_files

LEAST_ID = 4
_LIST = "see: nisc-assistant corpus list"


def remove(folder: Path, wanted: Sequence[str], cache: Path | None = None) -> Iterator[Change]:
    """Delete files by their paths relative to the folder, or by ids or beginnings of ids as `corpus list` tells them.

    Raises CorpusError if the corpus folder cannot be read.
    """
    removing = _Removing(checked_folder(folder), cache)
    for each in wanted:
        try:
            names = removing.names(each)
        except CorpusError as error:
            yield refused(each, error)
            continue
        for name in names:
            yield removing.remove(name)


class _Removing:
    def __init__(self, root: Path, cache: Path | None) -> None:
        self._root, self._cache = root, cache

    def names(self, wanted: str) -> list[str]:
        """The files that are meant. Raises CorpusError if there are none, or an id may be that of several documents."""
        name = PurePosixPath(wanted).as_posix()
        if self._is_file(name):
            return [name]
        ids = [each for each in self._documents if len(wanted) >= LEAST_ID and each.startswith(wanted)]
        if len(ids) != 1:
            raise CorpusError(f"{len(ids) or 'no'} files of the corpus have the name or id {wanted}", _LIST)
        return self._documents[ids[0]]

    def remove(self, name: str) -> Change:
        """Delete a file, or the link that it is."""
        try:
            # A link below which it would stand elsewhere is found out here.
            folder, _, last = name.rpartition("/")
            os.unlink(os.path.join(self._root, target(self._root, folder) if folder else "", last))
        except OSError as error:
            problem = f"{name} cannot be removed ({error.strerror or error})"
            return refused(name, CorpusError(problem, "check the permissions of the corpus folder"))
        except CorpusError as error:
            return refused(name, error)
        left = (f'{MANIFEST_NAME} still has the table ["{name}"]: remove it there',) if name in self._listed else ()
        return Change(name, "removed", left)

    def _is_file(self, name: str) -> bool:
        """Whether a name is that of a file of the folder. Raises CorpusError if it is that of something else in it."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\0" in name or not os.path.lexists(self._root / name):
            return False
        if os.path.isdir(self._root / name) and not os.path.islink(self._root / name):
            raise CorpusError(f"{name} is a folder", "name the files in it")
        if name == MANIFEST_NAME or is_hidden(name):
            raise CorpusError(f"{name} is no text of the corpus", "delete it yourself if you want to")
        return True

    @cached_property
    def _documents(self) -> dict[str, list[str]]:
        """The files that hold the text of a document, by its id."""
        found: dict[str, list[str]] = {}
        with suppress(CorpusError):
            for each in parsed_files(found_in(self._root), self._cache):
                if each.document:
                    found.setdefault(each.document.id, []).append(each.name)
        return found

    @cached_property
    def _listed(self) -> frozenset[str]:
        """The files that the manifest has a table for."""
        with suppress(CorpusError):
            return frozenset(parse_manifest(read_inside(self._root, MANIFEST_NAME)).entries)
        return frozenset()
