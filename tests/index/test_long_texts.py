"""What an index is built from, short of encoding it, takes time in proportion to the texts."""

from pathlib import Path

import pytest

from index.lexical import LexicalIndex
from index.texts import passage_text, sentence_text
from index.tokens import terms
from tests.corpus.long_texts import KINDS, check_linear, numbered
from tests.index.parts import corpus_of

PREPARED = (
    "blanks within a fence", "fences", "items led in", "paragraphs below a long heading", "near-identical paragraphs",
    "words without a stop", "Japanese without a stop", "one word", "negations", "short paragraphs in sections",
    "sentences with numbers",
)  # fmt: skip


@pytest.mark.parametrize("kind", PREPARED)
def test_texts_to_index(tmp_path: Path, kind: str) -> None:
    def prepare(text: str) -> int:
        corpus = corpus_of(tmp_path, {"a.md": text})
        (document,) = corpus.documents
        passages = [passage_text(passage, document) for passage in corpus.passages]
        sentences = [sentence_text(s, passage, document) for passage in corpus.passages for s in passage.sentences]
        LexicalIndex.build(passages)
        LexicalIndex.build(sentences)
        return sum(map(len, sentences))

    prepare("Warm up.")
    check_linear(prepare, KINDS[kind], 15_000)


def test_a_list_with_a_long_lead_in(tmp_path: Path) -> None:
    text = "A word " * 60 + "as follows:\n" + "- a\n" * 500
    corpus = corpus_of(tmp_path, {"a.txt": text})
    passage = corpus.passages[0]
    texts = [sentence_text(sentence, passage, corpus.documents[0]) for sentence in passage.sentences]
    assert texts[0].endswith("as follows:") and texts[1] == f"{texts[0]} a"


@pytest.mark.parametrize("piece", ["a", "a'", "'", "文", "a文", "ー", "_", "w{} ", "W{}’s ", "not ", "\u0301", "ation", "ied"])
def test_terms(piece: str) -> None:
    check_linear(terms, numbered(piece), 50_000)
