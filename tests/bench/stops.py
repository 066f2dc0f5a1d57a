"""Answers in flight when the server is told to stop: `python -m tests.bench.stops [--times N]`.

Each time a server of its own on loopback is started, asked by twenty clients at once, and sent SIGTERM or SIGINT at another
moment: from before the questions have left to when the first are answered. Exit code 1 where an answer was cut off, or the
server ended with another code than 0 or with a traceback.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.bench.real_server import real_server

AT_ONCE = 20
QUESTION = "Who heads the Cybersecurity Strategic Headquarters? When was it established? What is the legal basis of number {}?"


def ask(address: str, number: int, together: threading.Barrier) -> str:
    """What became of one question, on a connection that is open before."""
    headers = {"content-type": "application/json", **({"accept": "text/event-stream"} if number % 2 else {})}
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    connection.connect()
    together.wait()
    try:
        connection.request("POST", "/api/ask", json.dumps({"question": QUESTION.format(number)}), headers)
        response = connection.getresponse()
        text = response.read().decode()
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()
    is_whole = '"citations"' in text and text.rstrip().endswith("}")
    return "finished" if response.status == 200 and is_whole else f"{response.status} {text[:100]}"


def stopped(folder: Path, delay: float, number: signal.Signals) -> tuple[list[str], int | None, str]:
    """What became of twenty questions, the exit code, and what was said."""
    with real_server(folder) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        together = threading.Barrier(AT_ONCE + 1)
        asked = [pool.submit(ask, server.address, i, together) for i in range(AT_ONCE)]
        together.wait()
        time.sleep(delay)
        server.process.send_signal(number)
        came = [each.result() for each in asked]
        server.process.wait(60)
    return came, server.process.returncode, server.said


def main() -> int:
    """Start and stop, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=15)
    times, chance, failed = options.parse_args().times, random.Random(7), 0
    for i in range(times):
        delay, number = chance.choice((0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)), (signal.SIGTERM, signal.SIGINT)[i % 2]
        with tempfile.TemporaryDirectory() as folder:
            came, code, said = stopped(Path(folder), delay, number)
        wrong = [each for each in came if each != "finished"]
        is_right = not wrong and code == 0 and "Traceback" not in said
        failed += not is_right
        print(
            f"{number.name} after {delay * 1000:3.0f} ms: {AT_ONCE - len(wrong)} of {AT_ONCE} finished, exit code {code}",
            *wrong[:3],
        )
    print(f"{times - failed} of {times} times all finished, with exit code 0")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
