"""The numbers of headings, and the sections of texts that have them."""

import pytest

from corpus.numbering import article_of, heading_level, levels_of, opening_number, value_of
from tests.corpus.conftest import Write
from tests.corpus.view import Row, view


@pytest.mark.parametrize(
    ("text", "level"),
    [("2.", 1), ("2 Title", 1), ("2. Title", 1), ("2.3 Title", 2), ("2.3.4. Title", 3), ("A.", 1), ("A.1 Title", 2),
     ("IV. Title", 1),
     ("Ⅱ 概要", 1), ("１．", 1), ("１．目的", 1), ("１．２ 目的", 2), ("1-2 目的", 2), ("Part B: Trees", 1), ("Chapter 3", 1),
     ("CHAPTER IV", 1), ("Chapter Three", 1), ("第1章 総則", 1), ("第一章　総則", 1), ("第2節", 2), ("Section 2", 2),
     ("Section 2.1", 2), ("第１款", 3), ("(1)", 3), ("（１）目的", 3), ("第三条", 5), ("第三条の二（定義）", 5),
     ("Article 5", 5),
     ("Art. 5", 5), ("§ 5", 5), ("附則", 1), ("附　則（令和三年）", 1), ("別表第一", 1), ("Annex B", 1), ("Appendix", 1)],
)  # fmt: skip
def test_level(text: str, level: int) -> None:
    assert heading_level(text) == level


