"""Characters that are no text: they steer a terminal, turn the direction of what follows, or cannot be seen or encoded.

The one definition for what is read and for what is printed. The zero-width joiner and non-joiner are text: Persian, the
languages of India and emoji are written with them. It is a table, not a question to `unicodedata`, so that a text is read the
same by every version of Python.
"""

_CONTROL = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F),
    (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0x110BD, 0x110BD), (0x110CD, 0x110CD),
    (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE007F),
)  # fmt: skip
SURROGATES = range(0xD800, 0xE000)
# All but "\n", which may stay.
LINE_ENDS = tuple(map(ord, "\r\v\f\x85\u2028\u2029"))
# Tab and newline are laid out by whoever prints them.
NO_TEXT = frozenset(code for first, last in _CONTROL for code in range(first, last + 1)) | frozenset(SURROGATES)
# The same for the inside of a character class.
NO_TEXT_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _CONTROL) + "\ud800-\udfff"

_PRINTED: dict[int, str | None] = {
    **dict.fromkeys(NO_TEXT), **dict.fromkeys(LINE_ENDS, " "), **dict.fromkeys(SURROGATES, "?")
}  # fmt: skip


def printable(text: str) -> str:
    """The text as a terminal may get it: newlines and tabs stay, other characters that are no text are left out.

    Other line ends are blanks then, and lone surrogates, which cannot be encoded, question marks.
    """
    return text.translate(_PRINTED)
