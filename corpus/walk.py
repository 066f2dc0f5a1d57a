"""All that lies below a corpus folder, by name: what can be read, and what is left out and why."""

import os
from pathlib import Path

from corpus.boundary import is_hidden, target
from corpus.errors import CorpusError
from corpus.others import is_noise, is_readable, named, told

# What they hold are copies, or is no text of the folder's owner.
_KEPT_BY_PROGRAMS = (".git", ".hg", ".svn", ".ipynb_checkpoints", ".venv")


class Walk:
    """Looks at every name below a folder, which has no links in its own path. Raises CorpusError if it cannot be listed.

    `names` are the files of formats that can be read, sorted. `problems` tell in a line each what is left out.
    """

    def __init__(self, root: Path) -> None:
        self.names: list[str] = []
        self.problems: list[str] = []
        self._root = root
        self._others: list[str] = []
        self._hidden: list[str] = []
        for parent, folders, files in os.walk(root, onerror=self._failed):
            prefix = "" if parent == str(root) else f"{os.path.relpath(parent, root)}/"
            folders[:] = [name for name in sorted(folders) if self._enters(prefix + name)]
            for name in files:
                self._file(prefix + name)
        self.names.sort()

    def told(self) -> list[str]:
        """What else there is: hidden folders with texts in them, and files of other formats."""
        return [*_told_hidden(sorted(self._hidden)), *told(sorted(self._others))]

    def _enters(self, name: str) -> bool:
        """Whether files below a folder are looked at. A linked one is read where it is, if that is inside."""
        last = name.rpartition("/")[2]
        if is_hidden(last):
            if last not in _KEPT_BY_PROGRAMS and _holds_text(self._root / name):
                self._hidden.append(name)
            return False
        try:
            target(self._root, name)
            check_name(name)
        except CorpusError as error:
            self.problems.append(str(error))
            return False
        return True

    def _file(self, name: str) -> None:
        if not is_readable(name):
            if not is_noise(name):
                self._others.append(name)
        elif is_hidden(name):
            self.problems.append(f"{name} is a hidden file: rename it without the dot, or move it out of the corpus folder")
        else:
            self._readable(name)

    def _readable(self, name: str) -> None:
        try:
            check_name(name)
            self.names.append(name)
        except CorpusError as error:
            self.problems.append(str(error))

    def _failed(self, error: OSError) -> None:
        path, why = str(error.filename), error.strerror or str(error)
        if path == str(self._root):
            raise CorpusError(f"the folder {path} cannot be read ({why})", "check its permissions") from error
        self.problems.append(f"{os.path.relpath(path, self._root)} cannot be read ({why}): check its permissions")


def _told_hidden(folders: list[str]) -> list[str]:
    if not folders:
        return []
    what = "is a hidden folder" if len(folders) == 1 else "are hidden folders"
    return [f"{named(folders)} {what}: rename what holds texts of the corpus without the dot"]


def check_name(name: str) -> None:
    """Raises CorpusError if the name of a file is not in UTF-8: it could be written nowhere else."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise CorpusError(f"{name} has a name that is not in UTF-8", "rename it") from error


def _holds_text(folder: Path) -> bool:
    """Without following a link, which may lead anywhere."""
    return not folder.is_symlink() and any(is_readable(name) for _, _, files in os.walk(folder) for name in files)
