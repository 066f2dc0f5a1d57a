"""The hybrid search."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.encoder import Encoder
from index.search import DENSE_PASSAGES, Hit, Index
from index.texts import sentence_text
from index.tokens import stem
from tests.index.parts import CODE, corpus_of

OpenIndex = Callable[[Path], Index]


def text_of(hit: Hit) -> str:
    return hit.document.text[hit.passage.start : hit.passage.end]


def search(index: Index, question: str, count: int = 10) -> tuple[Hit, ...]:
    return index.search(index.query(question), count)


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
        ("サイバーセキュリティ戦略本部の本部長は誰ですか。", "is headed by the Chief Cabinet Secretary"),
        ("サイバーセキュリティ協議会はいつ設立されましたか。", "newly established in April 2019"),
        ("GSOCは何を監視していますか。", "malicious communications"),
    ],
)  # fmt: skip
def test_the_passage_that_answers_a_plain_question_comes_first(question: str, gold: str, shipped: Index) -> None:
    assert gold in text_of(search(shipped, question)[0])


@pytest.mark.parametrize(
    ("question", "gold"),
    [
        ("Since when has there been a Cybersecurity Policy for Critical Infrastructure Protection?", "Since 2005"),
        ("重要インフラ防護のためのサイバーセキュリティ政策はいつからありますか。", "Since 2005"),
        ("What is the name of the unit that keeps a live watch over all ministries' networks?", "real-time"),
        ("全省庁のネットワークを常時監視している組織の名前は何ですか。", "real-time"),
        ("What lets Tokyo deal in a hands-on way with foreign opposite numbers?", "As mentioned in"),
    ],
)
def test_lists_of_links_do_not_outrank_the_text_that_answers(question: str, gold: str, shipped: Index) -> None:
    """Names and headings repeat the words of a question, or what it is about, and say nothing more."""
    assert gold in text_of(search(shipped, question)[0])


def test_a_query_holds_what_is_asked_once_taken_apart(shipped: Index) -> None:
    query = shipped.query("Who heads NISC?", "ja")
    assert (query.text, query.language) == ("Who heads NISC?", "ja")
    assert query.terms == (stem("heads"), "nisc")
    assert (query.vector == shipped.encoder.encode_query("Who heads NISC?")).all()


ODD = ["zqxj wvkp", "?", "", "the of and", "内閣サイバー", "budget " * 400, "\0 \u2028", "\ud800", "👩‍👩‍👧" * 9]


@pytest.mark.parametrize("question", ["Who heads the Headquarters?", *ODD])
def test_whatever_is_asked(question: str, shipped: Index) -> None:
    hits = search(shipped, question, 7)
    assert len(hits) == 7
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()
    assert len({hit.passage.id for hit in hits}) == 7


def test_hits_are_exact(shipped: Index) -> None:
    known = {passage.id: passage for passage in shipped.corpus.passages}
    for hit in search(shipped, "cybersecurity policy"):
        assert known[hit.passage.id] == hit.passage
        assert hit.document == shipped.corpus.document(hit.passage.document_id)
        assert [s.sentence for s in hit.sentences] == list(hit.passage.sentences)
        assert hit.best_cosine == pytest.approx(max(s.cosine for s in hit.sentences))
        for found in hit.sentences:
            assert hit.passage.start <= found.sentence.start < found.sentence.end <= hit.passage.end


def test_scores_of_sentences_and_passages_are_those_of_their_vectors(shipped: Index) -> None:
    documents = {document.id: document for document in shipped.corpus.documents}
    query = shipped.query("Who heads the Headquarters?")
    for hit in shipped.search(query)[:4]:
        texts = [sentence_text(s.sentence, hit.passage, documents[hit.document.id]) for s in hit.sentences]
        cosines = shipped.encoder.encode(texts) @ query.vector
        assert [s.cosine for s in hit.sentences] == pytest.approx(cosines.tolist(), abs=1e-3)


def test_without_any_known_word_only_meaning_counts(shipped: Index) -> None:
    assert all(hit.bm25 == 0 for hit in search(shipped, "zqxj wvkp"))


def test_each_side_of_the_search_proposes_passages(town_index: Index) -> None:
    assert len(town_index.corpus.passages) > 2 * DENSE_PASSAGES
    assert text_of(search(town_index, "QX1177")[0]) == CODE
    both = search(town_index, "Is QX1177 an unwell patient's bed?", 50)
    assert [hit for hit in both if hit.bm25 == 0], "passages without any word of the question"
    assert CODE in map(text_of, both)
    assert all(np.isfinite(hit.cosine) for hit in both)


@pytest.mark.parametrize("question", ["Which playhouse got a new coat of colour?", "青く塗られた劇場はどれですか。"])
def test_a_paraphrase_is_found_without_its_words(question: str, town_index: Index) -> None:
    found = [text_of(hit) for hit in search(town_index, question, 3)]
    assert "The theatre was painted blue by a retired sailor." in found


def test_no_more_than_asked_for(town_index: Index) -> None:
    assert [len(search(town_index, "harbour", count)) for count in (1, 3, 10)] == [1, 3, 10]


def test_fewer_hits_are_the_first_of_more(town_index: Index) -> None:
    many = [hit.passage.id for hit in search(town_index, "When does the library close?", 20)]
    few = [hit.passage.id for hit in search(town_index, "When does the library close?", 4)]
    assert few == many[:4]


def test_equal_passages_are_cut_at_the_same_one_whenever_they_are_searched(
    encoder: Encoder, tmp_path: Path, open_index: OpenIndex
) -> None:
    """More passages share the word, equally often, than the keyword side proposes."""
    lines = [f"Shelf {number} holds apples." for number in range(3 * DENSE_PASSAGES)]
    corpus = corpus_of(tmp_path / "texts", {"shop.txt": "\n\n".join(["Shop", *lines]) + "\n"})
    found = []
    for name in ("one", "other"):
        build_index(corpus, encoder, tmp_path / name)
        index = open_index(tmp_path / name)
        found += [[hit.passage.id for hit in search(index, "zqxj apples", 60)] for _ in range(2)]
    assert len(found[0]) > DENSE_PASSAGES
    assert found[0] == found[1] == found[2] == found[3]


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
        (hit,) = search(index, question)
        assert text_of(hit) == "The pond holds forty fish."
        assert np.isfinite(hit.score)
    assert index.check() == []


def test_a_shipped_index_is_sound(shipped: Index) -> None:
    assert shipped.check() == []
    assert shipped.fingerprint == shipped.corpus.fingerprint == shipped.manifest.fingerprint
