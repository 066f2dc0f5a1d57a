"""From a document's text to its passages: paragraphs, lists with their lead-in, dated news items, link lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest

from corpus import lines
from corpus.blocks import Block, BlockKind, blocks_of
from corpus.document import Cell, Document, Passage, PassageKind, Sentence, SentenceRole
from corpus.numbering import article_of, heading_level
from corpus.outline import Line, number_of
from corpus.sentences import Span, bounded_spans, sentence_spans

MAX_PARAGRAPH = 1500
MAX_LIST = 4000
# An item, a row or a line of code is quoted whole up to this length.
MAX_WHOLE_ITEM = 1000
MAX_LINK = 120
MIN_STORY = 80
_ROLES: dict[BlockKind, SentenceRole] = {"list": "item", "table": "row"}


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence that has no id yet."""

    span: Span
    role: SentenceRole
    level: int = 0
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class _Path:
    """The headings above the block at hand, the article it stands in, and the dated title that the prose belongs to."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    article: str = ""
    story: str = ""
    follows_heading: bool = False

    def level(self, block: Block) -> int:
        """The level of a heading. One that shows none is below another right before it, else outermost."""
        return block.level or (self.headings[-1][0] + 1 if self.follows_heading and self.headings else 0)

    def enter(self, block: Block) -> None:
        """Go below a heading."""
        level = self.level(block)
        self.headings = [above for above in self.headings if above[0] < level]
        self.headings.append((level, block.text))
        self.article = ""

    def read(self, block: Block) -> None:
        """Note the article that a paragraph opens, whose name is part of its text."""
        if block.kind == "paragraph":
            self.article = article_of(block.text) or self.article

    def leave(self, block: Block) -> None:
        """Go out of the part numbered 1 before the item numbered 2, whose text does not stand on a line of its own."""
        if self.follows_heading:
            return
        number = number_of(block.lines[0])
        is_next = [heading_level(title) and title.startswith(f"{number - 1}.") for _, title in self.headings]
        if number > 1 and any(is_next):
            self.headings = self.headings[: is_next.index(True)]

    def section(self) -> tuple[str, ...]:
        """The path, outermost first."""
        titles = [title for _, title in self.headings]
        if self.article and titles and lines.is_bracketed(titles[-1]):
            titles[-1] = self.article + titles[-1]
        elif self.article:
            titles.append(self.article)
        return (*titles, self.story) if self.story else tuple(titles)


def passages_of(document: Document, found: Sequence[Line]) -> list[Passage]:
    """The passages of a document with these lines, in text order. Passages of equal text have equal ids."""
    path = _Path()
    passages: list[Passage] = []
    lead: list[_Unit] = []
    blocks = blocks_of(found)
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind in ("heading", "news"):
            path.story = ""
        if block.kind == "list" and not lead:
            path.leave(block)
        path.read(block)
        if block.kind != "heading" or _is_childless(path.level(block), after):
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


def _is_childless(level: int, after: Block | None) -> bool:
    """Whether nothing stands below a heading of that level, so that its words would be in no passage and no section."""
    return after is None or (after.kind == "heading" and 0 < after.level <= level)


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
    if line.kind in ("code", "row") or (block.kind == "list" and len(line.text) <= MAX_WHOLE_ITEM):
        spans = bounded_spans(document.text, line.start, line.end, MAX_WHOLE_ITEM)
    else:
        seen = _seen_lines(line)
        spans = [span for start, end in seen for span in sentence_spans(document.text, start, end, document.language)]
    role, level = _role(block, line), line.level if line.kind == "item" else 0
    cells = _cells(line) if len(spans) == 1 else ()
    return [_Unit(span, role, level, cells) for span in spans]


def _cells(line: Line) -> tuple[Cell, ...]:
    spans = ((cell.label_start, cell.label_end, cell.start, cell.end) for cell in line.cells)
    return tuple(Cell(*(line.start + place for place in span)) for span in spans)


def _seen_lines(line: Line) -> Iterator[tuple[int, int]]:
    """Where the lines stand that a reader sees in a paragraph: a sentence ends with each."""
    start = line.start
    for text in line.text.split("\n"):
        yield start, start + len(text)
        start += len(text) + 1


def _role(block: Block, line: Line) -> SentenceRole:
    if line.kind == "date":
        return "date"
    return _ROLES.get(block.kind, "sentence")


def _kind(block: Block, units: list[_Unit]) -> PassageKind:
    if block.kind in ("news", "table"):
        return "news" if block.kind == "news" else "table"
    if block.kind != "list":
        return "paragraph"
    return "links" if units[0].role == "item" and all(map(_is_link, block.lines)) else "list"


def _is_link(line: Line) -> bool:
    """Whether an item is a link: where the format does not tell, something short that is no sentence."""
    return len(line.text) <= MAX_LINK and not lines.ends_sentence(line.text) if line.links is None else line.links


def _passages(document: Document, kind: PassageKind, section: tuple[str, ...], units: list[_Unit]) -> Iterator[Passage]:
    limit = MAX_PARAGRAPH if kind == "paragraph" else MAX_LIST
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
        sentences.append(Sentence(sentence_id, *unit.span, unit.role, level=unit.level, cells=unit.cells))
    return Passage(passage_id, document.id, kind, section, start, end, tuple(sentences))