@pytest.mark.parametrize(
    "text", ["", "Title", "A dog", "2024 report", "12", "1.5倍", "3-4 days", "第3条は", "第3条第1項の規定", "第1部会は",
    "No. 5",
             "Book a room", "Schedule of events", "附則は", "appendix b", "Articles 5"],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert heading_level(text) == 0


@pytest.mark.parametrize(
    ("texts", "levels"),
    [
        (["Act", "第一章", "第一条", "第二章", "第一節", "第二条", "附則", "第一条"], [0, 1, 3, 1, 2, 3, 1, 3]),
        (["Chapter 1", "1.1 A", "1.1.1 B", "Chapter 2", "Annex A", "A.1 C"], [1, 2, 3, 1, 1, 4]),
        (["I. A", "A. B", "1. C", "B. D", "II. E"], [1, 2, 3, 2, 1]),
        (["Article I", "Section 1. A", "Section 2. B", "Article II", "Section 1. C"], [1, 2, 2, 1, 2]),
        (["Chapter I", "Article 1", "Chapter II", "Section 1", "Article 2"], [1, 3, 1, 2, 3]),
    ],
)
def test_levels_of_the_headings_of_a_text(texts: list[str], levels: list[int]) -> None:
    assert levels_of(texts) == levels


@pytest.mark.parametrize(
    ("text", "article"),
    [("第二条　この法律は", "第二条"), ("第2条(定義) この法律は", "第2条(定義)"), ("第三条（人数）各学年は",
     "第三条（人数）"),
     ("第十条の二　会は", "第十条の二"), ("Article 5. The board", "Article 5"), ("§ 7", "§ 7"),
     ("第二条は", ""), ("第二条第一項の規定は", ""), ("Article 5 of the treaty", ""), ("Text", "")],
)  # fmt: skip
def test_the_article_a_paragraph_opens(text: str, article: str) -> None:
    assert article_of(text) == article


@pytest.mark.parametrize(
    ("number", "value"), [("12", 12), ("１２", 12), ("二十三", 23), ("百二", 102), ("二三", 23), ("十", 10), ("xiv", 14),
    ("Three", 3),
                          ("many", 0), ("iiii", 0), ("", 0)],
)  # fmt: skip
def test_value(number: str, value: int) -> None:
    assert value_of(number) == value


def test_parts_are_told_in_figures() -> None:
    number = opening_number("第十二条の二（定義）")
    assert number is not None
    assert number.parts == (12, 2)


SECTIONS: dict[str, tuple[str, list[Row]]] = {
    "close together": (
        "Guide to the Reef\n\n1. Before you go\n1.1 Season\nMay to July\n\n1.2 Cost\nNot known.\n\n2. There\n2.1 Boats\n"
        "Boats leave at nine.\nPier: North 4\nSeats: 12\n\nBring water.\n\n3. After\n3.1 Photos\nSend us some.",
        [
            ("paragraph", ("Guide to the Reef", "1. Before you go", "1.1 Season"), ["May to July"]),
            ("paragraph", ("Guide to the Reef", "1. Before you go", "1.2 Cost"), ["Not known."]),
            ("paragraph", ("Guide to the Reef", "2. There", "2.1 Boats"), ["Boats leave at nine."]),
            ("list", ("Guide to the Reef", "2. There", "2.1 Boats"), ["Pier: North 4", "Seats: 12"]),
            ("paragraph", ("Guide to the Reef", "2. There", "2.1 Boats"), ["Bring water."]),
            ("paragraph", ("Guide to the Reef", "3. After", "3.1 Photos"), ["Send us some."]),
        ],
    ),
    "steps are a list": (
        "Do this:\n1. Open the lid\n2. Pour water in\n3. Wait",
        [("list", (), ["Do this:", "Open the lid", "Pour water in", "Wait"])],
    ),
    "a number in a paragraph": (
        "The parcel had a weight of\n2.5 kilograms and was sent on\n3.1 days later than planned.",
        [("paragraph", (), ["The parcel had a weight of 2.5 kilograms and was sent on 3.1 days later than planned."])],
    ),
    "words": (
        "Rules\n\nPart 1. General\nSection 1. Purpose\nThese rules keep order.\nSection 2. Scope\nThey hold for all.\n\n"
        "Part 2. Fees\nSection 3. Rates\nA day costs 4 crowns.\nAnnex A\nThe form is below.",
        [
            ("paragraph", ("Rules", "Part 1. General", "Section 1. Purpose"), ["These rules keep order."]),
            ("paragraph", ("Rules", "Part 1. General", "Section 2. Scope"), ["They hold for all."]),
            ("paragraph", ("Rules", "Part 2. Fees", "Section 3. Rates"), ["A day costs 4 crowns."]),
            ("paragraph", ("Rules", "Annex A"), ["The form is below."]),
        ],
    ),
    "a law": (
        "灯台法\n\n　　　第一章　総則\n\n（目的）\n第一条　この法律は、灯台を守ることを目的とする。\n（定義）\n"
        "第二条　この法律において「灯台」とは、岸の灯をいう。\n２　次に掲げるものは、灯台とみなす。\n　一　浮標\n　二　霧笛\n"
        "３　前項の規定は、私設のものには適用しない。\n"
        "　　　第二章　罰則\n第三条（過料）灯を消した者は、過料に処する。\n　　附　則\nこの法律は、公布の日から施行する。",
        [
            ("paragraph", ("灯台法", "第一章 総則", "第一条（目的）"), ["第一条 この法律は、灯台を守ることを目的とする。"]),
            ("paragraph", ("灯台法", "第一章 総則",
            "第二条（定義）"), ["第二条 この法律において「灯台」とは、岸の灯をいう。"]),
            ("list", ("灯台法", "第一章 総則", "第二条（定義）"), ["２ 次に掲げるものは、灯台とみなす。", "浮標", "霧笛"]),
            ("paragraph", ("灯台法", "第一章 総則", "第二条（定義）"), ["３ 前項の規定は、私設のものには適用しない。"]),
            ("paragraph", ("灯台法", "第二章 罰則", "第三条（過料）"), ["第三条（過料）灯を消した者は、過料に処する。"]),
            ("paragraph", ("灯台法", "附 則"), ["この法律は、公布の日から施行する。"]),
        ],
    ),
    "contents": (
        "Guide\n\nContents\n\n1. Trees ........ 2\n1.1 Oak ......... 2\n2. Flowers ...... 3\n\n1. Trees\n1.1 Oak\nOaks are "
        "old.\n\n2. Flowers\n\nRoses are red.",
        [
            ("paragraph", ("Guide", "1. Trees", "1.1 Oak"), ["Oaks are old."]),
            ("paragraph", ("Guide", "2. Flowers"), ["Roses are red."]),
        ],
    ),
    "a list below a title that says contents": (
        "Contents\n\nsix nails\n\na hammer",
        [("paragraph", ("Contents",), ["six nails"]), ("paragraph", ("Contents",), ["a hammer"])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SECTIONS)
def test_sections(write: Write, name: str) -> None:
    text, expected = SECTIONS[name]
    assert view(write({"a.txt": text})).rows() == expected
