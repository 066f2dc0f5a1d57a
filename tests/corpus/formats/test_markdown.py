"""Markdown: what a reader sees of it, with its structure, and where in the file it stands."""

import pytest

from corpus.content import Content
from corpus.formats.markdown import MarkdownReader
from corpus.render import render
from tests.corpus.conftest import Write
from tests.corpus.view import Row, view


def read(text: str) -> Content:
    return MarkdownReader().read(text.encode(), "a.md")


def seen(text: str) -> list[tuple[str, int, str]]:
    return [(element.kind, element.level, element.text) for element in read(text).elements]


PASSAGES: dict[str, tuple[str, list[Row]]] = {
    "levels": (
        "# A\n\nOne.\n\n### B\n\nTwo.\n\n## C\n\nThree.",
        [("paragraph", ("A",), ["One."]), ("paragraph", ("A", "B"), ["Two."]), ("paragraph", ("A", "C"), ["Three."])],
    ),
    "heading without content": ("# A\n## B\n## C\nText.", [("paragraph", ("A",), ["B"]), ("paragraph", ("A", "C"), ["Text."])]),
    "list": ("Take:\n- salt\n- oil", [("list", (), ["Take:", "salt", "oil"])]),
    "code": (
        "Run it.\n\n```\na = 1\n\nb = 2\n```\n",
        [("paragraph", (), ["Run it."]), ("paragraph", (), ["a = 1", "b = 2"])],
    ),
    "a short line is no heading": ("Short line\n\nText.", [("paragraph", (), ["Short line"]), ("paragraph", (), ["Text."])]),
    "a table": (
        "| Pier | Boats |\n|---|---|\n| North | 4 |\n| South | 9 |",
        [("table", (), ["Pier: North; Boats: 4", "Pier: South; Boats: 9"])],
    ),
    "links": ("## More\n\n- [Port](p.md)\n- [Town](t.md)", [("links", ("More",), ["Port", "Town"])]),
}

ELEMENTS: dict[str, tuple[str, list[tuple[str, int, str]]]] = {
    "headings": (
        "# A\ntext\n## B ##\nmore",
        [("heading", 1, "A"), ("plain", 0, "text"), ("heading", 2, "B"), ("plain", 0, "more")],
    ),
    "underlined headings": (
        "A\n===\ntext\n\nB\n---\nmore",
        [("heading", 1, "A"), ("plain", 0, "text"), ("heading", 2, "B"), ("plain", 0, "more")],
    ),
    "a heading with a name": ("## Berths {#berths .wide}", [("heading", 2, "Berths")]),
    "a heading with a link": ("## The [old](o.md) *pier*", [("heading", 2, "The old pier")]),
    "a bold line": ("**Opening hours**\n\nNine to five.", [("heading", 7, "Opening hours"), ("plain", 0, "Nine to five.")]),
    "a bold sentence": ("**It is closed.**", [("plain", 0, "It is closed.")]),
    "emphasis": (
        "It **must** be _wet_ and ***cold***, snake_case, 2 * 3.",
        [("plain", 0, "It must be wet and cold, snake_case, 2 * 3.")],
    ),
    "links": ("See [the map](m.png \"Map\") or <https://a.example> or [it][1].\n\n[1]: x", [
        ("plain", 0, "See the map or https://a.example or it.")]),
    "images": ("A ![boat](b.png) sails.", [("plain", 0, "A sails.")]),
    "struck out": ("It costs ~~5~~ 6 crowns.", [("plain", 0, "It costs 6 crowns.")]),
    "struck out by tags": ("It costs <del>5</del> <s>4</s> 6 <b>crowns</b>.", [("plain", 0, "It costs 6 crowns.")]),
    "comments": ("One <!-- two --> three.\n\n<!--\nfour\n-->\n\nFive.", [("plain", 0, "One three."), ("plain", 0, "Five.")]),
    "templates": (
        "{% include x %}\n\nOpen {{ hours }} daily.\n{: .note}\n\n::: tip\nBring a rope.\n:::",
        [("plain", 0, "Open daily."), ("plain", 0, "Bring a rope.")],
    ),
    "templates in code are code": ("```\n{{ a }}\n```", [("code", 0, "{{ a }}")]),
    "entities and escapes": (r"Fish &amp; chips \*now\* 5 \< 6", [("plain", 0, "Fish & chips *now* 5 < 6")]),
    "a bar within a table": ("| a | b |\n|---|---|\n| x \\| y | `p \\| q` |", [("row", 0, "a: x | y; b: p | q")]),
    "a short row": ("| a | b |\n|---|---|\n| x |", [("row", 0, "a: x")]),
    "a nested list": (
        "- one\n  - two\n    1. three\n- four",
        [("item", 0, "one"), ("item", 1, "two"), ("item", 2, "three"), ("item", 0, "four")],
    ),
    "a further paragraph of an item": ("- one\n\n  more of it\n\n- two", [("item", 0, "one more of it"), ("item", 0, "two")]),
    "a task": ("- [x] done\n- [ ] to do", [("item", 0, "done"), ("item", 0, "to do")]),
    "wrapped items": ("* one\n  still\n* two", [("item", 0, "one still"), ("item", 0, "two")]),
    "a quotation": ("> said\n> twice", [("plain", 0, "said twice")]),
    "fences": ("~~~py\nif x:\n\n    y\n~~~", [("code", 0, "if x:"), ("code", 0, "y")]),
    "a fence without an end": ("```\nx = 1\n", [("code", 0, "x = 1")]),
    "a fence in a fence": ("````\n```\na\n```\n````", [("code", 0, "```"), ("code", 0, "a"), ("code", 0, "```")]),
    "code in a line": ("Press `Ctrl  C` now.", [("plain", 0, "Press Ctrl C now.")]),
    "indented code": ("Type:\n\n    a = 1\n    b = 2", [("plain", 0, "Type:"), ("code", 0, "a = 1"), ("code", 0, "b = 2")]),
    "footnotes": (
        "It froze[^1] early.\n\n[^1]: In 1709.",
        [("plain", 0, "It froze early."), ("plain", 0, "In 1709.")],
    ),
    "definitions": ("Berth\n: a place for a boat\n\nBuoy\n: a float", [
        ("plain", 0, "Berth – a place for a boat"), ("plain", 0, "Buoy – a float")]),
    "rules": ("One.\n\n---\n\nTwo.\n\n***\n\nThree.", [("plain", 0, "One."), ("plain", 0, "Two."), ("plain", 0, "Three.")]),
    "contents of the page": (
        "- [Berths](#berths)\n  - [Fees](#fees)\n\n# Berths\n\nText.",
        [("heading", 1, "Berths"), ("plain", 0, "Text.")],
    ),
    "a soft break": ("One\ntwo.", [("plain", 0, "One two.")]),
    "a line break": ("One  \ntwo\\\nthree<br>four.", [("plain", 0, "One\ntwo\nthree\nfour.")]),
    "wrapped Japanese": ("港の船は、\n朝に出る。\nFerry も\nある。", [("plain", 0, "港の船は、朝に出る。 Ferry もある。")]),
    "dates": ("Pier closed\n8 March 2024\n\nPier open\n2024-04-01", [
        ("plain", 0, "Pier closed"), ("date", 0, "8 March 2024"), ("plain", 0, "Pier open"), ("date", 0, "2024-04-01")]),
    "nothing": ("", []),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSAGES)
