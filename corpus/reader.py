"""A folder of texts to a corpus: documents, passages and sentences."""

from hashlib import sha256
from pathlib import Path

from corpus.document import Corpus, Document, Passage
from corpus.errors import CorpusError
from corpus.files import SourceFile, SourceFolder, decode, read_folder
from corpus.lines import is_east_asian
from corpus.manifest import MANIFEST_NAME, Entry, Manifest, parse_manifest
from corpus.merge import merged
from corpus.normalise import normalise
from corpus.structure import passages_of

# Raise it with every change that alters what a file is parsed to, or indexes built before would pass for fresh.
PARSER_VERSION = "4"
MAX_TITLE = 120


def default_folder() -> Path:
    """The folder of the texts that ship with the package."""
    return Path(__file__).parent / "sources"


def corpus_fingerprint(folder: Path) -> str:
    """The fingerprint that `read_corpus` would give, without parsing. Raises CorpusError as `read_folder` does."""
    return _fingerprint(read_folder(folder))


def read_corpus(folder: Path) -> Corpus:
    """Read every .txt and .md file below a folder; empty files and repeated texts are left out.

    Raises CorpusError if the folder, a file or the manifest cannot be used, or if no file holds any text.
    """
    source = read_folder(folder)
    manifest = _manifest(source)
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    for file in source.files:
        markdown = file.name.lower().endswith(".md")
        text = normalise(decode(file), markdown)
        if text and content_hash(text)[:12] not in documents:
            document = _document(text, manifest.entries.get(file.name, Entry()), markdown)
            documents[document.id] = document
            passages.extend(passages_of(document, markdown))
    if not documents:
        raise CorpusError(f"every file in the corpus folder {folder} is empty", "put at least one text into it")
    found = tuple(documents.values())
    return Corpus(found, merged(found, passages), _fingerprint(source), manifest.glossary)


def content_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _document(text: str, entry: Entry, markdown: bool) -> Document:
    digest = content_hash(text)
    title = entry.title or _first_line(text, markdown)
    language = entry.language or ("ja" if is_east_asian(text) else "en")
    return Document(digest[:12], title, entry.url, language, entry.as_of, text, digest)


def _first_line(text: str, markdown: bool) -> str:
    line = text.lstrip().split("\n", 1)[0]
    if markdown and line.startswith("#"):
        line = line.strip("#").strip()
    return line[:MAX_TITLE].rstrip()


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
