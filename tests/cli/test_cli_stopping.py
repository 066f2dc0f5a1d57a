"""Starting and stopping the server: what is in progress comes to its end, and the exit code is 0."""

import json
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from index import generation
from tests.cli.test_cli_program import START, started, stuck, when_told

__all__ = ["stuck"]
QUESTION = "Who heads the Cybersecurity Strategic Headquarters?"
AT_ONCE = 20


def ask(address: str, number: int) -> tuple[int, str]:
    """The status and the beginning of the answer to a question that takes a while."""
    headers = {"accept": "text/event-stream"} if number % 2 else {}
    question = {"question": f"{QUESTION} And what is number {number}? When was the Basic Act enacted? Who is the director?"}
    response = httpx.post(f"{address}/api/ask", json=question, headers=headers, timeout=60)
    text = response.text if not number % 2 else response.text.rstrip().rpartition("data: ")[2]
    return response.status_code, json.loads(text).get("status", text)


@pytest.mark.parametrize(("sent", "after"), [(signal.SIGTERM, 0.0), (signal.SIGINT, 0.05), (signal.SIGTERM, 0.3)])
def test_answers_in_progress_are_finished(environment: None, sent: signal.Signals, after: float) -> None:
    with started() as (address, server), ThreadPoolExecutor(AT_ONCE) as pool:
        when_told(f"{address}/readyz", server)
        with httpx.stream("GET", f"{address}/gradio_api/heartbeat/page", timeout=60) as page:
            assert page.status_code == 200  # an open page does not hold the server up
            answers = [pool.submit(ask, address, i) for i in range(AT_ONCE)]
            time.sleep(0.1 + after)
            server.send_signal(sent)
            assert [answer.result() for answer in answers] == [(200, "partial")] * AT_ONCE
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out) == (0, "")
    assert all(line.startswith("nisc-assistant: Serving on ") for line in err.splitlines()), err


def test_the_first_moment_after_readiness_is_as_good_as_any(environment: None) -> None:
    with started() as (address, server):
        when_told(f"{address}/readyz", server)
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out) == (0, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_loads(stuck: tuple[Path, FileLock], sent: signal.Signals) -> None:
    with started() as (address, server):
        assert httpx.get(f"{address}/readyz").json() == {"status": "loading"}
        server.send_signal(sent)
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out) == (0, "")
    assert all(line.startswith("nisc-assistant: ") for line in err.splitlines()), err


def test_an_interrupt_in_code_that_was_a_string_is_forgotten() -> None:
    code = """
import os, signal
from ui.running import Stop
stop = Stop()
with stop.heeded():
    try:
        with stop.interrupting():
            exec("os.kill(os.getpid(), signal.SIGINT)")
    except KeyboardInterrupt:
        print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


def test_a_second_signal_ends_it_at_once(environment: None) -> None:
    with started() as (address, server):
        when_told(f"{address}/readyz", server)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 128 + signal.SIGTERM


def test_what_has_nothing_to_say_does_not_hold_it_up(environment: None) -> None:
    with started() as (address, server):
        when_told(f"{address}/readyz", server)
        host, port = "127.0.0.1", int(address.rpartition(":")[2])
        with socket.create_connection((host, port)) as half, socket.create_connection((host, port)) as quiet:
            half.sendall(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
            quiet.sendall(b"GET /gradio_api/heartbeat/quiet HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in quiet.recv(1000)
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=15)  # an answer may take 30 s: it does not wait so long for what is none
    assert server.returncode == 0


def test_readiness_tells_when_the_index_is_gone_and_says_why_once(
    environment: None, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NISC_CORPUS", str(folder))
    monkeypatch.setenv("NISC_INDEX", str(tmp_path / "index"))
    with started() as (address, server):
        when_told(f"{address}/readyz", server)
        current = generation.current(tmp_path / "index")
        current.rename(current.with_name("elsewhere"))
        for _ in range(3):
            ready = httpx.get(f"{address}/readyz")
            assert ready.status_code == 503 and ready.json()["status"] == "failing"
            answer = httpx.post(f"{address}/api/ask", json={"question": "Who opened it?"}, timeout=30)
            for response in (ready, answer):
                assert str(tmp_path) not in response.text
        assert httpx.get(f"{address}/healthz").status_code == 200
        current.with_name("elsewhere").rename(current)
        assert httpx.get(f"{address}/readyz").status_code == 200
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=60)
    told = [line for line in err.splitlines() if "Serving" not in line and "building" not in line]
    assert told and len(told) == len(set(told)) <= 2, err
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_to_others_has_to_be_meant(environment: None, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*START, "serve", "--host", host, "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if "Cannot serve" in done.stderr:
        pytest.skip("there is no such address here")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "--open" in done.stderr and "no sign-in" in done.stderr


def test_what_is_open_to_whom_is_said(environment: None) -> None:
    with started("--host", "0.0.0.0", "--open") as (_, server):
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Open to everyone who reaches every address of this machine" in err
    assert "NISC_HOSTS" in err and "/metrics is for 127.0.0.0/8, ::1/128 only" in err
