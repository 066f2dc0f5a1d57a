import json
import os
import pty
import socket
import sys
from pathlib import Path

import pytest

from assistant import cli as command_line
from assistant.settings import load_settings
from corpus import reader
from corpus.document import Corpus
from corpus.reader import default_folder, read_corpus
from tests.cli.conftest import Outcome, Run


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return read_corpus(default_folder())


def test_list_as_json_tells_every_document(cli, shipped: Corpus):
    rows = json.loads(cli("corpus", "list", "--json").out)
    assert [(r["id"], r["characters"], r["title"], r["language"]) for r in rows] == [
        (d.id, len(d.text), d.title, d.language) for d in shipped.documents
    ]
    assert [(r["as_of"], r["url"]) for r in rows] == [(d.as_of.isoformat(), d.url) for d in shipped.documents]
    assert [(r["file"], r["pages"]) for r in rows] == [(d.file, 0) for d in shipped.documents]


def test_passages_that_stand_in_two_documents_count_in_both(cli, shipped: Corpus):
    rows = {r["id"]: r["passages"] for r in json.loads(cli("corpus", "list", "--json").out)}
    for document in shipped.documents:
        own = [p for p in shipped.passages if p.document_id == document.id]
        merged = [p for p in shipped.passages if document.id in {place.document_id for place in p.also_in}]
        assert rows[document.id] == len({p.id for p in own + merged})


