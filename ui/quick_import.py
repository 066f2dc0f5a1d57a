"""Importing Gradio without the half of its import time that writes type stubs into its own package."""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_stub_files() -> Iterator[None]:
    """Within this, Gradio finds it cannot write its `.pyi` files, and goes on as it does on a read-only disk.

    Should the function be renamed, the import is merely as slow as before.
    """
    original = inspect.getfile

    def getfile(thing: object) -> str:
        if sys._getframe(1).f_code.co_name == "create_or_modify_pyi":
            raise OSError("no stub files")
        return original(thing)  # type: ignore[arg-type]

    setattr(inspect, "getfile", getfile)  # noqa: B010 - typeshed has another signature
    try:
        yield
    finally:
        inspect.getfile = original
