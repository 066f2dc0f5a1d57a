"""From what a file says to the text of its document: one element a line, or a paragraph of several where its reader sees them.

Elements that belong together follow each other directly, all others with a blank line between them. Items keep their marker.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.content import Content, Run, placed
from corpus.outline import Line


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a document, its lines in order, and the offsets at which its pages begin."""

    text: str
    lines: tuple[Line, ...]
    pages: tuple[int, ...]


def render(content: Content) -> Rendered:
    """The text that the spans of a document count in."""
    pieces: list[str] = []
    found: list[Line] = []
    length = 0
    for before, element in placed(content.elements):
        start, text = length + len(before), element.text
        pieces += [before, text]
        gap = not element.tight
        found.append(Line(element.kind, text, element.marker, start, gap, element.level, element.links, element.cells))
        length = start + len(text)
    return Rendered("".join(pieces), tuple(found), _pages(content, length))


def placed_runs(content: Content) -> Iterator[tuple[int, Run]]:
    """Each piece of text of a file with its offset in the document's text."""
    offset = 0
    for before, element in placed(content.elements):
        offset += len(before)
        for run in element.runs:
            if run.start >= 0:
                yield offset, run
            offset += len(run.text)


def _pages(content: Content, length: int) -> tuple[int, ...]:
    """Where each page begins: with its first text or, where it has none, where the next page does."""
    if not content.pages:
        return ()
    first: dict[str, int] = {}
    for offset, run in placed_runs(content):
        first.setdefault(run.part, offset)
    starts: list[int] = []
    following = length
    for page in reversed(content.pages):
        following = min(following, first.get(page, following))
        starts.append(following)
    return (0, *reversed(starts[:-1]))
