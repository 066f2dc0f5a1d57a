import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.pdf import PdfReader
from corpus.render import render
from tests.corpus.formats.pdf_files import Page, Picture, Rule, Text, broken, deflated, lines, nested, paragraph, pdf, width_of
from tests.corpus.formats.places import check_places

NAME = "report.pdf"
READER = PdfReader()
PROSE = (
    "The centre collects reports of incidents from all ministries and answers them within a day. "
    "Every ministry names an officer who is responsible for the reports and for what follows from them. "
    "The officers meet four times a year and exchange what they have learned since they met before. "
)
MORE = (
    "Exercises are held each autumn, in which operators of critical infrastructure take part as well. "
    "What is learned in them goes into the guidelines, which are revised every other year. "
    "Comments on drafts of the guidelines may be sent by anybody until the end of January. "
)
OTHER = (
    "Nobody is asked for a report twice, as the centre hands on what it was told to those who need it. "
    "An officer who is asked by others may say so, and is then helped by the centre with the answer. "
)
JAPANESE = (
    "サイバーセキュリティ基本法は、サイバーセキュリティに関する施策に関し、基本理念を定め、国及び地方公共団体の責務等を明らかにするものである。"
    "内閣サイバーセキュリティセンターは、平成27年1月に設置された。"
)


def read(data: bytes, name: str = NAME) -> Content:
    content = READER.read(data, name)
    check_places(READER, data, content)
    return content


def texts(content: Content, kind: str | None = None) -> list[str]:
    return [e.text for e in content.elements if kind in (None, e.kind)]


def headings(content: Content) -> list[tuple[int, str]]:
    return [(e.level, e.text) for e in content.elements if e.kind == "heading"]


def items(content: Content) -> list[tuple[int, str, str, bool]]:
    return [(e.level, e.marker, e.text, e.tight) for e in content.elements if e.kind == "item"]


def one_line(text: str) -> str:
    return " ".join(text.split())


def body(text: str, y: float = 100, x: float = 72, width: float = 450, **options: float) -> list[Text]:
    return paragraph(text, x, y, width, **options)


# Lines and paragraphs


def test_lines_of_a_paragraph_are_one_text_at_its_place():
    content = read(pdf(body(PROSE)))
    assert texts(content) == [one_line(PROSE)]
    assert content.pages == ("page 1",)
    assert {run.part for element in content.elements for run in element.runs if run.start >= 0} == {"page 1"}


def test_parts_are_the_pages_as_pdfium_reads_them():
    data = pdf([Text(72, 72, "First page.")], [Text(72, 72, "Second page,"), Text(72, 84, "two lines.")])
    assert READER.part_text(data, "page 1") == "First page."
    assert READER.part_text(data, "page 2") == "Second page,\r\ntwo lines."


@pytest.mark.parametrize("part", ["page 0", "page 3", "", "page x", "page -1", "page 99999999999"])
def test_no_such_part(part):
    with pytest.raises(CorpusError):
        READER.part_text(pdf(body(PROSE)), part)


def test_space_between_paragraphs_parts_them():
    first = body(PROSE)
    second = body(MORE, first[-1].y + 20)
    assert texts(read(pdf([*first, *second]))) == [one_line(PROSE), one_line(MORE)]


def test_indents_part_paragraphs():
    first = body(PROSE, indent=15)
    second = body(MORE, first[-1].y + 12, indent=15)
    assert texts(read(pdf([*first, *second]))) == [one_line(PROSE), one_line(MORE)]


def test_short_last_lines_part_paragraphs():
    first = body(PROSE + "It is so.")
    second = body(MORE, first[-1].y + 12)
    assert texts(read(pdf([*first, *second])))[0] == PROSE + "It is so."


