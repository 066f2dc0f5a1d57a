"""The vector store, embedded and on a server."""

import gc
import http.server
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import chromadb.errors
import httpx
import numpy as np
import pytest

from corpus.errors import IndexDamagedError, IndexMissingError, IndexStoreError
from index import chroma_http, generation
from index.build import build_index
from index.encoder import Encoder, Floats
from index.search import Index
from index.store import VectorStore, _reading, _writing
from tests.index.chroma_server import ChromaServer, chroma_server
from tests.index.parts import GARDEN, corpus_of

Test = TypeVar("Test", bound=Callable[..., None])
# Chroma takes at most 5,461 rows in one call.
ROWS = 5_600
# Nothing listens on the port for discarding what is sent.
UNREACHABLE = "http://127.0.0.1:9"


def unit_vectors(rows: int, dimensions: int = 16) -> Floats:
    vectors = np.random.default_rng(7).normal(size=(rows, dimensions)).astype(np.float32)
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


VECTORS = unit_vectors(ROWS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of many passages and three sentences, written and closed."""
    folder = tmp_path_factory.mktemp("store") / "chroma"
    store = VectorStore(folder, "gen-1")
    steps = list(store.add("passages", VECTORS))
    assert sum(steps) == ROWS and len(steps) > 1
    assert list(store.add("sentences", VECTORS[:3])) == [3]
    store.close()
    return folder


@pytest.fixture
def store(folder: Path) -> Iterator[VectorStore]:
    store = VectorStore(folder, "gen-1")
    yield store
    store.close()


@pytest.fixture
def connections() -> Iterator[None]:
    """For tests that talk to a server: Chroma's own client never closes its connection, so it goes with the garbage."""
    yield
    gc.collect()


def over_http(test: Test) -> Test:
    """Marks a test that talks to a server."""
    ignored = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
    marked: Test = pytest.mark.usefixtures("connections")(ignored(test))
    return marked


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as server:
        yield server


def best_rows(vector: Floats, count: int) -> list[int]:
    return [int(row) for row in np.argsort(-(VECTORS @ vector))[:count]]


def test_all_rows_are_there_though_one_call_could_not_take_them(store: VectorStore) -> None:
    assert store.count("passages") == ROWS
    assert store.count("sentences") == 3


@pytest.mark.parametrize("row", [0, 999, 1000, 5460, 5461, ROWS - 1])
def test_a_row_is_nearest_to_itself(row: int, store: VectorStore) -> None:
    assert store.nearest("passages", VECTORS[row], 1) == [row]


def test_nearest_rows_are_those_of_the_highest_cosine_best_first(store: VectorStore) -> None:
    found = [(store.nearest("passages", vector, 10), best_rows(vector, 10)) for vector in unit_vectors(ROWS + 20)[-20:]]
    recall = np.mean([len(set(near) & set(best)) / 10 for near, best in found])
    assert recall > 0.95, "the graph of near neighbours is an approximation, but a close one"
    for near, _ in found:
        assert len(set(near)) == 10
    cosines = [VECTORS[near] @ vector for (near, _), vector in zip(found, unit_vectors(ROWS + 20)[-20:], strict=True)]
    assert all((np.diff(row) <= 1e-6).all() for row in cosines)


def test_length_does_not_matter(store: VectorStore) -> None:
    assert store.nearest("passages", VECTORS[5] * 100, 5) == store.nearest("passages", VECTORS[5], 5)


def test_fewer_where_there_are_fewer(store: VectorStore) -> None:
    assert sorted(store.nearest("sentences", VECTORS[1], 40)) == [0, 1, 2]
    assert store.nearest("sentences", VECTORS[1], 40)[0] == 1


def test_what_one_reader_closes_others_still_read(folder: Path) -> None:
    one, other = VectorStore(folder, "gen-1"), VectorStore(folder, "gen-1")
    one.close()
    assert other.nearest("passages", VECTORS[3], 1) == [3]
    other.close()
    again = VectorStore(folder, "gen-1")
    assert again.nearest("passages", VECTORS[3], 1) == [3]
    again.close()


def test_names_of_generations_are_kept_apart(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "chroma")
    store = VectorStore(tmp_path / "chroma", "gen-2")
    with pytest.raises(IndexDamagedError):
        store.count("passages")
    list(store.add("passages", VECTORS[:2]))
    assert store.count("passages") == 2
    store.close()


def test_a_store_that_lacks_rows_or_has_others(store: VectorStore, tmp_path: Path) -> None:
    empty = VectorStore(tmp_path / "none", "gen-1")
    for call in (lambda: empty.count("passages"), lambda: empty.nearest("passages", VECTORS[0], 1),
                 lambda: store.nearest("passages", unit_vectors(1, 5)[0], 1)):  # fmt: skip
        with pytest.raises(IndexDamagedError, match="index build --force"):
            call()
    empty.close()


def test_only_a_new_store_is_made_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(IndexDamagedError, match="lost its database"):
            VectorStore(folder, "gen-1", existing=True)
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_files_whose_sizes_are_kept_do_not_change_as_they_are_read(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "chroma")
    sizes = generation.store_sizes(tmp_path)
    assert len(sizes) == 5, "those of the large level"
    for _ in range(2):
        store = VectorStore(tmp_path / "chroma", "gen-1", existing=True)
        assert store.nearest("passages", VECTORS[4], 1) == [4]
        assert store.nearest("sentences", VECTORS[1], 1) == [1]
        store.close()
        assert generation.store_sizes(tmp_path) == sizes


def test_adding_what_is_there_already(store: VectorStore) -> None:
    with pytest.raises(IndexStoreError, match="cannot be written"):
        list(store.add("sentences", VECTORS[:3]))


@pytest.mark.parametrize("name", ["chroma.sqlite3", "header.bin", "data_level0.bin", "length.bin", "link_lists.bin"])
def test_a_store_that_has_lost_a_file(name: str, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "chroma")
    lost = list((tmp_path / "chroma").rglob(name))
    assert lost
    for path in lost:
        path.unlink()
    with pytest.raises(IndexDamagedError) as error:
        VectorStore(tmp_path / "chroma", "gen-1").nearest("passages", VECTORS[0], 1)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"SQLite format 3\0"], ids=["empty", "garbage", "cut"])
