"""From what a file says to its document and passages."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import PurePosixPath

from corpus.content import Content
from corpus.dates import date_in
from corpus.document import Document, Passage
from corpus.errors import one_line
from corpus.files import SourceFile
from corpus.lines import is_east_asian
from corpus.manifest import Entry
from corpus.render import Rendered, render
from corpus.structure import passages_of

MAX_TITLE = 120
# Elements among which a document may state its date.
HEAD = 3


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the file of that name gives. `document` is None where it holds no text; `passages` are not merged yet.

    `left_out` tells in a line each what could not be read or had to be guessed. `is_titled`: whether the title is one that it
    states, not the name of the file.
    """

    name: str
    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    left_out: tuple[str, ...] = ()
    is_titled: bool = True

    def called(self, name: str) -> "Parsed":
        """What the same bytes give in a file of another name that ends alike."""
        if name == self.name:
            return self
        document = self.document and replace(self.document, file=name)
        if document and not self.is_titled:
            document = replace(document, title=_title(PurePosixPath(name).stem))
        before, after = one_line(self.name), one_line(name)
        lines = (line.replace(before, after, 1) if line.startswith(before) else line for line in self.left_out)
        return Parsed(name, document, self.passages, tuple(lines), self.is_titled)


def parsed(content: Content, file: SourceFile, entry: Entry) -> Parsed:
    """The document of a file that says this, and of which the manifest says that."""
    rendered, left_out = render(content), tuple(map(one_line, content.left_out))
    if not rendered.text:
        return Parsed(file.name, left_out=left_out or (_nothing_in(file),))
    stated = entry.title or content.title or _top_heading(content)
    document = _document(rendered, content, stated or PurePosixPath(file.name).stem, file.name, entry)
    passages = tuple(passages_of(document, rendered.lines))
    return Parsed(file.name, document, passages, left_out, bool(stated))


def content_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _nothing_in(file: SourceFile) -> str:
    what = "holds no text that a reader sees" if file.data.strip() else "is empty"
    return f"{one_line(file.name)} {what}: put text into it, or remove it"


def _document(rendered: Rendered, content: Content, title: str, name: str, entry: Entry) -> Document:
    text = rendered.text
    digest = content_hash(text)
    language = entry.language or content.language or ("ja" if is_east_asian(text) else "en")
    as_of = entry.as_of or content.as_of or _stated_date(content)
    return Document(
        digest[:12],
        entry.title or _title(title),
        entry.url,
        language,
        as_of,
        text,
        digest,
        rendered.pages,
        name,
        entry.valid_until,
        entry.superseded_by or "",
    )


def _title(text: str) -> str:
    # Half of a pair, which a file can state as an escape, cannot be written anywhere.
    return text[:MAX_TITLE].rstrip().encode(errors="replace").decode()


def _top_heading(content: Content) -> str:
    """The first of the outermost headings; "" where there is none."""
    headings = [element for element in content.elements if element.kind == "heading"]
    top = min((heading.level for heading in headings), default=0)
    return next((heading.text for heading in headings if heading.level == top), "")


def _stated_date(content: Content) -> date | None:
    """The date that stands alone at the head of a document, before or right behind its title."""
    head = list(islice(content.elements, HEAD))
    return next((date_in(element.text) for element in head if element.kind == "date"), None)
