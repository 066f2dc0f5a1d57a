"""Rows of tables: every cell with its header, and where each stands in its row."""

from corpus.content import Element, Run
from corpus.tables import pairs_of, rows_of


def cell(text: str, start: int = 0) -> tuple[Run, ...]:
    return (Run(text, start, start + len(text)),) if text else ()


def table(*rows: str) -> list[list[tuple[Run, ...]]]:
    return [[cell(text) for text in row.split("|")] for row in rows]


def texts(elements: object) -> list[str]:
    return [element.text for element in elements]


def cells(row: Element) -> list[tuple[str, str]]:
    return [(row.text[each.label_start : each.label_end], row.text[each.start : each.end]) for each in row.cells]


def test_a_row_tells_the_header_of_each_cell() -> None:
    rows = list(rows_of(table("Name|Age", "Ann|30", "Bob|40")))
    assert texts(rows) == ["Name: Ann; Age: 30", "Name: Bob; Age: 40"]
    assert cells(rows[1]) == [("Name", "Bob"), ("Age", "40")]
    assert [(row.kind, row.tight) for row in rows] == [("row", False), ("row", True)]


def test_empty_cells_and_empty_rows_are_left_out() -> None:
    rows = list(rows_of(table("A|B|C", "1||3", "||", "|2|")))
    assert texts(rows) == ["A: 1; C: 3", "B: 2"]
    assert cells(rows[0]) == [("A", "1"), ("C", "3")]


def test_a_cell_without_a_header_stands_alone() -> None:
    [row] = rows_of(table("|2023", "Tokyo|5|x"))
    assert row.text == "Tokyo; 2023: 5; x"
    assert cells(row) == [("", "Tokyo"), ("2023", "5"), ("", "x")]


def test_headers_above_each_other_are_read_together_and_none_twice() -> None:
    [row] = rows_of(table("Area|2023|2023", "Area|in|out", "Tokyo|1|2"), header=2)
    assert row.text == "Area: Tokyo; 2023 in: 1; 2023 out: 2"


def test_a_table_of_headers_only_is_a_paragraph() -> None:
    [element] = rows_of(table("A|B"))
    assert (element.kind, element.text, element.cells) == ("plain", "A; B", ())


def test_without_headers_the_cells_stand_by_themselves() -> None:
    assert texts(rows_of(table("a|1", "b|2"), header=0)) == ["a; 1", "b; 2"]


def test_nothing_comes_of_nothing() -> None:
    assert list(rows_of([])) == list(rows_of(table("|", "|"))) == list(pairs_of([])) == []


def test_a_table_that_goes_on_is_tight_from_its_first_row() -> None:
    assert [row.tight for row in rows_of(table("A", "1", "2"), tight=True)] == [True, True]


def test_line_breaks_become_blanks_and_places_stay() -> None:
    broken = (Run("one", 10, 13), Run("\n"), Run("two", 14, 17))
    [row] = rows_of([[(Run("A", 0, 1), Run("\n"), Run("b", 2, 3))], [broken]])
    assert row.text == "A b: one two"
    assert [(run.text, run.start) for run in row.runs if run.start >= 0] == [("A", 0), ("b", 2), ("one", 10), ("two", 14)]


def test_pairs_have_the_first_cell_as_header_of_the_second() -> None:
    rows = list(pairs_of([(cell("Name"), cell("Ann")), (cell("Age"), ()), ((), cell("30"))]))
    assert texts(rows) == ["Name: Ann", "Age", "30"]
    assert cells(rows[0]) == [("Name", "Ann")]
    assert cells(rows[1]) == [("", "Age")]
    assert [row.tight for row in rows] == [False, True, True]
