"""Models as they are kept for this user: each in a folder of its own, made once, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from corpus.errors import ModelError


def export_once(target: Path, what: str, make: Callable[[Path], object]) -> None:
    """Have `make` fill a folder beside `target`, then rename that into place; nothing where another process was first.

    `what` names the model in the error. Raises `ModelError` when the folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock")):
            if target.is_dir():
                return
            work = Path(tempfile.mkdtemp(prefix=".export-", dir=target.parent))
            try:
                make(work)
                os.replace(work, target)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"Cannot write the exported {what} to {target.parent} ({error.strerror})",
            "free space there, or set NISC_MODELS to a folder that can be written",
        ) from error
