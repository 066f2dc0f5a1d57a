"""Quoted rows of a table as the small table that they are."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from assistant.answer import Answer, Citation
from corpus.document import Corpus


class ShownCell(NamedTuple):
    """A cell with its header; `start` and `end` as in the document's text."""

    label: str
    value: str
    start: int
    end: int


Row = tuple[ShownCell, ...]
# The rows that a citation quotes; none where it quotes something else.
Rows = Callable[[Citation], Sequence[Row]]


def no_rows(_: Citation) -> tuple[Row, ...]:
    """For answers from a corpus that is not at hand."""
    return ()


def rows_of(corpus: Corpus) -> Rows:
    """Tells the rows that citations of this corpus quote."""

    def rows(citation: Citation) -> tuple[Row, ...]:
        passage = next((p for p in corpus.passages if p.id == citation.passage_id), None)
        document = corpus.document(citation.document_id)
        if passage is None or document is None:
            return ()
        quoted = [s for s in passage.sentences if citation.start <= s.start and s.end <= citation.end]
        if not quoted or any(not sentence.cells for sentence in quoted):
            return ()
        text = document.text
        return tuple(
            tuple(ShownCell(text[c.label_start : c.label_end], text[c.start : c.end], c.start, c.end) for c in sentence.cells)
            for sentence in quoted
        )

    return rows


def table(rows: Sequence[Row], answer: Answer, literal: Callable[[str], str], marker: str, lang: str) -> str:
    """The rows as HTML, those below the same headers in one table; the words of the short answer bold."""
    short = answer.short_answer
    span = (short.start, short.end) if short else (0, 0)
    tables = []
    for labels, group in groupby(rows, key=lambda row: tuple(cell.label for cell in row)):
        lines = "".join(f"<tr>{''.join(_cells(row, span, literal))}</tr>" for row in group)
        tables.append(f"<table class='rows'{lang}>{_head(labels, literal)}<tbody>{lines}</tbody></table>")
    return f"<div class='rows'>{''.join(tables)}{marker}</div>"


def _head(labels: Sequence[str], literal: Callable[[str], str]) -> str:
    if not any(labels):
        return ""
    return f"<thead><tr>{''.join(f'<th scope=col>{literal(label)}</th>' for label in labels)}</tr></thead>"


def _cells(row: Row, span: tuple[int, int], literal: Callable[[str], str]) -> Iterator[str]:
    for cell in row:
        start, end = max(span[0], cell.start) - cell.start, min(span[1], cell.end) - cell.start
        if start < end:
            value = f"{literal(cell.value[:start])}<strong>{literal(cell.value[start:end])}</strong>{literal(cell.value[end:])}"
        else:
            value = literal(cell.value)
        yield f"<td>{value}</td>"
