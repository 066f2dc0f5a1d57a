"""`manifest.toml`: what is known about the files of a corpus folder beyond their text.

One table per file, named by its path relative to the folder; every key is optional:

    ["report.txt"]
    title = "Annual report"
    url = "https://example.org/report"
    language = "en"
    as_of = 2024-05-15
    valid_until = 2025-03-31
    superseded_by = "report-2025.txt"   # a file, or a title
    sha256 = "..."          # of the bytes of the file

and one for each thing that goes by several names, readings and translations being optional:

    [[glossary]]
    term = "NISC"
    readings = ["ニスク"]
    translations = ["内閣サイバーセキュリティセンター"]
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from corpus.errors import CorpusError

MANIFEST_NAME = "manifest.toml"
# A title stands before each passage of its document.
MAX_TEXT = 2000
# The parser takes time in the square of a line's length if it is one long key.
MAX_LINE = 10_000
_TEXT_KEYS = ("title", "url", "language", "sha256", "superseded_by")
_DATE_KEYS = ("as_of", "valid_until")
_GLOSSARY = "glossary"
_OTHER_NAMES = ("readings", "translations")
MAX_TERMS, MAX_NAMES = 500, 10
Glossary = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says about one file; None where it says nothing."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    as_of: date | None = None
    sha256: str | None = None
    valid_until: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """`entries` by relative path; `glossary` has all names of each thing that is listed there."""

    entries: Mapping[str, Entry]
    glossary: Glossary = ()


def parse_manifest(data: bytes) -> Manifest:
    """Raises CorpusError if it is not TOML of the shape above."""
    if any(len(line) > MAX_LINE for line in data.splitlines()):
        raise CorpusError(f"{MANIFEST_NAME} has a line of more than {MAX_LINE:,} bytes", "shorten it")
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number may be too long for Python, which is no error of TOML
        raise CorpusError(f"{MANIFEST_NAME} is not valid TOML ({error})", "correct it or remove it") from error
    terms = tables.pop(_GLOSSARY, [])
    return Manifest({name: _entry(name, table) for name, table in tables.items()}, _glossary(terms))


def _glossary(terms: object) -> Glossary:
    if not isinstance(terms, list) or len(terms) > MAX_TERMS:
        raise CorpusError(
            f"{MANIFEST_NAME}: the glossary is no list of at most {MAX_TERMS} terms", "write [[glossary]] for each"
        )
    return tuple(_names(term) for term in terms)


def _names(term: object) -> tuple[str, ...]:
    if not isinstance(term, Mapping) or "term" not in term or set(term) - {"term", *_OTHER_NAMES}:
        keys = ", ".join(("term", *_OTHER_NAMES))
        raise CorpusError(f"{MANIFEST_NAME}: a term of the glossary is not as it should be", f"the keys are {keys}")
    others = [name for key in _OTHER_NAMES for name in _list(key, term.get(key, []))]
    return tuple(dict.fromkeys(_text(_GLOSSARY, "a name", name) for name in (term["term"], *others)))


def _list(key: str, value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > MAX_NAMES:
        raise CorpusError(f"{MANIFEST_NAME}: {key} in the glossary are no list of at most {MAX_NAMES} names", 'write ["..."]')
    return value


def _entry(name: str, table: object) -> Entry:
    if not isinstance(table, Mapping):
        raise CorpusError(f"{MANIFEST_NAME}: {name!r} is not a table", f'write one table per file, ["{name}"]')
    unknown = sorted(set(table) - {*_TEXT_KEYS, *_DATE_KEYS})
    if unknown:
        known = ", ".join((*_TEXT_KEYS, *_DATE_KEYS))
        raise CorpusError(f"{MANIFEST_NAME}: unknown key {unknown[0]!r} for {name!r}", f"the keys are {known}")
    texts = {key: _text(name, key, table[key]) for key in _TEXT_KEYS if key in table}
    dates = {key: _date(name, key, table[key]) for key in _DATE_KEYS if key in table}
    return Entry(
        texts.get("title"),
        texts.get("url"),
        texts.get("language"),
        dates.get("as_of"),
        texts.get("sha256"),
        dates.get("valid_until"),
        texts.get("superseded_by"),
    )


def _text(name: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise CorpusError(f"{MANIFEST_NAME}: {key} of {name!r} is not text", "put it in double quotes")
    if len(value) > MAX_TEXT:
        raise CorpusError(f"{MANIFEST_NAME}: {key} of {name!r} has more than {MAX_TEXT} characters", "shorten it")
    return " ".join(value.split())


def _date(name: str, key: str, value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CorpusError(f"{MANIFEST_NAME}: {key} of {name!r} is not a date", "write it as 2024-05-15") from error
