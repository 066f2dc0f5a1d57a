"""What of a page its readers see, and what of that is its text rather than the way around it."""

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

_UNSEEN = frozenset(
    "annotation annotation-xml audio canvas datalist meter nav object progress search template video x-del x-rp x-rt x-rtc x-s"
    " x-strike del".split()
)
_UNSEEN_ROLES = frozenset("banner complementary contentinfo menu menubar navigation search".split())
# What style sheets hide from the eye, by the names that the frameworks gave it, and the links that a wiki puts into its text.
_UNSEEN_CLASSES = re.compile(
    r"(?<![\w-])(?:sr-only|visually-?hidden|screen-reader-text|mw-editsection|mw-jump-link)(?![\w-])", re.IGNORECASE
)
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_TOGGLES = ("aria-controls", "aria-expanded", "data-toggle", "data-bs-toggle")
# What leads to a note and back, or to the place where it stands: signs, and numbers in brackets or raised above the line.
_SIGN = r"(?:[\[［][^\[\]［］]{1,6}[\]］]|[(（]?注(?:釈|記)?\s?\d{1,3}[)）]?|[*†‡§※]{1,3}\d{0,3}|[¶#^↑↩⤴]+\ufe0e?)"
_RAISED = rf"(?:{_SIGN}|[(（]?(?:\d{{1,3}}|[a-zA-Z]|[ivx]{{1,5}})[)）]?)"
_SIGNS = re.compile(rf"{_SIGN}(?:[\s,、;]*{_SIGN})*")
_RAISED_SIGNS = re.compile(rf"{_RAISED}(?:[\s,、;]+{_RAISED})*")
_NOTES = re.compile(r"noteref|footnote|endnote|fn-?ref|backlink", re.IGNORECASE)
MAX_MARK = 20


def is_unseen(tag: str, attributes: Attributes, is_book: bool = False) -> bool:
    """Whether an element is not seen, or is no text of a page; in a book, what stands aside is."""
    if tag in _UNSEEN or (tag == "aside" and not is_book) or (tag == "dialog" and "open" not in attributes):
        return True
    return bool(attributes) and (_is_hidden(attributes) or (not is_book and role_of(attributes) in _UNSEEN_ROLES))


def is_toggle(attributes: Attributes) -> bool:
    """Whether something shows or hides a text of the page."""
    is_named = any(name in attributes for name in _TOGGLES) or role_of(attributes) == "button"
    return is_named or (attributes.get("href") or "").lower().startswith("javascript:")


def is_mark(text: str, is_raised: bool) -> bool:
    """Whether the text of a link within the page only marks a place, such as that of a note."""
    return len(text) <= MAX_MARK and (_RAISED_SIGNS if is_raised else _SIGNS).fullmatch(text.strip()) is not None


def is_note(attributes: Attributes) -> bool:
    """Whether a link says that it leads to a note or back."""
    return any(_NOTES.search(attributes.get(name) or "") for name in ("role", "epub:type", "class"))


def leads_within(href: str, is_book: bool) -> bool:
    """Whether a link leads to a place of the same page, or of the same book."""
    return href.startswith("#") or href == "" or (is_book and not re.match(r"[a-zA-Z][\w+.-]*:|//", href))


def role_of(attributes: Attributes) -> str:
    """The part that an element plays, in lower case; "" where it does not say."""
    return (attributes.get("role") or "").strip().lower()


def number_of(attributes: Attributes, name: str, otherwise: int) -> int:
    """An attribute that is a number of at most six digits."""
    match = re.match(r"\s*([+-]?\d{1,6})(?!\d)", attributes.get(name) or "")
    return int(match[1]) if match else otherwise


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    return (
        (attributes.get("aria-hidden") or "").lower() == "true"
        or _HIDING.search(attributes.get("style") or "") is not None
        or _UNSEEN_CLASSES.search(attributes.get("class") or "") is not None
    )
