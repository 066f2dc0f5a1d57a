"""Which scripts of a page may run: those that carry a mark are given the nonce of the response.

The mark is put where the scripts are written, ours and those of Gradio's template, and nobody outside this process knows it.
A script that came into a page by what somebody wrote has none, and is not run.
"""

import re
import secrets
from collections.abc import Callable
from functools import cache

from jinja2 import BaseLoader, Environment

_SCRIPT = re.compile(r"<script(?=[\s>])")


@cache
def mark() -> str:
    """What stands in a script's tag until a response is sent, as an attribute."""
    return f'nonce="{secrets.token_urlsafe(16)}"'


def with_nonce(page: bytes, nonce: str) -> bytes:
    """The page with the nonce in the place of each mark."""
    return page.replace(mark().encode(), f'nonce="{nonce}"'.encode())


def mark_scripts(templates: Environment) -> None:
    """Have the scripts of these templates marked, as they are read from their files, before anything is filled in."""
    if templates.loader is not None and not isinstance(templates.loader, _Marking):
        templates.loader = _Marking(templates.loader)


class _Marking(BaseLoader):
    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The source of a template, its scripts marked."""
        source, name, is_current = self._loader.get_source(environment, template)
        return _SCRIPT.sub(f"<script {mark()}", source), name, is_current
