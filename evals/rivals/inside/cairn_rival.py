"""Cairn (`cairn-assistant`), as its README uses it: Markdown files with front matter, an index, a session per conversation.

Settings: `passages` (its `max_passages`), `threshold` and `dense_weight`; those not given stay as shipped.
"""

# Installed only where this runs.
# mypy: disable-error-code="import-not-found,import-untyped"
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cairn.config import Config
from cairn.index import build_index
from cairn.session import Session

Quotes = list[tuple[str, float]]
# It wants a threshold above 0.
LEAST_THRESHOLD = 1e-9


class Rival:
    """An index of the documents' source texts."""

    def __init__(self, documents: Sequence[dict[str, str]]) -> None:
        languages = {document["language"] for document in documents}
        # Its interface always names the language; told none, it guesses.
        self._language = languages.pop() if len(languages) == 1 else None
        with TemporaryDirectory() as folder:
            for number, document in enumerate(documents):
                Path(folder, f"d{number}.md").write_text(_page(number, document), encoding="utf-8")
            self._index = build_index(folder)
        self.versions = {"cairn-assistant": version("cairn-assistant")}
        shipped = Config()
        self.settings = (
            f"the source files under front matter ({len(self._index.passages)} passages), language {self._language}, its "
            f"Session for conversations; as shipped: threshold {shipped.threshold}, dense_weight {shipped.dense_weight}"
        )

    def after(self, turns: Sequence[str], settings: dict[str, Any]) -> Callable[[str], tuple[str, Quotes]]:
        """What answers the next question of a conversation."""
        config, session = _config(settings), Session()
        for turn in turns:
            session.ask(turn, self._index, config, lang=self._language)

        def answer(question: str) -> tuple[str, Quotes]:
            said = session.ask(question, self._index, config, lang=self._language).answer
            scores = [candidate.score for candidate in said.trace.accepted]
            return said.text, [(source.text, score) for source, score in zip(said.sources, scores, strict=False)]

        return answer


def _config(settings: dict[str, Any]) -> Config:
    given = {key: settings[key] for key in ("threshold", "dense_weight") if settings.get(key) is not None}
    if "threshold" in given:
        given["threshold"] = max(given["threshold"], LEAST_THRESHOLD)
    return Config(max_passages=settings["passages"], **given)


def _page(number: int, document: dict[str, str]) -> str:
    head = f"---\nid: d{number}\ntitle: {document['title']}\nlang: {document['language']}\n---\n"
    return f"{head}{document['source']}\n"
