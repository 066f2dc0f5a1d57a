"""E-mail messages: who wrote what to whom, and what is refused."""

import random
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.email import MAX_BYTES, EmailReader
from corpus.formats.email_message import MAX_HEADER
from tests.corpus.formats.places import check_places

HEAD = b"From: Ann <ann@example.org>\nSubject: Meeting\nDate: Tue, 5 Mar 2024 23:30:00 +0900\n"


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Ann <ann@example.org>", "To": "bob@example.org", "Subject": "Meeting", **headers}.items():
        made[name] = value
    return made


def read(mail: EmailMessage | bytes) -> Content:
    data = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
    content = EmailReader().read(data, "mail.eml")
    check_places(EmailReader(), data, content)
    return content


def seen(mail: EmailMessage | bytes) -> list[str]:
    """The texts below the headers."""
    return [element.text for element in read(mail).elements if any(run.part not in ("", "header") for run in element.runs)]


def test_headers_are_title_date_and_short_paragraphs():
    mail = message(Date="Tue, 5 Mar 2024 23:30:00 +0900", Cc="carl@example.org")
    mail.set_content("Hello.")
    content = read(mail)
    assert (content.title, content.as_of) == ("Meeting", date(2024, 3, 5))
    assert [(element.kind, element.text) for element in content.elements] == [
        ("heading", "Meeting"),
        ("plain", "From: Ann <ann@example.org>"),
        ("plain", "To: bob@example.org"),
        ("plain", "Cc: carl@example.org"),
        ("plain", "Date: Tue, 05 Mar 2024 23:30:00 +0900"),
        ("plain", "Hello."),
    ]


def test_headers_are_decoded():
    content = read(message(Subject="会議の件について（重要なお知らせ、必ずお読みください）", From="山田 太郎 <y@example.jp>"))
    assert content.title == "会議の件について（重要なお知らせ、必ずお読みください）"
    assert content.elements[1].text == "From: 山田 太郎 <y@example.jp>"
    raw = b"Subject: =?ISO-2022-JP?B?GyRCMnE1RBsoQg==?=\n =?utf-8?q?_caf=C3=A9?= =?x-none?q?z?=\n\nx"
    assert read(raw).title == "会議 caféz"
    assert read("Subject: 会議\n\nx".encode()).title == "会議"


@pytest.mark.parametrize("date_header", ["", "soon", "Tue, 99 Mar 2024 23:30:00 +0900", "Tue, 5 Foo 2024 00:00:00 +0000"])
def test_a_date_that_is_none_is_not_told(date_header: str):
    assert read(b"Subject: x\nDate: " + date_header.encode() + b"\n\ntext").as_of is None


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_texts_are_decoded(charset: str, encoding: str):
    data = HEAD + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    if encoding != "8bit":
        mail = message()
        mail.set_content("会議は十時からです。\n\nよろしく。".encode(charset), "text", "plain", cte=encoding)
        mail.set_param("charset", charset)
        assert seen(mail) == ["会議は十時からです。", "よろしく。"]
    else:
        assert seen(data + "会議は十時からです。\n\nよろしく。".encode(charset)) == ["会議は十時からです。", "よろしく。"]


def test_a_text_in_no_charset_or_a_wrong_one_is_detected():
    text = "これは日本語で書かれた本文です。よろしくお願いいたします。"
    for head in (b"Content-Type: text/plain\n\n", b"Content-Type: text/plain; charset=us-ascii\n\n"):
        assert seen(HEAD + head + text.encode()) == [text]
    assert seen(HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode("cp932")) == [text]


def test_plain_text_is_preferred_and_html_read_where_there_is_none():
    mail = message()
    mail.set_content("Plain.")
    mail.add_alternative("<p>Rich.</p>", subtype="html")
    assert seen(mail) == ["Plain."]
    mail = message()
    mail.set_content("<h2>Rich</h2><p>Text &amp; more.</p><script>no</script>", subtype="html")
    assert [(element.kind, element.text) for element in read(mail).elements[-2:]] == [
        ("heading", "Rich"),
        ("plain", "Text & more."),
    ]
    mail = message()
    mail.set_content(" \n")
    mail.add_alternative("<p>Rich.</p>", subtype="html")
    assert seen(mail) == ["Rich."]


