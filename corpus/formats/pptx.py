"""PowerPoint files since 2007 (Office Open XML, PresentationML)."""

import re

from corpus.content import Content, Element
from corpus.errors import CorpusError
from corpus.formats.office import Kind, Package
from corpus.formats.office_xml import R
from corpus.formats.pptx_bullets import P
from corpus.formats.pptx_slide import OPENING_LEVEL, TITLE_LEVEL, Designs, Slide

POWERPOINT = Kind("PowerPoint", ".pptx", f"{P}presentation")
_PART = re.compile(r"slide ([1-9]\d{0,8})")


class PptxReader:
    """Reads .pptx files. The parts are their slides, "slide 1" and so on, hidden ones counted as PowerPoint counts them."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is that among the properties. Hidden slides, charts, pictures and page numbers are left out."""
        package = Package(data, name, POWERPOINT)
        slides = _Slides(package)
        elements = tuple(slides.elements())
        if slides.unread and not elements:
            raise CorpusError(f"{name} is damaged", "open it in PowerPoint and save it again")
        pages = tuple(map(_part, range(1, len(slides.members) + 1)))
        return Content(
            elements, package.title(), pages=pages, left_out=tuple(f"{name}: {note}" for note in slides.notes(not elements))
        )

    def part_text(self, data: bytes, part: str) -> str:
        """All text of a slide that is read, a paragraph after the other, with that of its notes."""
        match = _PART.fullmatch(part)
        slides = _Slides(Package(data, "the file", POWERPOINT))
        if match is None or int(match[1]) > len(slides.members):
            raise CorpusError(f"the file has no part named {part!r}", "read it again: it may have changed")
        slide = slides.slide(int(match[1]))
        for _ in slide.elements():
            pass  # its text is what was read of it
        return slide.text


class _Slides:
    """The slides of a file by their number. `unread` and `hidden` tell what was left out of those that were read."""

    def __init__(self, package: Package) -> None:
        self.unread: list[str] = []
        self.hidden: list[str] = []
        self._package, self._designs = package, Designs(package)
        references = package.references(package.main_name)
        found = [references.get(each.get(f"{R}id", "")) for each in package.main.iterfind(f"{P}sldIdLst/{P}sldId")]
        # Each is a slide once, whatever the list says.
        self.members = list(dict.fromkeys(at.member for at in found if at is not None and at.member))

    def slide(self, count: int) -> Slide:
        """One of them, counted from 1. Raises CorpusError where it cannot be read."""
        return Slide(self._package, self.members[count - 1], _part(count), self._designs)

    def elements(self) -> list[Element]:
        """Those of all slides that are shown."""
        elements: list[Element] = []
        level = OPENING_LEVEL
        for count in range(1, len(self.members) + 1):
            try:
                slide = self.slide(count)
            except CorpusError:
                self.unread.append(_part(count))
                continue
            if slide.is_hidden:
                self.hidden.append(_part(count))
                continue
            elements += slide.elements(level if slide.is_opening else TITLE_LEVEL)
            self.unread += slide.left_out
            level = TITLE_LEVEL if slide.is_opening else level
        return elements

    def notes(self, is_empty: bool) -> list[str]:
        """What was left out, in a line each. `is_empty`: there is no text."""
        notes = ["it holds no text but in pictures, which are not read"] if is_empty and self.members else []
        if self.hidden:
            notes.append(f"what is hidden was left out: {', '.join(self.hidden)}")
        if self.unread:
            notes.append(f"what is damaged could not be read: {', '.join(self.unread)}")
        return notes


def _part(count: int) -> str:
    return f"slide {count}"
