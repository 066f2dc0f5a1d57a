"""Builds a new generation of the index and publishes it. Whatever happens before that, the old one goes on answering."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from filelock import FileLock
from pydantic import TypeAdapter

from corpus.document import Corpus
from corpus.errors import IndexStoreError
from index import generation
from index.cache import EmbeddingCache
from index.encoder import Encoder, Floats
from index.generation import Manifest
from index.lexical import LexicalIndex
from index.store import LEVELS, VectorStore
from index.texts import passage_text, sentence_text

PACKAGES = ("chromadb", "bm25s", "onnxruntime", "tokenizers", "numpy")
Progress = Callable[[str, int, int], None]


def build_index(
    corpus: Corpus, encoder: Encoder, root: Path, chroma_url: str = "", progress: Progress = lambda *_: None
) -> Path:
    """Build and publish; returns the new generation's folder.

    `progress(stage, done, total)` is called as work goes on. Raises `IndexStoreError`.
    """
    with generation.writing(root):
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock"):
            held = generation.newest_complete(root)
            folder = root / f"gen-{uuid.uuid4().hex[:12]}"
            try:
                folder.mkdir()
                _fill(folder, corpus, encoder, chroma_url, progress)
            except BaseException:
                _discard(folder, chroma_url)
                raise
            generation.publish(root, folder)
            _tidy(root, held, chroma_url)
            return folder


def _fill(folder: Path, corpus: Corpus, encoder: Encoder, chroma_url: str, progress: Progress) -> None:
    documents = {document.id: document for document in corpus.documents}
    pairs = [(passage, documents[passage.document_id]) for passage in corpus.passages]
    passages = [passage_text(*pair) for pair in pairs]
    sentences = [sentence_text(sentence, *pair) for pair in pairs for sentence in pair[0].sentences]
    vectors = _encode(folder.parent / "embeddings.sqlite3", encoder, [*passages, *sentences], progress)
    (folder / "corpus.json").write_bytes(TypeAdapter(Corpus).dump_json(corpus))
    np.save(folder / "passages.npy", vectors[: len(passages)])
    np.save(folder / "sentences.npy", vectors[len(passages) :])
    LexicalIndex.build(passages).save(folder / "passages.bm25")
    _fill_store(folder, vectors, len(passages), chroma_url, progress)
    generation.write_manifest(folder, _manifest(folder, corpus, encoder, len(sentences)))


def _encode(cache_file: Path, encoder: Encoder, texts: Sequence[str], progress: Progress) -> Floats:
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        progress("Encoding", done, len(texts))

    cache = EmbeddingCache(cache_file, encoder)
    try:
        vectors = cache.encode(texts, report)
        cache.keep_only(texts)
    finally:
        cache.close()
    return vectors


def _fill_store(folder: Path, vectors: Floats, passages: int, chroma_url: str, progress: Progress) -> None:
    store = VectorStore(folder / generation.CHROMA, folder.name, chroma_url)
    try:
        done = 0
        for level, rows in zip(LEVELS, np.split(vectors, [passages]), strict=True):
            for count in store.add(level, rows):
                done += count
                progress("Storing", done, len(vectors))
    finally:
        store.close()


def _manifest(folder: Path, corpus: Corpus, encoder: Encoder, sentences: int) -> Manifest:
    return Manifest(
        format=generation.FORMAT,
        fingerprint=corpus.fingerprint,
        encoder=encoder.identity,
        encoder_name=encoder.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        documents=len(corpus.documents),
        passages=len(corpus.passages),
        sentences=sentences,
        versions={name: version(name) for name in PACKAGES},
        files=generation.file_facts(folder),
        store=generation.store_sizes(folder),
    )


def _discard(folder: Path, chroma_url: str) -> None:
    # The folder goes even where the server does not answer: what the caller has to hear is why the build failed.
    with suppress(IndexStoreError):
        _drop_collections(folder, chroma_url)
    generation.remove(folder)


def _drop_collections(folder: Path, chroma_url: str) -> None:
    if chroma_url and folder.is_dir():
        store = VectorStore(folder / generation.CHROMA, folder.name, chroma_url)
        try:
            store.drop()
        finally:
            store.close()


def _tidy(root: Path, held: Path | None, chroma_url: str) -> None:
    """Discard all but the current generation and the one before it, which readers may hold: killed builds among them."""
    for old in generation.previous_generations(root):
        if old != held:
            _discard(old, chroma_url)
