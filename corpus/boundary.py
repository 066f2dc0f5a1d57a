"""The boundary of a corpus folder: a name in it stands for nothing outside of it, and for nothing hidden."""

import os
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without waiting for whoever writes into a pipe.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | os.O_CLOEXEC


def is_hidden(name: str) -> bool:
    """Whether a path relative to the folder leads through a name that begins with a dot."""
    return any(part.startswith(".") for part in name.split("/"))


def target(root: Path, name: str) -> str:
    """What a name stands for once all links are followed, as a path relative to the folder; "." is the folder itself.

    `root` is the folder without links. Raises CorpusError if that is outside the folder, or hidden.
    """
    path = os.path.join(root, name)
    real = os.path.realpath(path)
    if real == path:
        return name
    if os.path.commonpath((root, real)) != str(root):
        raise _refused(name, "a link that leads out of the corpus folder")
    inside = os.path.relpath(real, root)
    if inside != "." and is_hidden(inside):
        raise _refused(name, f"a link to {inside}, which is hidden")
    return inside


def open_inside(root: Path, name: str) -> BinaryIO:
    """Open what a name stands for, which may be no regular file. Raises CorpusError as `target` does, and OSError.

    Each folder on the way is opened from the one before and no link is followed any more: what is replaced by a link
    after it was looked at cannot lead out of the folder.
    """
    *folders, last = target(root, name).split("/")
    at = os.open(root, _FOLDER)
    try:
        for folder in folders:
            above, at = at, os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=at)
            os.close(above)
        return open(os.open(last, _FILE, dir_fd=at), "rb")
    finally:
        os.close(at)


def _refused(name: str, what: str) -> CorpusError:
    return CorpusError(f"{name} is {what}", "copy the file into the folder, or remove the link")
