"""The package of a book in EPUB: a zip archive in which one file tells the order of the others and what the book is.

See https://www.w3.org/TR/epub-33/#sec-package-doc.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import CorpusError

# An element of lxml, which has no type annotations.
Node: TypeAlias = Any

MAX_MEMBERS = 65_535
# Bytes that one file of an archive and all that are read of it may have unpacked, and how many times the archive's size.
MAX_FILE, MAX_UNPACKED, MAX_RATIO, SMALL = 20_000_000, 50_000_000, 200, 20_000_000
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_ENCRYPTED = 0x1
_TEXTS = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
    IndexError, OverflowError,
)  # fmt: skip


class Package:
    """A book's files. `parts` are the names of its texts in order, `others` those of what it has between them."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises CorpusError where the file is no book in EPUB, damaged, protected or too large."""
        self._name = name
        self._left = min(max(MAX_RATIO * len(data), SMALL), MAX_UNPACKED)
        self._archive = self._opened(data)
        self._members = {info.filename: info for info in self._archive.infolist()}
        self._canonical = {filename.lower(): info for filename, info in self._members.items()}
        self._main = self._main_file()
        self._package = self._xml(self._main)
        self.parts, self.others = self._spine()
        self._check_protection()

    def file(self, member: str) -> bytes:
        """The bytes of a file of the book. Raises CorpusError where there is none, or it is damaged or too large."""
        info = self._members.get(member) or self._canonical.get(member.lower())
        if info is None:
            raise CorpusError(f"{self._name} lacks its part {member}", "get a whole copy of the book")
        if info.flag_bits & _ENCRYPTED:
            raise CorpusError(f"{self._name} is protected by a password", "save it without a password")
        self._left -= info.file_size
        if info.file_size > MAX_FILE or self._left < 0:
            raise CorpusError(f"{self._name} unpacks to more than can be read", "split it into smaller files")
        try:
            with self._archive.open(info) as file:
                # Not without a number: that would unpack whatever there is before it is compared with what was declared.
                return file.read(info.file_size + 1)
        except _ZIP_ERRORS as error:
            raise CorpusError(f"{self._name} is damaged in its part {member}", "get a whole copy of the book") from error

    def stated(self, names: tuple[str, ...]) -> Iterator[str]:
        """What the book says of itself under the names of Dublin Core, in their order: "title", "language", "date"."""
        for name in names:
            for node in self._package.iterfind(f".//{{http://purl.org/dc/elements/1.1/}}{name}"):
                yield " ".join((node.text or "").split())
            for node in self._package.iterfind(".//{*}meta"):
                if node.get("property") == f"dcterms:{name}":
                    yield " ".join((node.text or "").split())

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise CorpusError(f"{self._name} has too many parts", "split it into smaller files")
        try:
            return zipfile.ZipFile(BytesIO(data))
        except _ZIP_ERRORS as error:
            raise self._unlike() from error

    def _main_file(self) -> str:
        if _CONTAINER not in self._members:
            raise self._unlike()
        for node in self._xml(_CONTAINER).iterfind(".//{*}rootfile"):
            return posixpath.normpath(node.get("full-path") or "")
        raise self._unlike()

    def _spine(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the files in the order of the book, each once: its texts, and the others."""
        items = {node.get("id"): node for node in self._package.iterfind(".//{*}manifest/{*}item")}
        refs = [node.get("idref") for node in self._package.iterfind(".//{*}spine/{*}itemref")]
        found = {self._path(items[ref].get("href") or ""): items[ref].get("media-type") for ref in refs if ref in items}
        texts = tuple(name for name, kind in found.items() if kind in _TEXTS)
        return texts, tuple(name for name in found if name not in texts)

    def _path(self, address: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._main), unquote(address.partition("#")[0])))

    def _check_protection(self) -> None:
        """Fonts may well be encrypted."""
        if _ENCRYPTION in self._members:
            encrypted = {unquote(node.get("URI") or "") for node in self._xml(_ENCRYPTION).iterfind(".//{*}CipherReference")}
            if encrypted & set(self.parts):
                raise CorpusError(f"{self._name} is protected against copying", "get a copy without protection")

    def _xml(self, member: str) -> Node:
        data = self.file(member)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True)
        try:
            root = None if b"<!ENTITY" in data else etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._unlike() from error
        if root is None:
            raise self._unlike()
        return root

    def _unlike(self) -> CorpusError:
        return CorpusError(f"{self._name} is no book in EPUB, or not a whole one", "get a whole copy of it, or remove it")
