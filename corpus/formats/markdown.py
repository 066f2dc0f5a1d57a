"""Markdown: CommonMark with tables, footnotes, definition lists and struck-out text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from corpus import lines
from corpus.content import Content, Element, Run, Visible
from corpus.decoding import decode
from corpus.formats.html_elements import elements_of
from corpus.formats.inline import InlineText, is_bold, is_only_links, leads_only_within, without_attributes
from corpus.front_matter import front_matter
from corpus.paragraphs import Runs, TextLine, behind, elements_in, joined, text_of
from corpus.tables import rows_of

# Each passage below a heading repeats it, so a longer one is read as a paragraph.
MAX_HEADING = 1000
# Below all headings that show their level.
BOLD_LEVEL = 7
# What programs that make pages put between their words, and what some dialects write around or behind a block.
_TEMPLATES = re.compile(
    r"\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|^[ \t]*\{:[^{}\n]{0,200}\}[ \t]*$|^[ \t]*:{3,}[^\n]{0,200}$|(?<=> )\[!\w{1,20}\]",
    re.MULTILINE,
)
_FENCE = re.compile(r"[ \t>]*(`{3,}+|~{3,}+)")
_TASK = re.compile(r"\[[ xX]\]\s+")
_TERM_END = " – "
_LISTS = ("bullet_list", "ordered_list")
# What the text of an item is made of.
_OWN = ("paragraph", "fence", "code_block")


class MarkdownReader:
    """Reads .md files."""

    def read(self, data: bytes, name: str) -> Content:
        """The title is that of the front matter, which is no text."""
        decoded = decode(data, name)
        front = front_matter(decoded.text)
        elements = tuple(_Page(decoded.text, front.end).elements())
        return Content(elements, front.title, front.as_of, front.language, left_out=decoded.notes)

    def part_text(self, data: bytes, part: str) -> str:
        """There is one part, "": the file, decoded."""
        return decode(data, part).text


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).disable("text_join")
    return parser.use(footnote_plugin).use(deflist_plugin)


class _Page:
    """The elements of a text from `begin` on. Places count in the whole text."""

    def __init__(self, text: str, begin: int) -> None:
        self._source = _parsed(text, begin)
        self._starts = [begin, *(match.end() for match in re.compile("\n").finditer(self._source, begin)), len(self._source)]
        self._tree = SyntaxTreeNode(_parser().parse(self._source[begin:]))
        # How far the line of a table's row is read.
        self._read = 0

    def elements(self) -> Iterator[Element]:
        """All of them, but for ornaments and the labels of buttons."""
        for element in self._blocks(self._tree.children):
            text = element.text
            if text and not (element.kind == "plain" and (lines.is_ornament(text) or lines.is_label(text))):
                yield element

    def _blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Element]:
        for node in nodes:
            match node.type:
                case "heading":
                    yield self._heading(node)
                case "paragraph":
                    yield from self._paragraph(node)
                case "bullet_list" | "ordered_list":
                    yield from self._list(node, 0, is_first=True)
                case "table":
                    yield from rows_of([self._cells(row) for part in node.children for row in part.children])
                case "fence" | "code_block":
                    yield from self._code(node)
                case "html_block":
                    yield from elements_of(node.content, self._source.find(node.content, self._place(node)[0]))
                case "dl":
                    yield from self._definitions(node)
                case "footnote_anchor":
                    pass
                case _:
                    yield from self._blocks(node.children)

    def _heading(self, node: SyntaxTreeNode) -> Element:
        runs = without_attributes(self._text(node))
        return Element("heading" if len(text_of(runs)) <= MAX_HEADING else "plain", runs, int(node.tag[1]))

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Element]:
        inline = _inline(node)
        tokens = inline.children or []
        if is_bold(tokens) and lines.looks_like_heading(inline.content.strip("*_ ")):
            yield Element("heading", self._text(node), BOLD_LEVEL)
        else:
            yield from elements_in(self._lines(node), is_only_links(tokens))

    def _list(self, node: SyntaxTreeNode, level: int, is_first: bool) -> Iterator[Element]:
        """The items in order, each with its further paragraphs, then what is listed below it."""
        if all(leads_only_within(_inline(p).children or []) for p in node.walk() if p.type == "paragraph"):
            return  # the contents of the page: navigation, not text
        for item in node.children:
            marker = _marker(item)
            for is_own, children in groupby(item.children, lambda child: child.type in _OWN):
                if not is_own:
                    for child in children:
                        below = child.type in _LISTS
                        yield from self._list(child, level + 1, is_first) if below else self._blocks([child])
                        is_first = not below
                elif runs := self._item(own := list(children)):
                    links = all(is_only_links(_inline(child).children or []) for child in own)
                    yield Element("item", runs, level, marker, not is_first, links)
                    is_first, marker = False, ""

    def _item(self, nodes: Sequence[SyntaxTreeNode]) -> Runs:
        visible = Visible()
        for node in nodes:
            for runs in [self._text(node)] if node.type == "paragraph" else [line.runs for line in self._code(node)]:
                visible.blank()
                visible.append(runs)
        runs = visible.runs()
        match = _TASK.match(text_of(runs))
        return behind(runs, match.end()) if match else runs

    def _cells(self, row: SyntaxTreeNode) -> list[Runs]:
        self._read = self._place(row)[0]
        return [self._text(cell) for cell in row.children]

    def _code(self, node: SyntaxTreeNode) -> Iterator[Element]:
        at = start = self._place(node)[0] if node.type == "code_block" else self._starts[(node.map or (0, 0))[0] + 1]
        for line in node.content.split("\n"):
            visible = Visible()
            found = max(at, self._source.find(line, at))
            visible.add(line, found)
            if not visible.is_empty:
                yield Element("code", visible.runs(), tight=at > start)
                at = found + len(line)

    def _definitions(self, node: SyntaxTreeNode) -> Iterator[Element]:
        """A term and what is said of it are read together."""
        term: Runs = ()
        for child in node.children:
            if child.type == "dt":
                term = self._text(child)
                continue
            first, rest = child.children[:1], child.children[1:]
            said = self._text(first[0]) if first and first[0].type == "paragraph" else ()
            yield Element("plain", (*term, Run(_TERM_END), *said) if term and said else term or said)
            yield from self._blocks(rest if said else child.children)
            term = ()

    def _text(self, node: SyntaxTreeNode) -> Runs:
        return joined(self._lines(node))

    def _lines(self, node: SyntaxTreeNode) -> Iterator[TextLine]:
        start, end = self._place(node)
        is_cell = node.type in ("th", "td")
        reading = InlineText(self._source, max(start, self._read) if is_cell else start, end)
        yield from reading.lines(_inline(node).children or [])
        self._read = reading.at

    def _place(self, node: SyntaxTreeNode) -> tuple[int, int]:
        first, last = node.map or _inline(node).map or (0, len(self._starts) - 1)
        return self._starts[first], self._starts[min(last, len(self._starts) - 1)]


def _inline(node: SyntaxTreeNode) -> Token:
    """The first inline token below a node; an empty one where there is none."""
    found = next((each.token for each in node.walk() if each.type == "inline"), None)
    return found or Token("inline", "", 0, children=[])


def _marker(item: SyntaxTreeNode) -> str:
    return f"{item.info}{item.markup} "


def _parsed(text: str, begin: int) -> str:
    """What is parsed: as long as the text, so that places in one are places in the other, with blanks for what is no text."""
    fence, pieces = "", [text[:begin]]
    for start, end in pairwise([begin, *(m.end() for m in re.compile(r"\n|\Z").finditer(text, begin))]):
        line = text[start:end]
        match = _FENCE.match(line)
        if match and (not fence or match[1].startswith(fence)):
            fence = "" if fence else match[1]
        pieces.append(line if fence else _TEMPLATES.sub(_blanks, line))
    return "".join(pieces).replace("\r\n", " \n").replace("\r", "\n").replace("\0", " ")


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())
