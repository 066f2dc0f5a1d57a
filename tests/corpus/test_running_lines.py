"""Which lines of pages a reader skips: headers, footers, page numbers; and which only look like them."""

import pytest

from corpus.page_marks import page_mark
from corpus.running_lines import running_lines
from corpus.text_pages import pages_of
from tests.corpus.conftest import Write
from tests.corpus.long_texts import check_linear
from tests.corpus.view import view

WORDS = "amber birch cedar dahlia elder fern gorse hazel iris juniper".split()


def body(page: int) -> list[str]:
    """Ten lines that no other page has."""
    return [f"The {word} of garden {chr(97 + page)} is green." for word in WORDS]


def found(pages: list[list[str]]) -> list[str]:
    return [pages[page][line] for page, line in sorted(running_lines(pages))]


SKIPPED = {
    "a header": [["Garden Guide", *body(0)], ["Garden Guide", *body(1)], ["Garden Guide", *body(2)]],
    "a header with a blank line": [["", "Garden Guide", "", *body(0)], ["Garden Guide", *body(1)]],
    "two lines": [["Garden Guide", "Third edition", *body(0)], ["Garden Guide", "Third edition", *body(1)]],
    "a footer with a number": [[*body(n), f"Garden Guide {n + 7}"] for n in range(3)],
    "a footer with a word for the page": [[*body(n), f"Garden Guide, Page {n + 7} of 12"] for n in range(2)],
    "left and right pages": [
        ["8 Garden Guide", *body(0)], ["Trees and shrubs 9", *body(1)], ["10 Garden Guide", *body(2)],
        ["Trees and shrubs 11", *body(3)], ["12 Garden Guide", *body(4)],
    ],
    "numbers alone": [[*body(0), "1"], [*body(1), "2"]],
    "numbers from another than one": [[*body(0), "117"], [*body(1), "118"], [*body(2), "119"]],
    "the number of the only page": [[*body(0), "1"]],
    "numbers between dashes": [["- 12 -", *body(0)], [*body(1), "― 4 ―"]],
    "Roman numbers": [[*body(0), "iii"], [*body(1), "iv"]],
    "shares": [[*body(0), "3/9"], [*body(1), "4/9"]],
    "words": [[*body(0), "Page 3 of 9"], [*body(1), "[Page 4]"], ["12ページ", *body(2)], ["13ページ", *body(3)]],
    "a number above a footer": [[*body(0), "4", "Garden Guide"], [*body(1), "5", "Garden Guide"]],
    "a header below a title that changes": [["Roses", "Garden Guide", *body(0)], ["Lilies", "Garden Guide", *body(1)],
        ["Daisies", "Garden Guide", *body(2)]],
    "a page without text": [["Garden Guide", "1"], ["Garden Guide", *body(1), "2"]],
}  # fmt: skip
KEPT = {
    "nothing": [],
    "blank pages": [[], ["", "  "]],
    "a number that is another page's": [["12", *body(0)]],
    "a year": [[*body(0), "2024"], [*body(1), "1999"]],
    "articles": [["Article 5", *body(0)], ["Article 6", *body(1)], ["Article 7", *body(2)]],
    "articles in Japanese": [["第五条", *body(0)], ["第六条", *body(1)], ["第七条", *body(2)]],
    "sentences that count": [[f"This is what page {n} says.", *body(n)] for n in range(3)],
    "two of many pages": [["Notes", *body(0)], body(1), body(2), body(3), body(4), ["Notes", *body(5)]],
    "lines that stand within pages too": [
        [f"Tree {n}{k} grows" for k in range(9)] + ["Yes", "No", "Yes"] * 4 for n in range(4)
    ],
    "the same few lines on each page": [["Name", "Signature"], ["Name", "Signature"], ["Name", "Signature"]],
}


@pytest.mark.parametrize("name", SKIPPED)
def test_what_stands_on_page_after_page_is_a_running_line(name: str) -> None:
    pages = SKIPPED[name]
    all_lines = [line for page in pages for line in page if line.strip()]
    expected = [line for line in all_lines if not line.endswith("is green.") and line not in ("Roses", "Lilies", "Daisies")]
    assert found(pages) == expected


@pytest.mark.parametrize("name", KEPT)
def test_what_is_said_once_is_none(name: str) -> None:
    assert found(KEPT[name]) == []


