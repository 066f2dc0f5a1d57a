"""E-mail messages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime

from selectolax.lexbor import SelectolaxError

from corpus.content import Content, Element, Visible
from corpus.dates import date_in
from corpus.errors import CorpusError
from corpus.formats.email_message import Mail, Text, mail_of
from corpus.formats.html_page import page_of
from corpus.formats.text import TextReader

MAX_BYTES = 50_000_000
HEADER = "header"
_SHOWN = ("Subject", "From", "To", "Cc", "Date")


class EmailReader:
    """Reads .eml files. Their parts are "header", and the texts of the message by their section numbers: "1", "1.2"."""

    def read(self, data: bytes, name: str) -> Content:
        """The subject, who wrote to whom and when, and what was written; the text of a reply is that of what it quotes too."""
        mail = _mail(data, name)
        elements = list(_head(mail))
        left_out: list[str] = []
        for text in mail.texts:
            try:
                elements += _elements(text, name)
            except (CorpusError, SelectolaxError) as error:
                left_out.append(f"{name}: part {text.number} was not read ({error})")
        if mail.attachments:
            left_out.append(
                f"{name}: what is attached was not read ({', '.join(mail.attachments)}); save it beside the message"
            )
        subject, sent = mail.headers.get("subject", ""), mail.headers.get("date", "")
        return Content(tuple(elements), subject, _date(sent), left_out=tuple(left_out))

    def part_text(self, data: bytes, part: str) -> str:
        """The headers that are shown, a line each, or a text of the message, decoded."""
        mail = _mail(data, "the message")
        texts = {HEADER: _header_text(mail), **{text.number: text.text for text in mail.texts}}
        if part not in texts:
            raise CorpusError(f"the message has no part {part}", "read it again")
        return texts[part]


def _mail(data: bytes, name: str) -> Mail:
    if len(data) > MAX_BYTES:
        problem = f"{name} has {len(data) / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB a message may have"
        raise CorpusError(problem, "save it without its attachments")
    return mail_of(data, name)


def _header_text(mail: Mail) -> str:
    return "".join(f"{name}: {mail.headers[name.lower()]}\n" for name in _SHOWN if mail.headers.get(name.lower()))


def _head(mail: Mail) -> Iterator[Element]:
    """The subject is the heading of all."""
    start = 0
    for line in _header_text(mail).splitlines(keepends=True):
        is_subject = line.startswith("Subject: ")
        begin = len("Subject: ") if is_subject else 0
        visible = Visible(HEADER)
        visible.add(line[begin:], start + begin)
        if not visible.is_empty:
            yield Element("heading", visible.runs(), 1) if is_subject else Element("plain", visible.runs(), links=False)
        start += len(line)


def _elements(text: Text, name: str) -> Iterator[Element]:
    if text.is_html:
        yield from page_of(text.text, part=text.number).elements
        return
    for element in TextReader().read(text.text.encode(), name).elements:
        yield replace(element, runs=tuple(run if run.start < 0 else replace(run, part=text.number) for run in element.runs))


def _date(sent: str) -> date | None:
    try:
        return parsedate_to_datetime(sent).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date_in(sent)
