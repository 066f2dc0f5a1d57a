"""Plain text: structure is recovered from how its lines stand."""

from itertools import islice

from corpus.content import Content, Element, Visible
from corpus.decoding import decode
from corpus.drafts import Draft, render
from corpus.normalise import RawLine, drafts_of, raw_lines
from corpus.outline import Line, outline
from corpus.paragraphs import behind

MAX_TITLE = 120


class TextReader:
    """Reads .txt files."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is the first line."""
        decoded = decode(data, name)
        found = raw_lines(decoded.text)
        drafts = drafts_of(found)
        lines = outline(render(drafts))
        elements = tuple(_element(line, draft, found) for line, draft in zip(lines, drafts, strict=True))
        title = next((e.marker.strip() + e.text for e in islice(elements, 1)), "")[:MAX_TITLE].rstrip()
        return Content(elements, title, left_out=decoded.notes)

    def part_text(self, data: bytes, part: str) -> str:
        """There is one part, "": the file, decoded."""
        return decode(data, part).text


def _element(line: Line, draft: Draft, found: list[RawLine]) -> Element:
    visible = Visible()
    for number in draft.numbers:
        visible.wrap()
        visible.add(found[number].text, found[number].start)
    runs = behind(visible.runs(), len(line.marker.strip("\t")))
    return Element(line.kind, runs, line.level, line.marker, not line.gap, line.links)
