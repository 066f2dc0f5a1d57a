"""What a single line looks like: a list item, a date, a decoration, a heading, the end of a sentence."""

import re

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH},?\s+\d{{4}}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}|(?:\d{4}|(?:令和|平成|昭和)\s?(?:\d{1,2}|元))年\s?\d{1,2}月\s?\d{1,2}日)",
    re.IGNORECASE,
)
# What follows a number in brackets, or before a Japanese stop, that is part of a sentence rather than before an item.
_PARTICLE = "[のはがをにとでもやへかま、，。]"
_DAY = re.compile(rf"\d{{1,2}}\.?\s+{MONTH}(?!\w)", re.IGNORECASE)
_MARKER = re.compile(
    r"(?:[•‣⁃◦▪▫●○■□◆◇★☆▶►➢➤✓✔∙·*+–—|-]|\d{1,3}[.)．]|[(（]\d{1,3}[)）]|\(?[a-zA-Z]\)(?!\s*\d))\s+(?=\S)|[・●○■□◆◇①-⑳]\s*(?=\S)"
    # In Japanese: （１）項目, １．項目, 一　項目, ア　項目.
    rf"|(?:[(（](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|[ア-ヨ])[)）]|[0-9０-９]{{1,2}}[．.](?!\d))(?=[ぁ-ヶ一-鿿「『])(?!{_PARTICLE})"
    r"|(?:[一二三四五六七八九十]{1,3}|[アイウエオカキクケコロハニホヘトチリヌ])\s+(?=\S)"
)
_BARE_MARKER = re.compile(r"(?:\d{1,3}[.)．]|[(（]\d{1,3}[)）]|[a-zA-Z]\))$")
_FINAL = re.compile(r"[.!?。！？．…｡][\"'”’»)\]」』）》】*_]*$")
_UNFINISHED = re.compile(
    r"(?:[,，、;(（「“\u00ad¬‐-]|\b(?:(?-i:a)|an|and|as|at|by|for|from|in|of|on|or|since|the|to|until|with)|(?<=\w)[はがをにでとのもへや])$",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"(?:!?\[(?:image|img|画像)\b[^\]]*\]|!\[[^\]]*\]\([^)]*\))(?:\s|$)", re.IGNORECASE)
# Only words that are no heading: a page may well have a part called "Links".
_LABEL = re.compile(
    r"[\[(<]?\s*(?:download|link|pdf|(?:read|see|show|view|learn) more|back to top|(?:page top|top of page)"
    r"|print this page|skip to (?:main )?content|ダウンロード|もっと見る|続きを読む|ページトップへ"
    r"|ページの先頭へ)\s*[\])>»›…]?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
_PROMISE = re.compile(
    r"[:：]\s*$|\b(?:below|following|as follows|these are|listed here)\b|以下|次の|下記|次に掲げる", re.IGNORECASE
)

# A number: "Phase 2: Repair" may be a heading.
_NUMBERED_LABEL = re.compile(r"[^:：]*\d\s*[:：]")
_LABELLED = re.compile(r"(?!https?:)\w(?:[^:：.。!?()（）]|[(（][^:：()（）]{0,40}[)）]){0,60}(?::\s|：|(?<=[ぁ-鿿）)]):)\s*\S")
# Of a drawing or a table: its edge, or figures in a row.
_DRAWN = re.compile(r"[|+]|\d+(?:\s\d+)+$")
_BRACKETED = re.compile(r"[(（][^()（）]{1,40}[)）]")
MAX_LABELLED = 160
MAX_HEADING_WIDTH = 80
MAX_HEADING_WORDS = 12


def is_date(text: str) -> bool:
    """Whether the line is a date and nothing else, brackets aside."""
    return len(text) <= 40 and _DIGIT.search(text) is not None and _DATE.fullmatch(text.strip("[]()（）【】<>* ")) is not None


def opens_with_day(text: str) -> bool:
    """Whether the line begins with the day of a date, as "8 March: opening" does."""
    return _DAY.match(text) is not None


def is_ornament(text: str) -> bool:
    """Whether the line only decorates a page: dingbats, or a placeholder for an image."""
    if not _WORD_CHARACTER.search(text):
        return not is_bare_marker(text)
    return len(text) <= 2000 and not _IMAGE.sub("", text).strip()


def is_label(text: str) -> bool:
    """Whether the text is no more than the label of a button."""
    return len(text) <= 40 and _LABEL.fullmatch(text) is not None


def marker_length(text: str) -> int:
    """Length of the list marker that opens the line, with the blanks after it; 0 if there is none."""
    found = _MARKER.match(text)
    return found.end() if found and not is_date(text) else 0


def is_bare_marker(text: str) -> bool:
    """Whether the line is the number of a list item whose text must be on the next line."""
    return len(text) <= 6 and _BARE_MARKER.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether the text ends in sentence-final punctuation, closing quotes and brackets aside."""
    return _FINAL.search(text[-12:]) is not None


def is_unfinished(text: str) -> bool:
    """Whether the text plainly goes on: it ends in a comma, a dash, an opening bracket or a function word."""
    return _UNFINISHED.search(text[-12:]) is not None


def is_address(text: str) -> bool:
    """Whether the text is a single web or mail address."""
    return " " not in text and _ADDRESS.search(text) is not None


def starts_lower(text: str) -> bool:
    """Whether the first character is a lower-case letter."""
    return text[:1].islower()


def width(text: str) -> int:
    """Columns the text takes on a terminal: East Asian characters count two."""
    return len(text) + len(_WIDE.findall(text))


def is_wide(character: str) -> bool:
    """Whether the character is East Asian, so that no blank belongs beside it."""
    return _WIDE.match(character) is not None


def is_east_asian(text: str) -> bool:
    """Whether at least a fifth of the letters are kana or CJK characters."""
    letters = sum(map(str.isalpha, text))
    return letters > 0 and len(_WIDE.findall(text)) * 5 >= letters


def looks_like_heading(text: str) -> bool:
    """Whether a line that stands alone may be a heading: short, no full stop at its end, no address in it."""
    if width(text) > MAX_HEADING_WIDTH or len(text.split()) > MAX_HEADING_WORDS or starts_lower(text) or _DRAWN.match(text):
        return False
    if "。" in text:
        return False
    is_question = text.endswith(("?", "？"))
    open_end = not ends_sentence(text) and not is_unfinished(text) and not text.endswith((":", "："))
    return (is_question or open_end) and not is_date(text) and _ADDRESS.search(text) is None


def is_title_case(text: str) -> bool:
    """Whether every longer word is capitalised, as in a heading and unlike in a sentence that leads into a list."""
    return not any(word.islower() for word in re.findall(r"[^\W\d_]{4,}", text))


def is_bracketed(text: str) -> bool:
    """Whether the line is all in brackets, as the captions of Japanese laws are."""
    return _BRACKETED.fullmatch(text) is not None


def is_labelled(text: str) -> bool:
    """Whether the line says what something is, as "Key type: RSA 4096" does."""
    return len(text) <= MAX_LABELLED and _LABELLED.match(text) is not None


def states_value(text: str) -> bool:
    """Whether the line says of something how much or when it is, so that it is no heading."""
    label = _LABELLED.match(text[:MAX_LABELLED])
    return label is not None and not _NUMBERED_LABEL.match(text) and _DIGIT.search(text, label.end() - 1) is not None


def promises_list(text: str) -> bool:
    """Whether a sentence leads into a list: it ends in a colon or is left open, or says "as follows" or the like."""
    return not ends_sentence(text) or _PROMISE.search(text) is not None
