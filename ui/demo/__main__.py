"""`python -m ui.demo`: the intranet on one port, the assistant that it embeds on another."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.console import exit_code, say
from ui.demo import create_portal
from ui.server import serve

PORT, CHAT_PORT = 7870, 7871  # not the port of `make chat`, which may be running


def main() -> None:
    """Serve both until interrupted or terminated, or until the assistant ends."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the assistant is stopped too
    with _chat_for(f"http://127.0.0.1:{PORT},http://localhost:{PORT}"):
        say(f"The demo intranet is at http://127.0.0.1:{PORT}/, its assistant at http://127.0.0.1:{CHAT_PORT}/")
        serve(create_portal(f"http://127.0.0.1:{CHAT_PORT}"), port=PORT)


@contextmanager
def _chat_for(origins: str) -> Iterator[None]:
    """The assistant as anyone starts it, letting these origins embed it."""
    command = [sys.executable, "-m", "assistant.cli", "serve", "--host", "127.0.0.1", "--port", str(CHAT_PORT)]
    chat = subprocess.Popen(command, env={**os.environ, "NISC_EMBED_ORIGINS": origins})
    leaving = threading.Event()

    def watch() -> None:
        chat.wait()  # when it ends by itself, it has said why
        if not leaving.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        leaving.set()
        chat.terminate()
        chat.wait()


if __name__ == "__main__":
    sys.exit(exit_code(main))
