"""A page: what of it is its content, and what it states about itself."""

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.content import Element
from corpus.dates import date_in
from corpus.formats.html_blocks import Blocks, End
from corpus.formats.html_nesting import BLOCKS
from corpus.formats.html_seen import MAX_MARK, is_mark, is_note, is_unseen, leads_within
from corpus.formats.html_source import MARK, MARK_END, Source, prepared
from corpus.formats.html_text import text_of_piece

LANGUAGES = ("en", "ja")
# Where a page states its date, what comes first best.
_DATES = (
    "article:modified_time datemodified dcterms.modified dc.date.modified og:updated_time last-modified article:published_time"
    " datepublished dcterms.date dc.date date dcterms.issued"
).split()
MARKED = re.compile(rf"{MARK}(\d{{1,9}}){MARK_END}|\s+")
_SITES = (re.compile(r"\s*[|｜][^|｜]*\Z"), re.compile(r"\s[-–—]\s+(?:(?!\s[-–—]\s).)*\Z"))
# What more is in a link is more than a sign.
MAX_NODES = 12
_SECTIONS = frozenset(("article", "main", "section"))
_MAIN, _ARTICLES = "main, [role=main]", "article, [role=article]"


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page, and what it states about itself: "" and None where it does not."""

    elements: tuple[Element, ...]
    title: str = ""
    as_of: date | None = None
    language: str = ""


def page_of(text: str, offset: int = 0, part: str = "", is_book: bool = False, is_xml: bool = False) -> Page:
    """A page, or a piece of one, that stands at `offset` of that part of its file. `is_book`: it is a part of a book."""
    return _Reader(text, offset, part, is_book, is_xml).page()


class _Reader:
    def __init__(self, text: str, offset: int, part: str, is_book: bool, is_xml: bool) -> None:
        self._text, self._offset, self._part, self._is_book = text, offset, part, is_book
        self._source: Source = prepared(text, is_xml)
        self._tree = LexborHTMLParser(self._source.markup.encode("utf-8", "replace"))

    def page(self) -> Page:
        roots, blocks = self._content()
        elements = tuple(blocks.output.elements)
        return Page(elements, self._title(elements), self._date(blocks.stated), self._language(roots))

    def _content(self) -> tuple[list[LexborNode], Blocks]:
        """What is read: the main part of a page, else its articles if they are more than beside the point, else all of it."""
        whole = [self._tree.body] if self._tree.body else []
        if self._is_book:
            return whole, self._read(whole)
        if (main := self._outermost(_MAIN)) and (blocks := self._read(main)).output.elements:
            return main, blocks
        blocks = self._read(whole)
        if articles := self._outermost(_ARTICLES):
            found = self._read(articles)
            if 2 * _length(found) >= _length(blocks):
                return articles, found
        return whole, blocks

    def _outermost(self, selector: str) -> list[LexborNode]:
        """The elements that are seen and stand in no other one of them."""
        found: list[LexborNode] = []
        taken: set[int] = set()
        for node in self._tree.css(selector):
            above: LexborNode | None = node
            while above is not None and above.mem_id not in taken and not is_unseen(above.tag or "", above.attributes):
                above = above.parent
            if above is None:
                taken.add(node.mem_id)
                found.append(node)
        return found

    def _read(self, roots: list[LexborNode]) -> Blocks:
        blocks = Blocks(self._text, self._offset, self._part, self._is_book)
        for root in roots:
            _Walk(self._source, self._text, blocks, self._is_book, root).walk()
            blocks.flush()
        return blocks

    def _title(self, elements: tuple[Element, ...]) -> str:
        """The only heading of the first level, else what the page says, without the name of its site."""
        headings = [element.text for element in elements if element.kind == "heading" and element.level == 1]
        title = text_of_piece(self._text, self._source.title) if self._source.title else ""
        without = next((rest for site in _SITES if (rest := site.sub("", title)) != title), title)
        return headings[0] if len(headings) == 1 else without or title

    def _date(self, stated: str) -> date | None:
        said: dict[str, str] = {}
        for meta in self._tree.css("meta[content]"):
            attributes = meta.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            said.setdefault(name.lower(), attributes["content"] or "")
        found = (date_in(text) for text in (*(said.get(name, "") for name in _DATES), stated))
        return next(filter(None, found), None)

    def _language(self, roots: list[LexborNode]) -> str:
        elements = (*roots[:1], self._tree.body, self._tree.css_first("html"))
        said = (element.attributes.get("lang") or element.attributes.get("xml:lang") for element in elements if element)
        language = next(filter(None, said), "").lower().partition("-")[0].strip()
        return language if language in LANGUAGES else ""


def _length(blocks: Blocks) -> int:
    return sum(len(run.text) for element in blocks.output.elements for run in element.runs)


class _Walk:
    """Goes through the elements and texts of a page in reading order, without recursion."""

    def __init__(self, source: Source, text: str, blocks: Blocks, is_book: bool, root: LexborNode) -> None:
        self._source, self._text, self._blocks, self._is_book, self._root = source, text, blocks, is_book, root
        # How many elements are open whose header is their own, and not that of the page.
        self._sections = int(is_book or root.tag != "body")

    def walk(self) -> None:
        open_elements: list[tuple[LexborNode, End]] = []
        node = self._root.first_child
        while node is not None or open_elements:
            if node is None:
                node, end = open_elements.pop()
                end()
                self._sections -= node.tag in _SECTIONS
            elif node.is_text_node:
                self._show(node.text_content or "")
            elif node.is_element_node and (begun := self._start(node, node.tag or "")):
                open_elements.append((node, begun))
                self._sections += node.tag in _SECTIONS
                node = node.first_child
                continue
            node = node.next

    def _start(self, node: LexborNode, tag: str) -> End | None:
        attributes = node.attributes
        if is_unseen(tag, attributes, self._is_book) or (tag in ("header", "footer") and not self._sections):
            if tag in BLOCKS:
                self._blocks.flush()
            return None
        return None if tag in ("sup", "x-a") and self._is_mark(node) else self._blocks.start(tag, attributes, node)

    def _show(self, content: str) -> None:
        for match in MARKED.finditer(content):
            if match[1]:
                self._blocks.show(self._source.pieces[int(match[1])])
            else:
                self._blocks.space(match.group())

    def _is_mark(self, node: LexborNode) -> bool:
        """Whether an element is no more than the sign that leads to a note or back, or to the place where it stands."""
        text, is_link, is_raised = "", False, False
        for number, each in enumerate(node.traverse(include_text=True)):
            if number == MAX_NODES or len(text) > MAX_MARK:
                return False
            if each.is_text_node:
                pieces = (self._source.pieces[int(match[1])] for match in MARKED.finditer(each.text_content or "") if match[1])
                text += "".join(text_of_piece(self._text, piece) for piece in pieces)
            elif each.tag == "x-a":
                href = each.attributes.get("href")
                is_link = is_link or (href is not None and leads_within(href, self._is_book))
                is_raised = is_raised or is_note(each.attributes)
            is_raised = is_raised or each.tag == "sup"
        return is_link and is_mark(text, is_raised)
