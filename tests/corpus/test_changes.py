"""Files put into a corpus folder and taken out of it: what is done, what is refused and why."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.adding import add
from corpus.changes import Change, check_own
from corpus.errors import CorpusError
from corpus.reader import default_folder, read_corpus
from corpus.removing import remove

Files = Mapping[str, str | bytes]
ADDRESSES = "save the pages first and add those files, as nothing is fetched from the network"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "corpus", {"a.txt": "The pump starts at noon.", "sub/b.md": "# Rules\n\nKnock first."})


def written(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def outside(tmp_path: Path, files: Files) -> Path:
    return written(tmp_path / "outside", files)


def outcomes(changes: list[Change]) -> list[tuple[str, str]]:
    assert all(note.isprintable() for change in changes for note in change.notes)
    assert all(change.notes for change in changes if change.outcome == "refused")
    return [(change.name, change.outcome) for change in changes]


def reason(folder: Path, source: Path | str, replace: bool = False) -> str:
    before = snapshot(folder)
    (change,) = add(folder, [str(source)], replace)
    assert change.outcome == "refused" and snapshot(folder) == before
    (note,) = change.notes
    return note


def snapshot(folder: Path) -> dict[str, bytes | None]:
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    return {str(path): path.read_bytes() if path.is_file() else None for path in paths}


def test_files_and_folders_are_copied(folder: Path, tmp_path: Path) -> None:
    source = outside(tmp_path, {"c.txt": "The valve is red.", "notes/d.md": "# D\n\nText.", "notes/in/e.txt": "Deep."})
    done = list(add(folder, [str(source / "c.txt"), f"{source}/notes/"]))
    assert outcomes(done) == [("c.txt", "added"), ("notes/d.md", "added"), ("notes/in/e.txt", "added")]
    assert done[0].characters == len("The valve is red.")
    corpus = read_corpus(folder)
    assert [document.file for document in corpus.documents] == ["a.txt", "c.txt", "notes/d.md", "notes/in/e.txt", "sub/b.md"]
    assert (source / "c.txt").exists() and oct((folder / "c.txt").stat().st_mode & 0o600) == "0o600"


def test_a_corpus_folder_is_made(tmp_path: Path) -> None:
    source = outside(tmp_path, {"c.txt": "The valve is red."})
    assert outcomes(list(add(tmp_path / "new" / "corpus", [str(source / "c.txt")]))) == [("c.txt", "added")]
    list(add(tmp_path / "other", [str(source / "gone.txt")]))
    assert not (tmp_path / "other").exists()
    with pytest.raises(CorpusError, match="is not a folder"):
        list(add(source / "c.txt", [str(source / "c.txt")]))


def test_no_file_is_overwritten_unless_told_to(folder: Path, tmp_path: Path) -> None:
    source = outside(tmp_path, {"a.txt": "The pump starts at dawn.", "same/a.txt": "The pump starts at noon."})
    assert (
        outcomes(list(add(folder, [str(source / "same" / "a.txt"), str(folder / "a.txt")]))) == [("a.txt", "already there")] * 2
    )
    assert reason(folder, source / "a.txt") == (
        "a.txt is in the corpus already, with other content: give --replace to put this file in its place, or rename it"
    )
    assert outcomes(list(add(folder, [str(source / "a.txt")], replace=True))) == [("a.txt", "replaced")]
    assert (folder / "a.txt").read_text() == "The pump starts at dawn."


def test_what_is_in_the_way_stays(folder: Path, tmp_path: Path) -> None:
    (folder / "d.txt").mkdir()
    (folder / "e.txt").symlink_to("gone.txt")
    (folder / "out").symlink_to("../outside")
    source = outside(tmp_path, {"d.txt": "D.", "e.txt": "E.", "notes/out/f.txt": "F.", "out/f.txt": "F.", "sub": "x"})
    assert "d.txt is in the corpus already" in reason(folder, source / "d.txt")
    assert "d.txt cannot be written" in reason(folder, source / "d.txt", replace=True)
    assert "e.txt is in the corpus already" in reason(folder, source / "e.txt")
    assert outcomes(list(add(folder, [str(source / "e.txt")], replace=True))) == [("e.txt", "replaced")]
    assert (folder / "e.txt").read_text() == "E." and not (folder / "e.txt").is_symlink()
    (change,) = add(folder, [str(source / "out")], replace=True)
    assert "out is a link that leads out of the corpus folder" in change.notes[0]


def test_what_cannot_be_read_stays_out_and_the_others_go_in(folder: Path, tmp_path: Path) -> None:
    source = outside(tmp_path, {
        "new/bad.txt": b"\x7fELF\0\1", "new/c.txt": "The valve is red.", "new/empty.txt": " \n", "new/p.jpg": "x",
        "new/fr.txt": "Le café est fermé.".encode("cp1252"), "new/manifest.toml": "", "new/.git/x.txt": "x",
    })  # fmt: skip
    done = {change.name: change for change in add(folder, [str(source / "new")])}
    assert {change.name for change in done.values() if change.outcome == "added"} == {"new/c.txt", "new/fr.txt"}
    assert done["new/bad.txt"].notes[0].startswith("new/bad.txt is a binary file")
    assert done["new/empty.txt"].notes[0].startswith("new/empty.txt is empty")
    assert done["new/fr.txt"].notes[0].startswith("new/fr.txt was read as Windows-1252")
    others = [
        note for change in add(folder, [str(source / "new")]) if change.name == str(source / "new") for note in change.notes
    ]
    assert others[0].startswith("new/p.jpg is an image: ") and others[1].startswith("new/manifest.toml is no text: put what it")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("p.jpg", "p.jpg is an image: put what it says"),
        ("old.doc", "old.doc is of a format of another program: save it as .docx"),
        (".c.txt", ".c.txt is hidden: rename it"),
        ("manifest.toml", "manifest.toml is no text: put what it says into the manifest.toml of the corpus"),
        ("page.url", "page.url is a link to a page: save the page itself"),
        ("caf\udce9.txt", "caf?.txt has a name that is not in UTF-8: rename it"),
    ],
)
def test_names_that_are_refused(folder: Path, tmp_path: Path, name: str, told: str) -> None:
    assert reason(folder, outside(tmp_path, {name: "x"}) / name).startswith(told)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("gone.txt", "gone.txt is not there: check its name"),
        ("x" * 5000 + ".txt", "cannot be read (File name too long)"),
        ("a\0b.txt", "cannot be read"),
        ("", "is of a format that cannot be read"),
        ("/dev/zero.txt", "is not there"),
        ("https://example.org/page.html", f"https://example.org/page.html is an address: {ADDRESSES}"),
    ],
)
def test_arguments_that_are_no_file(folder: Path, source: str, told: str) -> None:
    assert told in reason(folder, source)


def test_a_pipe_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is not a regular file" in reason(folder, tmp_path / "pipe.txt")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a\nhttp://example.org/b?c=d\n\n",
        "- <https://example.org/a>\n* HTTPS://EXAMPLE.ORG/b\n".replace("<", "").replace(">", ""),
        "Pages\n" + "https://example.org/a\n" * 20,
    ],
)
def test_a_list_of_addresses_is_refused(folder: Path, tmp_path: Path, text: str) -> None:
    source = outside(tmp_path, {"links.txt": text})
    assert reason(folder, source / "links.txt") == f"links.txt is a list of addresses: {ADDRESSES}"


def test_a_text_with_addresses_in_it_is_added(folder: Path, tmp_path: Path) -> None:
    source = outside(tmp_path, {"c.txt": "See https://example.org/a for the rules.\n\nhttps://example.org/b\n"})
    assert outcomes(list(add(folder, [str(source / "c.txt")]))) == [("c.txt", "added")]


@pytest.mark.parametrize("name", [".", "sub", ".."])
def test_the_corpus_folder_is_not_added_to_itself(folder: Path, name: str) -> None:
    assert "is the corpus folder, lies in it, or holds it" in reason(folder, folder / name)


def test_a_full_disk_is_a_line_and_leaves_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = outside(tmp_path, {"c.txt": "The valve is red."})
    monkeypatch.setattr(os, "replace", full)
    assert "c.txt cannot be written (No space left on device)" in reason(folder, source / "c.txt")


def test_progress_is_told(folder: Path, tmp_path: Path) -> None:
    told = []
    source = outside(tmp_path, {"c.txt": "C.", "d.txt": "D."})
    list(add(folder, [str(source)], progress=lambda *step: told.append(step)))
    assert told == [("Adding", 1, 2), ("Adding", 2, 2)]


def test_files_are_removed_by_name(folder: Path) -> None:
    (folder / "e.txt").symlink_to("sub/b.md")
    (folder / "p.jpg").touch()
    done = list(remove(folder, ["a.txt", "./e.txt", "p.jpg"]))
    assert outcomes(done) == [("a.txt", "removed"), ("e.txt", "removed"), ("p.jpg", "removed")]
    assert list(snapshot(folder)) == [str(folder / "sub" / "b.md")]


def test_files_are_removed_by_the_id_of_their_document(folder: Path, tmp_path: Path) -> None:
    written(folder, {"sub/again.txt": "The pump starts at noon."})
    document = read_corpus(folder).documents[0]
    assert outcomes(list(remove(folder, [document.id], tmp_path / "parsed.sqlite3"))) == [
        ("a.txt", "removed"),
        ("sub/again.txt", "removed"),
    ]
    (left,) = read_corpus(folder).documents
    assert outcomes(list(remove(folder, [left.id[:5]]))) == [("sub/b.md", "removed")]
    assert outcomes(list(remove(folder, [left.id]))) == [(left.id, "refused")]


def test_what_the_manifest_still_says_is_named(folder: Path) -> None:
    written(folder, {"manifest.toml": "['a.txt']\ntitle = 'T'\n"})
    done = list(remove(folder, ["a.txt", "sub/b.md"]))
    assert [change.notes for change in done] == [('manifest.toml still has the table ["a.txt"]: remove it there',), ()]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone.txt", "no files of the corpus have the name or id gone.txt"),
        ("sub", "sub is a folder: name the files in it"),
        ("", "is a folder"),
        (".", "is a folder"),
        ("../outside/x.txt", "no files of the corpus"),
        ("sub/../a.txt", "no files of the corpus"),
        ("/etc/passwd", "no files of the corpus"),
        ("out/x.txt", "out is a link that leads out of the corpus folder"),
        ("manifest.toml", "manifest.toml is no text of the corpus"),
        (".git/config", ".git/config is no text of the corpus"),
        ("a\0b", "no files of the corpus"),
        ("x" * 5000, "no files of the corpus"),
        ("caf\udce9", "no files of the corpus"),
    ],
)
def test_what_is_not_removed(folder: Path, tmp_path: Path, name: str, told: str) -> None:
    outside(tmp_path, {"x.txt": "Secret."})
    (folder / "out").symlink_to("../outside")
    written(folder, {"manifest.toml": "", ".git/config": "x"})
    before = snapshot(tmp_path)
    done = list(remove(folder, [name, "a.txt"]))
    assert outcomes(done)[1] == ("a.txt", "removed") and done[0].outcome == "refused"
    assert told in done[0].notes[0]
    assert snapshot(tmp_path).keys() == before.keys() - {str(folder / "a.txt")}


def test_a_file_that_cannot_be_removed_is_a_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", denied)
    (change,) = remove(folder, ["a.txt"])
    assert change.notes == ("a.txt cannot be removed (Permission denied): check the permissions of the corpus folder",)


def test_the_corpus_that_ships_is_not_changed(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(default_folder())
    for shipped in (default_folder(), link, default_folder() / ".." / "sources"):
        with pytest.raises(CorpusError, match="cannot be changed: name a folder of your own with --corpus"):
            check_own(shipped)
    check_own(folder)
