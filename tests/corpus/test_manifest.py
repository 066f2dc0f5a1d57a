"""`manifest.toml`: what is taken from it, what is an error, and what only leaves a file out."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.manifest import MAX_LINE, MAX_TERMS, MAX_TEXT, parse_manifest
from corpus.reader import corpus_fingerprint, read_corpus
from tests.corpus.conftest import Write


def refusal(folder: Path) -> str:
    messages = []
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    messages.append(str(caught.value))
    assert messages[0].isprintable() and caught.value.remedy
    return messages[0]


def test_what_it_says_about_a_file(write: Write) -> None:
    table = f"""['d/a.txt']\ntitle = "T"\nurl = "https://x.example"\nlanguage = "fr"\nas_of = 2024-05-15
    sha256 = "{sha256(b"Text.").hexdigest().upper()}"\n"""
    (document,) = read_corpus(write({"d/a.txt": "Text.", "manifest.toml": table})).documents
    assert (document.title, document.url, document.language) == ("T", "https://x.example", "fr")
    assert document.as_of == date(2024, 5, 15)


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        ("= nonsense", "not valid TOML"),
        (b"\xff", "not valid TOML"),
        ("['a.txt']\ncolour = 'red'", "unknown key 'colour' for 'a.txt'"),
        ("title = 'x'", "'title' is not a table"),
        ("['a.txt']\ntitle = 3", "title of 'a.txt' is not text"),
        (f"['a.txt']\ntitle = '{'x' * (MAX_TEXT + 1)}'", "more than 2000 characters"),
        ("['a.txt']\nas_of = 'May'", "as_of of 'a.txt' is not a date"),
        ("x" * (MAX_LINE + 1), "a line of more than"),
        ("[[glossary]]\nterm = 'a'\n" * (MAX_TERMS + 1), "no list of at most 500 terms"),
        ("[[glossary]]\nterms = 'a'", "a term of the glossary"),
    ],
)
def test_one_that_cannot_be_used_is_an_error(write: Write, manifest: str | bytes, problem: str) -> None:
    assert problem in refusal(write({"a.txt": "Text.", "manifest.toml": manifest}))


def test_a_file_that_is_not_there_is_a_line(write: Write) -> None:
    tables = "['b.txt']\ntitle = 'x'\n['a.txt']\ntitle = 'T'\n[\"../\\u0000c\\u202e.txt\"]\n"
    corpus = read_corpus(write({"a.txt": "Text.", "manifest.toml": tables}))
    assert corpus.left_out == (
        "manifest.toml lists b.txt, which is not there: add the file or remove its table",
        "manifest.toml lists ../c.txt, which is not there: add the file or remove its table",
    )
    assert corpus.documents[0].title == "T"


def test_a_listed_file_that_cannot_be_read_is_told_once(write: Write) -> None:
    folder = write({"a.txt": "Text.", "manifest.toml": "['b.txt']\ntitle = 'x'\n"})
    (folder / "b.txt").symlink_to("gone.txt")
    (line,) = read_corpus(folder).left_out
    assert line.startswith("b.txt is a broken link")


def test_a_file_with_another_hash_is_left_out(write: Write) -> None:
    folder = write({"a.txt": "Text.", "b.txt": "Forged.", "manifest.toml": "['b.txt']\nsha256 = 'abc'\n"})
    corpus = read_corpus(folder)
    assert [document.file for document in corpus.documents] == ["a.txt"]
    (line,) = corpus.left_out
    assert line.startswith("b.txt does not have the sha256 that manifest.toml gives for it: restore the file")
    assert corpus.fingerprint == corpus_fingerprint(folder)


def test_where_no_other_file_is_left_that_is_an_error(write: Write) -> None:
    assert "a.txt does not have the sha256" in refusal(write({"a.txt": "Text.", "manifest.toml": "['a.txt']\nsha256 = 'abc'"}))


def test_the_names_of_a_thing() -> None:
    manifest = parse_manifest(
        "[[glossary]]\nterm = 'NISC'\nreadings = ['ニスク']\ntranslations = ['NISC', 'センター']".encode()
    )
    assert manifest.glossary == (("NISC", "ニスク", "センター"),)
