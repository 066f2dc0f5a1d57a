"""From the lines of a PDF's pages to paragraphs, which may go on in the next column or on the next page."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from corpus import lines
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_markers import is_dash, marker_length
from corpus.formats.pdf_order import Region
from corpus.hyphenation import HYPHENS

# From baseline to baseline, in what is usual for the size: an unusual distance, one that parts paragraphs, one that parts all.
UNUSUAL, WIDE, WIDEST = 1.12, 1.35, 2.2
USUAL_STEP = 1.25
# Sizes that are one paragraph's.
MIN_RATIO, MAX_RATIO = 0.89, 1.12
MIN_INDENT = 0.8
MAX_LINES = 400
# Of the width of the text, what a line leaves free that was ended on purpose.
MIN_FREE, MIN_FREE_BEFORE_LOWER = 0.25, 0.4


class Joint(Enum):
    """How a line follows the one before: the same line goes on, a new line that a reader sees, or a new paragraph."""

    WRAP = auto()
    BREAK = auto()
    PARAGRAPH = auto()


class Paragraph(NamedTuple):
    """Lines that belong together, each with whether a reader sees a new line behind it, and the left edge of its region."""

    lines: tuple[tuple[Line, bool], ...]
    edge: float
    is_note: bool = False
    is_code: bool = False

    @property
    def first(self) -> Line:
        """The line it begins with."""
        return self.lines[0][0]

    @property
    def text(self) -> str:
        """Its text, for what is told from it."""
        return " ".join(line.text for line, _ in self.lines)


class Measures:
    """What is usual in a document: the size of its text, and the distance of lines for each size."""

    def __init__(self, found: Sequence[Sequence[Line]]) -> None:
        lengths: defaultdict[tuple[float, bool], int] = defaultdict(int)
        steps: defaultdict[float, Counter[float]] = defaultdict(Counter)
        for page in found:
            last = 0.0
            for line in page:
                size = round(2 * line.size) / 2
                lengths[size, line.font.is_mono] += len(line.pieces[0][1])
                if 0.9 * size < (step := line.base - last) < 2.5 * size:
                    steps[size][round(2 * step) / 2] += 1
                last = line.base
        by_size: Counter[float] = Counter()
        self.has_code = sum(n if is_mono else -n for (_, is_mono), n in lengths.items()) < 0
        for (size, is_mono), length in lengths.items():
            by_size[size] += 0 if is_mono and self.has_code else length
        self.size = max(by_size, key=lambda size: by_size[size], default=10.0)
        self._steps = {size: max(c, key=lambda step: c[step]) for size, c in steps.items() if c.total() > 2}

    def step(self, size: float) -> float:
        """From baseline to baseline within a paragraph."""
        return self._steps.get(round(2 * size) / 2, USUAL_STEP * size)


class Paragraphs:
    """Puts paragraphs together from regions in reading order. Footnotes come behind the paragraph that is read meanwhile."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._lines: list[tuple[Line, bool]] = []
        self._edge = 0.0
        # Where lines of the paragraph begin but for its first.
        self._left: float | None = None
        self._last: Region | None = None
        self._notes: list[Paragraph] = []

    def add(self, found: Sequence[Line], region: Region, is_note: bool = False) -> Iterator[Paragraph]:
        """Lines of a region; the paragraphs that they end."""
        if is_note:
            inner = Paragraphs(self._measures)
            made = [*inner.add(found, region), *inner.end()]
            self._notes += [paragraph._replace(is_note=True) for paragraph in made]
            return
        for line in found:
            joint = self._joint(line, region)
            if joint is Joint.PARAGRAPH:
                yield from self.end()
            elif joint is Joint.BREAK:
                self._lines[-1] = (self._lines[-1][0], True)
            if not self._lines:
                self._edge = region.left
            elif len(self._lines) == 1 or self._last is not region:
                self._left = line.left
            self._lines.append((line, False))
            self._last = region

    def end(self) -> Iterator[Paragraph]:
        """The paragraph that is not ended yet, and the footnotes that were met meanwhile."""
        if self._lines:
            yield Paragraph(tuple(self._lines), self._edge, is_code=self._is_code(self._lines[0][0]))
        yield from self._notes
        self._lines, self._notes, self._left = [], [], None

    def _is_code(self, line: Line) -> bool:
        return line.font.is_mono and self._measures.has_code

    def _joint(self, line: Line, region: Region) -> Joint:
        if not 0 < len(self._lines) < MAX_LINES:
            return Joint.PARAGRAPH
        before = self._lines[-1][0]
        if not MIN_RATIO < line.size / before.size < MAX_RATIO or self._is_code(line) != self._is_code(before):
            return Joint.PARAGRAPH
        step = (line.base - before.base) / self._step()
        if self._is_code(line):
            return Joint.BREAK if self._last is not region or step < WIDEST else Joint.PARAGRAPH
        if self._last is not None and self._last is not region:
            return self._across(before, line, self._last, region)
        return self._within(before, line, region, step)

    def _step(self) -> float:
        """The distance of lines in this paragraph."""
        usual = self._measures.step(self._lines[-1][0].size)
        own = self._lines[1][0].base - self._lines[0][0].base if len(self._lines) > 1 else 0.0
        return max(usual, own) if own < WIDEST * usual else usual

    def _across(self, before: Line, line: Line, last: Region, region: Region) -> Joint:
        """Where the next column or page begins."""
        if marker_length(line) or line.font.is_bold or before.font.is_bold or line.size > MAX_RATIO * self._measures.size:
            return Joint.PARAGRAPH
        text, first = before.text, self._lines[0][0]
        if text.endswith(tuple(HYPHENS)):
            return Joint.WRAP
        if lines.ends_sentence(text):
            hangs = self._lines[-1][0].left - first.left if marker_length(first) and len(self._lines) > 1 else 0.0
            is_same = hangs > MIN_INDENT * line.size / 2 and abs(line.left - self._lines[-1][0].left) < 2
            return Joint.WRAP if is_same and line.left > region.left + 2 else Joint.PARAGRAPH
        is_open = lines.starts_lower(line.text) or is_full(before, line, last)
        return Joint.WRAP if is_open and not text.endswith((":", "：")) else Joint.PARAGRAPH

    def _within(self, before: Line, line: Line, region: Region, step: float) -> Joint:
        """Where a line stands below the other."""
        if step * self._step() < 0.35 * line.size:
            return Joint.WRAP if line.left > before.left and step > -0.3 else Joint.PARAGRAPH
        full, ended = is_full(before, line, region), lines.ends_sentence(before.text) or before.text.endswith((":", "："))
        is_open = full and not ended
        if marker_length(line) and not (is_open and is_dash(line) and not marker_length(self._lines[0][0])):
            return Joint.PARAGRAPH
        if step > WIDEST or (step > WIDE and not (is_open and lines.starts_lower(line.text))):
            return Joint.PARAGRAPH
        stands_out = line.font.is_bold != before.font.is_bold
        if (step > UNUSUAL and (stands_out or not is_open)) or (stands_out and not is_open):
            return Joint.PARAGRAPH
        are_centred = _is_centred(before, region) and _is_centred(line, region)
        if not are_centred and self._is_indented(line, is_open, full):
            return Joint.PARAGRAPH
        if full:
            return Joint.WRAP
        if ended:
            return Joint.PARAGRAPH
        least = MIN_FREE_BEFORE_LOWER if lines.starts_lower(line.text) else MIN_FREE
        return Joint.BREAK if region.right - before.right > least * (region.right - region.left) else Joint.WRAP

    def _is_indented(self, line: Line, is_open: bool, is_full: bool) -> bool:
        """Whether it begins elsewhere than lines of this paragraph do."""
        first, least = self._lines[0][0], MIN_INDENT * line.size
        if self._left is not None:
            return abs(line.left - self._left) > least
        shift = line.left - first.left
        return (shift > least and not marker_length(first) and not is_open) or (shift < -least and not is_full)


def is_full(before: Line, line: Line, region: Region) -> bool:
    """Whether the first word of a line would not have had room in the line before."""
    text = line.text
    if lines.is_wide(text[0]):
        room = 2.0 * line.size  # some characters may not begin a line, so that one more goes with them
    else:
        word = text.split(maxsplit=1)[0]
        room = (len(word) + 1) * (line.right - line.left) / len(text)
    return region.right - before.right < room + 0.2 * line.size


def _is_centred(line: Line, region: Region) -> bool:
    shift = line.left + line.right - region.left - region.right
    return abs(shift) < line.size and line.left > region.left + 2 * line.size
