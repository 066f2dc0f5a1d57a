"""From a text to passages: headings, lists, news, code, Japanese, and limits."""

import pytest

from corpus.sentences import MAX_SENTENCE
from corpus.structure import MAX_LIST, MAX_PARAGRAPH
from tests.corpus.conftest import Write
from tests.corpus.view import Row, View, view

PROSE = "This is a paragraph of ordinary prose that ends in a full stop as paragraphs do."

TEXTS: dict[str, tuple[str, list[Row]]] = {
    "one line": ("Only a title", [("paragraph", (), ["Only a title"])]),
    "title and paragraph": (f"A Title\n\n{PROSE}", [("paragraph", ("A Title",), [PROSE])]),
    "title at the end": (f"{PROSE}\n\nLoose End", [("paragraph", (), [PROSE]), ("paragraph", (), ["Loose End"])]),
    "heading below a heading": (
        f"Part\n\nChapter\n\n{PROSE}\n\nOther\n\nText here.",
        [("paragraph", ("Part", "Chapter"), [PROSE]), ("paragraph", ("Other",), ["Text here."])],
    ),
    "numbered headings": (
        f"Guide\n\n1 Basics\n\n{PROSE}\n\n1.1 Terms\n\nTerms are here.\n\n2. Usage\n\nUse it well.",
        [
            ("paragraph", ("Guide", "1 Basics"), [PROSE]),
            ("paragraph", ("Guide", "1 Basics", "1.1 Terms"), ["Terms are here."]),
            ("paragraph", ("Guide", "2. Usage"), ["Use it well."]),
        ],
    ),
    "question as heading": ("What is it?\n\nIt is a test.", [("paragraph", ("What is it?",), ["It is a test."])]),
    "lead-in sentence": (
        "First fact. The rules are as follows:\n\n- Stop\n- Look",
        [("paragraph", (), ["First fact."]), ("list", (), ["The rules are as follows:", "Stop", "Look"])],
    ),
    "no lead-in": (
        "All is said.\n\n- Stop\n- Look",
        [("paragraph", (), ["All is said."]), ("links", (), ["Stop", "Look"])],
    ),
    "heading over links": ("Useful Links\n\n• Police\n• Army", [("links", ("Useful Links",), ["Police", "Army"])]),
    "list with blank lines": ("Do this:\n\n1. wash\n\n2. rinse", [("list", (), ["Do this:", "wash", "rinse"])]),
    "numbers in brackets": ("Do this:\n\n(1) wash\n\n(2) rinse", [("list", (), ["Do this:", "wash", "rinse"])]),
    "numbers in circles": ("Do this:\n\n① wash\n\n② rinse", [("list", (), ["Do this:", "wash", "rinse"])]),
    "letters in brackets": ("Do this:\n\n(a) wash\n\n(b) rinse", [("list", (), ["Do this:", "wash", "rinse"])]),
    "no marker": ("(c) 2024 The Office", [("paragraph", (), ["(c) 2024 The Office"])]),
    "numbered clauses": (
        f"1. Terms.\n\n{PROSE}\n\n2. Grant. It is hereby granted to all.",
        [("paragraph", ("1. Terms.",), [PROSE]), ("list", (), ["Grant. It is hereby granted to all."])],
    ),
    "two lists": (
        "Do this:\n\n1. wash\n\n1. rinse",
        [("list", (), ["Do this:", "wash"]), ("links", (), ["rinse"])],
    ),
    "repeated label": (
        f"Our reports are as below.\n\nAnnual report\n\nAnnual Report\n\nNext Part\n\n{PROSE}",
        [
            ("list", (), ["Our reports are as below.", "Annual report", "Annual Report"]),
            ("paragraph", ("Next Part",), [PROSE]),
        ],
    ),
    "menu": (
        f"Home\n\nNews\n\nShop\n\nJobs\n\nAbout us\n\n{PROSE}",
        [("links", (), ["Home", "News", "Shop", "Jobs"]), ("paragraph", ("About us",), [PROSE])],
    ),
    "article with a date": (
        f"Big News\n2024-03-08\n\n{PROSE}",
        [("news", (), ["Big News", "2024-03-08"]), ("paragraph", ("Big News",), [PROSE])],
    ),
    "date first": (
        "8 March 2024\nA new law\n\n9 March 2024\nAn old law",
        [("news", (), ["8 March 2024", "A new law"]), ("news", (), ["9 March 2024", "An old law"])],
    ),
    "date beside its own title": (
        "Laws in force now\n\n8 March 2024\nA new law",
        [("paragraph", (), ["Laws in force now"]), ("news", (), ["8 March 2024", "A new law"])],
    ),
    "lines that say what something is": (
        "Our harbour lies in the north.\n\nBerths\nLarge: 12 crowns a night\nSmall: 7 crowns a night\n\nPay at the office.",
        [
            ("paragraph", (), ["Our harbour lies in the north."]),
            ("list", ("Berths",), ["Large: 12 crowns a night", "Small: 7 crowns a night"]),
            ("paragraph", ("Berths",), ["Pay at the office."]),
        ],
    ),
    "a value is no heading": (
        f"Harbour\n\n{PROSE}\n\nBerth fee: 12 crowns\n\nPay at the office.",
        [
            ("paragraph", ("Harbour",), [PROSE]),
            ("paragraph", ("Harbour",), ["Berth fee: 12 crowns"]),
            ("paragraph", ("Harbour",), ["Pay at the office."]),
        ],
    ),
    "a heading with a colon": (
        "Phase 2: Repair of the quay\n\nIt starts in May.",
        [("paragraph", ("Phase 2: Repair of the quay",), ["It starts in May."])],
    ),
    "a promise of short lines": (
        "The berths are as follows.\nNorth quay\nSouth quay\n\nAll is said.",
        [
            ("list", (), ["The berths are as follows.", "North quay", "South quay"]),
            ("paragraph", (), ["All is said."]),
        ],
    ),
    "code": (
        "Type this:\n\n    2.1 = x;\n    - a = {1};\n\nThen wait.",
        [("paragraph", (), ["Type this:"]), ("paragraph", (), ["2.1 = x;", "- a = {1};"]), ("paragraph", (), ["Then wait."])],
    ),
    "a drawing": (
        "It looks like this:\n\n   +----+----+\n   |Head|Tail|\n   +----+----+\n\nThe head comes first.",
        [
            ("paragraph", (), ["It looks like this:"]),
            ("paragraph", (), ["|Head|Tail|"]),
            ("paragraph", (), ["The head comes first."]),
        ],
    ),
    "an unnumbered part among numbered ones": (
        "Rules\n\nForeword\n\nThey are new.\n\n1. Berths\n\nAll are free.\n\n2. Fees\n\nNone.\n\nNotes\n\nEnd of it.",
        [
            ("paragraph", ("Rules", "Foreword"), ["They are new."]),
            ("paragraph", ("Rules", "1. Berths"), ["All are free."]),
            ("paragraph", ("Rules", "2. Fees"), ["None."]),
            ("paragraph", ("Rules", "Notes"), ["End of it."]),
        ],
    ),
    "a heading whose only text is a heading without any": (
        "Rules\n\nSecond edition\n\nPart 1\n\nText here.",
        [("paragraph", ("Rules",), ["Second edition"]), ("paragraph", ("Rules", "Part 1"), ["Text here."])],
    ),
    "Japanese": (
        "概要\n\n戦略本部は2014年に設置された。「自由」と呼ばれる。\n\n施策は以下のとおり。\n\n・情報共有\n・人材育成",
        [
            ("paragraph", ("概要",), ["戦略本部は2014年に設置された。", "「自由」と呼ばれる。"]),
            ("list", ("概要",), ["施策は以下のとおり。", "情報共有", "人材育成"]),
        ],
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_plain_text(write: Write, name: str) -> None:
    text, expected = TEXTS[name]
    assert view(write({"a.txt": text})).rows() == expected


@pytest.mark.parametrize(
    "day",
    [
        "8 March 2024",
        "8 Mar. 2024",
        "March 8, 2024",
        "2024-03-08",
        "2024/3/8",
        "2024年3月8日",
        "令和6年3月8日",
        "[8 March 2024]",
    ],
)
def test_dates_are_told_from_text(write: Write, day: str) -> None:
    found = view(write({"a.txt": f"• A new law\n  {day}\n• Another law\n  {day}"}))
    assert [found.units(p) for p in found.corpus.passages] == [
        [("sentence", "A new law"), ("date", day)],
        [("sentence", "Another law"), ("date", day)],
    ]


def test_abbreviations_and_quotes_do_not_end_sentences(write: Write) -> None:
    text = "Dr. Smith uses tools, e.g. a hammer etc. and “saws”. It cost $3.5 million (see Fig. 3). He left."
    assert view(write({"a.txt": text})).rows()[0][2] == [
        "Dr. Smith uses tools, e.g. a hammer etc. and “saws”.",
        "It cost $3.5 million (see Fig. 3).",
        "He left.",
    ]


def test_numbers_and_abbreviations_are_no_sentences(write: Write) -> None:
    text = "1.12. The license means this. Tel. 03-1234. That is all there is to say here."
    assert view(write({"a.txt": text})).rows()[0][2] == [
        "1.12. The license means this.",
        "Tel. 03-1234.",
        "That is all there is to say here.",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Harbour Guide\n\nText.", "Harbour Guide"),
        ("- 12 -\n\nHarbour Guide\n\nText.", "Harbour Guide"),
        ("Guide [Page 1]\n\nHarbour\n\nText.", "Guide [Page 1]"),
        ("Harbour Office          May 2021\n\nHarbour Guide\n\nText.", "Harbour Guide"),
        ("x" * 500, "x" * 120),
    ],
)
def test_the_title_is_the_first_line_that_is_one(write: Write, text: str, title: str) -> None:
    assert view(write({"a.txt": text})).corpus.documents[0].title == title


def lengths(found: View) -> tuple[list[int], list[int]]:
    sentences = [s.end - s.start for p in found.corpus.passages for s in p.sentences]
    return sentences, [p.end - p.start for p in found.corpus.passages]


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 4000, "part, " * 4000, "文" * 10_000, "字、" * 5000])
def test_no_sentence_is_unbounded(write: Write, text: str) -> None:
    sentences, passages = lengths(view(write({"a.txt": text})))
    assert max(sentences) <= MAX_SENTENCE
    assert max(passages) <= MAX_PARAGRAPH


def test_long_paragraphs_and_lists_are_split_between_sentences(write: Write) -> None:
    prose = " ".join(f"Sentence number {n} stands here." for n in range(200))
    items = "\n".join(f"- item number {n} of the list" for n in range(300))
    found = view(write({"a.txt": prose, "b.txt": items}))
    sentences, passages = lengths(found)
    assert len(sentences) == 500
    assert max(passages) <= MAX_LIST
    assert len(passages) >= 6


def test_ids_depend_on_content_only(write: Write) -> None:
    alone = view(write({"b.txt": f"Title\n\n{PROSE}"})).corpus.passages[0]
    among = view(write({"a.txt": "Something else comes first here."})).containing(PROSE)
    assert (alone.id, alone.sentences[0].id) == (among.id, among.sentences[0].id)
    assert len(alone.id) == len(alone.sentences[0].id) == 12
