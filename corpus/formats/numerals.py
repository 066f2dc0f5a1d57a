"""How Office programs mark an item of a list: by a number (ECMA-376, part 1, ST_NumberFormat) or a bullet."""

import re
from collections.abc import Callable

_Write = Callable[[int], str | None]
_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_HALF_WIDTH = str.maketrans(_AIUEO, "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ")
_KANJI = "〇一二三四五六七八九"
_UNITS = ("千", "百", "十", "")
# Letters are doubled behind "z", and so on; nobody counts further.
MAX_LETTERS = 26 * 5
MAX_ROMAN, MAX_COUNTING = 3999, 9999
# A marker is told with each item of its list.
MAX_MARKER = 40
# Fonts of symbols have these in place of other characters; a typewriter's "o" stands for a circle.
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SYMBOLS = ("Symbol", "Wingdings", "Webdings")
_TYPEWRITER = "Courier"


def numeral(number: int, form: str) -> str | None:
    """A number in a format such as "lowerRoman"; None where the format, or so large a number in it, is not known here."""
    write = _FORMS.get(form)
    return write(number) if write and number >= 0 else None


def bullet(text: str, font: str) -> str:
    """What a reader sees in place of a character of a font that has symbols."""
    if _PRIVATE.search(text) or (text and font.startswith(_SYMBOLS)):
        return "•"
    return "◦" if text == "o" and font.startswith(_TYPEWRITER) else text[:MAX_MARKER]


def _letters(number: int) -> str | None:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= MAX_LETTERS else None


def _roman(number: int) -> str | None:
    if not 0 < number <= MAX_ROMAN:
        return None
    written = ""
    for value, letters in _ROMAN.items():
        written += letters * (number // value)
        number %= value
    return written


def _counting(number: int) -> str | None:
    """As numbers are written in Japanese: 十, 十一, 二十, 百二."""
    if not 0 < number <= MAX_COUNTING:
        return None
    digits = zip(f"{number:04}", _UNITS, strict=True)
    return "".join(("" if digit == "1" and unit else _KANJI[int(digit)]) + unit for digit, unit in digits if digit != "0")


def _chinese(number: int) -> str | None:
    # Above, China and Taiwan write what Japan does not.
    return _counting(number) if number < 100 else None


def _ordinal(number: int) -> str:
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _among(characters: str) -> _Write:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else None


def _between(*ranges: tuple[int, int]) -> _Write:
    return _among("".join(chr(code) for first, last in ranges for code in range(first, last + 1)))


def _digits(digits: str) -> _Write:
    table = str.maketrans("0123456789", digits)
    return lambda number: str(number).translate(table)


def _upper(write: _Write) -> _Write:
    return lambda number: (write(number) or "").upper() or None


_FORMS: dict[str, _Write] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": _ordinal,
    "none": lambda _: "",
    "lowerLetter": _letters,
    "upperLetter": _upper(_letters),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _between((0x2460, 0x2473), (0x3251, 0x325F), (0x32B1, 0x32BF)),
    "decimalEnclosedCircleChinese": _between((0x2460, 0x2473)),
    "decimalEnclosedParen": _between((0x2474, 0x2487)),
    "decimalEnclosedFullstop": _between((0x2488, 0x249B)),
    "ideographEnclosedCircle": _between((0x3280, 0x3289)),
    "ideographTraditional": _among("甲乙丙丁戊己庚辛壬癸"),
    "aiueo": _among(_AIUEO.translate(_HALF_WIDTH)),
    "aiueoFullWidth": _among(_AIUEO),
    "iroha": _among(_IROHA.translate(_HALF_WIDTH)),
    "irohaFullWidth": _among(_IROHA),
    "ideographDigital": _digits(_KANJI),
    "japaneseDigitalTenThousand": _among(_KANJI[1:]),
    "japaneseCounting": _counting,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
}
