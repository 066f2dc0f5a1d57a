"""The program as it is started: what it imports, pipes, signals, and odd bytes."""

import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from index.model import DEFAULT_MODEL, find_exported

START = [sys.executable, "-m", "assistant.cli"]
HEAD = "Who heads the Cybersecurity Strategic Headquarters?"
HEAVY = {
    "chromadb",
    "gradio",
    "sklearn",
    "torch",
    "onnx",
    "onnxruntime",
    "transformers",
    "langchain_core",
    "sentence_transformers",
}


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]):
    code = f"import sys, assistant.cli as c; c.run({arguments}); print('\\n' + ' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "nisc-assistant" in done.stdout
    assert not HEAVY & set(done.stderr.split())


def test_asking_loads_no_training_or_chat_library_and_takes_bytes_that_are_no_text(environment: None):
    code = "import sys, assistant.cli as c; c.run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    question = b"Who heads\xff\xfe the Cybersecurity Strategic Headquarters?"
    done = subprocess.run([sys.executable, "-c", code, "ask", question, "--json"], capture_output=True, timeout=60)
    assert b"Chief Cabinet Secretary" in done.stdout
    assert not {"torch", "transformers", "onnx", "sklearn", "gradio", "sentence_transformers", "ui", "evals"} & set(
        done.stderr.decode().split()
    )


def test_the_installed_program_is_this_one():
    script = shutil.which("nisc-assistant", path=str(Path(sys.executable).parent))
    if not script:
        pytest.skip("the project is not installed")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60)
    assert re.fullmatch(r"nisc-assistant \d+\.\d+\.\d+\S*\n", done.stdout)


def test_a_reader_that_stops_reading_is_no_error(environment: None):
    command = f"{sys.executable} -m assistant.cli corpus list --json | true"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["corpus list", "--help"])
def test_a_closed_stream_is_no_error(environment: None, command: str, closed: str):
    line = f"{sys.executable} -m assistant.cli {command} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) == (">&-" not in closed.split())


def test_a_batch_from_a_closed_stdin_is_one_line(environment: None):
    line = f"{sys.executable} -m assistant.cli ask --batch - <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stderr.startswith("nisc-assistant: - holds no question")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_one_line(environment: None):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*START, "corpus", "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("nisc-assistant: ") and done.stderr.count("\n") == 1


def test_serve_answers_until_interrupted(environment: None):
    with started() as (address, server):
        answer = when_up(address, server)
        assert "Chief Cabinet Secretary" in answer["answer"]
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=60)
    assert server.returncode == 0
    assert out == "" and "Traceback" not in err
    assert f"Serving on {address}/" in err


@pytest.fixture
def stuck(environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, FileLock]]:
    """An encoder that is not exported yet, and cannot be as long as the lock is held: serving goes on loading."""
    monkeypatch.setenv("NISC_MODELS", str(tmp_path / "models"))
    target = find_exported(DEFAULT_MODEL, tmp_path / "models")
    target.parent.mkdir()
    with FileLock(target.with_suffix(".lock")) as lock:
        yield target, lock


@contextmanager
def started(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server and its address, as soon as it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*START, "serve", "--port", str(port), *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        when_told(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.kill()
        server.communicate()


def test_a_failure_to_load_ends_the_server_with_one_line(stuck: tuple[Path, FileLock]):
    target, lock = stuck
    # The stream is what an open page holds.
    with started() as (address, server), httpx.stream("GET", f"{address}/gradio_api/heartbeat/one", timeout=30) as page:
        assert page.status_code == 200
        assert httpx.get(address, headers={"accept": "text/html"}, timeout=30).status_code == 200
        assert httpx.get(f"{address}/readyz").json() == {"status": "loading"}
        target.mkdir()  # an export without files
        lock.release()
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out) == (2, "")
    assert all(line.startswith("nisc-assistant: ") for line in err.splitlines()), err
    assert "Preparing" not in err.splitlines()[-1] and "Serving" not in err.splitlines()[-1]


def when_told(address: str, server: subprocess.Popen[str]) -> None:
    for _ in range(300):
        try:
            httpx.get(address).raise_for_status()
            return
        except httpx.HTTPError:
            assert server.poll() is None, server.stderr.read()
            time.sleep(0.1)
    raise TimeoutError(address)


def when_up(address: str, server: subprocess.Popen[str]) -> dict:
    when_told(f"{address}/readyz", server)
    time.sleep(2.5)  # the address is told once it is clear that it can be served
    return httpx.post(f"{address}/api/ask", json={"question": HEAD}, timeout=30).json()


def test_a_terminal_gets_a_progress_bar_and_stdout_only_results(environment: None, folder: Path, tmp_path: Path):
    ours, theirs = pty.openpty()
    command = [*START, "--corpus", str(folder), "--index", str(tmp_path / "new"), "index", "build"]
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    shown = read_all(ours)
    out, _ = done.communicate(timeout=60)
    assert done.returncode == 0 and out.count("\n") == 1 and out.startswith("The index in")
    assert "Encoding" in shown and "Storing" in shown


def read_all(descriptor: int) -> str:
    data = b""
    while True:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:  # how Linux tells that the other side is closed
            piece = b""
        if not piece:
            os.close(descriptor)
            return data.decode()
        data += piece
