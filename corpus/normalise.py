"""From the characters of a source file to the text that spans count in.

The normal form: one paragraph, heading, list item or date a line; a blank line between any two of them, except between
the items of a list and beside a date where the source has none either. Items keep their marker; items that had only a
tab before them keep the tab. Fenced code keeps its lines. Normalising a normal form changes nothing.
"""

from corpus.drafts import clean, render
from corpus.markdown import markdown_drafts
from corpus.plain_text import plain_text_drafts


def normalise(raw: str, markdown: bool = False) -> str:
    """The normal form of a source text; empty if there is nothing in it to read. Never fails."""
    text = clean(raw)
    return render(markdown_drafts(text) if markdown else plain_text_drafts(text.split("\n")))
