"""`python -m ui.demo`: the intranet on one port, the assistant that it embeds on another."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.console import exit_code, say
from assistant.settings import load_settings
from ui.demo import create_portal
from ui.server import serve

PORT = 7870


def main() -> None:
    """Serve both until interrupted or terminated."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the assistant is stopped too
    assistant = load_settings(host="127.0.0.1")
    with _chat_for(f"http://127.0.0.1:{PORT},http://localhost:{PORT}"):
        say(f"The demo intranet is at http://127.0.0.1:{PORT}/, its assistant at http://127.0.0.1:{assistant.port}/")
        serve(create_portal(f"http://127.0.0.1:{assistant.port}"), port=PORT)


@contextmanager
def _chat_for(origins: str) -> Iterator[None]:
    """The assistant as anyone starts it, letting these origins embed it."""
    command = [sys.executable, "-m", "assistant.cli", "serve", "--host", "127.0.0.1"]
    chat = subprocess.Popen(command, env={**os.environ, "NISC_EMBED_ORIGINS": origins})
    try:
        yield
    finally:
        chat.terminate()
        chat.wait()


if __name__ == "__main__":
    sys.exit(exit_code(main))