def test_passages(write: Write, name: str) -> None:
    text, expected = PASSAGES[name]
    assert view(write({"a.md": text})).rows() == expected


@pytest.mark.parametrize("name", ELEMENTS)
def test_elements(name: str) -> None:
    text, expected = ELEMENTS[name]
    assert seen(text) == expected


@pytest.mark.parametrize("name", ELEMENTS)
def test_each_run_stands_where_it_says(name: str) -> None:
    text = ELEMENTS[name][0]
    content = read(text)
    source = MarkdownReader().part_text(text.encode(), "")
    assert source == text
    runs = [run for element in content.elements for run in element.runs if run.start >= 0]
    for run in runs:
        there = source[run.start : run.end]
        assert there.replace("&amp;", "&").replace("\\", "").split() == run.text.split()
    # A header stands before each of its cells; all else is in the order of the file.
    starts = [run.start for run in runs]
    assert "row" in {element.kind for element in content.elements} or starts == sorted(starts)


def test_front_matter_tells_of_the_document_and_is_no_text() -> None:
    content = read("---\ntitle: Harbour Guide\ndate: 2024-03-08\nlang: en\n---\n\n# Berths\n\nText.")
    assert (content.title, str(content.as_of), content.language) == ("Harbour Guide", "2024-03-08", "en")
    assert [element.text for element in content.elements] == ["Berths", "Text."]


@pytest.mark.parametrize(
    "text", ["---\n\nOne.\n\n---\n\nTwo.", "One.\n\n---\nTwo: three.\n---\n", "- - -\nTwo: three\n- - -\n"]
)
def test_rules_are_no_front_matter(text: str) -> None:
    content = read(text)
    assert content.title == ""
    assert "Two" in render(content).text


def test_items_belong_to_the_list_before_and_show_their_markers() -> None:
    content = read("- one\n- two\n\nText.\n\n3. three\n4. four")
    assert [(element.marker, element.tight) for element in content.elements] == [
        ("- ", False), ("- ", True), ("", False), ("3. ", False), ("4. ", True),
    ]  # fmt: skip
    assert render(content).text == "- one\n- two\n\nText.\n\n3. three\n4. four"


def test_cells_are_found_with_their_headers() -> None:
    (row,) = read("| Pier | Boats |\n|---|---|\n| North | 4 |").elements
    spans = [(row.text[c.label_start : c.label_end], row.text[c.start : c.end]) for c in row.cells]
    assert spans == [("Pier", "North"), ("Boats", "4")]


@pytest.mark.parametrize(
    ("text", "links"), [("- [a](b.md)", True), ("- [a](b.md), [c](d.md)", True), ("- [a](b.md) is new", False), ("- a", False)]
)
def test_whether_an_item_is_nothing_but_links(text: str, links: bool) -> None:
    assert read(text).elements[0].links is links


def test_other_line_ends_and_characters_that_are_no_text() -> None:
    text = "# Ti\u200btle\r\n\r\nOne\r\ntwo\u202e.\r\n"
    assert seen(text) == [("heading", 1, "Title"), ("plain", 0, "One two.")]
    for element in read(text).elements:
        assert all(text[run.start : run.end] == run.text for run in element.runs if run.start >= 0)
