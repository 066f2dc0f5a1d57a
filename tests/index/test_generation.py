"""Generations on disk and the pointer to the current one."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import AssistantError, IndexDamagedError, IndexMissingError, IndexStaleError, IndexStoreError
from index import generation
from index.build import build_index
from index.encoder import Encoder
from index.search import Index
from tests.index.parts import GARDEN, CountingEncoder, corpus_of, cut_short

OpenIndex = Callable[[Path], Index]


def says(error: AssistantError) -> str:
    assert len(str(error).splitlines()) == 1
    assert "index build" in error.remedy
    return error.problem


@pytest.mark.parametrize("missing", ["empty folder", "no folder"])
def test_no_index_was_built_there(missing: str, tmp_path: Path, encoder: Encoder) -> None:
    root = tmp_path if missing == "empty folder" else tmp_path / "none"
    with pytest.raises(IndexMissingError) as error:
        Index.open(root, encoder)
    assert str(root) in says(error.value)
    assert list(tmp_path.iterdir()) == [], "looking for an index writes nothing"


POINTERS = [
    *(b"", b"{", b"[]", b"{}", b'"gen"', b"\xff\xfe\x00"),
    *(
        b'{"generation": ' + name + b"}"
        for name in (b"null", b"5", b'""', b'".."', b'"../garden-index"', b'"gen-gone"', b'"a\\u0000b"')
    ),
    b'{"generation": "' + b"x" * 5000 + b'"}',
]


@pytest.mark.parametrize("content", POINTERS, ids=lambda content: content[:24])
def test_a_pointer_that_points_nowhere(content: bytes, garden: Path, encoder: Encoder) -> None:
    (garden / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError) as error:
        Index.open(garden, encoder)
    says(error.value)


def test_a_damaged_pointer_is_put_right_by_a_build(
    garden: Path, encoder: Encoder, open_index: OpenIndex, tmp_path: Path
) -> None:
    (garden / "CURRENT").write_bytes(b"\xff")
    build_index(corpus_of(tmp_path / "texts", {"garden.txt": GARDEN}), encoder, garden)
    assert open_index(garden).check() == []


def test_a_lost_generation(garden: Path, encoder: Encoder) -> None:
    shutil.rmtree(generation.current(garden))
    with pytest.raises(IndexDamagedError, match="lost") as error:
        Index.open(garden, encoder)
    says(error.value)


def files_of(root: Path) -> list[Path]:
    folder = generation.current(root)
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and generation.CHROMA not in path.relative_to(folder).parts
    ]


@pytest.mark.parametrize(
    "damage", [Path.unlink, cut_short, lambda path: path.write_bytes(b"")], ids=["missing", "cut", "empty"]
)
def test_each_file_that_is_missing_or_cut_short_is_noticed_at_opening(damage, garden: Path, encoder: Encoder) -> None:
    files = files_of(garden)
    assert len(files) > 8
    for path in files:
        whole = path.read_bytes()
        damage(path)
        with pytest.raises(IndexDamagedError) as error:
            Index.open(garden, encoder)
        says(error.value)
        path.write_bytes(whole)
    Index.open(garden, encoder).close()


@pytest.mark.parametrize("damage", [Path.unlink, cut_short], ids=["missing", "cut"])
def test_a_graph_of_the_store_that_is_missing_or_cut_short_is_noticed_at_opening(
    damage, garden: Path, encoder: Encoder
) -> None:
    """Chroma itself ends the process when it meets one."""
    folder = generation.current(garden)
    graph = folder / generation.CHROMA / "graph"
    graph.mkdir()
    for name in (generation.GRAPH_MARK, "header.bin"):
        (graph / name).write_bytes(bytes(100))
    manifest = generation.read_manifest(folder)
    generation.write_manifest(folder, replace(manifest, store=generation.store_sizes(folder)))
    Index.open(garden, encoder).close()
    damage(graph / "header.bin")
    with pytest.raises(IndexDamagedError, match=r"graph/header\.bin") as error:
        Index.open(garden, encoder)
    says(error.value)


def test_bytes_changed_in_a_file_are_found_by_a_check(garden: Path, open_index: OpenIndex) -> None:
    name = "sentences.npy"
    path = generation.current(garden) / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert [problem for problem in open_index(garden).check() if name in problem]


def test_rows_missing_in_the_store_are_found_by_a_check(
    garden: Path, encoder: Encoder, open_index: OpenIndex, tmp_path: Path
) -> None:
    other = build_index(corpus_of(tmp_path / "texts", {"a.txt": "One line.\n"}), encoder, tmp_path / "other")
    index = open_index(tmp_path / "other")
    assert index.check() == []
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps({**manifest, "sentences": 9}))
    assert any("sentences" in problem for problem in open_index(tmp_path / "other").check())


def test_another_format(garden: Path, encoder: Encoder) -> None:
    path = generation.current(garden) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(IndexDamagedError, match=r"another format \(99\)") as error:
        Index.open(garden, encoder)
    says(error.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b'{"format": 1}', b'{"format": 1, "files": []}', b"\xff\xfe"])
def test_a_manifest_that_is_none(content: bytes, garden: Path, encoder: Encoder) -> None:
    (generation.current(garden) / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamagedError) as error:
        Index.open(garden, encoder)
    says(error.value)


def test_another_encoder(garden: Path, counting: CountingEncoder) -> None:
    counting.identity = "another"
    with pytest.raises(IndexStaleError, match="another encoder") as error:
        Index.open(garden, counting)
    says(error.value)


def test_publishing_replaces_the_pointer_and_nothing_else(garden: Path, tmp_path: Path) -> None:
    old = generation.current(garden)
    before = {path: path.read_bytes() for path in garden.rglob("*") if path.is_file() and path.name != "CURRENT"}
    (garden / "gen-next").mkdir()
    generation.publish(garden, garden / "gen-next")
    assert generation.current(garden) == garden / "gen-next"
    assert generation.previous_generations(garden) == [old]
    assert {path: path.read_bytes() for path in garden.rglob("*") if path.is_file() and path.name != "CURRENT"} == before


def test_a_pointer_that_was_not_replaced_yet_does_not_count(garden: Path) -> None:
    old = generation.current(garden)
    (garden / "gen-next").mkdir()
    (garden / "CURRENT.tmp").write_text('{"generation": "gen-ne')
    assert generation.current(garden) == old
    generation.publish(garden, garden / "gen-next")
    assert generation.current(garden) == garden / "gen-next"


def test_what_is_in_the_way_of_an_index(encoder: Encoder, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "pointer" / "CURRENT").mkdir(parents=True)
    (tmp_path / "cache" / "embeddings.sqlite3").mkdir(parents=True)
    (tmp_path / "lock" / "build.lock").mkdir(parents=True)
    for name in ("file", "pointer", "cache", "lock"):
        root = tmp_path / name
        with pytest.raises(IndexStoreError) as error:
            build_index(corpus, encoder, root)
        assert str(root) in str(error.value)
        assert len(str(error.value).splitlines()) == 1
        assert error.value.remedy
        with pytest.raises(IndexStoreError):
            Index.open(root, encoder)
    assert (tmp_path / "file").read_text() == "in the way"
