"""The encoding of a page: its mark, what it says itself, or what it is detected to be in."""

import codecs
import re

from corpus.decoding import Decoded, decode

# Where a page says it: browsers look no further.
HEAD = 1024
_SAID = re.compile(rb"""(?:<meta\b[^>]*?charset|<\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What the web means by a name, where that is more than the name says (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "shift_jis": "cp932",
    "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "x-euc": "euc_jp", "x-gbk": "gb18030"}
# The encodings of text; Python has others, of which some take more than time in proportion to the text.
_OF_TEXT = ("cp", "iso8859", "iso2022", "euc", "koi8", "mac", "gb", "big5", "hz", "shift", "johab", "utf-8", "ptcp")


def decoded(data: bytes, name: str) -> Decoded:
    """The text of a page. Raises CorpusError if it is not text."""
    said = None if data.startswith(_MARKS) else _SAID.search(data[:HEAD])
    encoding = known(said[1].decode("ascii", "replace")) if said else None
    if encoding and b"\0" not in data:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            pass
    return decode(data, name)


def known(label: str) -> str | None:
    """What Python calls an encoding of that name; None where it is not known, or no encoding of text."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name.startswith(_OF_TEXT) else None
