"""The files that browsers fetch as they are."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def version() -> str:
    """Changes with the files: an address that carries it gets past the browser's cache when they do."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(STATIC.iterdir()))).hexdigest()[:8]