def test_lines_that_end_early_stay_lines():
    address = lines(["Central Office", "1-2-3 Kasumigaseki", "Chiyoda, Tokyo"], 72, 300)
    content = read(pdf([*body(PROSE), *address]))
    assert texts(content)[-1] == "Central Office\n1-2-3 Kasumigaseki\nChiyoda, Tokyo"


def test_a_broken_word_is_put_together_without_its_hyphen():
    text = [
        "The ministries inform the centre of every incident, and of infra-",
        "structure that was harmed by it, on the day they learn of it.",
    ]
    content = read(pdf(lines(text, 72, 100)))
    assert "and of infrastructure that" in texts(content)[0]
    assert "infra" in {run.text.split()[-1] for run in content.elements[0].runs}


def test_a_hyphen_of_the_word_itself_stays():
    text = [
        "A well-known report says that what the ministries said was self-",
        "attested and that it is well-",
        "known to all.",
    ]
    content = read(pdf([*lines(text, 72, 100)]))
    assert "self-attested" in texts(content)[0]
    assert "is well-known to all" in texts(content)[0]


def test_a_hyphen_that_stands_for_the_end_of_a_later_word_keeps_its_blank():
    text = ["The law of the years before has been changed by the pre-", "and post-war governments more than once."]
    assert "the pre- and post-war governments" in texts(read(pdf(lines(text, 72, 100))))[0]


def test_a_date_that_stands_alone():
    content = read(pdf([Text(72, 72, "1 April 2024"), *body(PROSE)]))
    assert [e.kind for e in content.elements] == ["date", "plain"]


# Pages


def running(number: int) -> list[Text]:
    return [Text(72, 40, "Annual report of the centre"), Text(300, 810, str(number))]


def test_a_paragraph_goes_on_on_the_next_page():
    text = one_line(PROSE + MORE)
    all_lines = list(broken(text, 450))
    pages = [[*running(1), *lines(all_lines[:3], 72, 700)], [*lines(all_lines[3:], 72, 100), *running(2)]]
    content = read(pdf(*pages, [*running(3), *body(OTHER)]))
    assert texts(content) == [text, one_line(OTHER)]
    assert [run.part for run in content.elements[0].runs if run.start >= 0][:: len(all_lines) - 1] == ["page 1", "page 2"]


def test_pages_begin_where_their_text_does():
    rendered = render(read(pdf([Text(72, 72, "First.")], [], [Text(72, 72, "Third.")])))
    assert [rendered.text[start:] for start in rendered.pages] == ["First.\n\nThird.", "Third.", "Third."]


def test_headers_footers_and_page_numbers_are_no_text():
    pages = [[*running(n), *body(f"{text} On page {n}.")] for n, text in enumerate([PROSE, MORE, OTHER], 1)]
    found = texts(read(pdf(*pages)))
    assert len(found) == 3
    assert not any("Annual report" in text or text.isdigit() for text in found)


def test_footnotes_are_paragraphs_and_do_not_part_the_sentence_above():
    all_lines = list(broken(one_line(PROSE), 450))
    note = paragraph(
        "1 See the report of the commission for the year before this one, and what it says of the officers there.",
        72,
        760,
        400,
        size=8,
        step=10,
    )
    content = read(pdf([*lines(all_lines[:2], 72, 700), *note], [*lines(all_lines[2:], 72, 100), *body(MORE, 300)]))
    assert texts(content)[0] == one_line(PROSE)
    assert texts(content)[1].startswith("1 See the report of the commission") and texts(content)[1].endswith("officers there.")


def raised(number: str, x: float, y: float) -> Text:
    return Text(x, y - 3, number, size=6)


def test_numbers_that_refer_to_a_footnote_below_are_no_text():
    first, second = "The centre collects reports from all ministries", "and answers them within a day."
    end = 72 + width_of(first)
    drawn = [Text(72, 100, first), raised("1", end, 100), Text(end + 5, 100, second), *body(MORE, 130)]
    content = read(pdf([*drawn, raised("1", 72, 760), Text(76, 760, "See the report of 2015.", size=8)]))
    assert texts(content)[0] == f"{first} {second}"
    assert texts(content)[-1] == "1 See the report of 2015."


