"""Disks that are small or read-only, for those who may mount; other tests are skipped."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str | Path) -> bool:
    if os.geteuid() != 0:
        return False
    try:
        return subprocess.run(["mount", *arguments], capture_output=True, timeout=10, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _unmount(folder: Path) -> None:
    # Lazily: Chroma may hold a file of it open until its client is collected.
    subprocess.run(["umount", "-l", folder], capture_output=True, timeout=10, check=True)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of that many bytes."""
    folder.mkdir(parents=True)
    if not _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder):
        pytest.skip("a small disk can be mounted only by root")
    try:
        yield folder
    finally:
        _unmount(folder)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """The folder on a disk that cannot be written."""
    if not _mount("--bind", folder, folder):
        pytest.skip("a folder can be mounted read-only only by root")
    try:
        if not _mount("-o", "remount,ro,bind", folder):
            pytest.skip("a folder cannot be mounted read-only here")
        yield folder
    finally:
        _unmount(folder)
