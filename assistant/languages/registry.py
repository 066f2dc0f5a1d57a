"""The languages there are, by their codes, and the one that a text is in."""

from collections.abc import Mapping

from assistant.languages import en, ja
from assistant.languages.detection import is_japanese
from assistant.languages.language import Language

LANGUAGES: Mapping[str, Language] = {"en": en, "ja": ja}


def language(code: str) -> Language:
    """The language with that code; English where there is none, since most people who can read another can read it."""
    return LANGUAGES.get(code, LANGUAGES["en"])


def language_for(text: str) -> Language:
    """The language to read a text in: Japanese where its letters are, else English."""
    return LANGUAGES["ja" if is_japanese(text) else "en"]
