"""Spreadsheets: what a reader sees of them, where it stands, and what is refused."""

import random
import re
import zipfile
import zlib
from base64 import b85decode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats import reader_for, sheet_archive, sheet_limits
from corpus.formats.sheet_values import shown
from corpus.formats.sheets import SheetReader
from corpus.render import render
from tests.corpus.formats.places import check_places

Rows = Sequence[Sequence[object]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN_DOCUMENT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text", "style")
)
# Made with xlwt: a title, two rows of headers, merged cells, percentages, dates, a hidden row, text that is struck out, a
# time, and a second sheet that is hidden.
OLD = zlib.decompress(
    b85decode(
        "c-rk)O-NKx6h8O;%zN{rj(?R3HVB!S#-tE!bSx}a4pxh?A1Z$a4Qs5?MYc%GBwGYQ5ELyEY>|Q0rXQ@RMG+Jj1tmeGg>7n67_?BQbI!b(#%Tlx"
        "N=V*$+;h)8=iKj|d+)jTzL}S!>Ei>pawi~;DnW+XkQFR3I)TL+X*dDxp%96YTE`MH>AxbYjtgl~VI<{+Mr%mxJpmHjR30M-_=sf>90qTD!0%c_"
        "+RQOD2#TRXD42T^T*i_LIUH98^Csq*%x|#oedblHIm^5PeaFQv81;CIHyU|dFBPyY6}f;r+~*x@)<ZTtqde|DC&IoeYziJ|IJmS7dJ;YI6$cCg"
        "W=D-b;15ze4X%O>U?);(ZEb0F^*Cf<<_yA*kPBccazs3Gnfk@m3qbwPxq59Ly^f2RNN>d_k=`~BjvY(9{=B3B^gw98p#9Yc4wzENB8l(yHZQf0"
        ">Xc!U80&hvdm36%16=U@>F_rN{hhew$v5C`?MDo^?}JYTQ3h@(gL3HHD}~KiP5Q^Y0>tSKWO_gbainF^U($j?_Zbq<<;n%08>=@v`VZOY4&yV="
        "Ip@qv;gi6DycyD1PUrK$iSsml?c1x`#yZbF*7Wc_7rqTw(KsOlC#VN@PGyUOxr(Kjd#q)Cl2P+m&Sjp3K3EslWgEiQUiLY~)<S$wIn!&;>KM5Q"
        "<-RZ5?&kM>@~lC5xMt#5*6>@;02JWLHDiBzdZ9#=h)WlV?s+1$FwV{Q%ya%YLv_h%j4fnb`DrjiTOBE#M@$|Pk8ZAq#2&=MEt)?WTMscp2_LeB"
        "Ei%fMsGou@&A=spISyB5B*pNT8A&z#l>~7p90#q?16TnH_s-?}qWFn~qs-)YsFIF0g~volY8(<ptuj&=M`fH5JK?NjoaIp*m2tumSrSBKVH~T0"
        "WMQO2j;M^0@}fwVn259(B$t7tF_O(d(io}DNk|(QX=M~ii;2maU_GszeRjjc7UywXvav23o*N$aI1d>!-OgjUJ~TA+wdixzBxjbwvj)84bYoXa"
        "8E~7D0&nEsv>1C(METO%gZynyvkHl3)g+TlGRY*97Dj?^Yv6A$#rSHayI3>+*O|dGYyM5LWNACJ<I{=1-?l&i>mYO`l|Rcs6%j14z&?@x3yFOA"
        "_8_!DBgfH}bpGPEl!zVAf;&3@-WE#s{j<r$`H$cK3#MsK6a"
    )
)


def read(data: bytes, name: str = "f.xlsx") -> Content:
    content = SheetReader().read(data, name)
    check_places(SheetReader(), data, content)
    return content


def saved(workbook: openpyxl.Workbook) -> bytes:
    made = BytesIO()
    workbook.save(made)
    return made.getvalue()


def workbook(rows: Rows, name: str = "Sheet1", merged: Sequence[str] = ()) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for area in merged:
        sheet.merge_cells(area)
    return book


def texts(rows: Rows, merged: Sequence[str] = ()) -> list[str]:
    return [element.text for element in read(saved(workbook(rows, merged=merged))).elements]


def shapes(rows: Rows, merged: Sequence[str] = ()) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in read(saved(workbook(rows, merged=merged))).elements]


