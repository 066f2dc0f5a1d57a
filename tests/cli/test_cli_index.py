import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import Settings
from index import generation


@pytest.fixture
def own(settings: Settings, environment: None, tmp_path: Path) -> Path:
    """A copy of the shared index that a test may damage."""
    return Path(shutil.copytree(settings.index_folder, tmp_path / "own"))


def edit_manifest(root: Path, **changes: object) -> None:
    path = generation.current(root) / generation.MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_build_then_status_then_verify(cli, folder: Path, tmp_path: Path):
    where = ("--corpus", folder, "--index", tmp_path / "new")
    cli(*where, "index", "status").refused("no index", "index build")
    cli(*where, "index", "verify").refused("no index", "index build")
    built = cli(*where, "index", "build")
    assert built.code == 0 and "1 documents" in built.out
    status = cli(*where, "index", "status")
    name = generation.current(tmp_path / "new").name
    assert status.code == 0 and name in status.out and str(tmp_path / "new") in status.out
    assert "multilingual-e5-small" in status.out and "up to date   yes" in status.out
    assert cli(*where, "index", "verify").out.startswith("ok")


def test_build_does_nothing_when_up_to_date_unless_forced(cli, own: Path):
    before = generation.current(own)
    assert cli("--index", own, "index", "build").code == 0
    assert generation.current(own) == before
    assert cli("--index", own, "index", "build", "--force").code == 0
    assert generation.current(own) != before


def test_a_changed_corpus_is_told_and_built_by_ask(cli, folder: Path, tmp_path: Path):
    where = ("--corpus", folder, "--index", tmp_path / "new")
    assert "1932" in cli(*where, "ask", "When was the bridge opened?").out
    (folder / "tower.txt").write_text("The tower\n\nThe tower was finished in 1889.\n")
    assert "no: the corpus has changed" in cli(*where, "index", "status").out
    assert "1889" in cli(*where, "ask", "When was the tower finished?").out
    assert "up to date   yes" in cli(*where, "index", "status").out


def test_another_encoder_is_told(cli, own: Path):
    edit_manifest(own, encoder="another")
    assert "no: it was built by another encoder" in cli("--index", own, "index", "status").out
    cli("--index", own, "index", "verify").refused("another encoder", "index build")


@pytest.mark.parametrize("name", ["sentences.npy", "manifest.json"])
def test_a_truncated_file_is_told_by_verify_and_mended_by_ask(cli, own: Path, name: str):
    path = generation.current(own) / name
    path.write_bytes(path.read_bytes()[:-20])
    cli("--index", own, "index", "verify").refused("index build --force")
    assert "Chief Cabinet Secretary" in cli("--index", own, "ask", "Who heads the Cybersecurity Strategic Headquarters?").out
    assert cli("--index", own, "index", "verify").code == 0


def test_an_index_of_another_format_is_told_and_built_anew(cli, own: Path):
    edit_manifest(own, format=99)
    cli("--index", own, "index", "status").refused("format", "index build --force")
    assert cli("--index", own, "index", "build").code == 0
    assert cli("--index", own, "index", "status").code == 0


def test_verify_has_a_line_for_each_changed_file_after_what_to_do(cli, own: Path):
    for name in ("sentences.npy", "passages.npy"):
        path = generation.current(own) / name
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    outcome = cli("--index", own, "index", "verify")
    lines = outcome.err.splitlines()
    assert outcome.code == 2 and outcome.out == ""
    assert "index build --force" in lines[0]
    assert any("sentences.npy" in line for line in lines[1:]) and any("passages.npy" in line for line in lines[1:])
    assert all(line.startswith("nisc-assistant: ") for line in lines)


@pytest.mark.parametrize("command", [("ask", "Who heads NISC?"), ("index", "build"), ("index", "build", "--force")])
def test_an_index_path_that_is_a_file_is_refused(cli, tmp_path: Path, command: tuple[str, ...]):
    file = tmp_path / "file"
    file.write_text("no folder")
    cli("--index", file, *command).refused("--index")
    assert file.read_text() == "no folder"


def read_only(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77; shift; exec "$@"'
    program = [sys.executable, "-m", "assistant.cli", "--index", str(folder), *command]
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", str(folder), *program], capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(not shutil.which("unshare") or os.geteuid() != 0, reason="a read-only mount needs root and unshare")
def test_a_read_only_index_answers_and_refuses_to_be_rebuilt(own: Path):
    asked = read_only(own, "ask", "Who heads the Cybersecurity Strategic Headquarters?")
    if asked.returncode in (1, 77) and "nisc-assistant" not in asked.stderr:
        pytest.skip(f"no read-only mount possible here: {asked.stderr.strip()}")
    assert asked.returncode == 0, asked.stderr
    assert "Chief Cabinet Secretary" in asked.stdout
    built = read_only(own, "index", "build", "--force")
    assert built.returncode == 2 and built.stdout == ""
    assert built.stderr.startswith("nisc-assistant: Cannot write the index") and built.stderr.count("\n") == 1
