"""The chat as part of the application. Importing this module imports Gradio: only `create_app` does."""

from fastapi import FastAPI

from ui.answers import Answers
from ui.language import LanguageRedirect, page_path
from ui.opening import script_texts
from ui.page import create_page
from ui.quiet_gradio import gr
from ui.static_files import STATIC, version
from ui.strings import CATALOGUES, EN, Strings

_FIRST_SCRIPTS = ("stream.js", "draft.js", "frame.js")
_GRADIO_BEGINS = b"<script>window.gradio_config"


def mount_chat(app: FastAPI, assistant: Answers) -> FastAPI:
    """Mount a page for each language; English, at `/`, comes last because it would take all addresses."""
    app.add_middleware(LanguageRedirect)
    for strings in sorted(CATALOGUES.values(), key=lambda strings: strings is EN):
        app = _mount(app, assistant, strings)
    return app


def with_first_scripts(page: bytes) -> bytes:
    """The page with the scripts that cannot wait for Gradio, which loads what it is given while it already runs."""
    scripts = b"".join(b"<script>%b</script>" % (STATIC / name).read_bytes() for name in _FIRST_SCRIPTS)
    return page.replace(_GRADIO_BEGINS, scripts + _GRADIO_BEGINS, 1)


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
    """Relative addresses, to work below any path."""
    style = f'<link rel="stylesheet" href="{up}ui/chat.css?v={version()}">'
    return f'{script_texts(strings)}{style}<script type="module" src="{up}ui/chat.js?v={version()}"></script>'


def _fonts(*names: str) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]
