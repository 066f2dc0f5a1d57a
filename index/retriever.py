"""The hybrid search as a LangChain retriever, for anyone's own chain."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.search import Hit, Index


class HybridRetriever(BaseRetriever):
    """Passages as LangChain documents, best first.

    `page_content` is the passage's text; `metadata` holds its ids, section, span and score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    index: Index
    count: int = 4

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **_: Any
    ) -> list[LangChainDocument]:
        return [_document(hit) for hit in self.index.search(self.index.query(query), self.count)]


def _document(hit: Hit) -> LangChainDocument:
    passage, document = hit.passage, hit.document
    metadata = {
        "passage_id": passage.id,
        "document_id": document.id,
        "title": document.title,
        "url": document.url,
        "section": " > ".join(passage.section),
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
    return LangChainDocument(id=passage.id, page_content=document.text[passage.start : passage.end], metadata=metadata)
