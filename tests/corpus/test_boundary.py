"""A corpus stays in its folder: links that lead out of it and hidden texts are refused and named."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import boundary
from corpus.errors import CorpusError
from corpus.files import read_folder
from corpus.reader import corpus_fingerprint
from tests.corpus.conftest import Write

SECRET = "SECRET, and nothing that a corpus may hold."
LINK = "copy the file into the folder, or remove the link"


@pytest.fixture
def folder(write: Write) -> Path:
    """A corpus with a text, beside a folder that is none of its business."""
    made = write({"a.txt": "Text.", "sub/b.txt": "More text."})
    (made.parent / "outside").mkdir()
    (made.parent / "outside" / "secret.txt").write_text(SECRET)
    return made


def problems(folder: Path) -> list[str]:
    """What is left out; the rest is read all the same."""
    found = read_folder(folder)
    assert found.found and corpus_fingerprint(folder)
    assert all(line.isprintable() and SECRET not in line for line in found.problems)
    return list(found.problems)


def refusal(folder: Path) -> str:
    messages = []
    for read in (read_folder, corpus_fingerprint):
        with pytest.raises(CorpusError) as caught:
            read(folder)
        messages.append(str(caught.value))
    assert messages[0] == messages[1] and messages[0].isprintable() and SECRET not in messages[0]
    return messages[0]


def names(folder: Path) -> list[str]:
    return [file.name for file in read_folder(folder).files]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("link.txt", "../outside/secret.txt"),
        ("sub/link.MD", "../../outside/secret.txt"),
        ("link.txt", "/etc/passwd"),
        ("link.txt", "/dev/zero"),
        ("link.txt", "../outside/pipe"),
        ("link.txt", "../outside/gone.txt"),
        ("link.txt", "sub/../../outside/secret.txt"),
        ("linked", "../outside"),
        ("sub/linked", "/"),
        ("linked.txt", "../outside"),
        ("up", ".."),
    ],
)
def test_a_link_that_leads_out_of_the_folder_is_left_out(folder: Path, name: str, target: str) -> None:
    os.mkfifo(folder.parent / "outside" / "pipe")
    (folder / name).symlink_to(target)
    assert problems(folder) == [f"{name} is a link that leads out of the corpus folder: {LINK}"]
    assert names(folder) == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize("target", ["../outside/secret.txt", "../outside/gone.toml", "/dev/zero"])
def test_a_manifest_that_leads_out_of_the_folder_is_an_error(folder: Path, target: str) -> None:
    (folder / "manifest.toml").symlink_to(target)
    assert refusal(folder) == f"manifest.toml is a link that leads out of the corpus folder: {LINK}"


def test_a_chain_of_links_is_followed_to_its_end(folder: Path) -> None:
    (folder / "one.txt").symlink_to("sub/two")
    (folder / "sub" / "two").symlink_to(folder / "three")
    (folder / "three").symlink_to("../outside/secret.txt")
    assert "one.txt is a link that leads out" in problems(folder)[0]
    (folder / "three").unlink()
    (folder / "three").symlink_to("a.txt")
    assert names(folder) == ["a.txt", "one.txt", "sub/b.txt"]


def test_a_folder_beside_whose_name_begins_alike_is_outside(folder: Path) -> None:
    beside = folder.with_name(f"{folder.name}-old")
    beside.mkdir()
    (beside / "a.txt").write_text(SECRET)
    (folder / "link.txt").symlink_to(beside / "a.txt")
    assert "link.txt is a link" in problems(folder)[0]


def test_a_link_within_the_folder_is_read_and_a_linked_folder_once(folder: Path) -> None:
    (folder / "link.txt").symlink_to("sub/b.txt")
    (folder / "sub" / "absolute.txt").symlink_to(folder / "a.txt")
    (folder / "again").symlink_to("sub")
    (folder / "sub" / "round").symlink_to("..")
    (folder / "manifest.toml").symlink_to("sub/about.toml")
    (folder / "sub" / "about.toml").write_text("['a.txt']\ntitle = 'T'\n")
    found = read_folder(folder)
    assert [line.split()[0] for line in found.problems] == ["sub/about.toml"]
    assert [(file.name, file.data) for file in found.files] == [
        ("a.txt", b"Text."), ("link.txt", b"More text."), ("sub/absolute.txt", b"Text."), ("sub/b.txt", b"More text."),
    ]  # fmt: skip
    assert found.manifest == b"['a.txt']\ntitle = 'T'\n"


def test_links_in_a_circle_and_to_nowhere_end(folder: Path) -> None:
    (folder / "one.txt").symlink_to("two.txt")
    (folder / "two.txt").symlink_to("one.txt")
    broken = "is a broken link: remove it, or restore what it leads to"
    assert problems(folder) == [f"one.txt {broken}", f"two.txt {broken}"]
    (folder / "one.txt").unlink()
    assert problems(folder) == [f"two.txt {broken}"]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.tmp")
    (folder / "pipe.txt").symlink_to("pipe.tmp")
    assert problems(folder) == ["pipe.txt is not a regular file: remove it from the corpus folder"]
    (folder / "manifest.toml").symlink_to("pipe.tmp")
    assert "manifest.toml is not a regular file" in refusal(folder)


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    (folder / "again.txt").symlink_to(link / "a.txt")
    assert names(link) == names(folder) == ["a.txt", "again.txt", "sub/b.txt"]


def test_what_is_no_text_is_named_wherever_it_leads(folder: Path) -> None:
    (folder / "picture.png").symlink_to("../outside/secret.txt")
    assert names(folder) == ["a.txt", "sub/b.txt"]
    assert problems(folder)[0].startswith("picture.png is an image: ")


@pytest.mark.parametrize("name", [".notes.txt", "sub/.b.md", ".TXT.TXT"])
def test_a_hidden_text_is_left_out_and_named(folder: Path, name: str) -> None:
    (folder / name).write_text(SECRET)
    message = f"{name} is a hidden file: rename it without the dot, or move it out of the corpus folder"
    assert problems(folder) == [message]


@pytest.mark.parametrize("target", [".git/notes.txt", ".notes", ".git"])
def test_a_link_to_something_hidden_is_left_out(folder: Path, target: str) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text(SECRET)
    (folder / ".notes").write_text(SECRET)
    (folder / "link.txt").symlink_to(target)
    assert problems(folder) == [f"link.txt is a link to {target}, which is hidden: {LINK}"]


def test_hidden_folders_and_what_programs_leave_behind_are_left_out(write: Write) -> None:
    folder = write({
        "a.txt": "Text.", ".git/x.txt": SECRET, "sub/.drafts/deep/x.md": SECRET, ".ipynb_checkpoints/x.txt": SECRET,
        ".venv/x.py": SECRET, "._a.txt": b"\0\5\x16\7", ".a.txt.swp": SECRET, ".DS_Store": b"\0",
    })  # fmt: skip
    (folder / ".linked").symlink_to(folder / "sub" / ".drafts")
    (folder / ".#a.txt").symlink_to("someone@somewhere.1234")
    assert names(folder) == ["a.txt"]
    remedy = "rename what holds texts of the corpus without the dot"
    assert problems(folder) == [f"sub/.drafts is a hidden folder: {remedy}"]
    for number in range(6):
        (folder / f".h{number}").mkdir()
        (folder / f".h{number}" / "a.txt").write_text(SECRET)
    assert problems(folder) == [f".h0, .h1, .h2, .h3, .h4 and 2 more are hidden folders: {remedy}"]


def test_a_dot_in_the_way_to_the_folder_hides_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "texts"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Text.")
    (folder / "b.txt").symlink_to("a.txt")
    assert names(folder) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("name", ["a\nb.txt", "\x1b[31mred.txt", "\u202etxt.exe.txt", "caf\udce9.txt", "\x9b.txt"])
def test_the_message_stays_one_printable_line_whatever_the_name(folder: Path, name: str) -> None:
    (folder / name).symlink_to("../outside/secret.txt")
    (line,) = problems(folder)
    assert ("is a link that leads out of the corpus folder" in line) != ("\udce9" in name)
    (folder / name).unlink()
    (folder / f"{name[:-4]}.jpg").touch()
    assert len(problems(folder)) == 1


Swap = Callable[[Path], None]


def file_to_link(folder: Path) -> None:
    (folder / "sub" / "b.txt").unlink()
    (folder / "sub" / "b.txt").symlink_to("../../outside/secret.txt")


def folder_to_link(folder: Path) -> None:
    (folder / "sub").rename(folder.parent / "moved")
    (folder.parent / "outside" / "b.txt").write_text(SECRET)
    (folder / "sub").symlink_to("../outside")


def file_to_pipe(folder: Path) -> None:
    (folder / "sub" / "b.txt").unlink()
    os.mkfifo(folder / "sub" / "b.txt")


@pytest.mark.parametrize("swap", [file_to_link, folder_to_link, file_to_pipe])
def test_what_is_replaced_after_it_was_looked_at_is_not_read(folder: Path, monkeypatch, swap: Swap) -> None:
    looked_at = boundary.target

    def too_early(root: Path, name: str) -> str:
        found = looked_at(root, name)
        if name == "sub/b.txt":
            swap(folder)
        return found

    monkeypatch.setattr(boundary, "target", too_early)
    found = read_folder(folder)
    assert [file.name for file in found.found] == ["a.txt"]
    (line,) = found.problems
    assert line.startswith(("sub/b.txt cannot be read", "sub/b.txt is not a regular file"))


def test_what_is_replaced_after_it_was_found_is_not_read(folder: Path) -> None:
    found = read_folder(folder)
    file_to_link(folder)
    with pytest.raises(CorpusError, match="leads out of the corpus folder"):
        found.read(found.found[1])


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="no /proc here")
def test_reading_leaves_no_file_open(folder: Path) -> None:
    def is_open() -> set[str]:
        return set(os.listdir("/proc/self/fd"))

    before = is_open()
    read_folder(folder)
    (folder / "pipe.txt").symlink_to("/dev/zero")
    problems(folder)
    assert is_open() == before
