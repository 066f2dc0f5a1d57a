"""A message as it was sent: its headers, the texts in it by their section numbers (RFC 3501, 6.4.5), and its attachments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from corpus.decoding import decode
from corpus.errors import CorpusError
from corpus.formats.html_encoding import decoded, known

# Characters of one header, parts of one message and how deep they nest.
MAX_HEADER, MAX_PARTS, MAX_DEPTH = 50_000, 1000, 50
# The parser compares each line with the boundary of each part that it may end.
MAX_BOUNDARIES = 300
_HEADERS = ("from", "to", "subject", "date", "message-id", "received", "return-path")
_PLAIN, _HTML = "text/plain", "text/html"
_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a message, by its section number. `is_html`: it is a page."""

    number: str
    text: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. `headers` are its headers by their names in lower case, decoded; of several of a name, the first."""

    headers: dict[str, str]
    texts: tuple[Text, ...]
    attachments: tuple[str, ...]


class _Policy(Compat32):
    """Headers as they stand in the file, none without end."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def mail_of(data: bytes, name: str) -> Mail:
    """The message that a file is. Raises CorpusError where it is none."""
    if data.count(b"boundary=") > MAX_BOUNDARIES:
        raise CorpusError(f"{name} has too many messages in it", "save each as a file of its own")
    try:
        message = BytesParser(policy=_Policy()).parsebytes(data)
        headers = {key.lower(): _header(value) for key, value in reversed(message.items()[:MAX_PARTS])}
        if not any(header in headers for header in _HEADERS):
            raise CorpusError(f"{name} is no e-mail message", "save it again from the mail program, or remove it")
        leaves = list(_leaves(message, "", 0))
        return _mail(headers, leaves[:MAX_PARTS], name)
    except _ERRORS as error:
        raise CorpusError(
            f"{name} is damaged, so that its parts cannot be told", "save it again from the mail program"
        ) from error


def _mail(headers: dict[str, str], leaves: Sequence[tuple[str, Message]], name: str) -> Mail:
    texts: list[Text] = []
    attachments: list[str] = []
    for number, leaf in leaves:
        text = _text(leaf, number, name) if _is_text(leaf) else None
        if text is not None:
            texts.append(text)
        elif not (leaf.get_content_maintype() == "image" and "content-id" in leaf):
            attachments.append(_header(leaf.get_filename() or "") or leaf.get_content_type())
    return Mail(headers, tuple(texts), tuple(attachments))


def _leaves(message: Message, number: str, depth: int) -> Iterator[tuple[str, Message]]:
    """The parts that have no parts, each with its number; of several that say the same, one."""
    parts = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(parts, list) or depth == MAX_DEPTH:
        yield number or "1", message
        return
    numbered = [(f"{number}.{place}".lstrip("."), part) for place, part in enumerate(parts, 1) if isinstance(part, Message)]
    for place, part in _best(numbered) if message.get_content_subtype() == "alternative" else numbered:
        yield from _leaves(part, place, depth + 1)


def _best(parts: Sequence[tuple[str, Message]]) -> Sequence[tuple[str, Message]]:
    """Plain text, else what is richest, which comes last."""
    plain = [each for each in parts if each[1].get_content_type() == _PLAIN and _bytes(each[1]).strip()]
    rich = [each for each in parts if each[1].get_content_type() == _HTML or each[1].is_multipart()]
    return plain[:1] or rich[-1:] or parts[-1:]


def _is_text(part: Message) -> bool:
    return (
        part.get_content_type() in (_PLAIN, _HTML)
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def _text(part: Message, number: str, name: str) -> Text | None:
    is_html = part.get_content_type() == _HTML
    data = _bytes(part)
    encoding = known(part.get_content_charset() or "")
    try:
        text = _decoded(data, encoding) or (decoded if is_html else decode)(data, name).text
    except CorpusError:
        return None
    # What no text holds, and another program took away or cannot encode.
    return Text(number, text.lstrip("\ufeff").replace("\0", " ").encode("utf-8", "replace").decode(), is_html)


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _decoded(data: bytes, encoding: str | None) -> str:
    try:
        return data.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        return ""


def _header(value: str) -> str:
    """A header in one line, whatever encodings it is in."""
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = decode_header(value)
    except _ERRORS:
        pieces = [(value, None)]
    text = "".join(
        piece if isinstance(piece, str) else piece.decode(known(charset or "") or "latin-1", "replace")
        for piece, charset in pieces
    )
    return " ".join(re.sub(r"[\ud800-\udfff\0]", "", text).split())
