"""Delimited text: tables whose cells stand exactly where the reader says."""

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats import sheet_limits
from corpus.formats.delimited import DelimitedReader, _Table
from corpus.render import render
from tests.corpus.formats.places import check_places


def read(text: str | bytes, name: str = "f.csv") -> Content:
    data = text.encode() if isinstance(text, str) else text
    content = DelimitedReader().read(data, name)
    check_places(DelimitedReader(), data, content)
    return content


def texts(text: str | bytes, name: str = "f.csv") -> list[str]:
    return [element.text for element in read(text, name).elements]


def test_rows_have_the_headers_of_the_first_row() -> None:
    content = read("name,value\nA,1\nB,2\n")
    assert [element.text for element in content.elements] == ["name: A; value: 1", "name: B; value: 2"]
    assert render(content).text == "name: A; value: 1\nname: B; value: 2"
    assert content.left_out == ()


def test_every_cell_has_its_exact_place() -> None:
    data = '\ufeffName,"Say ""so"""\r\n"Ann, B.", x \r\n'.encode()
    content = DelimitedReader().read(data, "f.csv")
    text = DelimitedReader().part_text(data, "")
    runs = [run for run in content.elements[0].runs if run.start >= 0]
    assert [run.text for run in runs] == ["Name", "Ann, B.", 'Say "', 'so"', "x"]
    assert all(text[run.start : run.end] == run.text for run in runs)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a,b\n1,2\n", "f.csv"),
        ("a;b\n1;2\n", "f.csv"),
        ("a\tb\n1\t2\n", "f.csv"),
        ("a|b\n1|2\n", "f.csv"),
        ("a\tb\n1\t2\n", "f.TSV"),
        ("sep=;\na;b\n1;2\n", "f.csv"),
        ("a,b\r1,2\r", "f.csv"),
        ("\ufeffa,b\r\n1,2", "f.csv"),
        ("a, b\n1, 2\n", "f.csv"),
        ('"a","b"\n"1","2"\n', "f.csv"),
    ],
)
def test_delimiters_and_line_ends(text: str, name: str) -> None:
    assert texts(text, name) == ["a: 1; b: 2"]


def test_numbers_with_commas_are_not_parted_between_semicolons() -> None:
    assert texts("1,5;2,5\n3,5;4,5\n") == ["1,5: 2,5", "3,5: 4,5"]


def test_commas_in_tab_separated_text_are_text() -> None:
    assert texts("a,a\tb\n1,1\t2\n", "f.tsv") == ["a,a: 1,1; b: 2"]


def test_blanks_before_a_quotation_mark_do_not_matter() -> None:
    assert texts('a, "b, c"\n1, "2, 3"\n') == ["a: 1; b, c: 2, 3"]


def test_line_breaks_within_a_cell() -> None:
    assert texts('a,b\n1,"x\r\ny"\n2,z\n') == ["a: 1; b: x y", "a: 2; b: z"]
    assert texts('only\n"one\ntwo"\n') == ["only", "one\ntwo"]


def test_rows_of_different_lengths() -> None:
    assert texts("a,b,c\n1\n1,2\n1,2,3,4\n") == ["a: 1", "a: 1; b: 2", "a: 1; b: 2; c: 3; 4"]


def test_a_title_above_a_table_is_a_heading() -> None:
    content = read("表1 人口\n(単位:人)\n\n地域,人口\n東京,14000000\n大阪,8800000\n")
    found = [(element.kind, element.level, element.text) for element in content.elements]
    assert found[:2] == [("heading", 3, "表1 人口"), ("plain", 0, "(単位:人)")]
    assert found[2][2] == "地域: 東京; 人口: 14000000"


def test_numbers_in_the_first_row_are_no_headers() -> None:
    assert texts("a,1\nb,2\n") == ["a: 1", "b: 2"]
    assert texts("a,1,x\nb,2,y\n") == ["a; 1; x", "b; 2; y"]


def test_years_may_be_headers() -> None:
    assert texts("area,2022,2023\nTokyo,5,6\nOsaka,7,8\n")[0] == "area: Tokyo; 2022: 5; 2023: 6"


def test_only_a_header_is_a_paragraph() -> None:
    assert [(element.kind, element.text) for element in read("a,b\n").elements] == [("plain", "a; b")]


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", ",,\n,,\n", "  \r\n\r\n", '""\n'])
def test_empty_files_have_no_elements(text: str) -> None:
    assert texts(text) == []


def test_what_looks_like_a_command_is_text() -> None:
    assert texts("a,b\n=SUM(A1),@x\n+1+1,-2+3\n") == ["a: =SUM(A1); b: @x", "a: +1+1; b: -2+3"]


def test_a_thousand_columns() -> None:
    head = ",".join(f"c{number}" for number in range(1000))
    [row] = read(f"{head}\n{','.join('x' * 1000)}\n").elements
    assert len(row.cells) == 1000
    assert row.text.endswith("c999: x")


def test_another_encoding_is_told() -> None:
    content = read("名前,住所\n田中一郎,東京都千代田区霞が関\n鈴木花子,大阪府大阪市北区\n".encode("cp932"))
    assert content.elements[0].text == "名前: 田中一郎; 住所: 東京都千代田区霞が関"
    assert "Shift_JIS" in content.left_out[0]


def test_a_binary_file_is_named() -> None:
    with pytest.raises(CorpusError, match=r"f\.csv is a binary file"):
        DelimitedReader().read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x80\xff\xfe", "f.csv")


def test_what_follows_an_open_quotation_mark_is_told() -> None:
    content = read('a,b\n1,2\n3,"' + "x" * 200_000)
    assert [element.text for element in content.elements] == ["a: 1; b: 2"]
    assert content.left_out == (
        "f.csv: the rows from line 3 on could not be read; is there a quotation mark that is never closed?",
    )


def test_rows_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.delimited.MAX_ROWS", 3)
    content = read('a,b\n"1\n1",2\n3,4\n5,6\n')
    assert [element.text for element in content.elements] == ["a: 1 1; b: 2", "a: 3; b: 4"]
    assert content.left_out == ("f.csv: the rows from line 5 on are more than can be read; split it",)
    monkeypatch.setattr("corpus.formats.delimited.MAX_CELLS", 5)
    assert len(read("a,b\n1,2\n3,4\n").elements) == 1


def test_long_tables_are_read_whole() -> None:
    assert sheet_limits.MAX_ROWS > 100_000
    assert sheet_limits.MAX_CELLS > 1_000_000
    content = DelimitedReader().read(("a,b\n" + "x,1\n" * 20_000).encode(), "f.csv")
    assert len(content.elements) == 20_000
    assert content.left_out == ()


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="\",;\t|\r\n a'あ　", max_size=40), st.sampled_from("\t,;|"))
def test_cells_are_those_of_the_csv_module_and_stand_where_they_are_said_to(text: str, delimiter: str) -> None:
    rows = list(_Table(text, delimiter).rows())
    expected = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True))
    assert [["".join(run.text for run in cell).split() for cell in row] for row in rows] == [
        [cell.split() for cell in row] for row in expected
    ]
    runs = [run for row in rows for cell in row for run in cell]
    assert all(text[run.start : run.end] == run.text if run.start >= 0 else not run.text.strip() for run in runs)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        content = DelimitedReader().read(data, "f.csv")
    except CorpusError:
        return
    check_places(DelimitedReader(), data, content)
    render(content)
