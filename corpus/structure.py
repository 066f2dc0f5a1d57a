"""From a document's text to its passages: paragraphs, lists with their lead-in, dated news items, link lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest

from corpus import lines
from corpus.blocks import Block, blocks_of
from corpus.document import Document, Passage, PassageKind, Sentence, SentenceRole
from corpus.outline import Line, number_of, outline
from corpus.sentences import Span, bounded_spans, sentence_spans

MAX_PARAGRAPH = 1500
MAX_LIST = 4000
MAX_WHOLE_ITEM = 300
MAX_LINK = 120
MIN_STORY = 80


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence that has no id yet."""

    span: Span
    role: SentenceRole


@dataclass(slots=True)
class _Path:
    """The headings above the block at hand, and the dated title that the prose below it belongs to."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    story: str = ""
    follows_heading: bool = False

    def enter(self, block: Block) -> None:
        """Go below a heading. One that shows no level is below another right before it, else outermost."""
        implied = self.headings[-1][0] + 1 if self.follows_heading and self.headings else 0
        level = block.level or implied
        self.headings = [above for above in self.headings if above[0] < level]
        self.headings.append((level, block.text))

    def leave(self, block: Block) -> None:
        """Go out of the part numbered 1 before the item numbered 2, whose text does not stand on a line of its own."""
        number = number_of(block.lines[0])
        is_next = [lines.heading_number(title) and title.startswith(f"{number - 1}.") for _, title in self.headings]
        if number > 1 and any(is_next):
            self.headings = self.headings[: is_next.index(True)]

    def section(self) -> tuple[str, ...]:
        """The path, outermost first."""
        titles = tuple(title for _, title in self.headings)
        return (*titles, self.story) if self.story else titles


def passages_of(document: Document, markdown: bool = False) -> list[Passage]:
    """The passages of a document in text order. Passages of equal text have equal ids."""
    path = _Path()
    passages: list[Passage] = []
    lead: list[_Unit] = []
    blocks = blocks_of(outline(document.text, markdown))
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind in ("heading", "news"):
            path.story = ""
        if block.kind == "list":
            path.leave(block)
        if block.kind != "heading" or _is_childless(block, after):
            units = lead + _units(document, block)
            lead = _lead(document, units[-1]) if _leads(block, after) else []
            kind = _kind(block, units)
            passages.extend(_passages(document, kind, path.section(), units[: -1 if lead else None]))
        if block.kind == "heading":
            path.enter(block)
        if block.kind == "news" and _opens_story(block, after):
            path.story = block.text
        path.follows_heading = block.kind == "heading"
    return passages


def content_id(*parts: str) -> str:
    """12 hexadecimal digits of a hash of the parts."""
    return sha256("\x00".join(parts).encode()).hexdigest()[:12]


def _is_childless(heading: Block, after: Block | None) -> bool:
    """Whether nothing stands below a heading, so that its words would be in no passage and no section."""
    return after is None or (after.kind == "heading" and 0 < after.level <= heading.level)


def _leads(block: Block, after: Block | None) -> bool:
    return block.kind == "paragraph" and after is not None and after.kind == "list"


def _lead(document: Document, last: _Unit) -> list[_Unit]:
    text = document.text[last.span.start : last.span.end]
    return [_Unit(last.span, "lead")] if lines.promises_list(text) else []


def _opens_story(block: Block, after: Block | None) -> bool:
    """Whether prose follows a dated title, as in an article rather than in a list of news."""
    is_headline = block.lines[0].kind == "plain" and lines.looks_like_heading(block.text)
    is_prose = after is not None and after.kind == "paragraph" and len(after.text) >= MIN_STORY
    return is_headline and is_prose and after is not None and lines.ends_sentence(after.text)


def _units(document: Document, block: Block) -> list[_Unit]:
    return [unit for line in block.lines for unit in _line_units(document, block, line)]


def _line_units(document: Document, block: Block, line: Line) -> list[_Unit]:
    if line.kind == "code" or (block.kind == "list" and len(line.text) <= MAX_WHOLE_ITEM):
        spans = bounded_spans(document.text, line.start, line.end)
    else:
        spans = sentence_spans(document.text, line.start, line.end, document.language)
    role: SentenceRole = "sentence"
    if line.kind == "date":
        role = "date"
    elif block.kind == "list":
        role = "item"
    return [_Unit(span, role) for span in spans]


def _kind(block: Block, units: list[_Unit]) -> PassageKind:
    if block.kind == "news":
        return "news"
    if block.kind != "list":
        return "paragraph"
    is_links = units[0].role == "item" and all(
        len(line.text) <= MAX_LINK and not lines.ends_sentence(line.text) for line in block.lines
    )
    return "links" if is_links else "list"


def _passages(document: Document, kind: PassageKind, section: tuple[str, ...], units: list[_Unit]) -> Iterator[Passage]:
    limit = MAX_LIST if kind in ("list", "links") else MAX_PARAGRAPH
    first = 0
    for number, unit in enumerate(units):
        if unit.span.end - units[first].span.start > limit and number > first:
            yield _passage(document, kind, section, units[first:number])
            first = number
    if units:
        yield _passage(document, kind, section, units[first:])


def _passage(document: Document, kind: PassageKind, section: tuple[str, ...], units: list[_Unit]) -> Passage:
    start, end = units[0].span.start, units[-1].span.end
    passage_id = content_id(document.text[start:end])
    seen: dict[str, int] = {}
    sentences = []
    for unit in units:
        text = document.text[unit.span.start : unit.span.end]
        seen[text] = seen.get(text, 0) + 1
        repeat = [str(seen[text])] if seen[text] > 1 else []
        sentence_id = content_id(passage_id, text, *repeat)
        sentences.append(Sentence(sentence_id, unit.span.start, unit.span.end, unit.role))
    return Passage(passage_id, document.id, kind, section, start, end, tuple(sentences))
