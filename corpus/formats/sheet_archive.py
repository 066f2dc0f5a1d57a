"""The archive that a spreadsheet is: its XML parts, unpacked within limits, and packed again for the library to read."""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from corpus.errors import CorpusError

# Bytes of all parts as the archive declares them, so many times its own size where that is more than the first figure.
MAX_UNPACKED, SMALL, MAX_RATIO = 500_000_000, 50_000_000, 200
# What holds neither cells nor how they look.
_ASIDE = re.compile(
    r"(?:.*/)?(?:media|theme|drawings|charts|diagrams|embeddings|pivotCache|pivotTables|externalLinks|customXml|queryTables"
    r"|printerSettings|Thumbnails|Configurations2|Object [^/]*)/.*|.*\.(?!xml$|rels$)[^./]*|(?:.*/)?calcChain\.xml",
    re.IGNORECASE,
)
_KEPT = ("mimetype",)
_ENCRYPTED = 0x1
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_NEW_ERRORS = re.compile(rb">#(?:SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|PYTHON|EXTERNAL|TIMEOUT)!<")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, IndexError,
    OverflowError,
)  # fmt: skip


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of the archive by name. Raises CorpusError where it is damaged, encrypted or unpacks to too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            _check(infos, len(data), name)
            wanted = {_canonical(info.filename): info for info in infos}
            return {
                member: _read(archive, info)
                for member, info in wanted.items()
                if member in _KEPT or not _ASIDE.fullmatch(member)
            }
    except _ERRORS as error:
        raise damaged(name) from error


def packed(members: Mapping[str, bytes]) -> bytes:
    """An archive of the parts, not compressed."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member), data)
    return made.getvalue()


def damaged(name: str) -> CorpusError:
    """Names a file that is no spreadsheet, or not a whole one."""
    problem = f"{name} is damaged or not a spreadsheet"
    return CorpusError(problem, "open it in a spreadsheet program and save it as .xlsx, or remove it")


def encrypted(name: str) -> CorpusError:
    """Names a file that cannot be read without a password."""
    return CorpusError(f"{name} is protected by a password", "save it without a password")


def too_large(name: str) -> CorpusError:
    """Names a file that would take too much memory."""
    return CorpusError(f"{name} unpacks to more than can be read", "split it into smaller files")


def _check(infos: list[zipfile.ZipInfo], size: int, name: str) -> None:
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED or total > max(SMALL, MAX_RATIO * size):
        raise too_large(name)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise encrypted(name)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in _METHODS:
        raise zipfile.BadZipFile(f"packed by method {info.compress_type}")
    with archive.open(info) as member:
        # Not without a number: that would unpack whatever there is before it is compared with what was declared.
        return _plain(member.read(info.file_size + 1))


def _plain(data: bytes) -> bytes:
    """A part in UTF-8, and what cells show in place of a value as the library knows it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _DECLARATION.sub(b"", data.decode("utf-16", "replace").encode("utf-8", "replace"))
    return _NEW_ERRORS.sub(b">#N/A<", data)


def _canonical(member: str) -> str:
    return member.replace("\\", "/").lstrip("/")
