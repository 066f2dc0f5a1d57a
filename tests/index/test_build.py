"""Building: what is computed, what is kept, and what becomes of a build that is killed or meets a full disk."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from corpus.errors import CorpusError, IndexStoreError
from index import generation
from index.build import build_index
from index.encoder import Encoder
from index.search import Index
from index.texts import is_label, passage_text, sentence_text
from tests.index.mounts import read_only, small_disk
from tests.index.parts import GARDEN, CountingEncoder, corpus_of, town

OpenIndex = Callable[[Path], Index]
SCRIPT = Path(__file__).with_name("build_script.py")
TOP = SCRIPT.parents[2]
QUESTION = "Who opened the rose garden?"


def best(index: Index, question: str = QUESTION) -> str:
    hit = index.search(index.query(question))[0]
    return hit.document.text[hit.passage.start : hit.passage.end]


def generations(root: Path) -> set[str]:
    return {path.name for path in root.glob("gen-*")}


def test_a_rebuild_encodes_only_what_changed(counting: CountingEncoder, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    build_index(corpus_of(texts, {"garden.txt": GARDEN, "town.txt": town()}), counting, tmp_path / "index")
    first = set(counting.computed)
    counting.computed.clear()
    build_index(corpus_of(texts, {}), counting, tmp_path / "index")
    assert counting.computed == []
    changed = GARDEN.replace("forty", "fifty")
    build_index(corpus_of(texts, {"garden.txt": changed}), counting, tmp_path / "index")
    assert counting.computed
    assert all("fifty fish" in text for text in counting.computed)
    assert not first & set(counting.computed)


def test_a_rebuild_is_the_same_index(counting: CountingEncoder, tmp_path: Path, open_index: OpenIndex) -> None:
    corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN})
    folders = [build_index(corpus, counting, tmp_path / "index") for _ in range(2)]
    one, other = (generation.read_manifest(folder).files for folder in folders)
    assert one == other
    assert open_index(tmp_path / "index").check() == []


def test_a_text_of_which_the_encoder_sees_no_word(encoder: Encoder, tmp_path: Path, open_index: OpenIndex) -> None:
    corpus = corpus_of(tmp_path / "texts", {"a.txt": "Marks\n\n\u0301\u0302\n\nThe pond holds forty fish.\n"})
    for _ in range(2):
        build_index(corpus, encoder, tmp_path / "index")
        assert best(open_index(tmp_path / "index"), "How many fish?") == "The pond holds forty fish."


def test_indexed_text_has_its_context(tmp_path: Path) -> None:
    corpus = corpus_of(
        tmp_path, {"a.md": "# Rules\n\n## Pond\n\nIt is forbidden to\n\n- swim\n- fish\n\nPlain text stands here.\n"}
    )
    document = corpus.documents[0]
    texts = {passage_text(passage, document): passage for passage in corpus.passages}
    listed = next(passage for passage in corpus.passages if passage.kind == "list")
    assert all(text.startswith("Rules > Pond. ") for text in texts), "the title is the first heading: it is not said twice"
    assert [sentence_text(s, listed, document) for s in listed.sentences if s.role == "item"] == [
        "It is forbidden to swim",
        "It is forbidden to fish",
    ]


def test_indexed_text_names_its_document(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, {"a.txt": "City garden\n\nThe pond holds forty fish.\n"})
    assert passage_text(corpus.passages[0], corpus.documents[0]) == "City garden. The pond holds forty fish."


@pytest.mark.parametrize(
    "text",
    ["It is.", "Is it?", "“It is.”", "終わりました。", "「終わりました。」", "It is (see below).", "as follows:", "終わり！ "],
)
def test_a_sentence_is_no_label(text: str) -> None:
    assert not is_label(text)


@pytest.mark.parametrize(
    "text", ["News", "Full Text (PDF)", "6 October 2023", "お知らせ", "窓口の受付時間", "…of", "", "No. 5"]
)
def test_what_ends_without_a_mark_is_a_label(text: str) -> None:
    assert is_label(text)


def test_progress_reaches_the_end_of_each_stage(encoder: Encoder, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    corpus = corpus_of(tmp_path / "texts", {"town.txt": town()})
    build_index(corpus, encoder, tmp_path / "index", progress=lambda *step: steps.append(step))
    for stage in ("Encoding", "Storing"):
        done = [(number, total) for name, number, total in steps if name == stage]
        assert done == sorted(done)
        assert done[-1][0] == done[-1][1] > 60


def test_one_previous_generation_is_kept_for_its_readers(
    garden: Path, encoder: Encoder, open_index: OpenIndex, tmp_path: Path
) -> None:
    held = open_index(garden)
    names = [held.folder.name]
    for year in (1991, 1992, 1993):
        corpus = corpus_of(tmp_path / "texts", {"garden.txt": GARDEN.replace("1990", str(year))})
        names.append(build_index(corpus, encoder, garden).name)
        assert generations(garden) == set(names[-2:])
        assert str(year) in best(open_index(garden))
        if held.folder.exists():
            assert "1990" in best(held), "a reader keeps the generation it opened"
    assert names[0] not in generations(garden)


def test_the_last_complete_generation_outlives_what_a_killed_build_left(garden: Path, encoder: Encoder, tmp_path: Path) -> None:
    """A reader may hold it; nobody can hold an incomplete one."""
    complete = generation.current(garden).name
    (garden / "gen-killed" / "chroma").mkdir(parents=True)
    os.utime(garden / "gen-killed", (time.time() + 5, time.time() + 5))
    new = build_index(corpus_of(tmp_path / "texts", {"garden.txt": GARDEN}), encoder, garden).name
    assert generations(garden) == {complete, new}


def test_a_complete_build_that_was_never_published_takes_no_readers_place(
    garden: Path, encoder: Encoder, tmp_path: Path
) -> None:
    held = generation.current(garden)
    shutil.copytree(held, garden / "gen-killed")
    os.utime(garden / "gen-killed", (time.time() + 5, time.time() + 5))
    new = build_index(corpus_of(tmp_path / "texts", {"garden.txt": GARDEN}), encoder, garden).name
    assert generations(garden) == {held.name, new}


def test_with_the_pointer_lost_the_last_complete_generation_is_kept(garden: Path, encoder: Encoder, tmp_path: Path) -> None:
    held = generation.current(garden)
    (garden / "CURRENT").unlink()
    (garden / "gen-killed").mkdir()
    new = build_index(corpus_of(tmp_path / "texts", {"garden.txt": GARDEN}), encoder, garden).name
    assert generations(garden) == {held.name, new}


def run_script(export: Path, texts: Path, root: Path, moment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), str(export), str(texts), str(root), moment]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


@pytest.fixture
def changed_texts(tmp_path: Path) -> Path:
    corpus_of(tmp_path / "changed", {"garden.txt": GARDEN.replace("mayor", "queen"), "town.txt": town()[:1200]})
    return tmp_path / "changed"


def roots_for(garden: Path, moments: tuple[str, ...]) -> dict[str, Path]:
    return {moment: Path(shutil.copytree(garden, garden.with_name(f"index-{i}"))) for i, moment in enumerate(moments)}


def test_a_build_killed_at_any_moment_leaves_the_old_index_answering(
    garden: Path, models: Path, encoder: Encoder, changed_texts: Path, open_index: OpenIndex
) -> None:
    roots = roots_for(garden, ("Encoding:1", "Storing:1", "Storing:30", "publishing"))
    with ThreadPoolExecutor(2) as pool:
        ended = list(
            pool.map(lambda item: run_script(models / encoder.identity, changed_texts, item[1], item[0]), roots.items())
        )
    assert [process.returncode for process in ended] == [-9] * 4, [process.stderr[-500:] for process in ended]
    for moment, root in roots.items():
        assert len(generations(root)) == 2, f"{moment}: it was killed after it had begun"
        index = open_index(root)
        assert "opened in 1990 by the mayor" in best(index), moment
        assert index.check() == []
        build_index(corpus_of(changed_texts, {}), encoder, root)
        assert "opened in 1990 by the queen" in best(open_index(root)), moment
        assert len(generations(root)) <= 2, "what the killed build left is cleared away"


def test_a_disk_quota_met_at_any_moment_leaves_the_old_index_answering(
    garden: Path, models: Path, encoder: Encoder, changed_texts: Path, open_index: OpenIndex
) -> None:
    roots = roots_for(garden, ("full:20000", "full:150000"))
    with ThreadPoolExecutor(2) as pool:
        ended = list(
            pool.map(lambda item: run_script(models / encoder.identity, changed_texts, item[1], item[0]), roots.items())
        )
    for process, (moment, root) in zip(ended, roots.items(), strict=True):
        assert process.returncode == 0, (moment, process.stderr[-1500:])
        assert len(process.stdout.splitlines()) == 1, (moment, process.stdout)
        assert "opened in 1990 by the mayor" in best(open_index(root)), moment
        assert len(generations(root)) == 1, f"{moment}: a failed build leaves nothing behind"


@pytest.mark.parametrize("left", [0, 60_000, 250_000])
def test_a_full_disk(
    left: int, garden: Path, encoder: Encoder, changed_texts: Path, open_index: OpenIndex, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 4_000_000) as disk:
        root = Path(shutil.copytree(garden, disk / "index"))
        with (disk / "filler").open("wb") as filler:
            filler.write(bytes(max(0, shutil.disk_usage(disk).free - left)))
        with pytest.raises(IndexStoreError) as error:
            build_index(corpus_of(changed_texts, {}), encoder, root)
        assert len(str(error.value).splitlines()) == 1
        assert "free" in error.value.remedy
        assert len(generations(root)) == 1
        index = open_index(root)
        assert "by the mayor" in best(index)
        index.close()
        (disk / "filler").unlink()
        build_index(corpus_of(changed_texts, {}), encoder, root)
        index = open_index(root)
        assert "by the queen" in best(index)
        index.close()


def test_a_read_only_disk(garden: Path, encoder: Encoder, changed_texts: Path, open_index: OpenIndex) -> None:
    with read_only(garden):
        index = open_index(garden)
        assert "by the mayor" in best(index)
        assert index.check() == []
        with pytest.raises(IndexStoreError, match="Cannot write") as error:
            build_index(corpus_of(changed_texts, {}), encoder, garden)
        assert len(str(error.value).splitlines()) == 1
        assert "by the mayor" in best(open_index(garden))


LINES = ["The pond holds forty fish.", "• item", "基本法は2014年に成立した。", "Heading", "\u0301", "!!!"]
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TEXTS = st.lists(st.one_of(st.sampled_from(LINES), ANY), min_size=1, max_size=6).map("\n\n".join)


@example_settings(max_examples=8, deadline=None, derandomize=True)
@given(TEXTS, ANY)
def test_any_text_can_be_indexed_and_searched(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, text: str, question: str
) -> None:
    root = tmp_path_factory.mktemp("any")
    try:
        corpus = corpus_of(root / "texts", {"a.txt": text})
    except CorpusError:
        return
    if not corpus.passages:
        return
    build_index(corpus, encoder, root / "index")
    index = Index.open(root / "index", encoder)
    assert 0 < len(index.search(index.query(question))) <= 10
    assert index.check() == []
    index.close()
