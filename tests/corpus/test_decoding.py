"""From bytes to text: the encodings that are told from each other, and the message for what is none."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decoding import MAX_SAMPLE, NAMES, decode
from corpus.errors import CorpusError

JAPANESE = "ポンプは正午に起動する。\nこの規則は2024年4月1日から施行する。"
FRENCH = "Le café est fermé à midi."
GUESSED = [
    ("cp932", "Shift_JIS", JAPANESE),
    ("cp932", "Shift_JIS", "規則"),
    ("euc_jp", "EUC-JP", JAPANESE),
    ("iso2022_jp", "ISO-2022-JP", JAPANESE),
    ("cp1252", "Windows-1252", FRENCH),
    ("cp1252", "Windows-1252", "The “pump” – it’s on"),
    ("cp1252", "Windows-1252", "caf\xe9"),
    ("utf-16-le", "UTF-16 without a mark", "The valve is red."),
    ("utf-16-be", "UTF-16 without a mark", "The valve is red."),
    ("utf-16-le", "UTF-16 without a mark", JAPANESE),
    ("utf-16-be", "UTF-16 without a mark", f"Pump {JAPANESE}"),
    ("gb18030", "GB18030", "水泵在星期一中午启动。这是规则。"),
    ("big5", "Big5", "水泵在星期一中午啟動。這是規則。"),
    ("cp949", "EUC-KR", "펌프는 월요일 정오에 시작한다."),
    ("cp1251", "Windows-1251", "Насос запускается в полдень каждый понедельник."),
]


@pytest.mark.parametrize(("encoding", "name", "text"), GUESSED)
def test_what_is_guessed_is_told(encoding: str, name: str, text: str) -> None:
    found = decode(text.encode(encoding), "a.txt")
    assert (found.text, found.encoding) == (text, name)
    assert found.notes == (f"a.txt was read as {name}: convert it to UTF-8 if its text looks wrong",)


@pytest.mark.parametrize("text", [JAPANESE, FRENCH, "", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_is_certain_is_not_told(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text
    assert decode(text.encode(encoding), "a.txt").notes == ()


@pytest.mark.parametrize("order", ["le", "be"])
def test_marks_of_both_byte_orders(order: str) -> None:
    mark = {"le": codecs.BOM_UTF16_LE, "be": codecs.BOM_UTF16_BE}[order]
    assert decode(mark + JAPANESE.encode(f"utf-16-{order}"), "a.txt").text == JAPANESE


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:300] + b"\xff" + data[300:]])
@pytest.mark.parametrize("text", [JAPANESE * 10, FRENCH * 20])
def test_utf8_with_a_broken_byte_stays_utf8(text: str, damage) -> None:
    found = decode(damage((text + "é").encode()), "a.txt")
    assert found.encoding == "UTF-8" and found.text.count("\ufffd") == 1 and text[:100] in found.text
    assert found.notes[0].startswith("a.txt is UTF-8 with damaged characters (1), ")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x7fELF\0\1\2" * 100, "is a binary file, not text: remove it"),
        (bytes(range(256)) * 20, "is a binary file"),
        (bytes(byte or 1 for byte in range(256)) * 20, "is in no encoding that is known here: convert the file to UTF-8"),
        (b"\xff\xff", "is in no encoding"),
        (b"\xff\xfea", "is not valid UTF-16 (byte 2)"),
        (b"\0\0\0\0", "is a binary file"),
        (b"ab\0", "is a binary file"),
    ],
)
def test_what_is_no_text(data: bytes, told: str) -> None:
    with pytest.raises(CorpusError) as caught:
        decode(data, "a.txt")
    assert str(caught.value).startswith(f"a.txt {told}") and caught.value.remedy


@pytest.mark.parametrize("end", ["\n", " "])
def test_the_beginning_of_a_long_text_tells_its_encoding(end: str) -> None:
    text = (FRENCH + end) * (4 * MAX_SAMPLE // len(FRENCH))
    assert decode(text.encode("cp1252"), "a.txt").text == text


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=30).flatmap(
    lambda text: st.sampled_from(["utf-8", "utf-16", "cp932", "euc_jp", "cp1252"]).map(
        lambda encoding: text.encode(encoding, "ignore")))))  # fmt: skip
def test_any_bytes_are_text_or_a_corpus_error(data: bytes) -> None:
    try:
        found = decode(data, "a.txt")
    except CorpusError:
        return
    assert found.encoding in {"UTF-8", "UTF-16", "UTF-32", "UTF-16 without a mark", *NAMES.values()}
    found.text.encode()
