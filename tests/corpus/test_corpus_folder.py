"""Folders, files and manifests: what is accepted, and the message for what is not."""

import ast
import inspect
import os
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import pytest

from corpus import files, formats, reader
from corpus.boundary import open_inside
from corpus.content import Content
from corpus.errors import CorpusError
from corpus.files import SourceFolder, read_folder
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


def left_out(write: Write, files: Mapping[str, str | bytes]) -> list[str]:
    """What is left out of a folder in which there is also a text that can be read."""
    corpus = read_corpus(write({"zz.txt": "Text.", **files}))
    assert all(line.isprintable() for line in corpus.left_out)
    return list(corpus.left_out)


def test_no_file_that_can_be_read(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no file that can be read" in refusal(tmp_path / "empty")
    message = refusal(write({"a.jpg": "x", ".git/a.txt": "x", "b.bin": "x"}))
    assert "can be read (a.jpg is an image: " in message and "b.bin is of a format that cannot be read" in message


def test_many_files_that_cannot_be_read_are_not_all_named_in_one_line(write: Write) -> None:
    message = refusal(write({f"{number}.txt": "" for number in range(8)}))
    assert (
        "4.txt is empty" in message and "5.txt" not in message and message.endswith("and 3 more): correct them, or add others")
    )


def test_only_empty_files(write: Write) -> None:
    message = refusal(write({"a.txt": "", "b.md": " \n\t\n", "c.md": "```\n\n```"}))
    assert "a.txt is empty" in message and "b.md is empty" in message and "c.md holds no text that a reader sees" in message


def test_empty_files_are_left_out_and_told(write: Write) -> None:
    corpus = read_corpus(write({"a.txt": "", "b.txt": "Text."}))
    assert len(corpus.documents) == 1 and corpus.left_out == ("a.txt is empty: put text into it, or remove it",)


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0\0text", b"\x01\x02\x03\x04\x05ab", b"\xff\xfe\x01\x00\x02\x00"])
def test_binary_content(write: Write, data: bytes) -> None:
    (line,) = left_out(write, {"a.txt": data})
    assert line.startswith("a.txt is a binary file, not text: ")


def test_a_guessed_encoding_is_told(write: Write) -> None:
    corpus = read_corpus(write({"sub/a.txt": "caf\xe9 au lait".encode("cp1252")}))
    (line,) = corpus.left_out
    assert line.startswith("sub/a.txt was read as Windows-1252: ") and corpus.documents[0].text == "café au lait"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(write: Write, encoding: str) -> None:
    folder = write({"a.txt": "Café\n\nOpen every day of the week.".encode(encoding)})
    assert view(folder).rows() == [("paragraph", ("Café",), ["Open every day of the week."])]


def test_odd_utf16(write: Write) -> None:
    (line,) = left_out(write, {"a.txt": b"\xff\xfea"})
    assert line.startswith("a.txt is not valid UTF-16")


def test_large_file_is_left_out_before_it_is_read(write: Write) -> None:
    folder = write({"a.txt": "", "b.txt": "Text."})
    with (folder / "a.txt").open("r+b") as file:
        file.truncate(50_000_000)
    read_corpus(folder)
    tracemalloc.start()
    (line,) = read_corpus(folder).left_out
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert line == "a.txt has 50 MB, more than the 20 MB that a file of its format may have: split it into smaller files"


def test_what_holds_pictures_may_be_larger(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_TEXT_BYTES", 5)
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 6)
    folder = write({"a.txt": "Text.", "a.pdf": "Text..", "b.txt": "Text..", "b.docx": "Text..."})
    found = read_folder(folder)
    assert [file.name for file in found.found] == ["a.pdf", "a.txt"]
    assert [line[:12] for line in found.problems] == ["b.docx has 0", "b.txt has 0 "]


def test_a_file_that_grows_while_it_is_read_is_left_out(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_TEXT_BYTES", 10)
    folder = write({"a.txt": "x" * 11})
    size = os.stat(folder / "a.txt")
    monkeypatch.setattr(files.os, "fstat", lambda _: os.stat_result((size.st_mode, *([0] * 9))))
    assert read_folder(folder).found == ()


def test_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(root: Path, name: str) -> BinaryIO:
        if name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return open_inside(root, name)

    monkeypatch.setattr(files, "open_inside", denied)
    assert left_out(write, {"a.txt": "Text."}) == ["a.txt cannot be read (Permission denied): check its permissions"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder(write: Write) -> None:
    folder = write({"a.txt": "Text.", "sub/b.txt": "Text."})
    (folder / "sub").chmod(0)
    try:
        assert read_folder(folder).problems == ("sub cannot be read (Permission denied): check its permissions",)
    finally:
        (folder / "sub").chmod(0o755)


def test_a_folder_that_cannot_be_listed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def denied(path: str) -> object:
        if path.endswith(("sub", "texts") if denied_all else "sub"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    folder = write({"a.txt": "Text.", "sub/b.txt": "Text."})
    monkeypatch.setattr(os, "scandir", denied)
    denied_all = False
    assert read_folder(folder).problems == ("sub cannot be read (Permission denied): check its permissions",)
    denied_all = True
    assert "texts cannot be read (Permission denied)" in refusal(folder)


def test_link_to_nowhere_and_pipe(write: Write) -> None:
    folder = write({"a.txt": "Text."})
    (folder / "b.txt").symlink_to("gone.txt")
    os.mkfifo(folder / "c.txt")
    assert read_folder(folder).problems == (
        "b.txt is a broken link: remove it, or restore what it leads to",
        "c.txt is not a regular file: remove it from the corpus folder",
    )


def test_files_of_other_formats_are_named_in_a_few_lines(write: Write) -> None:
    pictures = {f"p/{number:02}.JPG": "x" for number in range(17)}
    others = {"a.doc": "x", "b.zip": "x", "c.xyz": "x", "notes": "x"}
    assert left_out(write, {**pictures, **others}) == [
        "a.doc is of a format of another program: save it as .docx, .pptx, .xlsx or .pdf",
        "b.zip is an archive: unpack it into the folder",
        "c.xyz, notes are each of a format that cannot be read: save it in one that can, such as .pdf or .txt, or move it out"
        " of the folder",
        "p/00.JPG, p/01.JPG, p/02.JPG, p/03.JPG, p/04.JPG and 12 more are each an image: put what it says into a text, or into"
        " a PDF with text in it",
    ]


def test_what_nobody_takes_for_a_text_is_not_named(write: Write) -> None:
    noise = ("Thumbs.db", "sub/.DS_Store", ".gitignore", "README", "LICENSE", "desktop.ini", "~$b.docx", "a.txt~", "x.tmp")
    assert left_out(write, {"manifest.toml": "", **dict.fromkeys(noise, "x")}) == []


def test_a_file_that_is_changed_while_the_corpus_is_read_is_left_out(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write({"a.txt": "Text.", "b.txt": "More."})

    def changing(path: Path) -> SourceFolder:
        found = read_folder(path)
        (path / "a.txt").write_text("Other.")
        return found

    monkeypatch.setattr(reader, "read_folder", changing)
    corpus = read_corpus(folder)
    assert corpus.left_out == ("a.txt was changed while the corpus was read: start again",)
    assert corpus.fingerprint != corpus_fingerprint(folder)


@pytest.mark.parametrize("error", [RecursionError("too deep"), KeyError("x"), MemoryError()])
def test_a_fault_in_a_reader_stops_no_other_file(write: Write, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    class Faulty:
        def read(self, data: bytes, name: str) -> Content:
            raise error

    find = reader.reader_for
    monkeypatch.setattr(reader, "reader_for", lambda name: Faulty() if name == "a.md" else find(name))
    (line,) = left_out(write, {"a.md": "x"})
    assert line.startswith(f"a.md cannot be read ({type(error).__name__}: ")


def test_the_formats_are_those_that_there_is_a_reader_for() -> None:
    cases = [node for node in ast.walk(ast.parse(inspect.getsource(formats.reader_for))) if isinstance(node, ast.match_case)]
    read = {each.value for case in cases for each in ast.walk(case.pattern) if isinstance(each, ast.Constant)}
    assert read == formats.SUFFIXES and read > formats.TEXT_SUFFIXES
    assert formats.reader_for("a.TXT") and formats.reader_for("a.jpg") is None


NAMES = ["日本語の規則.txt", "правила.md", "قواعد.txt", "e\u0301.txt", "a b  c.txt", "x" * 250 + ".txt", "😀.txt", "'\"$(x).md"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script(write: Write, name: str) -> None:
    (document,) = read_corpus(write({name: "And nothing else is here."})).documents
    assert document.file == name and document.title


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"sub\xff/a.txt", b"\x83K\x91\xa5.md"])
def test_a_name_that_is_not_in_utf8_is_a_line(write: Write, name: bytes) -> None:
    (line,) = left_out(write, {os.fsdecode(name): "Text."})
    assert line.endswith("has a name that is not in UTF-8: rename it")


def test_a_path_that_is_too_long_is_a_line(write: Write) -> None:
    folder = write({"a.txt": "Text."})
    at = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("y" * 250, dir_fd=at)
        at, above = os.open("y" * 250, os.O_RDONLY, dir_fd=at), at
        os.close(above)
    os.close(os.open("b.txt", os.O_CREAT, dir_fd=at))
    os.close(at)
    (line,) = read_folder(folder).problems
    assert line.endswith("cannot be read (File name too long): check its permissions")


def test_files_are_read_recursively_in_order_of_their_names(write: Write) -> None:
    corpus = read_corpus(write({"b.txt": "Bee.", "a/z.md": "# Zed\nText.", "A.TXT": "Capital.", "c.jpg": "no"}))
    assert [document.title for document in corpus.documents] == ["Capital.", "Zed", "Bee."]


def test_files_of_equal_text_are_one_document(write: Write) -> None:
    corpus = read_corpus(write({"a.txt": "Same text.", "b.txt": "  Same   text.\r\n"}))
    assert len(corpus.documents) == len(corpus.passages) == 1


def test_what_is_known_without_a_manifest(write: Write) -> None:
    corpus = read_corpus(write({"a.txt": f"\n{'word ' * 50}", "b.md": "## A title ##\nText.", "c.txt": "日本語の文です。"}))
    assert [(len(d.title), d.language) for d in corpus.documents] == [(119, "en"), (7, "en"), (8, "ja")]
    assert {(d.url, d.as_of) for d in corpus.documents} == {(None, None)}


def test_fingerprint_changes_with_names_bytes_and_manifest(write: Write) -> None:
    folder = write({"a.txt": "Text."})
    seen = {corpus_fingerprint(folder), corpus_fingerprint(write({"a.txt": "Text. "}))}
    seen.add(corpus_fingerprint(write({"manifest.toml": "['a.txt']\ntitle = 'x'"})))
    (folder / "a.txt").rename(folder / "b.txt")
    seen.add(corpus_fingerprint(folder))
    assert len(seen) == 4


def test_fingerprint_of_the_corpus_is_the_cheap_one(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_corpus(default_folder()).fingerprint == corpus_fingerprint(default_folder())
    monkeypatch.setattr(reader, "read_file", lambda *_: pytest.fail("it was parsed"))
    corpus_fingerprint(write({"a.txt": "Text."}))
