"""The search as a LangChain retriever."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.retriever import HybridRetriever
from index.search import Index

QUESTION = "Who heads the Cybersecurity Strategic Headquarters?"


@pytest.fixture
def retriever(shipped: Index) -> HybridRetriever:
    return HybridRetriever(index=shipped, count=3)


def check(found: list[Document], index: Index) -> None:
    for document in found:
        source = index.corpus.document(document.metadata["document_id"])
        assert source is not None
        assert source.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
        assert document.metadata["title"] == source.title
        assert document.metadata["url"] == source.url
        passage = next(p for p in index.corpus.passages if p.id == document.metadata["passage_id"])
        assert document.id == passage.id
        assert document.metadata["section"] == " > ".join(passage.section)


def test_invoke(retriever: HybridRetriever, shipped: Index) -> None:
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(QUESTION)
    assert len(found) == 3
    assert "headed by the Chief Cabinet Secretary" in found[0].page_content
    check(found, shipped)
    assert [d.metadata["score"] for d in found] == sorted((d.metadata["score"] for d in found), reverse=True)


def test_batch_keeps_the_order_of_the_questions(retriever: HybridRetriever, shipped: Index) -> None:
    questions = [QUESTION, "What does GSOC monitor?", "zqxj", QUESTION]
    batches = retriever.batch(questions)
    assert [[d.id for d in batch] for batch in batches] == [[d.id for d in retriever.invoke(q)] for q in questions]
    for batch in batches:
        check(batch, shipped)


def test_it_works_in_an_event_loop_and_in_a_chain(retriever: HybridRetriever) -> None:
    with ThreadPoolExecutor(1) as pool:  # browser tests leave a loop running in this thread
        found = pool.submit(asyncio.run, retriever.ainvoke(QUESTION)).result()
    assert [d.id for d in found] == [d.id for d in retriever.invoke(QUESTION)]
    chain = retriever | (lambda documents: documents[0].page_content)
    assert "Chief Cabinet Secretary" in chain.invoke(QUESTION)
