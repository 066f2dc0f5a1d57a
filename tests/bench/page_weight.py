"""`python -m tests.bench.page_weight`: what our chat page weighs beside a bare Gradio `ChatInterface`, in one run.

Every visit is a new browser context, so nothing is cached, and the pages take turns, so that a busy machine slows them
alike. Bytes are what crossed the wire, compressed and with headers, until two seconds after the page had opened.
Exit code 1 when ours needs more than 1.2 times the bytes or the time.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, CDPSession, sync_playwright

from tests.ui.conftest import ARGUMENTS, CHROMIUM

ROUNDS = 5
LARGEST = 5
ALLOWED = 1.2
SETTLING_MS = 2_000
START_SECONDS = 120
BARE = "import gradio as gr; gr.ChatInterface(lambda message, history: message).launch(server_port={port}, quiet=True{theme})"
SYSTEM_FONTS = ", theme=gr.themes.Base(font=[gr.themes.Font('system-ui')], font_mono=[gr.themes.Font('monospace')])"
# `offsetParent` is null for what is not displayed; Gradio makes the box only when it can also take what is typed.
TYPEABLE = """(() => {
  const look = () => {
    const box = [...document.querySelectorAll('textarea')].find(b => b.offsetParent && !b.disabled && !b.readOnly);
    if (box) document.documentElement.dataset.typeable = performance.now(); else requestAnimationFrame(look);
  };
  look();
})()"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(frozen=True, slots=True)
class Visit:
    """One cold visit: milliseconds from navigation, and bytes by address."""

    painted: float
    typeable: float
    sizes: dict[str, int]


@contextmanager
def running(command: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The address of a server of its own, and the seconds from its start to its first page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    began = time.monotonic()
    process = subprocess.Popen([part.replace("{port}", str(port)) for part in command], env=environment, stdout=sys.stderr)
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_for(address, process)
        yield address, time.monotonic() - began
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(address, headers={"accept": "text/html"}, timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise SystemExit(f"{address} did not open")


def visit(browser: Browser, address: str) -> Visit:
    """Open the page with an empty cache, and type into it to see that it takes text."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(TYPEABLE)
    sizes = _recorded(context.new_cdp_session(page))
    page.goto(address)
    page.wait_for_selector("html[data-typeable]")  # a function to wait for would be evaluated, which our policy forbids
    box = page.locator("textarea").locator("visible=true").first
    box.press_sequentially("typed")
    assert box.input_value() == "typed"
    page.wait_for_timeout(SETTLING_MS)
    seen = Visit(page.evaluate(PAINTED), float(page.get_attribute("html", "data-typeable") or 0), dict(sizes))
    context.close()
    return seen


def _recorded(session: CDPSession) -> dict[str, int]:
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def sent(event: dict) -> None:
        if not event["request"]["url"].startswith("data:"):
            addresses[event["requestId"]] = event["request"]["url"]
            sizes.setdefault(event["request"]["url"], 0)  # a heartbeat counts as a request, though it never ends

    def finished(event: dict) -> None:
        if address := addresses.get(event["requestId"]):
            sizes[address] += int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return sizes


def figures(visits: Sequence[Visit]) -> tuple[float, float, float, float]:
    """Medians: requests, kilobytes, milliseconds to the first paint and to the typeable box."""
    return (
        median(len(v.sizes) for v in visits),
        median(sum(v.sizes.values()) for v in visits) / 1024,
        median(v.painted for v in visits),
        median(v.typeable for v in visits),
    )


def report(visits: dict[str, list[Visit]], started: dict[str, float]) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| page | requests | KB transferred | first paint, ms | typeable, ms | server start to first page, s |"
    yield "|---|---|---|---|---|---|"
    of_each = {name: figures(seen) for name, seen in visits.items()}
    for name, row in of_each.items():
        yield f"| {name} | {' | '.join(f'{value:.0f}' for value in row)} | {started[name]:.1f} |"
    ours = of_each["ours"]
    for name, row in list(of_each.items())[1:]:
        yield f"| ours / {name} | {' | '.join(f'{a / b:.2f}' for a, b in zip(ours, row, strict=True))} | |"
    for name, seen in visits.items():
        largest = sorted(seen[-1].sizes.items(), key=lambda item: -item[1])[:LARGEST]
        yield f"\nLargest, {name}: " + ", ".join(f"{urlsplit(url).path} {size / 1024:.0f} KB" for url, size in largest)


def main() -> int:
    """Run it all, in about a minute and a half; 1 when ours is too heavy or too slow."""
    program = str(Path(sys.executable).with_name("nisc-assistant"))
    commands = {
        "ours": [program, "serve", "--port", "{port}"],
        "bare": [sys.executable, "-c", BARE.replace("{theme}", "")],
        "bare with system fonts": [sys.executable, "-c", BARE.replace("{theme}", SYSTEM_FONTS)],
    }
    visits: dict[str, list[Visit]] = {name: [] for name in commands}
    load = os.getloadavg()[0]
    with ExitStack() as stack, sync_playwright() as playwright:
        servers = {name: stack.enter_context(running(command)) for name, command in commands.items()}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for turn in range(ROUNDS + 1):
            for name, (address, _) in servers.items():
                seen = visit(browser, address)
                if turn:  # the first round warms the servers up
                    visits[name].append(seen)
        browser.close()
        started = {name: seconds for name, (_, seconds) in servers.items()}
    lines = [f"Medians of {ROUNDS} cold visits; load of the machine {load:.1f} before, {os.getloadavg()[0]:.1f} after\n"]
    sys.stdout.write("\n".join([*lines, *report(visits, started)]) + "\n")
    ours, bare = figures(visits["ours"]), figures(visits["bare"])
    return int(ours[1] > ALLOWED * bare[1] or ours[3] > ALLOWED * bare[3])


if __name__ == "__main__":
    if CHROMIUM is None:
        raise SystemExit("No Chromium is installed")
    sys.exit(main())
