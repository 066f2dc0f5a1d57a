"""Gradio as the chat uses it: imported without analytics and without writing stub files. The import takes seconds."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio while it is imported

from ui.quick_import import no_stub_files

with no_stub_files():
    import gradio as gr

__all__ = ["gr"]
