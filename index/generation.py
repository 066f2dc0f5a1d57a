"""One immutable build of the index on disk, and the pointer that says which one is current.

INDEX/
  CURRENT                 {"generation": "gen-..."}: replaced in one step, so readers see the old build or the new one
  build.lock              held while a build runs
  embeddings.sqlite3      cache of vectors by content hash
  gen-.../                manifest.json corpus.json *.npy passages.bm25/ chroma/
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexDamagedError, IndexMissingError, IndexStoreError

FORMAT = 5
POINTER = "CURRENT"
MANIFEST = "manifest.json"
CHROMA = "chroma"
# Stands beside the graph of near neighbours once Chroma has written it; a smaller one lives in memory.
GRAPH_MARK = "index_metadata.pickle"
REBUILD = "run: nisc-assistant index build --force"
_NAME = re.compile(r"gen-[0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class FileFact:
    """Size in bytes and hash of a file of the generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from. `files` leaves the vector store out: Chroma changes its files as it reads.

    `store` has the sizes of those of its files that keep them.
    """

    format: int
    fingerprint: str
    encoder: str
    encoder_name: str
    created: str
    documents: int
    passages: int
    sentences: int
    versions: dict[str, str]
    files: dict[str, FileFact]
    store: dict[str, int]


def current(root: Path) -> Path:
    """The folder of the current generation. Raises `IndexMissingError` or `IndexDamagedError`."""
    try:
        name = json.loads((root / POINTER).read_text())["generation"]
        # Only a plain name: a path would lead a later clean-up out of the index.
        found = bool(_NAME.fullmatch(name)) and (root / name).is_dir()
    except FileNotFoundError:
        raise IndexMissingError(f"There is no index in {root}", "run: nisc-assistant index build") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"{root / POINTER} cannot be read", REBUILD) from error
    if not found:
        raise IndexDamagedError(f"The index in {root} has lost its current generation", REBUILD)
    return root / str(name)


def read_manifest(folder: Path) -> Manifest:
    """The manifest, after checking that every file it lists is there in full size. Raises `IndexDamagedError`.

    That goes for the vector store's graphs above all: Chroma ends the process when it maps one that was cut short.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text())
        if raw["format"] != FORMAT:
            raise IndexDamagedError(f"The index in {folder.parent} has another format ({raw['format']})", REBUILD)
        files = {name: FileFact(**fact) for name, fact in raw["files"].items()}
        manifest = Manifest(**{**raw, "files": files, "store": dict(raw["store"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"The index in {folder.parent} has no readable manifest", REBUILD) from error
    sizes = {name: fact.size for name, fact in manifest.files.items()}
    for name, size in {**sizes, **manifest.store}.items():
        if _size(folder / name) != size:
            raise IndexDamagedError(f"{name} of the index in {folder.parent} is missing or cut short", REBUILD)
    return manifest


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Names of files whose content is not what was written."""
    return [name for name, fact in manifest.files.items() if not _intact(folder / name, fact)]


def file_facts(folder: Path) -> dict[str, FileFact]:
    """Size and hash of every file of a generation that its manifest lists."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and CHROMA not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): _fact(path) for path in paths}


def store_sizes(folder: Path) -> dict[str, int]:
    """Sizes of the files of the vector store's graphs. Those of a graph kept in memory are emptied at each opening."""
    graphs = (mark.parent for mark in (folder / CHROMA).glob(f"*/{GRAPH_MARK}"))
    paths = sorted(path for graph in graphs for path in graph.iterdir() if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest; the generation is complete after that."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))


def publish(root: Path, folder: Path) -> None:
    """Make `folder` the current generation in one step that a crash cannot split."""
    temporary = root / f"{POINTER}.tmp"
    with temporary.open("w") as file:
        json.dump({"generation": folder.name}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, root / POINTER)


def previous_generations(root: Path) -> list[Path]:
    """Generations that are not current, oldest first."""
    now = current(root)
    return sorted((path for path in root.glob("gen-*") if path.is_dir() and path != now), key=lambda p: p.stat().st_mtime)


def newest_complete(root: Path) -> Path | None:
    """The generation that readers may hold: the current one or, where the pointer is lost, the last with a manifest."""
    try:
        return current(root)
    except IndexStoreError:
        complete = [path for path in root.glob("gen-*") if (path / MANIFEST).is_file()]
        return max(complete, key=lambda path: path.stat().st_mtime, default=None)


def remove(folder: Path) -> None:
    """Delete a generation. A reader keeps the arrays it has mapped, but its vector store may fail from then on.

    Chroma opens its database and its graphs only as they are needed, so one generation outlives its successor's build.
    """
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Map errors of the file system (full or read-only disk) to `IndexStoreError`."""
    try:
        yield
    except OSError as error:
        raise IndexStoreError(
            f"Cannot write the index in {root} ({error.strerror or error})",
            "free space there, or choose another folder with --index",
        ) from error


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _intact(path: Path, fact: FileFact) -> bool:
    try:
        return _fact(path) == fact
    except OSError:
        return False


def _fact(path: Path) -> FileFact:
    with path.open("rb") as file:
        return FileFact(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