def with_parts(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The archive with some parts replaced or added."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            if name not in parts:
                changed.writestr(name, archive.read(name))
        for name, part in parts.items():
            changed.writestr(name, part)
    return made.getvalue()


def raw(cells: str, before: str = "", after: str = "", encoding: str = "utf-8") -> bytes:
    """A file whose only sheet has this data."""
    sheet = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return with_parts(saved(workbook([])), {"xl/worksheets/sheet1.xml": sheet.encode(encoding)})


def ods(tables: str, styles: str = "", manifest: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="urn:x">{manifest}</m:manifest>')
        body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        head = f"<office:automatic-styles>{styles}</office:automatic-styles>"
        content = f"<office:document-content {OPEN_DOCUMENT}>{head}{body}</office:document-content>"
        archive.writestr("content.xml", content)
    return made.getvalue()


def table(*rows: str, name: str = "Sheet1", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "", kind: str = "string") -> str:
    value = f'office:value-type="{kind}"' + (f' office:value="{text}"' if kind in ("float", "percentage") else "")
    return f"<table:table-cell {value} {attributes}><text:p>{text}</text:p></table:table-cell>"


class TestTables:
    def test_rows_have_their_headers(self) -> None:
        content = read(saved(workbook([["Name", "Age", "City"], ["Ann", 30, "Oslo"], ["Bob", 40, None]], "People")))
        assert render(content).text == "People\n\nName: Ann; Age: 30; City: Oslo\nName: Bob; Age: 40"
        assert [element.kind for element in content.elements] == ["heading", "row", "row"]
        assert content.elements[0].level == 2
        assert content.left_out == ()

    def test_places_count_in_the_cells_with_tabs_and_line_breaks(self) -> None:
        data = saved(workbook([["Name", "Note", "N"], ["Ann", "one\ntwo", 1], ["Bob", "  x  y ", 2]]))
        assert SheetReader().part_text(data, "Sheet1") == "Name\tNote\tN\nAnn\tone\ntwo\t1\nBob\t  x  y \t2"
        content = read(data)
        assert [element.text for element in content.elements] == [
            "Name: Ann; Note: one two; N: 1",
            "Name: Bob; Note: x y; N: 2",
        ]
        assert [(run.text, run.start, run.part) for run in content.elements[1].runs if run.start > 15] == [
            ("Bob", 26, "Sheet1"),
            ("x", 32, "Sheet1"),
            ("y", 35, "Sheet1"),
            ("2", 38, "Sheet1"),
        ]

    def test_all_text_of_three_columns(self) -> None:
        assert texts([["氏名", "役職", "業務"], ["田中", "課長", "総括"]]) == ["氏名: 田中; 役職: 課長; 業務: 総括"]

    def test_without_a_header_cells_stand_alone(self) -> None:
        assert texts([["a", 1, 2], ["b", 3, 4]]) == ["a; 1; 2", "b; 3; 4"]
        assert texts([["a", "a", "b"], ["c", "d", "e"]]) == ["a; a; b", "c; d; e"]

    def test_years_and_dates_are_headers_above_other_values(self) -> None:
        assert texts([["Area", 2022, 2023], ["A", 1, 2], ["B", 3, 4]])[0] == "Area: A; 2022: 1; 2023: 2"
        assert texts([["Area", date(2024, 4, 1), date(2024, 5, 1)], ["A", 1, 2]]) == ["Area: A; 2024-04-01: 1; 2024-05-01: 2"]
        assert texts([["Area", 2022, 2023], ["A", 2001, 2002]]) == ["Area; 2022; 2023", "A; 2001; 2002"]

    def test_long_texts_are_no_headers(self) -> None:
        long = "It was told at length. " * 10
        assert texts([["a", "b", long], ["x", "y", 1]])[1] == "x; y; 1"

    def test_headers_that_span_columns(self) -> None:
        rows = [["Area", "2023", None, "2024", None], [None, "in", "out", "in", "out"], ["A", 1, 2, 3, 4]]
        expected = ["Area: A; 2023 in: 1; 2023 out: 2; 2024 in: 3; 2024 out: 4"]
        assert texts(rows, ["A1:A2", "B1:C1", "D1:E1"]) == expected
        assert texts(rows) == expected

    def test_a_text_row_below_the_header_is_a_row(self) -> None:
        assert texts([["Name", "Role", "Age"], ["Ann", "Head", "n/a"], ["Bob", "Clerk", 40]])[0] == (
            "Name: Ann; Role: Head; Age: n/a"
        )

    def test_labels_that_span_rows_are_told_with_each(self) -> None:
        rows = [["Area", "City", "N"], ["East", "A", 1], [None, "B", 2], ["West", "C", 3]]
        expected = ["Area: East; City: A; N: 1", "Area: East; City: B; N: 2", "Area: West; City: C; N: 3"]
        assert texts(rows, ["A2:A3"]) == expected
        assert texts(rows) == expected

    def test_a_label_told_in_several_rows_stands_in_one_place(self) -> None:
        first, second = read(saved(workbook([["K", "V", "W"], ["East", "a", 1], [None, "b", 2]], merged=["A2:A3"]))).elements
        assert first.runs[2] == second.runs[2]
        assert first.runs[2].text == "East"

    def test_merged_cells_leave_others_empty(self) -> None:
        rows = [["Area", "City", "N"], ["East", "A", 1], [None, "B", 2], [None, "total", 3], ["West", "C", 4]]
        assert texts(rows, ["A2:A3"])[2] == "City: total; N: 3"

    def test_one_empty_label_among_many_stays_empty(self) -> None:
        rows = [["Area", "City", "N"], *[[f"area{number}", "A", number] for number in range(5)], [None, "total", 9]]
        assert texts(rows)[-1] == "City: total; N: 9"

    def test_long_texts_that_span_rows_are_told_once(self) -> None:
        long = "It was told at length. " * 10
        rows = [["N", "City", "Text"], [1, "A", long], [2, "B", None]]
        assert texts(rows, ["C2:C3"])[1] == "N: 2; City: B"

    def test_a_thousand_columns(self) -> None:
        [element] = read(saved(workbook([[f"c{number}" for number in range(1000)], ["x"] * 1000]))).elements
        assert len(element.cells) == 1000
        assert element.text.endswith("c999: x")


class TestPairs:
    def test_two_columns_without_a_header_are_names_and_values(self) -> None:
        rows = [["Name", "Oslo office"], ["Staff", 15], ["Phone", "03-1234"], ["Since", date(2001, 4, 1)]]
        assert texts(rows) == ["Name: Oslo office", "Staff: 15", "Phone: 03-1234", "Since: 2001-04-01"]

    def test_a_single_row_of_two_cells_is_a_pair(self) -> None:
        assert shapes([["Name", "Oslo"]]) == [("row", "Name: Oslo")]

    @pytest.mark.parametrize(
        "head", [["項目", "金額"], ["Item", "Value"], ["Fruit", "Kilos"]], ids=["known word", "other known word", "numbers"]
    )
    def test_two_columns_with_a_header(self, head: list[str]) -> None:
        assert texts([head, ["apples", 1], ["pears", 2]])[0] == f"{head[0]}: apples; {head[1]}: 1"

    def test_questions_and_answers(self) -> None:
        rows = [["Ask", "Reply"], ["When open?", "From nine."], ["Closed on?", "Sundays."], ["Parking?", "There is none."]]
        assert texts(rows)[1] == "Ask: Closed on?; Reply: Sundays."


class TestBlocks:
    def test_a_title_is_a_heading_and_a_note_a_paragraph(self) -> None:
        rows = [["Budget 2024"], ["(in thousands)"], ["Item", "Amount"], ["Staff", 1], ["Rent", 2], ["Note: rounded"]]
        assert shapes(rows) == [
            ("heading", "Budget 2024"),
            ("plain", "(in thousands)"),
            ("row", "Item: Staff; Amount: 1"),
            ("row", "Item: Rent; Amount: 2"),
            ("plain", "Note: rounded"),
        ]
        assert read(saved(workbook(rows))).elements[0].level == 3

    def test_a_title_may_stand_apart_from_its_table(self) -> None:
        assert shapes([["Budget"], [], [None, "Item", "Amount"], [None, "Staff", 1], [None, "Rent", 2]])[0] == (
            "heading",
            "Budget",
        )

    def test_a_title_that_spans_the_table(self) -> None:
        rows = [["Budget", None, None], ["Item", "Kind", "Amount"], ["Staff", "x", 1]]
        assert shapes(rows, ["A1:C1"]) == [("heading", "Budget"), ("row", "Item: Staff; Kind: x; Amount: 1")]

    def test_a_line_above_no_table_is_a_paragraph(self) -> None:
        assert shapes([["Budget"], [], ["It grows."]]) == [("plain", "Budget"), ("plain", "It grows.")]

    def test_one_column_is_paragraphs_items_and_dates(self) -> None:
        rows = [["To do"], ["- one"], ["- two\n- three"], ["two\nlines"], ["2024-04-01"]]
        content = read(saved(workbook(rows)))
        assert render(content).text == "To do\n\n- one\n- two\n- three\n\ntwo\nlines\n\n2024-04-01"
        assert [element.kind for element in content.elements] == ["plain", "item", "item", "item", "plain", "date"]

    def test_tables_below_each_other(self) -> None:
        rows = [["A", "B", "C"], ["x", "y", 1], [], ["D", "E", "F"], ["z", 5, 2]]
        assert texts(rows) == ["A: x; B: y; C: 1", "D: z; E: 5; F: 2"]

    def test_an_empty_row_does_not_part_a_table_from_its_header(self) -> None:
        rows = [["Name", "Team", "Ext"], ["Ann", "a", 101], [], ["Bob", "b", 201], ["Cid", "b", 202]]
        assert texts(rows)[1:] == ["Name: Bob; Team: b; Ext: 201", "Name: Cid; Team: b; Ext: 202"]

    def test_tables_side_by_side(self) -> None:
        rows = [["A", "N", None, "A", "N"], ["x", 1, None, "y", 2], ["z", 3, None, "w", 4]]
        assert texts(rows) == ["A: x; N: 1", "A: z; N: 3", "A: y; N: 2", "A: w; N: 4"]

    def test_an_empty_column_within_a_table(self) -> None:
        rows = [["Item", None, "2023", None, "2024"], ["in", None, 1, None, 2], ["out", None, 3, None, 4]]
        assert texts(rows) == ["Item: in; 2023: 1; 2024: 2", "Item: out; 2023: 3; 2024: 4"]


class TestSheets:
    def test_each_sheet_has_a_heading_and_the_file_its_name_as_title(self) -> None:
        book = workbook([["a", "b", "c"], ["x", "y", 1]], "2023")
        book.create_sheet("2024").append(["Text"])
        book.create_sheet("Empty")
        content = read(saved(book), "folder/Figures.xlsx")
        assert [element.text for element in content.elements] == ["2023", "a: x; b: y; c: 1", "2024", "Text"]
        assert content.title == "Figures"

    @pytest.mark.parametrize("name", ["Sheet1", "シート1", "Tabelle1"])
    def test_a_single_sheet_that_nobody_named_has_no_heading(self, name: str) -> None:
        assert [element.text for element in read(saved(workbook([["Text"]], name))).elements] == ["Text"]

    def test_the_title_is_that_of_the_properties(self) -> None:
        book = workbook([["Text"]])
        book.properties.title = "Figures  of 2024"
        assert read(saved(book)).title == "Figures of 2024"

    def test_hidden_sheets_are_left_out(self) -> None:
        book = workbook([["Text"]])
        for state in ("hidden", "veryHidden"):
            hidden = book.create_sheet(state)
            hidden["A1"] = "secret"
            hidden.sheet_state = state
        data = saved(book)
        content = read(data)
        assert [element.text for element in content.elements] == ["Text"]
        assert content.left_out == (
            "f.xlsx: the hidden sheet hidden was left out",
            "f.xlsx: the hidden sheet veryHidden was left out",
        )
        with pytest.raises(CorpusError, match="no sheet hidden"):
            SheetReader().part_text(data, "hidden")

    def test_hidden_rows_and_columns_are_left_out(self) -> None:
        book = workbook([["A", "B", "C"], ["x", "secret", 1], ["y", "secret", 2], ["z", "secret", 3]], merged=["A2:A3"])
        book.active.column_dimensions["B"].hidden = True
        book.active.row_dimensions[2].hidden = True
        content = read(saved(book))
        assert [element.text for element in content.elements] == ["A: x; C: 2", "A: z; C: 3"]
        assert content.left_out == (
            "f.xlsx: hidden rows of the sheet Sheet1 were left out (1)",
            "f.xlsx: hidden columns of the sheet Sheet1 were left out (1)",
        )

    def test_hidden_rows_that_are_empty_are_not_told(self) -> None:
        book = workbook([["A"], [], ["B"]])
        book.active.row_dimensions[2].hidden = True
        assert read(saved(book)).left_out == ()

    def test_charts_are_told(self) -> None:
        book = workbook([["Text"]])
        book.create_chartsheet("Chart")
        assert read(saved(book)).left_out == ("f.xlsx: the sheet Chart is no table and was left out",)

    def test_comments_are_no_text(self) -> None:
        book = workbook([["Text"]])
        book.active["A1"].comment = openpyxl.comments.Comment("secret", "me")
        assert [element.text for element in read(saved(book)).elements] == ["Text"]

    def test_what_is_struck_out_is_no_text(self) -> None:
        made = BytesIO()
        book = xlsxwriter.Workbook(made)
        struck, bold = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "until ", struck, "May", bold, "June")
        sheet.write(1, 0, "gone", struck)
        sheet.write_rich_string(2, 0, struck, "gone", struck, " too")
        sheet.write(3, 0, "stays")
        book.close()
        assert [element.text for element in read(made.getvalue()).elements] == ["until June", "stays"]

    def test_an_empty_workbook_has_no_elements(self) -> None:
        assert read(saved(workbook([]))).elements == ()
        assert SheetReader().part_text(saved(workbook([])), "Sheet1") == ""


class TestValues:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (12.0, "12"),
            (0.1 + 0.2, "0.3"),
            (-1234567.5, "-1234567.5"),
            (1e15, "1000000000000000"),
            (1e-7, "0.0000001"),
            (1e300, "1e+300"),
            (float("nan"), ""),
            (float("inf"), ""),
            (True, "TRUE"),
            (date(2024, 4, 1), "2024-04-01"),
            (datetime(2024, 4, 1), "2024-04-01"),
            (datetime(2024, 4, 1, 9, 30), "2024-04-01 09:30"),
            (datetime(2024, 4, 1, 9, 29, 59, 999_999), "2024-04-01 09:30"),
            (time(9, 30, 5), "09:30:05"),
            (timedelta(hours=30), "30:00"),
            (timedelta(hours=-1), "-01:00"),
            ("#N/A", ""),
            ("text", "text"),
            (None, ""),
        ],
    )
    def test_shown(self, value: object, text: str) -> None:
        assert shown(value) == text

    def test_percentages(self) -> None:
        book = workbook([["A", "B", "C", "D"], [0.25, 0.07, 0.5, "x"]])
        for place, code in (("A2", "0%"), ("B2", "0.0%"), ("C2", '0.0"%"'), ("D2", "0%")):
            book.active[place].number_format = code
        assert [element.text for element in read(saved(book)).elements] == ["A: 25%; B: 7%; C: 0.5; D: x"]

    def test_dates_times_booleans_and_errors(self) -> None:
        book = workbook([["A", "B", "C", "D"], [datetime(2024, 4, 1), datetime(2024, 4, 1, 9, 30), True, "#N/A"]])
        book.active["D2"].data_type = "e"
        assert [element.text for element in read(saved(book)).elements] == ["A: 2024-04-01; B: 2024-04-01 09:30; C: TRUE"]

    def test_the_value_of_a_formula_is_the_one_that_was_kept(self) -> None:
        made = BytesIO()
        book = xlsxwriter.Workbook(made)
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
        book.close()
        assert [element.text for element in read(made.getvalue()).elements] == ["2"]

    def test_what_looks_like_a_command_is_text(self) -> None:
        book = workbook([["A"]])
        book.active["A1"] = "=cmd|' /C calc'!A0"
        book.active["A1"].data_type = "s"
        assert [element.text for element in read(saved(book)).elements] == ["=cmd|' /C calc'!A0"]

    def test_new_errors_do_not_lose_the_sheet(self) -> None:
        data = raw('<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>5</v></c></row>')
        assert [element.text for element in read(data).elements] == ["5"]


