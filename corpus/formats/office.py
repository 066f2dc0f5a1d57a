"""What .docx and .pptx files share: a zip archive of XML parts that refer to each other (ECMA-376, part 2).

The archive is read here, with `zipfile` and lxml, and not by way of python-docx and python-pptx: these unpack all parts with
every picture, before any limit, and give up the whole file where one of its references leads nowhere or it is in the
"strict" form of the standard.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import CorpusError
from corpus.formats.office_xml import Node

MAX_MEMBERS = 65_535
# Bytes of all parts as the archive declares them; a file may declare so many times its own size in any case.
MAX_UNPACKED, MIN_RATIO = 500_000_000, 20
# Bytes of XML that are unpacked of one file, at most so many times its size where that is more than the first figure.
SMALL_XML, MAX_XML, MAX_RATIO = 20_000_000, 200_000_000, 200
# Elements and attributes of one part; each takes about 130 bytes of memory.
MAX_NODES = 10_000_000
MAX_TITLE = 120

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {"WordDocument": "an old Word file", "PowerPoint Document": "an old PowerPoint file", "Workbook": "an old Excel file"}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, IndexError,
    OverflowError,
)  # fmt: skip
# The names of ISO's strict form, and how they differ from those that nearly all files use.
_STRICT = re.compile(rb"(=\s*[\"'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_COMMON = rb"\1http://schemas.openxmlformats.org/\2/2006/\3"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)\b.*|(?:word|powerpoint)?\s*(?:document|presentation|slide|title|文書|タイトル|スライド"
    r"|プレゼンテーション)\s*\d*|(?:untitled|no title|無題|タイトルなし)\b.*|.*\.(?:doc|ppt|dot|pot|rtf|odt)[xm]?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of Office file: the program that makes it, the end of its name, and the outermost element of its main part."""

    program: str
    suffix: str
    root: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What a part refers to: the last word of the type, such as "styles", and the name of a part; "" where it is outside."""

    kind: str
    member: str


class Package:
    """The parts of a file, unpacked as they are asked for."""

    def __init__(self, data: bytes, name: str, kind: Kind) -> None:
        """Raises CorpusError where the file is not of the kind, damaged, protected by a password, or unpacks to too much."""
        self._kind, self._name = kind, name
        self._archive = self._opened(data)
        self._members = {_canonical(info.filename): info for info in self._archive.infolist()}
        self._left = min(MAX_XML, max(SMALL_XML, MAX_RATIO * len(data)))
        _check_declared(self._archive.infolist(), len(data), name)
        self.main_name = next((at.member for at in self.references("").values() if at.kind == "officeDocument"), "")
        self.main = self.xml(self.main_name)
        if self.main.tag != kind.root:
            raise self._unlike()

    def xml(self, member: str) -> Node:
        """The outermost element of a part. Raises CorpusError where there is none, or it is damaged or too large."""
        data = _plain(self._unpacked(member))
        if b"<!DOCTYPE" in data:
            problem = f"{self._name} declares a document type, which no {self._kind.program} file does"
            raise CorpusError(problem, f"open it in {self._kind.program} and save it again")
        if data.count(b"<") + data.count(b"=") > MAX_NODES:
            raise _too_large(self._name)
        try:
            return etree.fromstring(data, etree.XMLParser(encoding="utf-8", resolve_entities=False, remove_comments=True))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged() from error

    def references(self, member: str) -> dict[str, Reference]:
        """What a part refers to, by id; "" is the whole file."""
        folder, _, file = member.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        if _canonical(name) not in self._members:
            return {}
        found = self.xml(name).iterchildren("{*}Relationship")
        return {each.get("Id", ""): Reference(each.get("Type", "").rpartition("/")[2], _target(folder, each)) for each in found}

    def title(self) -> str:
        """The title among the file's properties; "" where it has none or it is what a program put there."""
        for at in self.references("").values():
            if at.kind == "core-properties":
                try:
                    title = " ".join((self.xml(at.member).findtext(_TITLE) or "").split())
                except CorpusError:
                    return ""  # the text is there all the same
                return title if len(title) <= MAX_TITLE and _WORD.search(title) and not _NO_TITLE.fullmatch(title) else ""
        return ""

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        if data.startswith(_OLE):
            raise self._ole(data)
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise _too_large(self._name)
        try:
            return zipfile.ZipFile(BytesIO(data))
        except _ZIP_ERRORS as error:
            raise self._unlike() from error

    def _unpacked(self, member: str) -> bytes:
        info = self._members.get(_canonical(member))
        if info is None:
            raise self._unlike() if not member else self._damaged()
        if info.flag_bits & _ENCRYPTED:
            raise _protected(self._name)
        self._left -= info.file_size
        if self._left < 0:
            raise _too_large(self._name)
        if info.compress_type not in _METHODS:
            raise self._damaged()
        try:
            with self._archive.open(info) as part:
                # Not without a number: that would unpack whatever there is before it is compared with what was declared.
                return part.read(info.file_size + 1)
        except _ZIP_ERRORS as error:
            raise self._damaged() from error

    def _ole(self, data: bytes) -> CorpusError:
        """What a file is that has the form of Office before 2007, which one with a password still has."""
        if "EncryptedPackage".encode("utf-16-le") in data:
            return _protected(self._name)
        old = next((what for stream, what in _OLD.items() if stream.encode("utf-16-le") in data), "an old Office file")
        return CorpusError(f"{self._name} is {old}", f"save it as {self._kind.suffix}")

    def _unlike(self) -> CorpusError:
        problem = f"{self._name} is not a {self._kind.program} file, or not a whole one"
        return CorpusError(problem, f"save it as {self._kind.suffix}, or remove it")

    def _damaged(self) -> CorpusError:
        return CorpusError(f"{self._name} is damaged", f"open it in {self._kind.program} and save it again")


def _canonical(member: str) -> str:
    return member.replace("\\", "/").lstrip("/").lower()


def _target(folder: str, reference: Node) -> str:
    if reference.get("TargetMode") == "External":
        return ""
    return posixpath.normpath(posixpath.join("/", folder, unquote(reference.get("Target", "")))).lstrip("/")


def _plain(data: bytes) -> bytes:
    """A part in UTF-8 with the common names, so that what is looked for is in it as it is written here."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    return _STRICT.sub(_COMMON, data) if b"//purl.oclc.org/ooxml/" in data else data


def _check_declared(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    if sum(member.file_size for member in members) > max(MAX_UNPACKED, MIN_RATIO * size):
        raise _too_large(name)


def _too_large(name: str) -> CorpusError:
    return CorpusError(f"{name} unpacks to more than can be read", "split it into smaller files")


def _protected(name: str) -> CorpusError:
    return CorpusError(f"{name} is protected by a password", "save it without a password")