def test_raised_numbers_without_a_footnote_stay():
    end = 72 + width_of("There are 10")
    content = read(
        pdf([Text(72, 100, "There are 10"), raised("6", end, 100), Text(end + 5, 100, "of them."), *body(MORE, 130)])
    )
    assert texts(content)[0].replace(" ", "") == "Thereare106ofthem."


def test_a_footnote_does_not_part_a_list():
    page = [*body(MORE), Text(72, 700, "1. One."), Text(72, 712, "2. Two."), Text(72, 780, "1 A note.", size=7)]
    content = read(pdf(page, [Text(72, 72, "3. Three."), *body(PROSE, 200)]))
    assert [tight for _, _, _, tight in items(content)] == [False, True, True]
    assert [e.text for e in content.elements[1:5]] == ["One.", "Two.", "Three.", "1 A note."]


def test_titles_of_sections_with_the_page_number_are_no_text():
    titles = ["Purpose", "Terms", "Duties", "Reports"]
    pages = [
        [*body(f"{text} {MORE}"), Text(400, 810, f"{n}.1 {title} {n}")]
        for n, (title, text) in enumerate(zip(titles, [PROSE, OTHER, MORE, OTHER + PROSE], strict=True), 1)
    ]
    assert not [text for text in texts(read(pdf(*pages))) if text[-1].isdigit()]


def test_numbered_headings_at_the_top_of_pages_stay():
    titles = ["1 Purpose", "2 Terms", "3 Duties", "4 Reports"]
    pages = [
        [Text(72, 50, title, "bold", 14), *body(text)]
        for title, text in zip(titles, [PROSE, OTHER, MORE, OTHER + PROSE], strict=True)
    ]
    assert [text for _, text in headings(read(pdf(*pages)))] == titles


def test_a_table_of_contents_without_dots():
    entries = [Text(72, 60 + 14 * n, f"{n} {title}") for n, title in enumerate(["Purpose", "Terms", "Duties"], 1)]
    numbers = [Text(400, 60 + 14 * n, str(n)) for n in range(1, 4)]
    pages = [[Text(72, 72, title, "bold", 14), *body(PROSE)] for title in ("1 Purpose", "2 Terms", "3 Duties")]
    outline = [("Purpose", 0, 1), ("Terms", 0, 2), ("Duties", 0, 3)]
    content = read(pdf([*entries, *numbers], *pages, outline=outline))
    assert not any(run.part == "page 1" for element in content.elements for run in element.runs)


def test_a_table_of_contents_is_navigation():
    entries = [Text(72, 100 + 14 * n, f"{n} Chapter about something {'. ' * 40}{n * 7}") for n in range(1, 9)]
    content = read(pdf([Text(72, 72, "Contents", "bold", 16), *entries], body(PROSE)))
    assert texts(content) == [one_line(PROSE)]


# Columns


def column(text: str, x: float, y: float = 200, width: float = 215, **options: float) -> list[Text]:
    return paragraph(text, x, y, width, **options)


def interleaved(*columns: list[Text]) -> list[Text]:
    """As programs write that go through a page from the top, line by line."""
    return sorted((line for column in columns for line in column), key=lambda line: (line.y, line.x))


@pytest.mark.parametrize("order", [interleaved, lambda *columns: [line for column in columns for line in column]])
def test_columns_are_read_one_after_the_other(order):
    left, right = column(PROSE, 72), column(MORE, 310)
    assert texts(read(pdf(order(left, right)))) == [one_line(PROSE), one_line(MORE)]


def test_three_columns():
    columns = [column(text, x, width=140) for text, x in ((PROSE, 60), (MORE, 220), (PROSE + MORE, 380))]
    assert texts(read(pdf(interleaved(*columns)))) == [one_line(PROSE), one_line(MORE), one_line(PROSE + MORE)]