def test_a_header_that_names_a_numbered_part_is_its_heading_the_first_time() -> None:
    pages = [[title, *body(n)] for n, title in enumerate(["3 Trees", "3 Trees", "3 Trees", "4 Roses", "4 Roses", "4 Roses"])]
    assert sorted(running_lines(pages)) == [(1, 0), (2, 0), (4, 0), (5, 0)]
    pages[0].insert(5, "3 Trees")
    assert sorted(running_lines(pages)) == [(0, 0), (1, 0), (2, 0), (4, 0), (5, 0)]


@pytest.mark.parametrize(
    ("line", "number"),
    [("- 12 -", 12), ("12", 12), ("Page 3 of 9", 3), ("3/9", 3), ("― 4 ―", 4), ("xiv", 14), ("（１２）", 12), ("第3頁", 3),
     ("3 / 9ページ", 3), ("p. 12", 12), ("Olsen           Draft           [Page 7]", 7), ("Guide | Page 3 of 4", 3)],
)  # fmt: skip
def test_page_marks(line: str, number: int) -> None:
    mark = page_mark(line)
    assert mark is not None
    assert mark.number == number


@pytest.mark.parametrize("line", ["", "see page 3", "12.", "- 5. item", "mix", "Page", "2024 report", "x" * 400, "3 apples"])
def test_no_page_marks(line: str) -> None:
    assert page_mark(line) is None


def test_a_text_has_pages_between_form_feeds_or_marks_and_else_none() -> None:
    assert pages_of(["a", "12", "b"], []).skipped == set()
    assert pages_of(["a", "- 12 -", "b", "c"], []) == ({2}, {1})
    assert pages_of(["a", "7", "b", "8"], [2]) == ({2}, {1, 3})
    assert pages_of(["Page 3", "a", "Page 9", "b"], []).skipped == set()
    assert pages_of(["a", "Page 3", "b", "Page 4"], []).skipped == {1, 3}


REPORT = """Tide Report

1.  Moorings

   All moorings are checked in spring.  A diver looks at each chain, and the
   owner has to pay for a new one where a link has lost more than a third



Lund                           Final                           [Page 1]
\f
TR 8                        Tide Report                        May 2020


   of its width.

   A visitor brings:

   (1)  a rope,
   (2)  a lamp for the



Lund                           Final                           [Page 2]
\f
TR 8                        Tide Report                        May 2020


        night,
   (3)  a horn.

   Who has no an-
   chor may not stay.
"""


@pytest.mark.parametrize("feed", ["\f", ""])
def test_a_text_is_read_on_over_the_ends_of_its_pages(write: Write, feed: str) -> None:
    seen = view(write({"a.txt": REPORT.replace("\f", feed)}))
    section = ("Tide Report", "1. Moorings")
    assert seen.rows() == [
        ("paragraph", section, [
            "All moorings are checked in spring.",
            "A diver looks at each chain, and the owner has to pay for a new one where a link has lost more than a third of "
            "its width.",
        ]),
        ("list", section, ["A visitor brings:", "a rope,", "a lamp for the night,", "a horn."]),
        ("paragraph", section, ["Who has no anchor may not stay."]),
    ]  # fmt: skip
    assert seen.corpus.documents[0].title == "Tide Report"


def test_a_paragraph_goes_on_where_the_last_line_of_a_page_is_full(write: Write) -> None:
    full = "The ferry to the northern islands leaves the old quay every day at seven."
    text = f"{full}\n{full}\n\n- 3 -\n\nTickets are sold on board.\n\nDogs travel free.\n"
    assert view(write({"a.txt": text})).rows() == [
        ("paragraph", (), [full, full, "Tickets are sold on board."]),
        ("paragraph", (), ["Dogs travel free."]),
    ]


def test_a_new_paragraph_or_heading_on_the_next_page_stays_one(write: Write) -> None:
    text = "The ferry leaves at seven.\n\n- 3 -\n\nTickets\n\nTickets are sold on board.\n"
    assert view(write({"a.txt": text})).rows() == [
        ("paragraph", (), ["The ferry leaves at seven."]),
        ("paragraph", ("Tickets",), ["Tickets are sold on board."]),
    ]


def test_time_grows_in_proportion_to_the_pages() -> None:
    def work(text: str) -> None:
        running_lines([["Guide", *page.split("\n"), str(number)] for number, page in enumerate(text.split("\f"))])

    check_linear(work, lambda length: "a b\nc d\ne f\ng h\f" * (length // 16), 60_000)
