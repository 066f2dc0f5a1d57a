"""Whatever is wrong: one line, exit code 2, no traceback."""

import os
import pwd
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.packaged import E5, E5_FILE

ASK = ("ask", "When was the bridge opened?")
with socket.create_server(("127.0.0.1", 0)) as _free:
    FREE_PORT = str(_free.getsockname()[1])
COMMANDS = [ASK, ("corpus", "list"), ("index", "build"), ("serve", "--port", FREE_PORT)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_missing_corpus_folder(cli, tmp_path: Path, command: tuple[str, ...]):
    cli("--corpus", tmp_path / "none", "--index", tmp_path / "index", *command).refused("does not exist")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_corpus_folder_without_texts(cli, tmp_path: Path, command: tuple[str, ...]):
    (tmp_path / "empty").mkdir()
    cli("--corpus", tmp_path / "empty", "--index", tmp_path / "index", *command).refused("no file that can be read")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\x7fELF\x00\x01\x02" * 100, "binary"), (b"\xff\xff", "UTF-8"), (b"", "empty"), (b" \n\n ", "empty")],
)
def test_a_file_that_is_no_text(cli, folder: Path, tmp_path: Path, content: bytes, told: str):
    (folder / "bridge.txt").write_bytes(content)
    cli("--corpus", folder, "--index", tmp_path / "index", *ASK).refused(told)


def test_a_text_that_became_unreadable_after_the_index_was_built(cli, folder: Path):
    (folder / "bridge.txt").write_bytes(b"\xff\xff")
    cli("--corpus", folder, *ASK).refused("UTF-8")


def test_a_text_of_50_megabytes(cli, folder: Path, tmp_path: Path):
    (folder / "bridge.txt").unlink()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    cli("--corpus", folder, "--index", tmp_path / "index", *ASK).refused("huge.txt", "50 MB", "split")


def test_a_file_where_a_folder_is_wanted(cli, folder: Path, tmp_path: Path):
    cli("--corpus", folder / "bridge.txt", "--index", tmp_path / "index", *ASK).refused("not a folder")


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Root may read everything; an ordinary user may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def locked() -> Iterator[Path]:
    """A corpus folder outside pytest's own, which only its owner may enter, with a file that nobody may read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "secret.txt").write_text("Secret")
        (Path(name) / "secret.txt").chmod(0)
        yield Path(name)


def test_a_file_that_may_not_be_read(cli, locked: Path, nobody: None):
    outcome = cli("--corpus", locked, "corpus", "list")
    outcome.refused("secret.txt cannot be read (Permission denied): check its permissions")


def test_a_model_folder_that_is_not_there(cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", "/nowhere/model")
    cli(*ASK).refused("/nowhere/model", "NISC_EMBEDDING_MODEL")


def test_a_model_folder_without_a_model(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", str(tmp_path))
    cli(*ASK).refused("no model weights")


@pytest.mark.parametrize(("files", "told"), [((), "lacks"), ((E5_FILE,), "not the released file")])
def test_a_default_model_that_is_not_the_released_one(cli, tmp_path, monkeypatch, files: tuple[str, ...], told: str):
    package = tmp_path / E5.package
    package.mkdir()
    (package / "__init__.py").touch()
    for name in files:
        (package / name).write_bytes(b"changed")
    monkeypatch.syspath_prepend(str(tmp_path))
    cli(*ASK).refused(told, "reinstall")


def test_a_models_folder_that_cannot_be_written(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NISC_MODELS", str(tmp_path / "file"))
    cli(*ASK).refused("NISC_MODELS")


@pytest.mark.parametrize("content", [None, "", "{}", '{"threshold": "high"}'])
def test_a_parameter_file_without_parameters(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None):
    own = tmp_path / "own.json"
    if content is not None:
        own.write_text(content)
    monkeypatch.setenv("NISC_PARAMETERS", str(own))
    cli(*ASK).refused(f"{own} holds no answerability parameters", "eval calibrate")


@pytest.mark.parametrize("content", ["threads = ", "threads = 0", 'colour = "red"', "port = [1]"])
def test_a_bad_settings_file(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str):
    (tmp_path / "nisc.toml").write_text(content)
    monkeypatch.chdir(tmp_path)
    cli(*ASK).refused()
    assert cli("ask", "--help").code == 0


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("THREADS", "0"), ("THRESHOLD", "2"), ("PASSAGES", "-1")])
def test_a_bad_variable_is_named(cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"NISC_{name}", value)
    cli(*ASK).refused(f"NISC_{name}")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("corpus",),
        ("corpus", "show"),
        ("ask", "a", "b"),
        ("ask", "--nonsense"),
        ("serve", "--port", "many"),
        ("serve", "--port", "99999"),
        ("eval", "run", "--split", "nonsense"),
        ("eval", "calibrate", "--with", "a"),
        ("eval", "compare", "a"),
        ("eval", "explain"),
        ("--corpus",),
    ],
    ids=" ".join,
)
def test_a_command_line_that_is_not_understood(cli, arguments: tuple[str, ...]):
    cli(*arguments).refused()


def test_a_port_that_is_taken_before_anything_is_loaded(cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", "/nowhere/model")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        cli("serve", "--port", str(taken.getsockname()[1])).refused("Cannot serve", "port")