def test_headings_across_columns_stand_between_them():
    upper = interleaved(column(PROSE, 72, 200), column(MORE, 310, 200))
    lower = interleaved(column(MORE, 72, 400), column(PROSE, 310, 400))
    across = Text(72, 370, "A heading that stands across both columns of the page", "bold", 16)
    short = Text(72, 170, "Short heading", "bold", 16)
    content = read(pdf([short, *upper, across, *lower]))
    assert [one_line(text) for text in texts(content)] == [
        short.text, one_line(PROSE), one_line(MORE), across.text, one_line(MORE), one_line(PROSE)
    ]  # fmt: skip


def test_a_sentence_goes_on_in_the_next_column():
    text = one_line(PROSE + MORE)
    all_lines = list(broken(text, 215))
    half = len(all_lines) // 2
    data = pdf(interleaved(lines(all_lines[:half], 72, 200), lines(all_lines[half:], 310, 200)))
    assert texts(read(data)) == [text]


# Headings


def test_headings_by_size_and_weight():
    content = read(
        pdf(
            [
                Text(72, 60, "Cyber security policy", "bold", 20), *body(PROSE), Text(72, 200, "Exercises", "bold", 14),
                *body(MORE, 220), Text(72, 300, "Autumn", "bold", 10), *body(PROSE, 314),
                Text(72, 400, "Reports", "bold", 14), *body(MORE, 420),
            ]
        )
    )  # fmt: skip
    assert headings(content) == [(1, "Cyber security policy"), (2, "Exercises"), (3, "Autumn"), (2, "Reports")]


def test_headings_of_one_font_have_the_level_of_their_numbers():
    titles = ["1 Purpose", "1.1 Scope", "1.2 Terms", "2 Duties", "2.1 Ministries"]
    drawn = [
        item
        for n, title in enumerate(titles)
        for item in [Text(72, 80 + 120 * n, title, "bold", 12), *body(PROSE, 100 + 120 * n)]
    ]
    assert headings(read(pdf(drawn))) == [
        (1, "1 Purpose"),
        (2, "1.1 Scope"),
        (2, "1.2 Terms"),
        (1, "2 Duties"),
        (2, "2.1 Ministries"),
    ]


def test_a_numbered_heading_in_the_font_of_the_text():
    content = read(pdf([Text(72, 80, "2.3 Duties of the officers"), *body(PROSE, 110), *body(MORE, 170)]))
    assert [e.kind for e in content.elements] == ["heading", "plain", "plain"]


def test_a_heading_of_two_lines_is_one():
    content = read(
        pdf(
            [
                Text(72, 60, "A policy for the security of", "bold", 18),
                Text(72, 82, "networks and systems", "bold", 18),
                *body(PROSE, 120),
            ]
        )
    )
    assert headings(content) == [(1, "A policy for the security of networks and systems")]


def test_bookmarks_tell_headings_and_their_levels():
    drawn = [Text(72, 60, "Cyber security policy"), *body(PROSE), Text(72, 300, "Exercises"), *body(MORE, 330)]
    content = read(pdf(drawn, outline=[("Cyber security policy", 0, 0), ("Exercises", 1, 0)]))
    assert headings(content) == [(1, "Cyber security policy"), (2, "Exercises")]


def test_what_is_bold_within_a_paragraph_is_no_heading():
    first, *rest = broken(one_line(PROSE), 450)
    second, *rest = broken(" ".join(rest), 450, "bold")
    content = read(pdf([Text(72, 100, first), Text(72, 112, second, "bold"), *lines(broken(" ".join(rest), 450), 72, 124)]))
    assert [e.kind for e in content.elements] == ["plain"]


# Lists


