"""A folder of files to a corpus: documents, passages and sentences."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from corpus.content import Content
from corpus.document import Corpus, Document, Passage
from corpus.errors import CorpusError, one_line
from corpus.files import FoundFile, SourceFile, SourceFolder, read_folder
from corpus.formats import reader_for
from corpus.manifest import MANIFEST_NAME, Entry, Manifest, parse_manifest
from corpus.merge import merged
from corpus.others import MAX_NAMED
from corpus.parse_cache import ParseCache
from corpus.parsing import Parsed, parsed
from corpus.parsing import content_hash as content_hash

# Raise it with every change that alters what a file is parsed to, or indexes built before would pass for fresh.
PARSER_VERSION = "6"
_NO_ENTRY = Entry()
# Told the stage, how many files are done, and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with at least one file to read, and what its manifest says."""

    folder: SourceFolder
    manifest: Manifest

    @property
    def left_out(self) -> list[str]:
        """What is left out before any file is read, in a line each."""
        names = {file.name for file in self.folder.found}
        missing = [one_line(name) for name in self.manifest.entries if name not in names and not self._is_told(name)]
        lists = [f"{MANIFEST_NAME} lists {name}, which is not there: add the file or remove its table" for name in missing]
        return [*self.folder.problems, *lists]

    def _is_told(self, name: str) -> bool:
        return any(problem.startswith(one_line(name)) for problem in self.folder.problems)


def default_folder() -> Path:
    """The folder of the texts that ship with the package."""
    return Path(__file__).parent / "sources"


def corpus_fingerprint(folder: Path) -> str:
    """The fingerprint that `read_corpus` would give, without parsing. Raises CorpusError as `found_in` does."""
    return _fingerprint(found_in(folder).folder)


def read_corpus(folder: Path, cache: Path | None = None, progress: Progress = lambda *_: None) -> Corpus:
    """Read every file below a folder whose format is known; empty files and repeated texts are left out.

    A file that cannot be read is left out, which `Corpus.left_out` tells. What files are parsed to is kept in the file `cache`.
    Raises CorpusError if the folder or the manifest cannot be used, or if no file holds any text.
    """
    source = found_in(folder)
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    left_out = source.left_out
    for each in parsed_files(source, cache, progress):
        left_out += each.left_out
        if each.document and each.document.id not in documents:
            documents[each.document.id] = each.document
            passages.extend(each.passages)
    if not documents:
        raise _nothing(folder, left_out)
    titles = {document.file: document.title for document in documents.values()}
    found = tuple(replace(d, superseded_by=titles.get(d.superseded_by, d.superseded_by)) for d in documents.values())
    return Corpus(found, merged(found, passages), _fingerprint(source.folder), source.manifest.glossary, tuple(left_out))


def left_out(folder: Path, cache: Path | None = None, progress: Progress = lambda *_: None) -> tuple[str, ...]:
    """What `read_corpus` would leave out, in a line each. Raises CorpusError as it does."""
    source = found_in(folder)
    lines, has_text = source.left_out, False
    for each in parsed_files(source, cache, progress):
        lines += each.left_out
        has_text = has_text or each.document is not None
    if not has_text:
        raise _nothing(folder, lines)
    return tuple(lines)


def found_in(folder: Path) -> Source:
    """The files of a folder. Raises CorpusError if the folder or the manifest cannot be used, or if there is no file."""
    source = read_folder(folder)
    if not source.found:
        raise _nothing(folder, list(source.problems))
    return Source(source, parse_manifest(source.manifest) if source.manifest is not None else Manifest({}))


def parsed_files(source: Source, cache: Path | None = None, progress: Progress = lambda *_: None) -> Iterator[Parsed]:
    """What each file gives, in order. What the cache holds of other files is dropped at the end."""
    kept, used = ParseCache(cache, PARSER_VERSION), []
    try:
        for number, file in enumerate(source.folder.found, 1):
            entry = source.manifest.entries.get(file.name, _NO_ENTRY)
            used.append(key := kept.key(file, entry))
            known = kept.get(key)
            yield known.called(file.name) if known else _parsed(source.folder, file, entry, kept, key)
            progress("Reading", number, len(source.folder.found))
        kept.keep_only(used)
    finally:
        kept.close()


def read_file(file: SourceFile) -> Content:
    """What a file says. Raises CorpusError where it cannot be read, or its format is not known."""
    reader = reader_for(file.name)
    if reader is None:
        raise CorpusError(f"{file.name} is of no format that can be read", "convert it, or remove it from the corpus")
    return reader.read(file.data, file.name)


def parse(file: SourceFile, entry: Entry = _NO_ENTRY) -> Parsed:
    """What a file gives, of which the manifest says that. Raises CorpusError where it cannot be read."""
    try:
        return parsed(read_file(file), file, entry)
    except CorpusError:
        raise
    except Exception as error:  # a fault in the reader of a format must not keep the other files from being read
        if sys.flags.dev_mode:
            raise
        problem = f"{file.name} cannot be read ({type(error).__name__}: {error})"
        raise CorpusError(problem, "convert it, or remove it from the corpus") from error


def _parsed(folder: SourceFolder, found: FoundFile, entry: Entry, cache: ParseCache, key: str) -> Parsed:
    try:
        _check_hash(found, entry)
        value = parse(folder.read(found), entry)
    except CorpusError as error:
        return Parsed(found.name, left_out=(str(error),))
    cache.put(key, value)
    return value


def _nothing(folder: Path, lines: list[str]) -> CorpusError:
    if not lines:
        return CorpusError(f"no file that can be read is in the corpus folder {folder}", "put at least one text into it")
    more = f"; and {len(lines) - MAX_NAMED} more" if len(lines) > MAX_NAMED else ""
    told = "; ".join(lines[:MAX_NAMED])
    return CorpusError(f"no file of the corpus folder {folder} can be read ({told}{more})", "correct them, or add others")


def _check_hash(file: FoundFile, entry: Entry) -> None:
    if entry.sha256 is not None and entry.sha256.lower() != file.sha256:
        problem = f"{file.name} does not have the sha256 that {MANIFEST_NAME} gives for it"
        raise CorpusError(problem, "restore the file, or update the manifest if the change is meant")


def _fingerprint(source: SourceFolder) -> str:
    digest = sha256(PARSER_VERSION.encode())
    for file in source.found:
        digest.update(f"\n{file.sha256} {file.name}\n".encode())
    digest.update(b"\nmanifest\n" + (source.manifest or b""))
    return digest.hexdigest()
