"""What comes of putting files into a corpus folder, and of taking them out."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import CorpusError
from corpus.reader import default_folder

Outcome = Literal["added", "replaced", "already there", "removed", "refused"]


@dataclass(frozen=True, slots=True)
class Change:
    """What came of one file. `name` is that in the corpus, or what was asked for where that is in none.

    `notes` tell in a line each why it was refused, or what to look at. `characters` is the length of its text where it was
    read, else 0.
    """

    name: str
    outcome: Outcome
    notes: tuple[str, ...] = ()
    characters: int = 0


def refused(name: str, error: CorpusError) -> Change:
    """A file that was not put in or taken out, for this reason."""
    return Change(name, "refused", (str(error),))


def check_own(folder: Path) -> None:
    """Raises CorpusError if the folder is the one that ships with the package, which stays as it is."""
    if os.path.realpath(folder) == os.path.realpath(default_folder()):
        problem = "the corpus that comes with the program cannot be changed"
        raise CorpusError(problem, "name a folder of your own with --corpus or NISC_CORPUS")