def test_items_with_hanging_lines():
    long = paragraph(PROSE, 90, 120, 430)
    data = pdf(
        [*body("The following is needed:"), Text(76, 120, "•"), *long, Text(76, 200, "•"), Text(90, 200, "a second item")]
    )
    content = read(data)
    assert items(content) == [(0, "• ", one_line(PROSE), False), (0, "• ", "a second item", True)]


def test_nested_items():
    drawn = lines(["1. One", "2. Two", "3. Three"], 72, 120, step=50)
    nested = lines(["- first of two", "- second of two"], 100, 182)
    content = read(pdf([drawn[0], drawn[1], *nested, drawn[2]]))
    assert items(content) == [
        (0, "1. ", "One", False), (0, "2. ", "Two", True), (1, "- ", "first of two", True),
        (1, "- ", "second of two", True), (0, "3. ", "Three", True),
    ]  # fmt: skip


def test_a_further_paragraph_of_an_item_belongs_to_it():
    first = [Text(72, 100, "1."), *paragraph(PROSE, 86, 100, 420)]
    drawn = [*first, *paragraph(MORE, 86, 150, 420), Text(72, 200, "2. The next.")]
    found = items(read(pdf([*drawn, *body("Text behind the list ends it.", 260)])))
    assert [text for _, _, text, _ in found] == [one_line(PROSE) + " " + one_line(MORE), "The next."]


def test_a_list_goes_on_on_the_next_page():
    first, *rest = broken(one_line(PROSE), 420)
    page = [*body(MORE), Text(72, 700, "1. One."), Text(72, 712, "2. " + first), *lines(rest[:1], 86, 724)]
    content = read(pdf(page, [*lines(rest[1:], 86, 72), Text(72, 200, "3. Three."), *body(MORE, 300)]))
    assert items(content) == [(0, "1. ", "One.", False), (0, "2. ", one_line(PROSE), True), (0, "3. ", "Three.", True)]


def test_a_number_that_begins_anew_begins_another_list():
    content = read(pdf(lines(["1. One.", "2. Two.", "1. Another one.", "2. Another two."], 72, 100)))
    assert [tight for _, _, _, tight in items(content)] == [False, True, False, True]


def test_bullets_of_symbol_fonts_and_numbers_without_a_blank():
    content = read(
        pdf([Text(72, 100, "\uf0b7 項目", "ja"), Text(72, 120, "１．概要について", "ja"), Text(72, 140, "(2)その他", "ja")])
    )
    assert [(marker, text) for _, marker, text, _ in items(content)] == [
        ("• ", "項目"),
        ("１． ", "概要について"),
        ("(2) ", "その他"),
    ]


# Tables


ROWS = [
    ("Ministry", "Officer", "Reports"),
    ("Finance", "Sato", "12"),
    ("Justice", "Suzuki", "7"),
    ("Foreign Affairs", "Ito", "103"),
]
READ = [
    "Ministry: Finance; Officer: Sato; Reports: 12",
    "Ministry: Justice; Officer: Suzuki; Reports: 7",
    "Ministry: Foreign Affairs; Officer: Ito; Reports: 103",
]


def table(rows: list[tuple[str, ...]], y: float = 300, font: str = "text", step: float = 16) -> list[Text]:
    return [
        Text(80 + 150 * c, y + step * r, cell, font if r == 0 else "text")
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    ]


def grid(rows: int, columns: int, y: float = 288, step: float = 16) -> list[Rule]:
    level = [Rule(75, y + step * n, 75 + 150 * columns, y + step * n) for n in range(rows + 1)]
    return level + [Rule(75 + 150 * n, y, 75 + 150 * n, y + step * rows) for n in range(columns + 1)]


def test_a_table_below_bold_headers():
    content = read(pdf([*body(PROSE), *table(ROWS, font="bold"), *body(MORE, 400)]))
    assert texts(content, "row") == READ
    assert [e.kind for e in content.elements] == ["plain", "row", "row", "row", "plain"]
    row = content.elements[1]
    assert [row.text[cell.start : cell.end] for cell in row.cells] == ["Finance", "Sato", "12"]