def test_a_store_whose_database_is_damaged(content: bytes, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "chroma")
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        VectorStore(tmp_path / "chroma", "gen-1").nearest("passages", VECTORS[0], 1)


def all_errors(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from all_errors(below)


def test_every_error_of_chroma_is_one_of_ours() -> None:
    kinds = {
        *all_errors(chromadb.errors.ChromaError),
        *(kind for kind in vars(chromadb.errors).values() if isinstance(kind, type) and issubclass(kind, Exception)),
        *all_errors(httpx.HTTPError),
    }
    assert len(kinds) > 15
    for kind in kinds:
        error = kind.__new__(kind, "what\nhappened")
        with pytest.raises(IndexStoreError) as reading, _reading("here", "http://here"):
            raise error
        assert isinstance(reading.value, IndexDamagedError) != issubclass(kind, httpx.HTTPError)
        with pytest.raises(IndexStoreError) as writing, _writing("http://here"):
            raise error
        assert not isinstance(writing.value, IndexDamagedError)
        for mapped in (reading.value, writing.value):
            assert mapped.__cause__ is error
            assert len(str(mapped).splitlines()) == 1


@over_http
def test_a_server_gives_the_same_rows(server: ChromaServer, store: VectorStore, tmp_path: Path) -> None:
    remote = VectorStore(tmp_path / "unused", "gen-same", server.url)
    assert sum(remote.add("passages", VECTORS)) == ROWS
    assert remote.count("passages") == ROWS
    for vector in VECTORS[:20]:
        assert remote.nearest("passages", vector, 5) == store.nearest("passages", vector, 5)
    remote.close()
    assert not (tmp_path / "unused").exists()


@over_http
def test_an_index_on_a_server_finds_the_same(server: ChromaServer, encoder: Encoder, garden: Path, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    build_index(corpus, encoder, tmp_path / "index", server.url)
    remote, local = Index.open(tmp_path / "index", encoder, server.url), Index.open(garden, encoder)
    for question in ("Who opened the rose garden?", "How many fish are there?", "zebra"):
        found, wanted = remote.search(remote.query(question)), local.search(local.query(question))
        assert [hit.passage for hit in found] == [hit.passage for hit in wanted]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted], abs=1e-4)
    assert remote.check() == []
    remote.close()
    local.close()


