"""Vectors kept between builds."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStoreError
from index.cache import EmbeddingCache
from index.encoder import Floats
from tests.index.parts import CountingEncoder, cut_short

TEXTS = [f"The {i}th ship left the harbour." for i in range(80)] + ["船は港を出た。"]


def encode(path: Path, encoder: CountingEncoder, texts: list[str]) -> Floats:
    cache = EmbeddingCache(path, encoder)
    try:
        return cache.encode(texts)
    finally:
        cache.close()


def same(one: Floats, other: Floats) -> bool:
    return one.dtype == other.dtype and np.allclose(one, other, atol=1e-6)


def test_what_is_cached_is_what_was_computed(counting: CountingEncoder, tmp_path: Path) -> None:
    first = encode(tmp_path / "cache", counting, TEXTS)
    assert sorted(counting.computed) == sorted(TEXTS)
    assert same(first, counting.encode(TEXTS))
    counting.computed.clear()
    assert same(encode(tmp_path / "cache", counting, TEXTS), first)
    assert counting.computed == []


def test_only_new_texts_are_computed_and_the_order_is_kept(counting: CountingEncoder, tmp_path: Path) -> None:
    encode(tmp_path / "cache", counting, TEXTS)
    counting.computed.clear()
    mixed = ["First new.", *reversed(TEXTS), "Last new.", TEXTS[3]]
    vectors = encode(tmp_path / "cache", counting, mixed)
    assert sorted(counting.computed) == ["First new.", "Last new."]
    assert same(vectors, counting.encode(mixed))


def test_a_repeated_text_is_computed_once(counting: CountingEncoder, tmp_path: Path) -> None:
    vectors = encode(tmp_path / "cache", counting, ["same"] * 200)
    assert counting.computed == ["same"]
    assert vectors.shape == (200, counting.dimensions)


@pytest.mark.parametrize("text", ["", "\u0301"])
def test_a_text_without_words_comes_back_too(text: str, counting: CountingEncoder, tmp_path: Path) -> None:
    first = encode(tmp_path / "cache", counting, [text])
    assert same(encode(tmp_path / "cache", counting, [text]), first)


def test_no_texts(counting: CountingEncoder, tmp_path: Path) -> None:
    vectors = encode(tmp_path / "cache", counting, [])
    assert vectors.shape == (0, counting.dimensions)
    assert counting.computed == []


def test_progress_adds_up(counting: CountingEncoder, tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache", counting)
    steps: list[int] = []
    cache.encode(TEXTS, steps.append)
    cache.close()
    assert len(steps) > 1
    assert sum(steps) == len(TEXTS)


def test_keep_only_forgets_the_rest(counting: CountingEncoder, tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache", counting)
    cache.encode(["kept", "dropped"])
    cache.keep_only(["kept", "never there"])
    cache.keep_only(["kept", "kept"])
    counting.computed.clear()
    cache.encode(["kept", "dropped"])
    cache.close()
    assert counting.computed == ["dropped"]


def test_another_encoder_gets_its_own_vectors(counting: CountingEncoder, tmp_path: Path) -> None:
    encode(tmp_path / "cache", counting, ["one text"])
    counting.computed.clear()
    counting.identity = "another encoder"
    encode(tmp_path / "cache", counting, ["one text"])
    assert counting.computed == ["one text"]


def _overwrite_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database" * 999),
        lambda path: path.write_bytes(b""),
        cut_short,
        _overwrite_the_middle,
    ],
    ids=["garbage", "empty", "cut short", "damaged in the middle"],
)
def test_a_damaged_file_is_started_again(damage, counting: CountingEncoder, tmp_path: Path) -> None:
    whole = encode(tmp_path / "cache", counting, TEXTS)
    damage(tmp_path / "cache")
    counting.computed.clear()
    assert same(encode(tmp_path / "cache", counting, TEXTS), whole)
    assert counting.computed
    counting.computed.clear()
    assert same(encode(tmp_path / "cache", counting, TEXTS), whole)
    assert counting.computed == []


@pytest.mark.parametrize("content", [None, b"", b"12345", b"12345678", "text"])
def test_a_row_that_is_not_what_was_written_is_computed_again(
    content: object, counting: CountingEncoder, tmp_path: Path
) -> None:
    whole = encode(tmp_path / "cache", counting, TEXTS[:2])
    with closing(sqlite3.connect(tmp_path / "cache")) as db, db:
        db.execute("UPDATE vectors SET vector = ?", (content,))
    counting.computed.clear()
    assert same(encode(tmp_path / "cache", counting, TEXTS[:2]), whole)
    assert sorted(counting.computed) == TEXTS[:2]


def test_a_cache_that_is_no_longer_there_is_reported(counting: CountingEncoder, tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache", counting)
    cache.close()
    with pytest.raises(IndexStoreError, match="embedding cache"):
        cache.encode(["text"])