def test_a_ruled_table():
    cells = [("Term", "Meaning", "Since"), ("Incident", "What harms a system", "2015"), ("Threat", "What may harm one", "2016")]
    heights = (300, 316, 348)
    drawn = [Text(80 + 150 * c, y, cell) for y, row in zip(heights, cells, strict=True) for c, cell in enumerate(row)]
    rules = [Rule(75, y, 525, y) for y in (288, 304, 336, 352)] + [Rule(x, 288, x, 352) for x in (75, 225, 375, 525)]
    content = read(pdf([*body(PROSE), *rules, *drawn, Text(230, 330, "or its operator")]))
    assert texts(content, "row") == [
        "Term: Incident; Meaning: What harms a system or its operator; Since: 2015",
        "Term: Threat; Meaning: What may harm one; Since: 2016",
    ]


def test_a_table_goes_on_on_the_next_page_with_its_header():
    first, second = table(ROWS[:3], 700, "bold"), table([ROWS[0], ROWS[3], ("Defence", "Abe", "5")], 72, "bold")
    rows = [e for e in read(pdf([*body(PROSE), *first], [*second, *body(MORE, 300)])).elements if e.kind == "row"]
    assert [row.text for row in rows] == [*READ, "Ministry: Defence; Officer: Abe; Reports: 5"]
    assert [row.tight for row in rows] == [False, True, True, True]


def test_columns_that_the_file_has_one_after_the_other():
    rows = [("Ministry", "Reports"), ("Finance", "2"), ("Justice", "7"), ("Defence", "5")]
    drawn = [
        Text(80 + 200 * c, 300 + 14 * r, row[c], "bold" if r == 0 else "text") for c in (0, 1) for r, row in enumerate(rows)
    ]
    content = read(pdf([*body(PROSE), *drawn]))
    assert texts(content, "row") == [f"Ministry: {name}; Reports: {count}" for name, count in rows[1:]]


def test_what_only_stands_in_columns_is_no_table():
    form = table([("Name:", "Taro Sato"), ("Office:", "Finance"), ("Telephone:", "ask the officer")], step=12)
    content = read(pdf([*body(PROSE), *form]))
    assert "row" not in {e.kind for e in content.elements}
    assert texts(content)[-1] == "Name: Taro Sato\nOffice: Finance\nTelephone: ask the officer"


# Japanese


def test_japanese_lines_are_joined_without_blanks():
    content = read(pdf(paragraph(JAPANESE, 72, 100, 200, "ja")))
    assert texts(content) == [JAPANESE]


def test_japanese_paragraphs_by_their_indents():
    first = paragraph(JAPANESE, 72, 100, 300, "ja", indent=10)
    second = paragraph(JAPANESE[::-1], 72, first[-1].y + 12, 300, "ja", indent=10)
    assert len(texts(read(pdf([*first, *second])))) == 2


def test_columns_of_japanese():
    left, right = paragraph(JAPANESE, 72, 100, 200, "ja"), paragraph(JAPANESE[::-1], 300, 100, 200, "ja")
    assert texts(read(pdf(interleaved(left, right)))) == [JAPANESE, JAPANESE[::-1]]


def test_text_written_down_the_page():
    columns = [
        Text(500 - 16 * n, 72, line, "down") for n, line in enumerate(broken(JAPANESE.replace("27", "二十七"), 300, "down"))
    ]
    assert texts(read(pdf(columns))) == [JAPANESE.replace("27", "二十七")]


def test_radicals_are_read_as_the_characters_they_show():
    content = read(pdf([Text(72, 100, "⽇本の⼤学で学ぶ。", "ja")]))
    assert texts(content) == ["日本の大学で学ぶ。"]


def test_characters_beyond_16_bits():
    content = read(pdf([Text(72, 100, "𠮷野家で𠮟られた。", "ja")]))
    assert texts(content) == ["𠮷野家で𠮟られた。"]