def test_list_has_a_line_for_each_document(cli, shipped: Corpus):
    lines = cli("corpus", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [d.id for d in shipped.documents]
    assert all(d.title in line and d.file in line for d, line in zip(shipped.documents, lines, strict=True))


def test_show_prints_the_text_and_nothing_else(cli, shipped: Corpus):
    for document in shipped.documents:
        assert cli("corpus", "show", document.id).out == document.text
        assert cli("corpus", "show", document.id[:6]).out == document.text


def test_show_keeps_every_character_whatever_the_locale(program, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Überblick\n\n内閣サイバーセキュリティセンター → “NISC”.\n", encoding="utf-8")
    document = read_corpus(tmp_path).documents[0]
    outcome = program("--corpus", str(tmp_path), "corpus", "show", document.id, env={"PYTHONIOENCODING": "ascii"})
    assert outcome.out == document.text


@pytest.mark.parametrize("unknown", ["ffffffffffff", "", "zz", "\udcff"])
def test_an_unknown_id_says_how_to_list_them(cli, unknown: str):
    cli("corpus", "show", unknown).refused("nisc-assistant corpus list")


def test_no_index_and_no_encoder_is_needed(cli, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", "/nowhere")
    outcome = cli("--corpus", folder, "--index", tmp_path / "none", "corpus", "list")
    assert outcome.code == 0 and "The harbour bridge" in outcome.out
    assert not (tmp_path / "none").exists()


OPENED = "When was the bridge opened?"
with socket.create_server(("127.0.0.1", 0)) as _free:
    FREE_PORT = str(_free.getsockname()[1])


@pytest.fixture
def mixed(folder: Path) -> Path:
    """Texts, one of them twice and three in encodings to guess, and a broken link, a picture, an empty and a binary file."""
    (folder / "b.txt").write_bytes("ポンプは正午に起動する。".encode("cp932"))
    (folder / "c.txt").write_bytes("The café is blue – always.".encode("cp1252"))
    (folder / "d.txt").write_bytes("The valve is red.".encode("utf-16-le"))
    (folder / "e.txt").symlink_to("gone.txt")
    (folder / "f.jpg").touch()
    (folder / "g.md").touch()
    (folder / "h.md").write_text("The valve is red.")
    (folder / "i.txt").write_bytes(b"\x7fELF\0\1")
    return folder


# In the order in which they are told: of files that are not read, then of those that are.
LEFT_OUT = [
    "e.txt is a broken link: remove it, or restore what it leads to",
    "f.jpg is an image: put what it says into a text, or into a PDF with text in it",
    "b.txt was read as Shift_JIS: convert it to UTF-8 if its text looks wrong",
    "c.txt was read as Windows-1252: convert it to UTF-8 if its text looks wrong",
    "d.txt was read as UTF-16 without a mark: convert it to UTF-8 if its text looks wrong",
    "g.md is empty: put text into it, or remove it",
    "i.txt is a binary file, not text: remove it from the corpus or export it as UTF-8 text",
]


def told(outcome: Outcome) -> list[str]:
    lines = outcome.err.splitlines()
    assert all(line.startswith("nisc-assistant: ") for line in lines)
    return [line.removeprefix("nisc-assistant: ") for line in lines]


def test_what_is_left_out_is_told_by_whatever_reads_the_corpus(cli: Run, mixed: Path, tmp_path: Path):
    where = ("--corpus", mixed, "--index", tmp_path / "index")
    listed = cli(*where, "corpus", "list")
    assert (listed.code, told(listed), listed.out.count("\n")) == (0, LEFT_OUT, 4)
    asked = cli(*where, "ask", OPENED)
    assert asked.code == 0 and "1932" in asked.out and told(asked) == LEFT_OUT
    assert told(cli(*where, "ask", OPENED)) == []
    assert told(cli(*where, "index", "build")) == LEFT_OUT
    (mixed / "e.txt").unlink()
    assert told(cli(*where, "index", "build")) == LEFT_OUT[1:]
    (mixed / "bridge.txt").write_text("The bridge was opened in 1933.")
    rebuilt = cli(*where, "ask", OPENED)
    assert "1933" in rebuilt.out and told(rebuilt) == LEFT_OUT[1:]


@pytest.mark.parametrize("command", [("ask", OPENED), ("corpus", "list"), ("index", "build"), ("serve", "--port", FREE_PORT)])
def test_strict_stops_and_names_all(cli: Run, mixed: Path, tmp_path: Path, command: tuple[str, ...], monkeypatch):
    where = ("--corpus", mixed, "--index", tmp_path / "index")
    stopped = cli(*where, "--strict", *command)
    assert (stopped.code, stopped.out, told(stopped)) == (2, "", LEFT_OUT)
    monkeypatch.setenv("NISC_STRICT", "true")
    assert told(cli(*where, *command)) == LEFT_OUT


def test_strict_stops_though_an_index_was_built_before(cli: Run, mixed: Path, tmp_path: Path):
    where = ("--corpus", mixed, "--index", tmp_path / "index")
    assert cli(*where, "index", "build").code == 0
    assert told(cli(*where, "--strict", "ask", OPENED)) == LEFT_OUT


def test_strict_lets_pass_what_is_whole(cli: Run, folder: Path, tmp_path: Path):
    outcome = cli("--corpus", folder, "--index", tmp_path / "index", "--strict", "ask", OPENED)
    assert (outcome.code, outcome.err) == (0, "") and "1932" in outcome.out


def test_strict_holds_for_whatever_opens_an_index(mixed: Path, tmp_path: Path, encoder):
    from assistant.freshness import current_index, rebuild
    from corpus.errors import CorpusError

    settings = load_settings(corpus=mixed, index=tmp_path / "index", strict=True)
    for opening in (current_index, rebuild):
        with pytest.raises(CorpusError, match="nothing may be left out of the corpus, but 7 things are"):
            opening(settings, encoder)


def test_check_has_a_line_for_each_file_then_what_is_left_out(cli: Run, mixed: Path):
    outcome = cli("--corpus", mixed, "corpus", "check")
    lines = outcome.out.splitlines()
    assert outcome.code == 1 and len(lines) == 5
    assert all(name in line for name, line in zip(["b.txt", "bridge.txt", "c.txt", "d.txt", "h.md"], lines, strict=True))
    assert "Shift_JIS (guessed)" in lines[0] and "UTF-8" in lines[1] and lines[4].endswith("h.md  (repeats d.txt)")
    guessed = LEFT_OUT[2:5]
    assert told(outcome) == [*guessed, *(line for line in LEFT_OUT if line not in guessed)]


def test_check_as_json(cli: Run, mixed: Path):
    (mixed / "manifest.toml").write_text("['bridge.txt']\ntitle = 'Bridges'\nas_of = 2024-05-15\n")
    outcome = cli("--corpus", mixed, "corpus", "check", "--json")
    report = json.loads(outcome.out)
    assert outcome.code == 1 and [line.split()[0] for line in report["left_out"]] == ["e.txt", "f.jpg", "g.md", "i.txt"]
    assert [line.split()[0] for line in report["guessed"]] == ["b.txt", "c.txt", "d.txt"]
    row = next(row for row in report["files"] if row["file"] == "bridge.txt")
    assert row["id"] == read_corpus(mixed).documents[1].id
    assert {name: value for name, value in row.items() if name not in ("id", "characters", "passages")} == {
        "file": "bridge.txt", "format": "txt", "title": "Bridges", "language": "en", "as_of": "2024-05-15", "pages": 0,
        "encoding": "UTF-8", "is_guessed": False, "same_as": "",
    }  # fmt: skip


def test_check_of_a_corpus_that_can_be_read(cli: Run, folder: Path, tmp_path: Path):
    (folder / "c.txt").write_bytes("The café is blue – always.".encode("cp1252"))
    outcome = cli("--corpus", folder, "--index", tmp_path / "none", "corpus", "check")
    assert outcome.code == 0 and [line.split()[0] for line in told(outcome)] == ["c.txt"]
    assert not (tmp_path / "none").exists()
    assert cli("--corpus", folder, "--strict", "corpus", "check").code == 2


def test_check_of_a_corpus_that_cannot(cli: Run, folder: Path):
    (folder / "bridge.txt").write_bytes(b"\0")
    outcome = cli("--corpus", folder, "corpus", "check")
    assert (outcome.code, outcome.out) == (1, "") and told(outcome)[0].startswith("bridge.txt is a binary file")
    (folder / "bridge.txt").unlink()
    cli("--corpus", folder, "corpus", "check").refused("no file that can be read")


def test_an_unchanged_file_is_parsed_once(cli: Run, mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    where = ("--corpus", mixed, "--index", tmp_path / "index")
    parsed: list[str] = []
    read = reader.read_file
    monkeypatch.setattr(reader, "read_file", lambda file: (parsed.append(file.name), read(file))[1])
    cli(*where, "index", "build")
    assert sorted(set(parsed) - {"i.txt"}) == sorted(name for name in parsed if name != "i.txt")
    (mixed / "bridge.txt").write_text("The bridge was opened in 1933.")
    parsed.clear()
    for command in (("index", "build"), ("corpus", "list"), ("corpus", "check"), ("index", "build", "--force")):
        cli(*where, *command)
    assert parsed.count("bridge.txt") == 1 and set(parsed) == {"bridge.txt", "i.txt"}


def test_add_then_ask_then_remove(cli: Run, folder: Path, tmp_path: Path):
    where = ("--corpus", folder, "--index", tmp_path / "index")
    new = tmp_path / "new"
    new.mkdir()
    (new / "tower.txt").write_text("The tower\n\nThe tower was finished in 1889.\n")
    (new / "fr.txt").write_bytes("Le café est fermé.".encode("cp1252"))
    (new / "bad.txt").write_bytes(b"\0")
    (new / "links.txt").write_text("https://example.org/a\nhttps://example.org/b\n")
    added = cli(*where, "corpus", "add", new / "tower.txt", new / "bad.txt", new / "links.txt", new / "fr.txt")
    assert added.code == 2 and added.out == "tower.txt: added, 42 characters\nfr.txt: added, 18 characters\n"
    assert [line.split(":")[0] for line in told(added)] == [
        "fr.txt was read as Windows-1252", "bad.txt is a binary file, not text", "links.txt is a list of addresses",
    ]  # fmt: skip
    assert "1889" in cli(*where, "ask", "When was the tower finished?").out
    (new / "tower.txt").write_text("The tower was finished in 1890.")
    cli(*where, "corpus", "add", new / "tower.txt").refused("tower.txt is in the corpus already", "--replace")
    assert cli(*where, "corpus", "add", "--replace", new / "tower.txt").out == "tower.txt: replaced, 31 characters\n"
    assert cli(*where, "corpus", "add", new / "tower.txt").out == "tower.txt: already there\n"
    document = next(d for d in read_corpus(folder).documents if d.file == "tower.txt")
    removed = cli(*where, "corpus", "remove", document.id[:8], "fr.txt")
    assert (removed.code, removed.out, removed.err) == (0, "tower.txt: removed\nfr.txt: removed\n", "")
    assert [path.name for path in folder.iterdir()] == ["bridge.txt"]


def test_remove_names_what_is_left_over_and_what_is_not_there(cli: Run, folder: Path):
    (folder / "manifest.toml").write_text("['bridge.txt']\ntitle = 'Bridges'\n")
    outcome = cli("--corpus", folder, "corpus", "remove", "bridge.txt", "gone.txt")
    assert (outcome.code, outcome.out) == (2, "bridge.txt: removed\n")
    assert told(outcome) == [
        'manifest.toml still has the table ["bridge.txt"]: remove it there',
        "no files of the corpus have the name or id gone.txt: see: nisc-assistant corpus list",
    ]


@pytest.mark.parametrize("command", [("add", "a.txt"), ("add", "--replace", "a.txt"), ("remove", "nisc-eng-home-page.txt")])
def test_the_corpus_that_ships_is_not_changed(cli: Run, command: tuple[str, ...]):
    before = sorted(path.name for path in default_folder().iterdir())
    cli("corpus", *command).refused("cannot be changed", "--corpus")
    assert sorted(path.name for path in default_folder().iterdir()) == before


def test_progress_on_a_terminal(environment: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"Rule {number} holds.")
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        sources = [str(tmp_path / f"{number}.txt") for number in range(30)]
        assert command_line.run(["--corpus", str(folder), "corpus", "add", *sources]) == 0
        assert command_line.run(["--corpus", str(folder), "corpus", "check"]) == 0
        terminal.flush()
        shown = os.read(ours, 1_000_000).decode()
    os.close(ours)
    assert "Adding" in shown and "Reading" in shown and "100%" in shown
