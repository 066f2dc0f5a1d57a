"""Folders, files and manifests: what is accepted, and the message for what is not."""

import os
import tracemalloc
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corpus import files
from corpus.errors import CorpusError
from corpus.reader import corpus_fingerprint, default_folder, read_corpus
from tests.corpus.conftest import Write
from tests.corpus.view import view


def refusal(folder: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.remedy
    return message


def test_missing_folder(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "nowhere")
    with pytest.raises(CorpusError):
        corpus_fingerprint(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_impossible_folder(name: str) -> None:
    refusal(Path(name))


def test_file_instead_of_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    assert "is not a folder" in refusal(path)


def test_no_text_files(write: Write) -> None:
    assert "no .txt or .md file" in refusal(write({"a.pdf": "x", ".git/a.txt": "x"}))


def test_only_empty_files(write: Write) -> None:
    assert "is empty" in refusal(write({"a.txt": "", "b.md": " \n\t\n", "c.md": "```\n\n```"}))


def test_empty_files_are_left_out(write: Write) -> None:
    assert len(read_corpus(write({"a.txt": "", "b.txt": "Text."})).documents) == 1


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0\0text", b"\x01\x02\x03\x04\x05ab", b"\xff\xfe\x01\x00\x02\x00"])
def test_binary_content(write: Write, data: bytes) -> None:
    assert "a.txt is a binary file" in refusal(write({"a.txt": data}))


def test_invalid_utf8_names_file_and_byte(write: Write) -> None:
    message = refusal(write({"sub/a.txt": b"caf\xe9 au lait"}))
    assert "sub/a.txt is not valid UTF-8 (byte 3)" in message
    assert "convert the file to UTF-8" in message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(write: Write, encoding: str) -> None:
    folder = write({"a.txt": "Café\n\nOpen every day of the week.".encode(encoding)})
    assert view(folder).rows() == [("paragraph", ("Café",), ["Open every day of the week."])]


def test_odd_utf16(write: Write) -> None:
    assert "is not valid UTF-16" in refusal(write({"a.txt": b"\xff\xfea"}))


def test_large_file_is_refused_before_it_is_read(write: Write) -> None:
    folder = write({"a.txt": ""})
    with (folder / "a.txt").open("r+b") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    assert "a.txt has 50 MB, more than the 20 MB" in refusal(folder)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    with pytest.raises(CorpusError):
        corpus_fingerprint(folder)


def test_the_limit_itself_is_allowed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 5)
    assert len(read_corpus(write({"a.txt": "Text."})).documents) == 1
    assert "more than" in refusal(write({"a.txt": "Text.."}))


def test_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder = write({"a.txt": "Text."})
    monkeypatch.setattr(files, "open_inside", denied)
    assert "a.txt cannot be read (Permission denied)" in refusal(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder(write: Write) -> None:
    folder = write({"a.txt": "Text.", "sub/b.txt": "Text."})
    (folder / "sub").chmod(0)
    try:
        assert "cannot be read" in refusal(folder)
    finally:
        (folder / "sub").chmod(0o755)


def test_link_to_nowhere_and_pipe(write: Write) -> None:
    folder = write({"a.txt": "Text."})
    (folder / "b.txt").symlink_to(folder / "gone.txt")
    assert "b.txt cannot be read" in refusal(folder)
    (folder / "b.txt").unlink()
    os.mkfifo(folder / "b.txt")
    assert "b.txt is not a regular file" in refusal(folder)


def test_files_are_read_recursively_in_order_of_their_names(write: Write) -> None:
    corpus = read_corpus(write({"b.txt": "Bee.", "a/z.md": "# Zed\nText.", "A.TXT": "Capital.", "c.csv": "no"}))
    assert [document.title for document in corpus.documents] == ["Capital.", "Zed", "Bee."]


def test_files_of_equal_text_are_one_document(write: Write) -> None:
    corpus = read_corpus(write({"a.txt": "Same text.", "b.txt": "  Same   text.\r\n"}))
    assert len(corpus.documents) == len(corpus.passages) == 1


def test_what_is_known_without_a_manifest(write: Write) -> None:
    corpus = read_corpus(write({"a.txt": f"\n{'word ' * 50}", "b.md": "## A title ##\nText.", "c.txt": "日本語の文です。"}))
    assert [(len(d.title), d.language) for d in corpus.documents] == [(119, "en"), (7, "en"), (8, "ja")]
    assert {(d.url, d.as_of) for d in corpus.documents} == {(None, None)}


def test_manifest(write: Write) -> None:
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
        ("['a.txt']\nas_of = 'May'", "as_of of 'a.txt' is not a date"),
        ("['a.txt']\nsha256 = 'abc'", "a.txt does not have the sha256"),
        ("['b.txt']\ntitle = 'x'", "lists b.txt, which is not there"),
    ],
)
def test_bad_manifest(write: Write, manifest: str | bytes, problem: str) -> None:
    assert problem in refusal(write({"a.txt": "Text.", "manifest.toml": manifest}))


def test_fingerprint_changes_with_names_bytes_and_manifest(write: Write) -> None:
    folder = write({"a.txt": "Text."})
    seen = {corpus_fingerprint(folder), corpus_fingerprint(write({"a.txt": "Text. "}))}
    seen.add(corpus_fingerprint(write({"manifest.toml": "['a.txt']\ntitle = 'x'"})))
    (folder / "a.txt").rename(folder / "b.txt")
    seen.add(corpus_fingerprint(folder))
    assert len(seen) == 4


def test_fingerprint_of_the_corpus_is_the_cheap_one(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_corpus(default_folder()).fingerprint == corpus_fingerprint(default_folder())
    monkeypatch.setattr("corpus.reader.normalise", lambda *_: pytest.fail("it was parsed"))
    corpus_fingerprint(write({"a.txt": "Text."}))
