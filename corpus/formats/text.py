"""Plain text: structure is recovered from how its lines stand."""

from itertools import islice

from corpus.content import Content, Element, Visible
from corpus.decoding import decode
from corpus.drafts import Draft, render
from corpus.normalise import RawLine, drafts_of, raw_lines
from corpus.outline import Line, outline
from corpus.paragraphs import behind

MAX_TITLE = 120
# Elements among which the title is.
HEAD = 10


class TextReader:
    """Reads .txt files."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is the first line that is no row of columns."""
        decoded = decode(data, name)
        found = raw_lines(decoded.text)
        drafts = drafts_of(found)
        lines = outline(render(drafts), drafts)
        elements = tuple(_element(line, draft, found) for line, draft in zip(lines, drafts, strict=True))
        head = islice(zip(elements, drafts, strict=True), HEAD)
        title = next((element.marker.strip() + element.text for element, draft in head if not draft.is_text), "")
        return Content(elements, title[:MAX_TITLE].rstrip(), left_out=decoded.notes)

    def part_text(self, data: bytes, part: str) -> str:
        """There is one part, "": the file, decoded."""
        return decode(data, part).text


def _element(line: Line, draft: Draft, found: list[RawLine]) -> Element:
    visible = Visible()
    for position, number in enumerate(draft.numbers):
        raw = found[number]
        # Without the hyphen of a broken word, which is the last that is seen of its line.
        end = raw.text.rfind(draft.parts[position][-1]) if position in draft.broken else None
        if position > 0 and draft.joint(position):
            visible.blank()
        visible.add(raw.text[:end].strip(), raw.start + len(raw.text) - len(raw.text.lstrip()))
    runs = behind(visible.runs(), len(line.marker.strip("\t")))
    return Element(line.kind, runs, line.level, line.marker, not line.gap, line.links)
