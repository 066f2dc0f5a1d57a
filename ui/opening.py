"""What the page shows before anything is asked, and the texts its scripts need."""

import json
from dataclasses import asdict
from typing import Any

from ui.answers import Answers
from ui.markup import WELL_SUPPORTED, literal
from ui.strings import CATALOGUES, Strings


def masthead(assistant: Answers, strings: Strings) -> str:
    """The title, what this is, and how old its sources are, once they are open."""
    dates = [document.as_of for document in assistant.corpus.documents if document.as_of] if assistant.ready else []
    as_of = f"<span>{literal(strings.as_of.format(date=max(dates).isoformat()))}</span>" if dates else ""
    return f"<h1>{literal(strings.title)}</h1><p>{literal(strings.description)} {as_of}</p>"


def invitation(assistant: Answers, strings: Strings) -> dict[str, Any]:
    """What stands in an empty conversation, as properties of Gradio's chat."""
    if not assistant.ready:
        return {"placeholder": f"<p class='loading'>{literal(strings.loading)}</p>", "examples": []}
    examples = [{"text": text} for text in assistant.examples()]
    return {"placeholder": f"<p>{literal(strings.placeholder)}</p>", "examples": examples}


def language_links(strings: Strings) -> str:
    """A link to the page in each other language, named in that language."""
    others = [other for other in CATALOGUES.values() if other is not strings]
    return " ".join(
        f"<a class='language' href='?lang={other.language}' lang='{other.language}'>{literal(other.language_name)}</a>"
        for other in others
    )


def hint(strings: Strings) -> str:
    """The source panel while no source is open."""
    return f"<div id='hint'><h2>{literal(strings.source)}</h2><p>{literal(strings.source_hint)}</p></div>"


def script_texts(strings: Strings) -> str:
    """The catalogue and two constants for the page's scripts, as JSON that no HTML parser finds an end in."""
    texts = {**asdict(strings), "languages": tuple(CATALOGUES), "well_supported_from": WELL_SUPPORTED}
    data = json.dumps(texts).replace("<", "\\u003c")
    return f'<script type="application/json" id="nisc-texts">{data}</script>'
