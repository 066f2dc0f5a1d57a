"""Drawings as SVG that stands in the page.

Places along a drawing are percentages and heights are pixels, so that it grows with the page while its letters keep their
size. Colours come from the page's style sheet, by class. Every text and attribute is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_TOP, _BOTTOM, _LEFT, _WIDTH = 26, 44, 15, 81


@dataclass(frozen=True, slots=True)
class Head:
    """What a screen reader says of a drawing. `name` is unique in the page."""

    name: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Axis:
    """`ticks`: place from 0 to 1, and what stands there."""

    title: str
    ticks: Sequence[tuple[float, str]]


def tag(name: str, *inside: str, **attributes: object) -> Markup:
    """An element. `class_` is written class, `text_anchor` text-anchor."""
    pairs = (Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Markup("<{}{}>{}</{}>").format(name, Markup("").join(pairs), Markup("").join(inside), name)


def chart(head: Head, x: Axis, y: Axis, height: int, drawn: Sequence[Markup], under: int = 0) -> Markup:
    """The drawing within its axes; `under` keeps room between the plot and the names on the x axis."""
    floor = height + under
    heights = [(down(share, height), label) for share, label in y.ticks]
    lines = [tag("line", x1="0%", x2="100%", y1=level, y2=level, class_="grid") for level, _ in heights]
    names = [letters(label, share, floor + 18) for share, label in x.ticks]
    title = letters(x.title, 0.5, floor + 38, class_="axis")
    inner = tag("svg", *lines, *drawn, *names, title, x=f"{_LEFT}%", y=_TOP, width=f"{_WIDTH}%", height=floor, class_="inner")
    beside = [letters(label, (_LEFT - 2) / 100, _TOP + level + 4, anchor="end") for level, label in heights]
    return drawing(head, _TOP + floor + _BOTTOM, [letters(y.title, 0, 12, anchor="start", class_="axis"), *beside, inner])


def drawing(head: Head, height: int, drawn: Sequence[Markup]) -> Markup:
    """A picture with a name and a description, as wide as its place in the page."""
    title, told = f"{head.name}-title", f"{head.name}-desc"
    said = tag("title", head.title, id=title), tag("desc", head.description, id=told)
    named = {"role": "img", "aria_labelledby": title, "aria_describedby": told}
    return tag("svg", *said, *drawn, **named, width="100%", height=height)


def letters(text: str, x: float, y: float, anchor: str = "middle", class_: str = "", dx: int = 0) -> Markup:
    """A text `dx` pixels from its place, which is its start, middle or end."""
    return tag("text", text, x=across(x), y=round(y, 1), dx=dx, text_anchor=anchor, class_=class_)


def note(text: str, x: float, y: float) -> Markup:
    """A text beside the rule at this place."""
    after = x < 0.6
    return letters(text, x, y, "start" if after else "end", "strong halo", dx=6 if after else -6)


def anchored(x: float) -> str:
    """Keeps a text at this place within the plot."""
    return "start" if x < 0.15 else "end" if x > 0.6 else "middle"


def across(share: float) -> str:
    """The place from the left."""
    return f"{100 * share:.2f}%"


def down(share: float, height: int) -> float:
    """Pixels from the top."""
    return round(height * (1 - share), 1)
