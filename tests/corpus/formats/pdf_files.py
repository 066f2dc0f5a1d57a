"""PDF files written by hand, so that each test says where its text stands. No font is embedded: none is needed to read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zlib import compress

from fpdf import FPDF

WIDTH, HEIGHT = 595, 842
# Latin text in fonts that every viewer has; Japanese text across and down.
FONTS = {
    "text": "/Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding",
    "bold": "/Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding",
    "code": "/Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding",
}
JAPANESE = {
    "ja": ("Ryumin-Light", "UniJIS-UTF16-H"),
    "gothic": ("GothicBBB-Medium", "UniJIS-UTF16-H"),
    "down": ("Ryumin-Light", "UniJIS-UTF16-V"),
}
_METRICS = {"text": ("Times", ""), "bold": ("Times", "B"), "code": ("Courier", "")}


@dataclass(frozen=True)
class Text:
    """Text whose baseline begins at (x, y), in points from the left and the top; `turn` as the operator Tm has it."""

    x: float
    y: float
    text: str
    font: str = "text"
    size: float = 10
    turn: str = "1 0 0 1"

    def drawn(self, height: float) -> str:
        shown = f"<{self.text.encode('utf-16-be').hex()}>" if self.font in JAPANESE else f"({_escaped(self.text)})"
        return f"BT /{self.font} {self.size} Tf {self.turn} {self.x} {height - self.y} Tm {shown} Tj ET"


@dataclass(frozen=True)
class Rule:
    """A line from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float

    def drawn(self, height: float) -> str:
        return f"{self.x} {height - self.y} m {self.to_x} {height - self.to_y} l S"


@dataclass(frozen=True)
class Picture:
    """A grey picture over the whole page."""

    def drawn(self, height: float) -> str:
        return f"q {WIDTH} 0 0 {height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q"


@dataclass(frozen=True)
class Page:
    """What is drawn on a page, in order."""

    items: Sequence[Text | Rule | Picture] = ()
    height: float = HEIGHT
    width: float = WIDTH
    rotate: int = 0


