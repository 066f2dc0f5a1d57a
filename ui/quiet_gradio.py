"""Gradio as the chat uses it: imported without analytics and without writing stub files. The import takes seconds."""

import os
import tempfile
from pathlib import Path

# Gradio makes this folder, in which nothing is ever put: one of our own, as another user's may be in its way.
os.environ.setdefault("GRADIO_TEMP_DIR", str(Path(tempfile.gettempdir(), f"nisc-assistant-{os.getuid()}")))
# Read by Gradio while it is imported. After each event it would sum up the last 10,000 anew, for a page that is not served.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**12)

from ui.quick_import import no_stub_files

with no_stub_files():
    import gradio as gr
    from gradio.routes import templates

__all__ = ["gr", "templates"]
