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

from index.encoder import Encoder, Floats

TEXTS = [
    "Who heads the committee?",
    "The committee was set up in 2014 and reports to the minister, who may dissolve it at any time without notice.",
    "予算はいくらですか。",
    "GSOC",
    "Ports and Harbours were designated as a critical infrastructure sector.",
]


def check_unit(vectors: Floats, encoder: Encoder, rows: int) -> None:
    assert vectors.shape == (rows, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_vectors_have_unit_length(encoder: Encoder) -> None:
    check_unit(encoder.encode(TEXTS), encoder, len(TEXTS))


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Encoder) -> None:
    many = [f"Filler number {i} " + "of some length " * (i % 7) for i in range(40)]
    together = encoder.encode([*many, *TEXTS, *many])
    for i, text in enumerate(TEXTS, len(many)):
        assert together[i] @ encoder.encode([text])[0] == pytest.approx(1, abs=1e-5)
    assert (encoder.encode(TEXTS) == encoder.encode(TEXTS)).all()


def test_different_texts_differ_and_like_texts_are_near(encoder: Encoder) -> None:
    chair, near, far = encoder.encode(["Who chairs the board?", "The board is led by its head.", "It rained all day."])
    assert chair @ near > chair @ far + 0.03


def test_a_sentence_is_nearest_to_its_translation(encoder: Encoder) -> None:
    english = encoder.encode(["The library is closed on Mondays.", "The train is late.", "She bought three apples."])
    japanese = encoder.encode(["図書館は月曜日に閉まっています。", "電車が遅れています。", "彼女はりんごを三つ買いました。"])
    assert np.argmax(japanese @ english.T, axis=1).tolist() == [0, 1, 2]


def test_a_question_is_not_encoded_as_a_passage(encoder: Encoder) -> None:
    asked, stated = encoder.encode_query(TEXTS[0]), encoder.encode(TEXTS[:1])[0]
    assert 0.8 < asked @ stated < 0.9999


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)
    assert encoder.embed_documents([]) == []


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t ", "\u0301\u0302", "\0", "\u2028"),
        "no end of a sentence in sight",
        "文の終わりがない文章" * 60,
        pytest.param("A sentence that goes on, and on, " * 1600, id="50 KB"),
        pytest.param("終わらない文で、" * 2200, id="50 KB of Japanese"),
        pytest.param("x" * 50_000, id="50 KB in one word"),
        "👩‍👩‍👧‍👦🇯🇵👍🏽",
        pytest.param("👍" * 3000, id="emoji"),
        *("\ud800", "a\udfff b\ud800c GSOC", "内\ud83d閣"),
    ],
)
def test_any_text_has_a_vector(text: str, encoder: Encoder) -> None:
    check_unit(encoder.encode([text, TEXTS[0]]), encoder, 2)
    check_unit(encoder.encode_query(text)[None], encoder, 1)


@example_settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_tokens_end_in_the_text_in_order(encoder: Encoder, text: str) -> None:
    ends = encoder.tokens(text)
    assert ends == sorted(ends)
    assert all(0 <= end <= len(text) for end in ends)


@pytest.mark.parametrize("text", ["\ud800", "a\udfff b\ud800c GSOC", "内\ud83d閣"])
def test_a_lone_surrogate_moves_no_token(text: str, encoder: Encoder) -> None:
    assert encoder.tokens(text) == encoder.tokens(text.encode("utf-8", "replace").decode())
    assert encoder.knows(text) == encoder.knows(text.encode("utf-8", "replace").decode())


def test_a_text_past_the_limit_is_cut(encoder: Encoder) -> None:
    beginning = "The harbour is guarded by two old ships. " * 100
    whole, other = encoder.encode([beginning + "Rain. " * 2000, beginning + "Snow! " * 3000])
    assert whole @ other == pytest.approx(1, abs=1e-5)
    ends = encoder.tokens(beginning)
    assert 50 < len(ends) <= 512
    assert ends[-1] < len(beginning)


def test_it_knows_the_words_of_its_vocabulary(encoder: Encoder) -> None:
    assert all(map(encoder.knows, ("security", "passwords", "headed", "auditing")))
    assert not encoder.knows("cybersecurty")
    assert not encoder.knows("")


def test_langchain_gets_the_same_vectors(encoder: Encoder) -> None:
    assert encoder.embed_documents(TEXTS) == encoder.encode(TEXTS).tolist()
    assert encoder.embed_query(TEXTS[0]) == encoder.encode_query(TEXTS[0]).tolist()


def test_it_says_which_languages_it_knows(encoder: Encoder) -> None:
    assert encoder.languages == ("en", "ja")


ENCODING = """
import os, sys, time
from pathlib import Path
from index.encoder import Encoder, Floats
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
