"""A folder of texts to a corpus: documents, passages and sentences."""

from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath

from corpus.content import Content
from corpus.dates import date_in
from corpus.document import Corpus, Document, Passage
from corpus.errors import CorpusError
from corpus.files import SourceFile, SourceFolder, read_folder
from corpus.formats import reader_for
from corpus.lines import is_east_asian
from corpus.manifest import MANIFEST_NAME, Entry, Manifest, parse_manifest
from corpus.merge import merged
from corpus.render import Rendered, render
from corpus.structure import passages_of

# Raise it with every change that alters what a file is parsed to, or indexes built before would pass for fresh.
PARSER_VERSION = "5"
MAX_TITLE = 120
# Elements among which a document may state its date.
HEAD = 3


def default_folder() -> Path:
    """The folder of the texts that ship with the package."""
    return Path(__file__).parent / "sources"


def corpus_fingerprint(folder: Path) -> str:
    """The fingerprint that `read_corpus` would give, without parsing. Raises CorpusError as `read_folder` does."""
    return _fingerprint(read_folder(folder))


def read_corpus(folder: Path) -> Corpus:
    """Read every file below a folder whose format is known; empty files and repeated texts are left out.

    A file that cannot be read is left out, which `Corpus.left_out` tells. Raises CorpusError if the folder or the manifest
    cannot be used, or if no file holds any text.
    """
    source = read_folder(folder)
    manifest = _manifest(source)
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    left_out: list[str] = []
    for file in source.files:
        try:
            content = read_file(file)
        except CorpusError as error:
            left_out.append(str(error))
            continue
        left_out += content.left_out
        rendered = render(content)
        if rendered.text and content_hash(rendered.text)[:12] not in documents:
            document = _document(rendered, content, file.name, manifest.entries.get(file.name, Entry()))
            documents[document.id] = document
            passages.extend(passages_of(document, rendered.lines))
    if not documents:
        raise _nothing(folder, left_out)
    found = tuple(documents.values())
    return Corpus(found, merged(found, passages), _fingerprint(source), manifest.glossary, tuple(left_out))


def read_file(file: SourceFile) -> Content:
    """What a file says. Raises CorpusError where it cannot be read, or its format is not known."""
    reader = reader_for(file.name)
    if reader is None:
        raise CorpusError(f"{file.name} is of no format that can be read", "convert it, or remove it from the corpus")
    return reader.read(file.data, file.name)


def _nothing(folder: Path, left_out: list[str]) -> CorpusError:
    if left_out:
        return CorpusError(f"no file of the corpus folder {folder} can be read: {'; '.join(left_out)}")
    return CorpusError(f"every file in the corpus folder {folder} is empty", "put at least one text into it")


def content_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _document(rendered: Rendered, content: Content, name: str, entry: Entry) -> Document:
    text = rendered.text
    digest = content_hash(text)
    title = entry.title or content.title or _top_heading(content) or PurePosixPath(name).stem
    language = entry.language or content.language or ("ja" if is_east_asian(text) else "en")
    as_of = entry.as_of or content.as_of or _stated_date(content)
    return Document(digest[:12], title[:MAX_TITLE].rstrip(), entry.url, language, as_of, text, digest, rendered.pages, name)


def _top_heading(content: Content) -> str:
    """The first of the outermost headings; "" where there is none."""
    headings = [element for element in content.elements if element.kind == "heading"]
    top = min((heading.level for heading in headings), default=0)
    return next((heading.text for heading in headings if heading.level == top), "")


def _stated_date(content: Content) -> date | None:
    """The date that stands alone at the head of a document, before or right behind its title."""
    head = list(islice(content.elements, HEAD))
    return next((date_in(element.text) for element in head if element.kind == "date"), None)


def _manifest(source: SourceFolder) -> Manifest:
    manifest = parse_manifest(source.manifest) if source.manifest is not None else Manifest({})
    files = {file.name: file for file in source.files}
    for name, entry in manifest.entries.items():
        if name not in files:
            raise CorpusError(f"{MANIFEST_NAME} lists {name}, which is not there", "add the file or remove its table")
        _check_hash(files[name], entry)
    return manifest


def _check_hash(file: SourceFile, entry: Entry) -> None:
    if entry.sha256 is not None and entry.sha256.lower() != sha256(file.data).hexdigest():
        problem = f"{file.name} does not have the sha256 that {MANIFEST_NAME} gives for it"
        raise CorpusError(problem, "restore the file, or update the manifest if the change is meant")


def _fingerprint(source: SourceFolder) -> str:
    digest = sha256(PARSER_VERSION.encode())
    for file in source.files:
        digest.update(f"\n{len(file.data)} {file.name}\n".encode("utf-8", "surrogateescape"))
        digest.update(file.data)
    digest.update(b"\nmanifest\n" + (source.manifest or b""))
    return digest.hexdigest()
