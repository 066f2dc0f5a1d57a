"""From the lines of a paragraph to elements: a line that is a date stands alone, one that begins like an item is one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus import lines
from corpus.content import Element, Run, Visible

Runs = tuple[Run, ...]
# A line as its file has it, and whether a reader sees a new line behind it.
TextLine = tuple[Runs, bool]


def text_of(runs: Iterable[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)


def joined(found: Iterable[TextLine]) -> Runs:
    """The lines as one text; line breaks that a reader sees stay."""
    visible = Visible()
    for runs, is_break in found:
        visible.append(runs)
        (visible.line_break if is_break else visible.wrap)()
    return visible.runs()


def elements_in(found: Iterable[TextLine], links: bool | None = None) -> Iterator[Element]:
    """The elements that the lines of a paragraph are: most often one."""
    visible, current, is_first = Visible(), Element("plain", (), links=links), True
    for runs, is_break in found:
        text = text_of(runs)
        marker, is_date = lines.marker_length(text), lines.is_date(text)
        if (marker or is_date) and not visible.is_empty:
            yield replace(current, runs=visible.runs())
        if marker:
            current = Element("item", (), marker=text[:marker], tight=current.kind == "item", links=False)
        elif is_date or current.kind == "date":
            current = Element("date" if is_date else "plain", (), tight=not is_first)
        visible.append(behind(runs, marker))
        (visible.line_break if is_break else visible.wrap)()
        if is_date:
            yield replace(current, runs=visible.runs())
        is_first = is_first and not text
    if not visible.is_empty:
        yield replace(current, runs=visible.runs())


def behind(runs: Runs, count: int) -> Runs:
    """The runs without their first characters, such as the marker of a list."""
    return _cut(runs, count, None)


def before(runs: Runs, count: int) -> Runs:
    """The first characters of the runs."""
    return _cut(runs, 0, count)


def _cut(runs: Runs, first: int, last: int | None) -> Runs:
    """The characters of the runs from `first` to `last`. One that stands in its file in another form is not cut."""
    kept: list[Run] = []
    offset = 0
    for run in runs:
        start = max(first - offset, 0)
        end = len(run.text) if last is None else min(last - offset, len(run.text))
        if start < end:
            is_exact = run.start >= 0 and run.end - run.start == len(run.text)
            place = (run.start + start, run.start + end) if is_exact else (run.start, run.end)
            kept.append(Run(run.text[start:end], *place, run.part))
        offset += len(run.text)
    return tuple(kept)
