"""The server as it is started, as a process of its own, to be measured and attacked on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass
class RealServer:
    """A running server. `said` is what it wrote on standard error, once it has ended."""

    address: str
    process: "subprocess.Popen[str]"
    said: str = ""

    def memory(self) -> int:
        """Resident memory in kilobytes, as Linux tells it."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))

    def processor_seconds(self) -> float:
        """Processor time of all its threads so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def real_server(folder: Path, **settings: str) -> Iterator[RealServer]:
    """A server with its feedback in that folder, once it is ready; it is stopped by SIGTERM at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "NISC_FEEDBACK": str(folder / "feedback.sqlite3"), **settings}
    with (folder / "stderr").open("w") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr, text=True, env=environment)
    server = RealServer(f"http://127.0.0.1:{port}", process)
    try:
        _wait(server)
        yield server
        if process.poll() is None:
            process.terminate()
            process.wait(60)
    finally:
        process.kill()
        process.wait()
        server.said = (folder / "stderr").read_text()


def _wait(server: RealServer) -> None:
    for _ in range(1800):
        try:
            httpx.get(f"{server.address}/readyz").raise_for_status()
            return
        except httpx.HTTPError:
            if server.process.poll() is not None:
                raise RuntimeError("the server has ended") from None
            time.sleep(0.1)
    raise TimeoutError(server.address)
