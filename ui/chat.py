"""The chat as part of the application. Importing this module imports Gradio: only `create_app` does."""

import hashlib
from pathlib import Path

from fastapi import FastAPI

from ui.answers import Answers
from ui.language import LanguageRedirect, page_path
from ui.opening import script_texts
from ui.page import create_page
from ui.quiet_gradio import gr
from ui.strings import CATALOGUES, EN, Strings

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("chat.js", "frame.js")
_GRADIO_BEGINS = b"<script>window.gradio_config"


def mount_chat(app: FastAPI, assistant: Answers) -> FastAPI:
    """Mount a page for each language; English, at `/`, comes last because it would take all addresses."""
    app.add_middleware(LanguageRedirect)
    for strings in sorted(CATALOGUES.values(), key=lambda strings: strings is EN):
        app = _mount(app, assistant, strings)
    return app


def with_stream_script(page: bytes) -> bytes:
    """The page with `stream.js` before all of Gradio, which itself loads what it is given while it already runs."""
    script = (_STATIC / "stream.js").read_bytes()
    return page.replace(_GRADIO_BEGINS, b"<script>%b</script>%b" % (script, _GRADIO_BEGINS), 1)


def _mount(app: FastAPI, assistant: Answers, strings: Strings) -> FastAPI:
    path = page_path(strings.language)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        create_page(assistant, strings),
        path=path,
        head=_head(strings, "" if path == "/" else "../"),
        theme=gr.themes.Base(font=_fonts("system-ui", "sans-serif"), font_mono=_fonts("ui-monospace", "monospace")),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        max_file_size="1kb",  # the chat takes no files, but Gradio would
    )
    return mounted


def _head(strings: Strings, up: str) -> str:
    """Relative addresses, to work below any path, which change with the files, to get past the browser's cache."""
    version = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(_STATIC.iterdir()))).hexdigest()[:8]
    scripts = "".join(f'<script type="module" src="{up}ui/{name}?v={version}"></script>' for name in _SCRIPTS)
    return f'{script_texts(strings)}<link rel="stylesheet" href="{up}ui/chat.css?v={version}">{scripts}'


def _fonts(*names: str) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]
