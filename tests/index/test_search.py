"""The hybrid search."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index, sentence_text
from index.encoder import Encoder
from index.search import DENSE_PASSAGES, Hit, Index
from index.tokens import stem
from tests.index.parts import CODE, corpus_of

OpenIndex = Callable[[Path], Index]


def text_of(hit: Hit) -> str:
    return hit.document.text[hit.passage.start : hit.passage.end]


@pytest.mark.parametrize(
    ("question", "gold"),
    [
        ("Who heads the Cybersecurity Strategic Headquarters?", "is headed by the Chief Cabinet Secretary"),
        ("When was the Cybersecurity Council established?", "newly established in April 2019"),
        ("What are the five measures stakeholders are expected to undertake?", "Utilization of Risk Management"),
        ("What does NISC formulate to coordinate policy?", "Cybersecurity Human Resource Development Plan"),
        ("What does GSOC monitor?", "malicious communications"),
        ("Which ministries are among the relevant links?", "Ministry of Foreign Affairs"),
        ("In which year was the framework for secure IoT systems set?", "in 2016"),
        ("What was NISC formerly called?", "National Information Security Center"),
        ("What happened at the 16th ASEAN-Japan meeting in October 2023?", "6 October 2023"),
    ],
)  # fmt: skip
def test_the_passage_that_answers_a_plain_question_comes_first(question: str, gold: str, shipped: Index) -> None:
    assert gold in text_of(shipped.search(question).hits[0])


ODD = ["zqxj wvkp", "?", "", "the of and", "内閣サイバー", "budget " * 400, "\0 \u2028"]


@pytest.mark.parametrize("question", ["Who heads the Headquarters?", *ODD])
def test_whatever_is_asked(question: str, shipped: Index) -> None:
    retrieval = shipped.search(question, 7)
    assert retrieval.query == question
    assert len(retrieval.hits) == 7
    scores = [hit.score for hit in retrieval.hits]
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()
    assert len({hit.passage.id for hit in retrieval.hits}) == 7


def test_hits_are_exact(shipped: Index) -> None:
    known = {passage.id: passage for passage in shipped.corpus.passages}
    for hit in shipped.search("cybersecurity policy").hits:
        assert known[hit.passage.id] == hit.passage
        assert hit.document == shipped.corpus.document(hit.passage.document_id)
        assert [s.sentence for s in hit.sentences] == list(hit.passage.sentences)
        assert hit.best_cosine == pytest.approx(max(s.cosine for s in hit.sentences))
        for found in hit.sentences:
            assert hit.passage.start <= found.sentence.start < found.sentence.end <= hit.passage.end


def test_scores_of_sentences_and_passages_are_those_of_their_vectors(shipped: Index) -> None:
    documents = {document.id: document for document in shipped.corpus.documents}
    retrieval = shipped.search("Who heads the Headquarters?")
    for hit in retrieval.hits[:4]:
        texts = [sentence_text(s.sentence, hit.passage, documents[hit.document.id]) for s in hit.sentences]
        cosines = shipped.encoder.encode(texts).vectors @ retrieval.encoded.vectors[0]
        assert [s.cosine for s in hit.sentences] == pytest.approx(cosines.tolist(), abs=1e-3)


def test_words_of_a_sentence_are_those_of_its_indexed_text(shipped: Index) -> None:
    for hit in shipped.search("What does NISC formulate?").hits[:3]:
        for found in hit.sentences:
            text = sentence_text(found.sentence, hit.passage, hit.document)
            wanted = shipped.encoder.encode([text])
            vectors = shipped.word_vectors(found.row)
            assert vectors.shape == (len(wanted.words[0]), shipped.encoder.dimensions)
            assert (np.sum(vectors * wanted.word_vectors[0], axis=1) > 0.99).all()


def test_without_any_known_word_only_meaning_counts(shipped: Index) -> None:
    assert all(hit.bm25 == 0 for hit in shipped.search("zqxj wvkp").hits)


def test_each_side_of_the_search_proposes_passages(town_index: Index) -> None:
    assert len(town_index.corpus.passages) > 2 * DENSE_PASSAGES
    by_word = town_index.search("QX1177").hits[0]
    assert text_of(by_word) == CODE
    vector = town_index.encoder.encode_query("Is QX1177 an unwell patient's bed?").vectors[0]
    both = town_index.search("Is QX1177 an unwell patient's bed?", 50).hits
    by_meaning = {hit.passage.id for hit in both if hit.bm25 == 0}
    assert by_meaning, "passages without any word of the question"
    assert CODE in map(text_of, both)
    assert all(np.isfinite(hit.cosine) for hit in both)
    assert vector @ vector == pytest.approx(1, abs=1e-5)


def test_a_paraphrase_is_found_without_its_words(town_index: Index) -> None:
    found = [text_of(hit) for hit in town_index.search("Which playhouse got a new coat of colour?", 3).hits]
    assert "The theatre was painted blue by a retired sailor." in found


def test_no_more_than_asked_for(town_index: Index) -> None:
    assert [len(town_index.search("harbour", count).hits) for count in (1, 3, 10)] == [1, 3, 10]


def test_fewer_hits_are_the_first_of_more(town_index: Index) -> None:
    many = [hit.passage.id for hit in town_index.search("When does the library close?", 20).hits]
    few = [hit.passage.id for hit in town_index.search("When does the library close?", 4).hits]
    assert few == many[:4]


def test_frequencies_and_words_of_the_corpus(town_index: Index) -> None:
    assert town_index.frequency(stem("harbour")) == 6
    assert town_index.frequency(stem("QX1177")) == 1
    assert town_index.frequency(stem("submarine")) == 0
    assert {"harbour", "lighthouse", "painted"} <= set(town_index.surface_words)
    assert not {"Harbour", "by", "QX1177", "the"} & set(town_index.surface_words)


def test_a_corpus_of_one_sentence(encoder: Encoder, tmp_path: Path, open_index: OpenIndex) -> None:
    build_index(corpus_of(tmp_path / "texts", {"a.txt": "The pond holds forty fish.\n"}), encoder, tmp_path / "index")
    index = open_index(tmp_path / "index")
    for question in ("How many fish?", "zqxj", ""):
        (hit,) = index.search(question).hits
        assert text_of(hit) == "The pond holds forty fish."
        assert np.isfinite(hit.score)
    assert index.check() == []


def test_a_shipped_index_is_sound(shipped: Index) -> None:
    assert shipped.check() == []
    assert shipped.fingerprint == shipped.corpus.fingerprint == shipped.manifest.fingerprint
