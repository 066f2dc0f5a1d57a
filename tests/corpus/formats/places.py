"""Whether what a reader gives stands where the reader says."""

from html import unescape

from corpus.content import Content
from corpus.formats import FormatReader


def check_places(reader: FormatReader, data: bytes, content: Content) -> None:
    """Each run that has a place is the text there, or the same but for entities and white space."""
    parts: dict[str, str] = {}
    for element in content.elements:
        for run in element.runs:
            if run.start < 0:
                continue
            if run.part not in parts:
                parts[run.part] = reader.part_text(data, run.part)
            assert run.end <= len(parts[run.part]), run
            there = parts[run.part][run.start : run.end]
            assert there == run.text or _squeezed(unescape(there)) == _squeezed(run.text), (run, there)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
