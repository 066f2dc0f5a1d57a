"""Many clients at once, and questions that are sent and abandoned: `python -m tests.bench.crowd [--clients N] [--seconds S]`.

Against a server of its own on loopback, which ends with it. Exit code 1 where a client got an error other than 503 with
`Retry-After`, an answer came after its deadline, memory grew by 10 % or more, or `/healthz` once did not answer.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from evals.questions import read_questions
from tests.bench.real_server import RealServer, real_server

QUESTIONS = Path(__file__).parents[2] / "evals" / "questions" / "nisc.jsonl"
DEADLINE = 30.0
DEAR = "What is the (budget) of NISC and who heads it, and when was it set up, and why, and where is it, and how many "


@dataclass
class Crowd:
    """What the clients saw."""

    answered: int = 0
    refused: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def clients(address: str, count: int, seconds: float, questions: list[str]) -> Crowd:
    """So many clients, each with a connection of its own, ask one question after another."""
    crowd, ends, numbers = Crowd(), time.monotonic() + seconds, itertools.count()

    async def one() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=DEADLINE + 15) as client:
            while time.monotonic() < ends:
                await _ask(client, questions[next(numbers) % len(questions)], crowd)

    await asyncio.gather(*(one() for _ in range(count)))
    return crowd


async def _ask(client: httpx.AsyncClient, question: str, crowd: Crowd) -> None:
    began = time.monotonic()
    try:
        response = await client.post("/api/ask", json={"question": question})
    except httpx.HTTPError as error:
        crowd.wrong.append(repr(error))
        return
    took = time.monotonic() - began
    if response.status_code == 200 and took <= DEADLINE + 1:
        crowd.answered += 1
        crowd.seconds.append(took)
    elif response.status_code == 503 and response.headers.get("retry-after"):
        crowd.refused += 1
        await asyncio.sleep(0.5)  # sooner than it was told to
    else:
        crowd.wrong.append(f"{response.status_code} after {took:.1f} s: {response.text[:100]}")


async def abandoned(server: RealServer, count: int = 40) -> tuple[list[float], float]:
    """Dear questions sent within a second and abandoned: how long `/healthz` took during it, and the processor time of all."""
    before, took = server.processor_seconds(), []
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=60) as client,
        httpx.AsyncClient(base_url=server.address) as other,
    ):
        body = {"question": (DEAR * 20)[:2000], "history": [(DEAR * 20)[:2000]] * 20}
        pending = [asyncio.create_task(client.post("/api/ask", json=body)) for _ in range(count)]
        leaving = asyncio.get_running_loop().call_later(1, lambda: [task.cancel() for task in pending])
        for _ in range(100):
            began = time.monotonic()
            (await other.get("/healthz", timeout=10)).raise_for_status()
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.03)
        leaving.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return took, server.processor_seconds() - before


def main() -> int:
    """Run both, and print what came of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=200)
    options.add_argument("--seconds", type=float, default=40)
    given = options.parse_args()
    questions = [item.question.text for item in read_questions(QUESTIONS, "dev")]
    with tempfile.TemporaryDirectory() as folder, real_server(Path(folder)) as server:
        asyncio.run(clients(server.address, 20, 10, questions))  # what is loaded at first use is no growth
        before = server.memory()
        crowd = asyncio.run(clients(server.address, given.clients, given.seconds, questions))
        after = server.memory()
        health, spent = asyncio.run(abandoned(server))
    growth = after / before - 1
    median, worst = (statistics.median(crowd.seconds), max(crowd.seconds)) if crowd.seconds else (0.0, 0.0)
    came = f"{crowd.answered} answers, {crowd.refused} refused, {len(crowd.wrong)} wrong"
    print(f"{given.clients} clients, {given.seconds:g} s: {came}")
    print(f"answers after {median:.2f} s (median), {worst:.2f} s (longest)")
    print(f"memory {before / 1024:.0f} -> {after / 1024:.0f} MB ({growth:+.1%})")
    print(
        f"40 dear questions abandoned: /healthz {len(health)} of 100, longest {max(health):.2f} s; processor time {spent:.1f} s"
    )
    print(*crowd.wrong[:10], server.said[-2000:], sep="\n")
    return int(bool(crowd.wrong) or growth >= 0.1 or len(health) < 100 or "Traceback" in server.said)


if __name__ == "__main__":
    sys.exit(main())