def test_headings_of_laws():
    drawn = [
        Text(72, 80, "第一章　総則", "ja", 14),
        Text(72, 110, "（目的）", "ja"),
        *paragraph(JAPANESE, 72, 130, 400, "ja"),
        Text(72, 250, "第二章　戦略", "ja", 14),
        *paragraph(JAPANESE, 72, 280, 400, "ja"),
    ]
    assert headings(read(pdf(drawn))) == [(1, "第一章 総則"), (1, "第二章 戦略")]


def test_gothic_headings_above_text_in_mincho():
    drawn = [Text(72, 80, "サイバーセキュリティ戦略の目的", "gothic"), *paragraph(JAPANESE, 72, 100, 400, "ja")]
    assert headings(read(pdf(drawn))) == [(1, "サイバーセキュリティ戦略の目的")]


# Pages that lie or stand otherwise


def test_a_page_that_is_turned():
    upright = [Text(100 + 12 * n, 500, text, turn="0 1 -1 0") for n, text in enumerate(broken(one_line(PROSE), 450))]
    assert texts(read(pdf(Page(upright, rotate=90)))) == [one_line(PROSE)]


def test_text_along_the_edge_is_read_last():
    stamp = Text(30, 600, "Draft of the second of May", turn="0 1 -1 0")
    assert texts(read(pdf([stamp, *body(PROSE)]))) == [one_line(PROSE), stamp.text]


def test_what_is_stamped_on_each_page_is_no_text():
    stamp, mark = (
        Text(30, 600, "Downloaded by the officer", turn="0 1 -1 0"),
        Text(200, 600, "DRAFT", size=80, turn="0.7 0.7 -0.7 0.7"),
    )
    pages = [[*body(text), mark, stamp] for text in (PROSE, MORE, OTHER)]
    assert texts(read(pdf(*pages))) == [one_line(PROSE), one_line(MORE), one_line(OTHER)]


def test_what_stands_beside_the_page_is_not_seen():
    drawn = [Text(-300, 100, "Hidden on the left"), Text(72, 900, "Hidden below"), *body(PROSE)]
    assert texts(read(pdf(drawn))) == [one_line(PROSE)]


def test_code_keeps_its_lines():
    code = lines(["def answer(question):", "    return index[question]"], 72, 300, "code")
    content = read(pdf([*body(PROSE), *code]))
    assert [(e.kind, e.text, e.tight) for e in content.elements[1:]] == [
        ("code", "def answer(question):", False), ("code", "return index[question]", True)
    ]  # fmt: skip


# What the file says of itself


@pytest.mark.parametrize("title", ["Annual report 2023", "サイバーセキュリティ2023", "Report v2.0"])
def test_a_title(title):
    assert read(pdf(body(PROSE), title=title)).title == title


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Microsoft Word - report_final.doc",
        "report.docx",
        "C:\\work\\draft.jtd",
        "無題",
        "Untitled",
        "PowerPoint プレゼンテーション",
        "report",
        "12345",
        "Slide 1",
        "\ufffd\ufffd",
    ],
)
def test_what_is_no_title(title):
    assert read(pdf(body(PROSE), title=title)).title == ""


def test_dates_of_the_file_are_not_dates_of_the_text():
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.multi_cell(0, 8, PROSE)
    content = read(bytes(made.output()))
    assert content.as_of is None
    assert texts(content) == [one_line(PROSE)]


# What cannot be read


def test_pages_that_are_pictures_are_told():
    data = pdf([Picture()], body(PROSE), [Picture()], [Picture(), Text(300, 800, "14")])
    assert read(data).left_out == (
        f"{NAME}: page 1 has no text; it is a picture, run OCR over it first",
        f"{NAME}: pages 3 to 4 have no text; they are pictures, run OCR over them first",
    )