@dataclass
class Writer:
    """Gathers objects; their numbers are their places."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def file(self, root: int, info: int) -> bytes:
        data, places = b"%PDF-1.7\n", []
        for number, body in enumerate(self.objects, 1):
            places.append(len(data))
            data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        size = len(places) + 1
        end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer <</Size {size} /Root {root} 0 R /Info {info} 0 R>>"
        return data + f"{end}\nstartxref\n{len(data)}\n%%EOF\n".encode()


def pdf(*pages: Page | Sequence[Text | Rule | Picture], title: str = "", outline: Sequence[tuple[str, int, int]] = ()) -> bytes:
    """A file of pages. `outline`: bookmarks with their level from 0 and the index of the page that each leads to."""
    writer = Writer()
    fonts = {name: writer.add(f"<</Type /Font /Subtype {body}>>") for name, body in FONTS.items()}
    fonts |= {name: _japanese(writer, *told) for name, told in JAPANESE.items()}
    resources = " ".join(f"/{name} {number} 0 R" for name, number in fonts.items())
    tree = len(writer.objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        page = page if isinstance(page, Page) else Page(page)
        content = "\n".join(item.drawn(page.height) for item in page.items).encode("cp1252")
        stream = writer.add(b"<</Length %d>> stream\n%b\nendstream" % (len(content), content))
        box = f"/MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate}"
        kids.append(
            writer.add(f"<</Type /Page /Parent {tree} 0 R {box} /Contents {stream} 0 R /Resources <</Font <<{resources}>>>>>>")
        )
    writer.add(f"<</Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    info = writer.add(f"<</Title <feff{title.encode('utf-16-be').hex()}>>>" if title else "<<>>")
    outlines = f"/Outlines {_outline(writer, outline, kids)} 0 R" if outline else ""
    return writer.file(writer.add(f"<</Type /Catalog /Pages {tree} 0 R {outlines}>>"), info)


def nested(depth: int, times: int) -> bytes:
    """A page that draws a drawing, which draws another a few times, which draws another, and so on to one with a word."""
    writer = Writer()
    font = writer.add(f"<</Type /Font /Subtype {FONTS['text']}>>")
    inner = f"/Font <</text {font} 0 R>>"
    content = "BT /text 10 Tf 72 700 Td (drawn) Tj ET"
    for _ in range(depth):
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDTH} {HEIGHT}] /Resources <<{inner}>>"
        last = writer.add(f"<<{form} /Length {len(content)}>> stream\n{content}\nendstream")
        inner, content = f"/XObject <</X {last} 0 R>>", "/X Do " * times
    return _one_page(writer, writer.add("<</Length 5>> stream\n/X Do\nendstream"), inner)


def deflated(content: bytes) -> bytes:
    """A page with that content, deflated."""
    writer = Writer()
    font = writer.add(f"<</Type /Font /Subtype {FONTS['text']}>>")
    small = compress(content, 9)
    stream = writer.add(b"<</Length %d /Filter /FlateDecode>> stream\n%b\nendstream" % (len(small), small))
    return _one_page(writer, stream, f"/Font <</text {font} 0 R>>")


def _one_page(writer: Writer, stream: int, resources: str) -> bytes:
    tree = len(writer.objects) + 2
    box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}]"
    page = writer.add(f"<</Type /Page /Parent {tree} 0 R {box} /Contents {stream} 0 R /Resources <<{resources}>>>>")
    writer.add(f"<</Type /Pages /Count 1 /Kids [{page} 0 R]>>")
    info = writer.add("<<>>")
    return writer.file(writer.add(f"<</Type /Catalog /Pages {tree} 0 R>>"), info)


def _japanese(writer: Writer, name: str, encoding: str) -> int:
    system = "/CIDSystemInfo <</Registry (Adobe) /Ordering (Japan1) /Supplement 6>>"
    metrics = "/Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80"
    descriptor = writer.add(f"<</Type /FontDescriptor /FontName /{name} {metrics}>>")
    cid = writer.add(
        f"<</Type /Font /Subtype /CIDFontType0 /BaseFont /{name} {system} /DW 1000 /FontDescriptor {descriptor} 0 R>>"
    )
    return writer.add(
        f"<</Type /Font /Subtype /Type0 /BaseFont /{name}-{encoding} /Encoding /{encoding} /DescendantFonts [{cid} 0 R]>>"
    )


def _outline(writer: Writer, entries: Sequence[tuple[str, int, int]], kids: Sequence[int]) -> int:
    """Bookmarks as a tree: each knows its parent, its neighbours and its first and last child."""
    root = len(writer.objects) + 1
    numbers = [root + 1 + index for index in range(len(entries))]

    def children(parent: int, level: int) -> list[int]:
        found = []
        for index in range(parent + 1, len(entries)):
            if entries[index][1] < level:
                break
            if entries[index][1] == level:
                found.append(index)
        return found

    def links(own: list[int]) -> str:
        return f"/First {numbers[own[0]]} 0 R /Last {numbers[own[-1]]} 0 R /Count {len(own)}" if own else ""

    writer.add(f"<</Type /Outlines {links(children(-1, 0))}>>")
    for index, (title, level, page) in enumerate(entries):
        parent = max((n for n in range(index) if entries[n][1] == level - 1), default=-1)
        siblings = children(parent, level)
        at = siblings.index(index)
        before = f"/Prev {numbers[siblings[at - 1]]} 0 R" if at else ""
        after = f"/Next {numbers[siblings[at + 1]]} 0 R" if at + 1 < len(siblings) else ""
        above = f"/Parent {numbers[parent] if parent >= 0 else root} 0 R"
        target = f"/Dest [{kids[page]} 0 R /Fit]"
        name = f"/Title <feff{title.encode('utf-16-be').hex()}>"
        writer.add(f"<<{name} {above} {before} {after} {target} {links(children(index, level + 1))}>>")
    return root


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def width_of(text: str, font: str = "text", size: float = 10) -> float:
    """How wide text is, in points."""
    if font in JAPANESE:
        return size * len(text)
    measure = FPDF(unit="pt")
    family, style = _METRICS[font]
    measure.set_font(family, style, size)
    return measure.get_string_width(text)


def broken(text: str, width: float, font: str = "text", size: float = 10) -> Iterator[str]:
    """The lines that a text is broken into; between any two characters where it is Japanese."""
    line, blank = "", "" if font in JAPANESE else " "
    for word in text if font in JAPANESE else text.split(" "):
        longer = f"{line}{blank}{word}" if line else word
        if line and width_of(longer, font, size) > width:
            yield line
            longer = word
        line = longer
    yield line


def lines(
    texts: Iterable[str], x: float, y: float, font: str = "text", size: float = 10, step: float = 12, indent: float = 0
) -> list[Text]:
    """Lines below each other; `indent` moves the first."""
    return [Text(x + (indent if n == 0 else 0), y + n * step, text, font, size) for n, text in enumerate(texts)]


def paragraph(
    text: str, x: float, y: float, width: float, font: str = "text", size: float = 10, step: float = 12, indent: float = 0
) -> list[Text]:
    """A text broken into lines of a width; the first line has `indent` less."""
    first, *_ = broken(text, width - indent, font, size)
    rest = text[len(first) :].lstrip()
    return lines([first, *broken(rest, width, font, size)] if rest else [first], x, y, font, size, step, indent)