def test_parts_are_named_by_their_section_numbers():
    mail = message()
    mail.set_content("Plain.")
    mail.add_alternative("<p>Rich.</p>", subtype="html")
    mail.add_attachment(b"x", "application", "pdf", filename="report.pdf")
    content = read(mail)
    assert content.elements[-1].runs[0].part == "1.1"
    assert EmailReader().part_text(mail.as_bytes(), "1.1").strip() == "Plain."
    assert EmailReader().part_text(mail.as_bytes(), "header").startswith("Subject: Meeting\nFrom: ")
    with pytest.raises(CorpusError, match="no part 7"):
        EmailReader().part_text(mail.as_bytes(), "7")


def test_attachments_are_told_and_pictures_in_a_page_are_not():
    mail = message()
    mail.set_content("<p>See <img src=cid:a></p>", subtype="html")
    mail.add_related(b"x", "image", "png", cid="<a>")
    mail.add_attachment(b"x", "application", "pdf", filename="報告.pdf")
    mail.add_attachment("notes", filename="notes.txt")
    inner = message(Subject="Inner")
    inner.set_content("Inner text.")
    mail.add_attachment(inner)
    content = read(mail)
    assert [element.text for element in content.elements][-1] == "See"
    (told,) = content.left_out
    assert "報告.pdf, notes.txt, message/rfc822" in told


def test_several_texts_are_all_read():
    mail = (
        HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nOne.\n--B\n"
        b"Content-Type: text/html\n\n<p>Two.</p>\n--B\n\nThree.\n--B--\n"
    )
    assert seen(mail) == ["One.", "Two.", "Three."]


def test_signatures_and_quoted_replies_are_text():
    found = "\n".join(seen(HEAD + b"\nYes, that suits me well.\n\n> Shall we meet at ten?\n\n-- \nAnn Smith\nExample Ltd.\n"))
    assert all(words in found for words in ("Yes, that suits me well.", "Shall we meet at ten?", "Ann Smith", "Example Ltd."))


def test_a_message_without_text_is_only_its_headers():
    assert seen(HEAD) == seen(HEAD + b"\n") == []
    assert read(HEAD).title == "Meeting"


@pytest.mark.parametrize("data", [b"", b"text\n\nmore", b"%PDF-1.7\0\1", bytes(range(256)) * 4, b"\n\nSubject: x"])
def test_what_is_no_message_is_refused(data: bytes):
    with pytest.raises(CorpusError, match=r"mail\.eml is no e-mail") as caught:
        EmailReader().read(data, "mail.eml")
    assert "\n" not in str(caught.value)


def test_a_message_too_large_is_refused():
    with pytest.raises(CorpusError, match="50 MB"):
        EmailReader().read(HEAD + b"\n" + b"x" * MAX_BYTES, "mail.eml")


def nested(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(depth)) + b"\n\nx"


HOSTILE = {
    "nested": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(2_000))
    + b"\n\nx",
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\n\nx\n" * 5_000,
    "parameters": HEAD + b"Content-Type: text/plain; " + b'a="' * 100_000 + b"\n\nx",
    "words": b"Subject: " + b"=?utf-8?q?x?= " * 20_000 + b"\n\nx",
    "open words": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
    "names": HEAD + b"Content-Type: text/plain; name*=utf-8''%E3%81%82; filename*0*=x; charset*=bad'\xff\n\nx",
    "addresses": HEAD + b"To: " + b"a@b.c, " * 50_000 + b"\n\nx",
    "base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=A" * 50_000,
    "charset": HEAD + b"Content-Type: text/plain; charset=punycode\n\nx",
    "nul": HEAD + b"\nte\0xt \x1b$B",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_read_or_refused(name: str):
    try:
        content = EmailReader().read(HOSTILE[name], "mail.eml")
    except CorpusError as error:
        assert "\n" not in str(error)
    else:
        assert len("".join(element.text for element in content.elements)) <= 2 * max(len(HOSTILE[name]), MAX_HEADER)


def test_damaged_messages_are_read_or_refused():
    mail = message(Date="Tue, 5 Mar 2024 23:30:00 +0900", Subject="会議")
    mail.set_content("会議は十時からです。")
    mail.add_alternative("<p>会議は<b>十時</b>からです。</p>", subtype="html")
    mail.add_attachment(b"x", "application", "pdf", filename="報告.pdf")
    whole, chance = mail.as_bytes(), random.Random(3)
    for _ in range(200):
        damaged = bytearray(whole if chance.random() < 0.7 else whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(8) if damaged else 0):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'\n\r\0";=?: \xff\x80' + chance.randbytes(3))
        try:
            read(bytes(damaged))
        except CorpusError as error:
            assert "\n" not in str(error)