class TestOpenDocument:
    def test_values(self) -> None:
        rows = [
            row(cell("A"), cell("B"), cell("C")),
            row(
                cell("0.25", kind="percentage"),
                '<table:table-cell office:value-type="date" office:date-value="2024-04-01"/>',
                "<table:table-cell office:value-type='string'><office:annotation><text:p>secret</text:p></office:annotation>"
                "<text:p>one<text:line-break/>two</text:p></table:table-cell>",
            ),
        ]
        content = read(ods(table(*rows)), "f.ods")
        assert [element.text for element in content.elements] == ["A: 25%; B: 2024-04-01; C: one two"]

    def test_cells_that_span_others(self) -> None:
        wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
        covered = "<table:covered-table-cell/>"
        rows = [
            row(cell("Area", tall), cell("2023", wide), covered),
            row(covered, cell("in"), cell("out")),
            row(cell("East", tall), cell("1", kind="float"), cell("2", kind="float")),
            row(covered, cell("3", kind="float"), cell("4", kind="float")),
        ]
        assert [element.text for element in read(ods(table(*rows)), "f.ods").elements] == [
            "Area: East; 2023 in: 1; 2023 out: 2",
            "Area: East; 2023 in: 3; 2023 out: 4",
        ]

    def test_what_is_hidden_or_struck_out(self) -> None:
        styles = (
            '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
            '<style:style style:name="x"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        )
        columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
        rows = [row(cell("a"), cell("secret")), row(cell("secret"), attributes='table:visibility="filter"')]
        struck = row(cell("secret", 'table:style-name="x"'))
        content = read(ods(table(columns, *rows, struck) + table(row(cell("secret")), name="T", style="off"), styles), "f.ods")
        assert [element.text for element in content.elements] == ["a"]
        assert content.left_out == (
            "f.ods: hidden rows of the sheet Sheet1 were left out (1)",
            "f.ods: hidden columns of the sheet Sheet1 were left out (1)",
            "f.ods: the hidden sheet T was left out",
        )

    def test_cells_and_rows_that_are_repeated(self) -> None:
        repeated = row(cell("x", 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"')
        content = read(ods(table(row(cell("A"), cell("B")), repeated)), "f.ods")
        assert SheetReader().part_text(ods(table(row(cell("A"), cell("B")), repeated)), "Sheet1") == "A\tB\nx\tx\nx\tx"
        assert len(content.elements) == 3

    def test_rows_repeated_to_the_end_are_nothing(self) -> None:
        empty = row(
            '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048575"'
        )
        assert [element.text for element in read(ods(table(row(cell("a")), empty)), "f.ods").elements] == ["a"]

    def test_rows_that_reach_too_far_are_told(self) -> None:
        far = row(
            '<table:table-cell table:number-columns-repeated="16383"/>',
            cell("z"),
            attributes='table:number-rows-repeated="9999"',
        )
        content = read(ods(table(row(cell("a")), far, row(cell("b")))), "f.ods")
        assert [element.text for element in content.elements] == ["a", "b"]
        assert content.left_out == (
            "f.ods: rows of the sheet Sheet1 were left out that are more than can be read (1); split it",
        )

    def test_one_with_a_password_is_named(self) -> None:
        with pytest.raises(CorpusError, match=r"f\.ods is protected by a password"):
            SheetReader().read(ods("", manifest="<m:encryption-data/>"), "f.ods")


class TestOldFormat:
    def test_all_of_it(self) -> None:
        content = read(OLD, "f.xls")
        assert render(content).text == (
            "売上\n\n売上の表\n\n"
            "地域: 東日本; 2023年 売上: 6; 2023年 日付: 2024-04-04; 率: 4%; 済: TRUE\n"
            "地域: 東日本; 2023年 売上: 7.5; 2023年 日付: 2024-04-05; 率: 5%; 済: FALSE\n"
            "地域: 西日本; 2023年 売上: 9; 2023年 日付: 2024-04-06; 率: 6%; 済: TRUE\n\n"
            "12:00\n\n2024-04-01 09:30"
        )
        assert content.left_out == (
            "f.xls: hidden rows of the sheet 売上 were left out (1)",
            "f.xls: the hidden sheet 秘密 was left out",
        )

    def test_the_end_of_the_name_does_not_matter(self) -> None:
        assert SheetReader().read(OLD, "f.xlsx").elements == SheetReader().read(OLD, "f.xls").elements

    def test_rows_beyond_the_limit_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.formats.sheet_xls.Budget", lambda: sheet_limits.Budget(rows=5))
        assert "売上 were left out that are more than can be read (7)" in read(OLD, "f.xls").left_out[0]


class TestLimits:
    def test_a_cell_at_the_end_of_the_grid_does_not_take_memory_for_all_before_it(self) -> None:
        far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        content = read(raw(f'<row r="1"><c r="A1"><v>1</v></c></row>{far}<row r="3"><c r="A3"><v>3</v></c></row>'))
        assert [element.text for element in content.elements] == ["1", "3"]
        assert content.left_out == (
            "f.xlsx: rows of the sheet Sheet1 were left out that are more than can be read (1); split it",
        )

    @pytest.mark.parametrize(
        "cells",
        [
            '<row r="1"><c r="A1"><v>1</v></c><row r="2"/><c r="XFD1048576"><v>2</v></c></row>',
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="9" x=">"><c r="XFD1048576"><v>2</v></c></row>',
            '<row><c><v>1</v></c></row><row r="1048576"><c><v>2</v></c><c r="XFD1"><v>3</v></c></row>',
            f"<row><c><v>1</v></c></row>{'<row/>' * 500}<row>{'<c/>' * 11_000}<c><v>1</v></c></row>",
        ],
    )
    def test_nor_does_one_that_is_hidden_from_sight(self, cells: str) -> None:
        content = SheetReader().read(raw(cells), "f.xlsx")
        assert len(content.left_out) == 1

    def test_the_same_text_in_many_cells_does_not_take_memory_for_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.formats.workbook.Budget", lambda: sheet_limits.Budget(text=100_000))
        made = BytesIO()
        book = xlsxwriter.Workbook(made)
        sheet = book.add_worksheet()
        for number in range(20):
            sheet.write(number, 0, "x" * 32_000)
        book.close()
        content = read(made.getvalue())
        assert len(content.elements) == 3
        assert "(17)" in content.left_out[0]

    def test_nor_does_a_cell_that_is_repeated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.formats.workbook.Budget", lambda: sheet_limits.Budget(text=1000))
        times = 'table:number-columns-repeated="100"'
        content = read(ods(table(row(cell("x" * 10, times)), row(cell("x" * 10, times)), row(cell("y")))), "f.ods")
        assert len(content.elements[0].cells) == 100
        assert len(content.elements) == 1
        assert "(2)" in content.left_out[0]

    def test_text_outside_of_rows_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.formats.workbook.Budget", lambda: sheet_limits.Budget(text=10))
        shared = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"x" * 9}</t></si></sst>'}
        data = with_parts(raw('<row r="1"><c r="A1" t="s"><v>0</v></c></row>0<row r="2"/>'), shared)
        with pytest.raises(CorpusError, match="damaged"):
            SheetReader().read(data, "f.xlsx")

    def test_rows_and_cells_of_all_sheets_count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.formats.workbook.Budget", lambda: sheet_limits.Budget(rows=5))
        book = workbook([[number] for number in range(4)])
        book.create_sheet("B").append(["b"])
        book["B"].append(["c"])
        assert read(saved(book)).left_out == (
            "f.xlsx: rows of the sheet B were left out that are more than can be read (1); split it",
        )

    def test_a_long_table(self) -> None:
        made = BytesIO()
        book = xlsxwriter.Workbook(made, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name", "n"])
        for number in range(1, 5001):
            sheet.write_row(number, 0, [number, "x", 1.5])
        book.close()
        content = SheetReader().read(made.getvalue(), "f.xlsx")
        assert len(content.elements) == 5000
        assert content.elements[-1].text == "id: 5000; name: x; n: 1.5"

    def test_merged_cells_that_overlap_without_end(self) -> None:
        areas = '<mergeCell ref="A1:XFD1048576"/>' * 1000
        data = raw('<row r="1"><c r="A1"><v>1</v></c></row>', after=f"<mergeCells>{areas}</mergeCells>")
        assert [element.text for element in read(data).elements] == ["1"]

    def test_an_archive_that_unpacks_to_too_much(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = with_parts(saved(workbook([])), {"xl/media/x.bin": b"\0" * 3_000_000})
        assert read(data).elements == ()
        monkeypatch.setattr(sheet_archive, "SMALL", 1_000_000)
        with pytest.raises(CorpusError, match=r"f\.xlsx unpacks to more than can be read"):
            SheetReader().read(data, "f.xlsx")

    def test_an_archive_that_says_too_little(self) -> None:
        data = bytearray(with_parts(saved(workbook([])), {"xl/sharedStrings.xml": b"<sst>" + b"x" * 3_000_000 + b"</sst>"}))
        for match in re.finditer(re.escape((3_000_011).to_bytes(4, "little")), bytes(data)):
            data[match.start() : match.end()] = (100).to_bytes(4, "little")
        with pytest.raises(CorpusError, match=r"f\.xlsx is damaged"):
            SheetReader().read(bytes(data), "f.xlsx")

    @pytest.mark.parametrize(
        "data",
        [
            raw("<row/>", before='<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'),
            raw('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
            raw('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'),
            raw('<row r="x"/>'),
            raw('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'),
            raw("<row>"),
        ],
    )
    def test_hostile_xml_is_refused(self, data: bytes) -> None:
        with pytest.raises(CorpusError, match=r"f\.xlsx is damaged or not a spreadsheet"):
            SheetReader().read(data, "f.xlsx")

    def test_deep_nesting_does_no_harm(self) -> None:
        assert SheetReader().read(raw("<a>" * 100_000 + "</a>" * 100_000), "f.xlsx").elements == ()


class TestDamage:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"hello",
            b"PK\x03\x04" + bytes(100),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"<html><table>",
            b"\t1\n",
        ],
    )
    def test_what_is_no_spreadsheet_is_named(self, data: bytes) -> None:
        with pytest.raises(CorpusError, match=r"f\.xlsx is damaged or not a spreadsheet: open it"):
            SheetReader().read(data, "f.xlsx")
        with pytest.raises(CorpusError):
            SheetReader().part_text(data, "Sheet1")

    def test_other_archives_are_named(self) -> None:
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("xl/workbook.bin", b"x")
        with pytest.raises(CorpusError, match=r"f\.xlsx is damaged or not a spreadsheet"):
            SheetReader().read(made.getvalue(), "f.xlsx")

    def test_one_with_a_password_is_named(self) -> None:
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
        with pytest.raises(CorpusError, match=r"f\.xlsx is protected by a password: save it without a password"):
            SheetReader().read(data, "f.xlsx")

    def test_a_sheet_that_cannot_be_read_does_not_lose_the_others(self) -> None:
        book = workbook([["Text"]])
        book.create_sheet("Bad")
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="zzz"><v>1</v></c></row></sheetData></worksheet>'
        content = read(with_parts(saved(book), {"xl/worksheets/sheet2.xml": sheet}))
        assert [element.text for element in content.elements] == ["Text"]
        assert content.left_out == ("f.xlsx: the sheet Bad cannot be read; save the file again in a spreadsheet program",)

    def test_parts_in_utf_16(self) -> None:
        data = raw('<row r="1"><c r="A1"><v>7</v></c></row>', '<?xml version="1.0" encoding="UTF-16"?>', encoding="utf-16")
        assert [element.text for element in read(data).elements] == ["7"]

    @pytest.mark.parametrize("make", [lambda: sample(), lambda: OLD, lambda: ods(table(row(cell("a"), cell("b"))))])
    def test_no_change_of_bytes_raises_anything_else(self, make: Callable[[], bytes]) -> None:
        data = make()
        chance = random.Random(0)
        for _ in range(150):
            changed = bytearray(data)
            for _ in range(chance.choice([1, 2, 8])):
                changed[chance.randrange(len(changed))] = chance.choice([0, 255, chance.randrange(256)])
            check_any(bytes(changed[: chance.choice([len(changed), chance.randrange(len(changed))])]))

    @pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
    def test_no_change_of_a_part_raises_anything_else(self, member: str) -> None:
        data = sample()
        with zipfile.ZipFile(BytesIO(data)) as archive:
            part = archive.read(member)
        chance = random.Random(0)
        for _ in range(60):
            numbers = list(re.finditer(rb'"[^"]*"|\d+', part))
            at = chance.choice(numbers)
            other = chance.choice([b"0", b"-1", b"99999999", b"1048576", b'"XFD1048576"', b'"9"', b'""', b"1e9", b"<", b"&x;"])
            check_any(with_parts(data, {member: part[: at.start()] + other + part[at.end() :]}))


def sample() -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Data")
    struck, percent = book.add_format({"font_strikeout": True}), book.add_format({"num_format": "0%"})
    sheet.write_row(0, 0, ["Name", "N", "Date"])
    sheet.write_rich_string(1, 0, "Ann", struck, " Lee")
    sheet.write_row(1, 1, [0.25, "2024-04-01"], percent)
    sheet.merge_range("A4:B5", "both")
    sheet.set_column(2, 2, None, None, {"hidden": True})
    book.close()
    return made.getvalue()


def check_any(data: bytes) -> None:
    try:
        content = SheetReader().read(data, "f.xlsx")
    except CorpusError as error:
        assert "f.xlsx" in str(error)
        assert "\n" not in str(error)
        return
    check_places(SheetReader(), data, content)
    render(content)


@pytest.mark.parametrize("suffix", ["xlsx", "xlsm", "xls", "ods", "XLSX"])
def test_the_reader_is_found_by_the_end_of_the_name(suffix: str) -> None:
    assert isinstance(reader_for(f"folder/f.{suffix}"), SheetReader)
