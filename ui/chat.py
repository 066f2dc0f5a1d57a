"""The chat as part of the application. Importing this module imports Gradio: only `create_app` does."""

from fastapi import FastAPI

from ui.asking import Asking
from ui.language import LanguageRedirect, page_path
from ui.nonce import mark, mark_scripts
from ui.opening import script_texts
from ui.page import create_page
from ui.quiet_gradio import gr, templates
from ui.reports import Reports
from ui.static_files import STATIC, version
from ui.strings import CATALOGUES, EN, Strings

_FIRST_SCRIPTS = ("stream.js", "draft.js", "frame.js")
_GRADIO_BEGINS = b">window.gradio_config"


def mount_chat(app: FastAPI, asking: Asking, reports: Reports) -> dict[str, gr.Blocks]:
    """Mount a page for each language, and return them by the path they are at, "" or "/ja".

    English, at `/`, comes last because it would take all addresses.
    """
    app.add_middleware(LanguageRedirect)
    mark_scripts(templates.env)
    pages = {}
    for strings in sorted(CATALOGUES.values(), key=lambda strings: strings is EN):
        page = create_page(asking, strings, reports)
        _mount(app, page, strings)
        pages[page_path(strings.language).rstrip("/")] = page
    return pages


def with_first_scripts(page: bytes) -> bytes:
    """The page with the scripts that cannot wait for Gradio, which loads what it is given while it already runs."""
    first = b"<script " + mark().encode()
    scripts = b"".join(b"%b>%b</script>" % (first, (STATIC / name).read_bytes()) for name in _FIRST_SCRIPTS)
    return page.replace(first + _GRADIO_BEGINS, scripts + first + _GRADIO_BEGINS, 1)


def _mount(app: FastAPI, page: gr.Blocks, strings: Strings) -> None:
    path = page_path(strings.language)
    gr.mount_gradio_app(
        app,
        page,
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


def _head(strings: Strings, up: str) -> str:
    """Relative addresses, to work below any path."""
    style = f'<link rel="stylesheet" href="{up}ui/chat.css?v={version()}">'
    return f'{script_texts(strings)}{style}<script type="module" src="{up}ui/chat.js?v={version()}"></script>'


def _fonts(*names: str) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]