@over_http
def test_a_server_keeps_no_more_generations_than_the_folder(server: ChromaServer, encoder: Encoder, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    names = [build_index(corpus, encoder, tmp_path / "index", server.url).name for _ in range(3)]
    client = chromadb.HttpClient(host="127.0.0.1", port=int(server.url.rsplit(":", 1)[1]))
    held = {collection.name for collection in client.list_collections()}
    client.close()
    ours = {f"{name}-{level}" for name in names for level in ("passages", "sentences")}
    assert held & ours == {name for name in ours if not name.startswith(names[0])}


def open_sockets() -> int:
    gc.collect()
    links = [Path("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
    return sum(link.is_symlink() and os.readlink(link).startswith("socket:") for link in links)


@over_http
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted as Linux shows them")
def test_builds_on_a_server_pile_up_no_connections(server: ChromaServer, encoder: Encoder, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    counts = []
    for _ in range(5):
        build_index(corpus, encoder, tmp_path / "index", server.url)
        counts.append(open_sockets())
    assert counts[-1] <= counts[1], counts


@pytest.mark.parametrize("url", [UNREACHABLE, "nonsense", "http://", "http://127.0.0.1:abc", "http://[::1"])
def test_no_server_answers_there(url: str, tmp_path: Path) -> None:
    with pytest.raises(IndexStoreError, match="NISC_CHROMA_URL") as error:
        VectorStore(tmp_path / "unused", "gen-1", url)
    assert not isinstance(error.value, IndexDamagedError), "building again would not help"
    assert len(str(error.value).splitlines()) == 1


@over_http
def test_a_build_that_meets_no_server_leaves_nothing_behind(encoder: Encoder, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    with pytest.raises(IndexStoreError, match="No Chroma server answers"):
        build_index(corpus, encoder, tmp_path / "index", UNREACHABLE)
    assert list((tmp_path / "index").glob("gen-*")) == []
    with pytest.raises(IndexMissingError):
        Index.open(tmp_path / "index", encoder)


class Pretender(http.server.BaseHTTPRequestHandler):
    """Answers as a Chroma server is asked to greet, then with something else, or nothing."""

    greets, says = True, b"<html>Welcome</html>"

    def do_GET(self) -> None:
        if self.greets and self.path.endswith("heartbeat"):
            return self._say(b'{"nanosecond heartbeat": 1}')
        if self.says is None:
            time.sleep(3)
        self._say(self.says or b"")

    do_POST = do_GET  # noqa: N815 - the name that the library looks for

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def pretending(greets: bool, says: bytes | None) -> Iterator[str]:
    kind = type("Kind", (Pretender,), {"greets": greets, "says": says})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("greets", [True, False])
@pytest.mark.parametrize("says", [b"<html>Welcome</html>", b"{}", b"[1, 2]", b'{"error": "no", "message": 1}', b""])
def test_a_server_that_is_no_chroma_server(greets: bool, says: bytes, tmp_path: Path) -> None:
    with pretending(greets, says) as url, pytest.raises(IndexStoreError, match="no Chroma server, or not one") as error:
        VectorStore(tmp_path / "unused", "gen-1", url).nearest("passages", VECTORS[0], 1)
    assert not isinstance(error.value, IndexDamagedError)
    assert len(str(error.value).splitlines()) == 1


def test_a_silent_server_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_http, "_TIMEOUT", httpx.Timeout(0.2))
    with pretending(False, None) as url, pytest.raises(IndexStoreError, match=r"No Chroma server answers .*Timeout"):
        VectorStore(tmp_path / "unused", "gen-1", url)


@over_http
def test_a_server_that_falls_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_http, "_TIMEOUT", httpx.Timeout(1.0))
    with chroma_server(tmp_path / "server") as server:
        remote = VectorStore(tmp_path / "unused", "gen-1", server.url)
        list(remote.add("passages", VECTORS[:3]))
        os.kill(server.pid, signal.SIGSTOP)
        try:
            with pytest.raises(IndexStoreError, match=r"No Chroma server answers .*Timeout"):
                remote.nearest("passages", VECTORS[2], 1)
        finally:
            os.kill(server.pid, signal.SIGCONT)


@over_http
def test_a_server_that_goes_away(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "server") as server:
        remote = VectorStore(tmp_path / "unused", "gen-1", server.url)
        list(remote.add("passages", VECTORS[:3]))
        assert remote.nearest("passages", VECTORS[2], 1) == [2]
        server.stop()
        for call in (lambda: remote.nearest("passages", VECTORS[2], 1), lambda: remote.count("passages"),
                     lambda: list(remote.add("sentences", VECTORS[:3])), remote.drop):  # fmt: skip
            with pytest.raises(IndexStoreError) as error:
                call()
            assert not isinstance(error.value, IndexDamagedError), "building again would not help"
        remote.close()