def test_an_empty_page_is_nothing_to_tell():
    content = read(pdf(body(PROSE), [], [Rule(72, 800, 500, 800), Text(300, 815, "3")]))
    assert content.left_out == ()
    assert content.pages == ("page 1", "page 2", "page 3")


def test_a_scan_has_no_elements():
    content = read(pdf([Picture()]))
    assert content.elements == ()
    assert len(content.left_out) == 1


def encrypted(password: str) -> bytes:
    made = FPDF()
    made.set_encryption("owner", password, permissions=AccessPermission.none())
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.multi_cell(0, 8, PROSE)
    return bytes(made.output())


def test_a_password_is_told():
    with pytest.raises(CorpusError, match=r"report\.pdf opens with a password only: save it without one"):
        READER.read(encrypted("secret"), NAME)


def test_a_file_that_opens_without_a_password_is_read():
    assert texts(read(encrypted(""))) == [one_line(PROSE)]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"PK\x03\x04" + b"\0" * 100, b"<html>", pdf(body(PROSE))[:200], bytes(range(256)) * 20]
)
def test_what_is_no_pdf(data):
    with pytest.raises(CorpusError, match="report") as error:
        READER.read(data, NAME)
    assert "\n" not in str(error.value)


def test_a_file_without_pages():
    with pytest.raises(CorpusError, match=NAME):
        READER.read(pdf(), NAME)


def test_what_can_be_read_of_a_truncated_file():
    data = pdf(*[body(f"Page {n}. {PROSE}") for n in range(20)])
    assert len(read(data[: data.rindex(b"startxref")]).pages) == 20


def test_more_pages_than_are_read(monkeypatch):
    monkeypatch.setattr("corpus.formats.pdf.MAX_PAGES", 2)
    content = read(pdf(*[body(f"{PROSE} Page {n}.") for n in range(3)]))
    assert content.left_out == (f"{NAME}: what follows page 2 of 3 is left out; split the file",)
    assert content.pages == ("page 1", "page 2")


def test_drawings_within_drawings_are_counted_before_they_are_drawn():
    with pytest.raises(CorpusError, match="memory and time"):
        READER.read(nested(depth=12, times=10), NAME)
    assert texts(read(nested(depth=2, times=3))) == ["drawn"]


def test_a_page_that_inflates_to_far_more_than_the_file_is_refused():
    with pytest.raises(CorpusError, match="memory and time"):
        READER.read(deflated(b"% nothing is drawn here\n" * 4_000_000), NAME)
    assert texts(read(deflated(b"BT /text 10 Tf 72 700 Td (drawn) Tj ET"))) == ["drawn"]


def test_a_page_of_scattered_text_is_read():
    chance = random.Random(3)
    drawn = [Text(chance.uniform(0, 560), chance.uniform(0, 800), f"w{n}", size=chance.choice([4, 6, 9])) for n in range(1500)]
    content = read(pdf(drawn))
    assert sorted(" ".join(texts(content)).split()) == sorted(text.text for text in drawn)


def test_any_bytes_are_read_or_refused():
    source = pdf(
        [*body(PROSE), *table(ROWS, font="bold"), *grid(4, 3)], interleaved(column(PROSE, 72), column(MORE, 310)),
        [Text(72, 100, JAPANESE[:30], "ja")], title="Title", outline=[("A", 0, 0), ("B", 1, 1)],
    )  # fmt: skip
    chance = random.Random(7)
    for _ in range(100):
        data = bytearray(source)
        for _ in range(chance.choice([1, 3, 20, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
        except CorpusError as error:
            assert "\n" not in str(error)


def test_files_are_read_by_several_threads_at_once():
    data = [pdf(*[body(f"{text} Page {n}.") for n in range(5)]) for text in (PROSE, MORE)] * 4
    alone = [READER.read(each, NAME) for each in data]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda each: READER.read(each, NAME), data)) == alone
