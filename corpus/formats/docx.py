"""Word files since 2007 (Office Open XML, WordprocessingML)."""

import re
from itertools import islice

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.docx_blocks import Blocks
from corpus.formats.docx_numbering import Numbering
from corpus.formats.docx_styles import Styles, W
from corpus.formats.docx_text import P, own_text
from corpus.formats.office import Kind, Package
from corpus.formats.office_xml import Node

WORD = Kind("Word", ".docx", f"{W}document")
_PART = re.compile(r"(|footnote |endnote )paragraph ([1-9]\d{0,8})")


class DocxReader:
    """Reads .docx files. The parts are their paragraphs: "paragraph 12", "footnote paragraph 3", "endnote paragraph 1".

    They are counted as they follow each other in the file, those of tables, text boxes and what is left out with all others.
    """

    def read(self, data: bytes, name: str) -> Content:
        """The title is that among the properties. Page headers, comments and tables of contents are left out."""
        file = _File(data, name)
        blocks = Blocks(file.styles, Numbering(file.part("numbering"), file.styles))
        blocks.read_text(file.package.main)
        for kind in ("footnote", "endnote"):
            if (root := file.part(f"{kind}s")) is not None:
                blocks.read_notes(root, kind)
        if note := _unread(file.package.main, is_empty=not blocks.elements):
            file.left_out.append(f"{name}: {note}")
        return Content(tuple(blocks.elements), file.package.title(), left_out=tuple(file.left_out))

    def part_text(self, data: bytes, part: str) -> str:
        """The own text of a paragraph: what is inserted by tracked changes is in it, of fields only what they show."""
        match = _PART.fullmatch(part)
        file = _File(data, "the file")
        root = (file.part(f"{match[1].strip()}s") if match[1] else file.package.main) if match else None
        paragraph = next(islice(root.iter(P), int(match[2]) - 1, None), None) if match and root is not None else None
        if paragraph is None:
            raise CorpusError(f"the file has no part named {part!r}", "read it again: it may have changed")
        return own_text(paragraph, file.styles).text


class _File:
    """A file and the parts beside its text. `left_out` tells which of them could not be read."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self.package = Package(data, name, WORD)
        self.left_out: list[str] = []
        self._members = {at.kind: at.member for at in self.package.references(self.package.main_name).values()}
        self.styles = Styles(self.part("styles"))

    def part(self, kind: str) -> Node | None:
        """The outermost element of the part that the text refers to as such; None where there is none."""
        if not (member := self._members.get(kind)):
            return None
        try:
            return self.package.xml(member)
        except CorpusError:
            self.left_out.append(f"{self._name}: its {kind} could not be read")
            return None


def _unread(root: Node, is_empty: bool) -> str:
    """What a text holds that is not read, in a line; "" where there is nothing of that kind."""
    if next(root.iter(f"{W}altChunk"), None) is not None:
        return "files that are embedded in its text were not read"
    if is_empty and next(root.iter(f"{W}drawing", f"{W}pict"), None) is not None:
        return "it holds only pictures, which are not read"
    return ""
