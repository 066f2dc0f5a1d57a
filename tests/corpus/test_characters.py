"""What is no text is left out when a file is read, and when anything is printed."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.characters import NO_TEXT, printable
from corpus.errors import one_line
from corpus.normalise import normalise
from tests.corpus.conftest import Write
from tests.corpus.view import view

# The classes by name, so that a slip in the table would be seen: C0, C1, soft hyphen, bidi, zero width, tags, surrogates.
NAMED = [
    "\x00", "\x07", "\x08", "\x1b", "\x1f", "\x7f", "\x80", "\x84", "\x90", "\x9b", "\x9d", "\x9f", "\xad", "\u061c",
    "\u180e", "\u200b", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060",
    "\u2065", "\u2066", "\u2067", "\u2068", "\u2069", "\u206a", "\u206f", "\ufeff", "\ufff9", "\U000e0000", "\U000e0001",
    "\U000e0041", "\U000e007f",
]  # fmt: skip
ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = 0x200C, 0x200D
LINE_ENDS = ["\r", "\v", "\f", "\x85", "\u2028", "\u2029"]


def test_the_table_holds_all_control_format_surrogate_and_line_separator_characters() -> None:
    categories = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    found = {code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in categories}
    assert found - NO_TEXT == {ord("\n"), ord("\t"), ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER}
    # Newer versions of Unicode may give the others a meaning; none of them has a glyph.
    assert {unicodedata.category(chr(code)) for code in NO_TEXT - found} <= {"Cn"}


@pytest.mark.parametrize("character", NAMED, ids=ascii)
def test_what_is_no_text_is_left_out_wherever_it_stands(character: str) -> None:
    assert printable(f"a{character}b\tc\nd") == "ab\tc\nd"
    assert one_line(f"a{character}b\n\tc") == "ab c"
    assert normalise(f"a{character}b c.") == "ab c."
    assert character not in normalise(f"T{character}\n\n    x{character} = 1;\n\n- {character}item {character}")


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_other_line_ends_are_line_ends_of_a_text_and_blanks_in_print(end: str) -> None:
    assert normalise(f"One.{end}{end}Two.") == "One.\n\nTwo."
    assert printable(f"a{end}b") == "a b"
    assert one_line(f"a{end}b") == "a b"


def test_lone_surrogates_are_seen_but_not_sent() -> None:
    assert printable("caf\udce9") == one_line("caf\udce9") == "caf?"


@pytest.mark.parametrize(
    "text", ["内閣\u3000官房", "e\u0301", "葛\U000e0100", "👍🏽", "☎\ufe0f", "\u00a0", "→ “x”", "\ufffd\ue000", "\U0001fae8"]
)
def test_everything_else_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("word", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🚀"])
def test_joiners_are_text(word: str) -> None:
    assert normalise(f"{word} a.") == f"{word} a."
    assert printable(word) == word


@given(st.text())
def test_the_text_that_spans_count_in_is_printed_to_the_last_character(raw: str) -> None:
    text = normalise(raw)
    assert printable(text) == text


def test_titles_and_sections_hold_no_such_character(write: Write) -> None:
    odd = "".join(character for character in NAMED if ord(character) >= 0x80)
    found = view(write({"a.md": f"# Ti{odd}tle\n\n## Pa{odd}rt\n\nTe{odd}xt.\n"}))
    assert found.rows() == [("paragraph", ("Title", "Part"), ["Text."])]
    assert found.corpus.documents[0].title == "Title"
