"""The encoder that runs on onnxruntime."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from index.encoder import Encoder

TEXTS = [
    "Who heads the committee?",
    "The committee was set up in 2014 and reports to the minister, who may dissolve it at any time without notice.",
    "予算はいくらですか。",
    "GSOC",
    "Ports and Harbours were designated as a critical infrastructure sector.",
]


def words_of(encoder: Encoder, text: str) -> list[str]:
    return [text[word.start : word.end] for word in encoder.encode([text]).words[0]]


def test_vectors_have_unit_length(encoder: Encoder) -> None:
    encoded = encoder.encode(TEXTS)
    assert encoded.vectors.shape == (len(TEXTS), encoder.dimensions)
    assert np.linalg.norm(encoded.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    for words, vectors in zip(encoded.words, encoded.word_vectors, strict=True):
        assert vectors.shape == (len(words), encoder.dimensions)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Encoder) -> None:
    many = [f"Filler number {i} " + "of some length " * (i % 7) for i in range(40)]
    together = encoder.encode([*many, *TEXTS, *many])
    for i, text in enumerate(TEXTS, len(many)):
        alone = encoder.encode([text])
        assert together.vectors[i] @ alone.vectors[0] == pytest.approx(1, abs=1e-5)
        assert together.words[i] == alone.words[0]
    assert (encoder.encode(TEXTS).vectors == encoder.encode(TEXTS).vectors).all()


def test_different_texts_differ_and_like_texts_are_near(encoder: Encoder) -> None:
    chair, near, far = encoder.encode(["Who chairs the board?", "The board is led by its head.", "It rained all day."]).vectors
    assert chair @ near > chair @ far + 0.2


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    encoded = encoder.encode([])
    assert encoded.vectors.shape == (0, encoder.dimensions)
    assert encoded.words == encoded.word_vectors == ()
    assert encoder.embed_documents([]) == []


def test_an_empty_text_has_a_vector_and_no_words(encoder: Encoder) -> None:
    encoded = encoder.encode([""])
    assert np.linalg.norm(encoded.vectors[0]) == pytest.approx(1, abs=1e-5)
    assert encoded.words == ((),)
    assert encoded.word_vectors[0].shape == (0, encoder.dimensions)


def test_words_are_whole_words_of_the_text(encoder: Encoder) -> None:
    assert words_of(encoder, "NISC and JPCERT/CC, together: cyberresilience!") == [
        "NISC", "and", "JPCERT", "/", "CC", ",", "together", ":", "cyberresilience", "!",
    ]  # fmt: skip


@example_settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_word_spans_lie_in_the_text_in_order(encoder: Encoder, text: str) -> None:
    position = 0
    for word in encoder.encode([text]).words[0]:
        assert position <= word.start < word.end <= len(text)
        assert text[word.start : word.end].strip()
        position = word.end


@pytest.mark.parametrize("text", ["\ud800", "a\udfff b\ud800c GSOC", "内\ud83d閣"])
def test_a_lone_surrogate_moves_no_word(text: str, encoder: Encoder) -> None:
    assert encoder.encode([text]).words == encoder.encode([text.encode("utf-8", "replace").decode()]).words
    assert not encoder.knows("\ud800\ud800")


def test_a_text_past_the_limit_is_cut(encoder: Encoder) -> None:
    beginning = "The harbour is guarded by two old ships. " * 100
    whole, other = encoder.encode([beginning + "Rain. " * 2000, beginning + "Snow! " * 3000]).vectors
    assert whole @ other == pytest.approx(1, abs=1e-5)
    words = encoder.encode([beginning]).words[0]
    assert 50 < len(words) < 800
    assert words[-1].end < len(beginning)


def test_it_knows_the_words_of_its_vocabulary(encoder: Encoder) -> None:
    assert encoder.knows("security")
    assert not encoder.knows("cybersecurty")
    assert not encoder.knows("")


def test_langchain_gets_the_same_vectors(encoder: Encoder) -> None:
    assert encoder.embed_documents(TEXTS) == encoder.encode(TEXTS).vectors.tolist()
    assert encoder.embed_query(TEXTS[0]) == pytest.approx(encoder.encode([TEXTS[0]]).vectors[0].tolist(), abs=1e-5)


def test_it_says_which_languages_it_was_found_to_know(encoder: Encoder) -> None:
    assert encoder.languages == ("en",)


ENCODING = """
import os, sys, time
from pathlib import Path
from index.encoder import Encoder
encoder = Encoder(Path(sys.argv[1]))
for number in range(20):
    encoder.embed_query(f"Who chairs board {number}?")
    time.sleep(0.05)
"""


def test_the_runtime_keeps_no_identity_and_reports_nothing(models: Path, encoder: Encoder, tmp_path: Path) -> None:
    """It writes what it would report, and the identity it would report with, as soon as it may."""
    environment = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "CI")}
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    environment |= {**places, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", ENCODING, str(models / encoder.identity)]
    subprocess.run(command, check=True, timeout=60, env=environment)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
