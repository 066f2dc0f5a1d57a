"""From the bytes of a text file to its characters, whatever encoding they are in."""

import codecs
import re
from dataclasses import dataclass

from corpus.errors import CorpusError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.1
MAX_SAMPLE = 200_000
# What a detector may take a text for, with the names people know.
NAMES = {
    "cp932": "Shift_JIS",
    "shift_jis": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp1252": "Windows-1252",
}
_UTF16 = {"utf-16-le": "UTF-16 without a mark", "utf-16-be": "UTF-16 without a mark"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. `encoding` is the name people know; `notes` say what was guessed, in a line each."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file in UTF-8, UTF-16 that begins with a mark, or what it is detected to be in, which a note tells.

    Raises CorpusError if it is not text.
    """
    if data.startswith(_UTF16_MARKS):
        return _checked(data, "utf-16", name)
    if (order := _utf16_order(data)) is not None:
        return _guessed(data, order, _UTF16[order], name)
    if b"\0" in data:
        raise _not_text(name)
    try:
        return Decoded(_text(data.decode("utf-8-sig"), name), "UTF-8")
    except UnicodeDecodeError:
        encoding = _detected(data)
    if encoding is None:
        raise CorpusError(f"{name} is in no encoding that is known here", "convert the file to UTF-8")
    return _guessed(data, encoding, NAMES[encoding], name)


def _checked(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(_text(data.decode(encoding), name), encoding.upper())
    except UnicodeDecodeError as error:
        problem = f"{name} is not valid {encoding.upper()} (byte {error.start})"
        raise CorpusError(problem, "convert the file to UTF-8") from error


def _guessed(data: bytes, encoding: str, known_as: str, name: str) -> Decoded:
    note = f"{name} was read as {known_as}; convert it to UTF-8 if its text looks wrong"
    return Decoded(_text(data.decode(encoding, "replace"), name), known_as, (note,))


def _utf16_order(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: of its many characters below 256, every second byte is 0."""
    sample = data[:4000]
    for at, order in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[at::2].count(0)
        if len(sample) >= 4 and zeros * 3 >= len(sample[at::2]) and zeros > 20 * sample[1 - at :: 2].count(0):
            return order
    return None


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # Not cut within a character.
    sample = data if len(data) <= MAX_SAMPLE else data[:MAX_SAMPLE].rpartition(b"\n")[0]
    best = from_bytes(sample, cp_isolation=["cp932", "euc_jp", "iso2022_jp", "cp1252"]).best()
    return best.encoding if best is not None and best.encoding in NAMES else None


def _text(text: str, name: str) -> str:
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise _not_text(name)
    return text


def _not_text(name: str) -> CorpusError:
    return CorpusError(f"{name} is a binary file, not text", "remove it from the corpus or export it as UTF-8 text")
