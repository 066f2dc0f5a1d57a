"""Keeps the index in step with the corpus: opens it, or builds it first where it is missing, stale or damaged."""

from collections.abc import Sequence

from assistant.settings import Settings
from corpus.errors import CorpusError, IndexDamagedError, IndexMissingError, IndexStaleError, IndexStoreError
from corpus.reader import corpus_fingerprint, left_out, read_corpus
from index.build import Progress, build_index
from index.encoder import Encoder
from index.generation import REBUILD
from index.model import Notify
from index.search import Index


def current_index(
    settings: Settings, encoder: Encoder, notify: Notify = lambda _: None, progress: Progress = lambda *_: None
) -> Index:
    """The index of the settings' corpus, built where needed.

    Raises `CorpusError`, or `IndexStoreError` where it cannot be built.
    """
    if settings.strict:
        _check_nothing_is_left_out(left_out(settings.corpus, settings.parse_cache))
    fingerprint = corpus_fingerprint(settings.corpus)
    try:
        return _usable(Index.open(settings.index_folder, encoder, settings.chroma_url), fingerprint)
    except (IndexMissingError, IndexStaleError, IndexDamagedError) as reason:
        notify(f"{reason.problem}: building it")
        return rebuild(settings, encoder, progress)


def _usable(index: Index, fingerprint: str) -> Index:
    """The index itself, unless its corpus has changed or its vector store has lost rows."""
    try:
        if index.fingerprint != fingerprint:
            raise IndexStaleError("The corpus has changed since the index was built")
        if problems := index.row_problems():
            raise IndexDamagedError(f"The index is damaged ({'; '.join(problems)})", REBUILD)
    except IndexStoreError:
        index.close()
        raise
    return index


def rebuild(settings: Settings, encoder: Encoder, progress: Progress = lambda *_: None) -> Index:
    """Read the corpus, parsing what has changed, build a new generation and open it. Raises as `current_index` does."""
    corpus = read_corpus(settings.corpus, settings.parse_cache, progress)
    if settings.strict:
        _check_nothing_is_left_out(corpus.left_out)
    if not corpus.passages:
        raise CorpusError(f"{settings.corpus} holds no text that can be quoted", "put other texts there")
    build_index(corpus, encoder, settings.index_folder, settings.chroma_url, progress)
    return Index.open(settings.index_folder, encoder, settings.chroma_url)


def _check_nothing_is_left_out(lines: Sequence[str]) -> None:
    if lines:
        problem = f"nothing may be left out of the corpus, but {len(lines)} things are, first of all: {lines[0]}"
        raise CorpusError(problem, "run: nisc-assistant corpus check")
