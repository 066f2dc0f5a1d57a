"""From the bytes of a text file to its characters, whatever encoding they are in."""

import codecs
import re
from dataclasses import dataclass

from corpus.errors import CorpusError

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # begins as that of UTF-16 does
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.1
# How ISO-2022-JP, all of whose bytes are ASCII, turns to Japanese characters.
_TURNS = (b"\x1b$B", b"\x1b$@")
MAX_SAMPLE = 200_000
# What a detector may take a text for, with the names people know. The first are asked for before all others.
_USUAL = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "cp1252": "Windows-1252"}
_OTHERS = {
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
}
NAMES = {**_USUAL, **_OTHERS, "iso2022_jp": "ISO-2022-JP"}
# Of fewer bytes beyond ASCII, nearly every one of the others makes words.
_LEAST_FOREIGN = 8
# In the bytes of Chinese or Korean there are Japanese readings too, but hardly any with these.
_KANA = re.compile("[\u3041-\u30fe\uff66-\uff9f]")
_UTF16 = ("utf-16-le", "utf-16-be")
# What texts are made of: read in the wrong byte order, they have few such characters.
_COMMON = re.compile("[\t\n\r -~\u00a0-\u024f\u0370-\u052f\u2010-\u203b\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]")
_COMMON_SHARE = 0.95
# A text is UTF-8 with damage in it where it has so many more whole characters beyond ASCII than broken ones.
_WHOLE_TO_BROKEN = 4
_REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. `encoding` is the name people know; `notes` say what was guessed, in a line each."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file in UTF-8, what its mark tells, or what it is detected to be in, which a note tells.

    Raises CorpusError if it is not text.
    """
    if marked := next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), None):
        return _checked(data, marked, name)
    if order := _utf16_order(data):
        return _guessed(data, order, "UTF-16 without a mark", name)
    if b"\0" in data:
        raise _not_text(name)
    if data.isascii() and any(turn in data for turn in _TURNS):
        return _guessed(data, "iso2022_jp", NAMES["iso2022_jp"], name)
    try:
        return Decoded(_text(data.decode("utf-8-sig"), name), "UTF-8")
    except UnicodeDecodeError:
        return _mended(data, name) or _detected(data, name)


def _checked(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(_text(data.decode(encoding), name), encoding.upper())
    except UnicodeDecodeError as error:
        problem = f"{name} is not valid {encoding.upper()} (byte {error.start})"
        raise CorpusError(problem, "convert the file to UTF-8") from error


def _mended(data: bytes, name: str) -> Decoded | None:
    """UTF-8 in which some bytes are broken or cut off; None where it is none."""
    text = data.decode("utf-8-sig", "replace")
    broken = text.count(_REPLACED)
    whole = sum(not character.isascii() for character in text) - broken
    if whole < _WHOLE_TO_BROKEN * broken:
        return None
    note = f"{name} is UTF-8 with damaged characters ({broken}), which are shown as {_REPLACED}: restore the file"
    return Decoded(_text(text, name), "UTF-8", (note,))


def _guessed(data: bytes, encoding: str, known_as: str, name: str) -> Decoded:
    note = f"{name} was read as {known_as}: convert it to UTF-8 if its text looks wrong"
    return Decoded(_text(data.decode(encoding, "replace"), name), known_as, (note,))


def _utf16_order(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark; None where it is none.

    Of its many characters below 256, every second byte is 0. Where they are few, one order gives common characters.
    """
    sample = data[:4000]
    for at, order in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[at::2].count(0)
        if len(sample) >= 4 and zeros * 3 >= len(sample[at::2]) and zeros > 20 * sample[1 - at :: 2].count(0):
            return order
    if b"\0" not in sample or len(data) % 2:
        return None
    share, best = max((_common_share(sample.decode(order, "replace")), order) for order in _UTF16)
    return best if share >= _COMMON_SHARE else None


def _common_share(text: str) -> float:
    return len(_COMMON.findall(text)) / len(text)


def _detected(data: bytes, name: str) -> Decoded:
    encoding = _encoding(data)
    if encoding is None:
        raise CorpusError(f"{name} is in no encoding that is known here", "convert the file to UTF-8")
    return _guessed(data, encoding, NAMES[encoding], name)


def _encoding(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # Not cut within a character, if it has lines.
    sample = data if len(data) <= MAX_SAMPLE else data[:MAX_SAMPLE].rpartition(b"\n")[0] or data[:MAX_SAMPLE]
    best = from_bytes(sample, cp_isolation=list(_USUAL)).best()
    if best is None or (best.encoding != "cp1252" and not _KANA.search(str(best))):
        is_foreign = sum(byte > 0x7F for byte in sample) >= _LEAST_FOREIGN
        other = from_bytes(sample, cp_isolation=list(_OTHERS)).best() if is_foreign else None
        best = min((match for match in (best, other) if match), key=lambda match: match.chaos, default=None)
    return best.encoding if best is not None and best.encoding in NAMES else None


def _text(text: str, name: str) -> str:
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise _not_text(name)
    return text


def _not_text(name: str) -> CorpusError:
    return CorpusError(f"{name} is a binary file, not text", "remove it from the corpus or export it as UTF-8 text")
