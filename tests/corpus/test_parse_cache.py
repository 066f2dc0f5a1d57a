"""An unchanged file is parsed once: what is kept of it, when it counts, and what happens where it cannot be used."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import reader
from corpus.parse_cache import ParseCache
from corpus.reader import left_out, read_corpus
from tests.corpus.conftest import Write

TEXTS = {
    "a.txt": "The harbour\n\nIt opens at noon.\n\n- One\n- Two\n",
    "sub/b.md": "# Rules\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "c.txt": "Le café est fermé.".encode("cp1252"),
    "d.txt": "",
}


@pytest.fixture
def folder(write: Write) -> Path:
    return write(TEXTS)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "index" / "parsed.sqlite3"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed, as that happens."""
    names: list[str] = []
    read = reader.read_file

    def counted(file: reader.SourceFile) -> reader.Content:
        names.append(file.name)
        return read(file)

    monkeypatch.setattr(reader, "read_file", counted)
    return names


def rows(cache: Path) -> int:
    with sqlite3.connect(cache) as db:
        return int(db.execute("SELECT count(*) FROM parsed").fetchone()[0])


def test_what_is_kept_is_what_would_be_parsed(folder: Path, cache: Path, parsed: list[str]) -> None:
    fresh = read_corpus(folder)
    assert read_corpus(folder, cache) == fresh and len(parsed) == 8
    assert read_corpus(folder, cache) == fresh and left_out(folder, cache) == fresh.left_out and len(fresh.left_out) == 2
    assert len(parsed) == 8


def test_only_what_has_changed_is_parsed(folder: Path, cache: Path, parsed: list[str]) -> None:
    read_corpus(folder, cache)
    parsed.clear()
    (folder / "a.txt").write_text("The harbour\n\nIt opens at two.\n")
    assert "two" in read_corpus(folder, cache).documents[0].text
    assert parsed == ["a.txt"]
    (folder / "manifest.toml").write_text("['sub/b.md']\ntitle = 'T'\n")
    assert read_corpus(folder, cache).documents[-1].title == "T"
    assert parsed == ["a.txt", "sub/b.md"]


def test_what_is_no_longer_used_is_dropped(folder: Path, cache: Path) -> None:
    read_corpus(folder, cache)
    assert rows(cache) == 4
    (folder / "a.txt").unlink()
    read_corpus(folder, cache)
    assert rows(cache) == 3


def test_a_file_that_was_renamed_is_not_parsed_again(folder: Path, cache: Path, parsed: list[str]) -> None:
    (folder / "e.md").write_text("No heading here, and the title is the name.")
    read_corpus(folder, cache)
    parsed.clear()
    for before, after in (("c.txt", "sub/x.txt"), ("d.txt", "y.txt"), ("e.md", "Zed.md"), ("sub/b.md", "w.md")):
        (folder / before).rename(folder / after)
    kept = read_corpus(folder, cache)
    assert parsed == [] and kept == read_corpus(folder)
    assert {document.file: document.title for document in kept.documents}["Zed.md"] == "Zed"
    assert [line[:9] for line in kept.left_out] == ["sub/x.txt", "y.txt is "]


def test_the_end_of_a_name_and_the_version_count(folder: Path, cache: Path, parsed: list[str], monkeypatch) -> None:
    read_corpus(folder, cache)
    parsed.clear()
    (folder / "a.txt").rename(folder / "a.md")
    read_corpus(folder, cache)
    assert parsed == ["a.md"]
    monkeypatch.setattr(reader, "PARSER_VERSION", "next")
    read_corpus(folder, cache)
    assert len(parsed) == 5


def test_what_cannot_be_read_is_tried_again(folder: Path, cache: Path, parsed: list[str]) -> None:
    (folder / "bad.txt").write_bytes(b"\0")
    for _ in range(2):
        assert any(line.startswith("bad.txt is a binary file") for line in read_corpus(folder, cache).left_out)
    assert parsed.count("bad.txt") == 2 and parsed.count("a.txt") == 1


def no_database(cache: Path) -> None:
    cache.write_bytes(b"no database at all" * 1000)


def cut_short(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:-5000])


def other_table(cache: Path) -> None:
    cache.unlink()
    with sqlite3.connect(cache) as db:
        db.execute("CREATE TABLE parsed (one)")


def forged(cache: Path) -> None:
    with sqlite3.connect(cache) as db:
        db.execute("UPDATE parsed SET value = replace(value, 'noon', 'dawn')")


def typeless(cache: Path) -> None:
    with sqlite3.connect(cache) as db:
        db.execute("UPDATE parsed SET value = 5")


@pytest.mark.parametrize("damage", [no_database, cut_short, other_table, forged, typeless])
def test_damage_is_survived(folder: Path, cache: Path, damage: Callable[[Path], None]) -> None:
    fresh = read_corpus(folder)
    read_corpus(folder, cache)
    damage(cache)
    assert read_corpus(folder, cache) == fresh
    assert read_corpus(folder, cache) == fresh


def test_where_nothing_can_be_kept_all_is_parsed(folder: Path, cache: Path, tmp_path: Path) -> None:
    fresh = read_corpus(folder)
    (tmp_path / "file").touch()
    assert read_corpus(folder, tmp_path / "file" / "parsed.sqlite3") == fresh
    cache.mkdir(parents=True)
    assert read_corpus(folder, cache) == fresh


def test_a_cache_that_another_process_holds_is_not_waited_for_long(folder: Path, cache: Path, monkeypatch) -> None:
    fresh = read_corpus(folder)
    read_corpus(folder, cache)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path: connect(path, timeout=0))
    with connect(cache) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert read_corpus(folder, cache) == fresh
    assert rows(cache) == 4


def test_a_reader_that_stops_early_drops_nothing(folder: Path, cache: Path) -> None:
    read_corpus(folder, cache)
    files = reader.parsed_files(reader.found_in(folder), cache)
    next(files)
    files.close()
    assert rows(cache) == 4


def test_without_a_path_nothing_is_kept(folder: Path) -> None:
    before = set(os.listdir(folder.parent))
    read_corpus(folder)
    kept = ParseCache(None, "1")
    kept.keep_only(())
    kept.close()
    assert set(os.listdir(folder.parent)) == before
