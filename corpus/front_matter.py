"""What stands at the head of a Markdown file about it: YAML between lines of "---", or TOML between lines of "+++"."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from corpus.dates import date_in

_FENCED = re.compile(r"\ufeff?(-{3}|\+{3})[ \t]*\r?\n(.*?\r?\n|)(?:\1|\.{3})[ \t]*(?:\r?\n|\Z)", re.DOTALL)
# Longer than this, or with more than so many lines, it is no head.
MAX_LENGTH = 100_000
_TITLES, _LANGUAGES = ("title",), ("language", "lang")
_DATES = ("as_of", "last_updated", "lastmod", "last_modified", "updated", "date")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What it says, and where the text behind it begins. "" and None where it does not say."""

    end: int = 0
    title: str = ""
    as_of: date | None = None
    language: str = ""


def front_matter(text: str) -> FrontMatter:
    """That of a text; where nothing at its beginning can be read as such, the text begins at 0."""
    match = _FENCED.match(text)
    if not match or match.end() > MAX_LENGTH:
        return FrontMatter()
    said = _toml(match[2]) if match[1] == "+++" else _yaml(match[2])
    if said is None:
        return FrontMatter()
    keys = {str(key).casefold().replace("-", "_"): value for key, value in said.items()}
    return FrontMatter(match.end(), _text(keys, _TITLES), _date(keys), _text(keys, _LANGUAGES))


def _toml(text: str) -> Mapping[Any, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _yaml(text: str) -> Mapping[Any, Any] | None:
    import yaml

    try:
        said = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError, OverflowError):
        return None
    return said if isinstance(said, Mapping) else None


def _text(keys: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = (keys[name] for name in names if isinstance(keys.get(name), (str, int, float)))
    return " ".join(str(next(found, "")).split())


def _date(keys: Mapping[str, object]) -> date | None:
    for value in (keys[name] for name in _DATES if name in keys):
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str) and (found := date_in(value)):
            return found
    return None
