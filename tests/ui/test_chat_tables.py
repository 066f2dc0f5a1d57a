"""Quoted rows of a table in the chat."""

from dataclasses import replace

from assistant.answer import ShortAnswer
from corpus.document import Cell, Corpus, Document, Passage, Sentence
from tests.ui.test_markup import answer, citation
from ui.markup import whole_answer
from ui.strings import EN
from ui.tables import rows_of

TEXT = "Craft: barge <b>; Toll: 14 marks\nCraft: canoe; Toll: 2 marks"
FIRST, SECOND = TEXT.split("\n")


def sentence(text: str, *cells: tuple[str, str]) -> Sentence:
    def place(words: str, after: int) -> int:
        return TEXT.index(words, after)

    start = TEXT.index(text)
    spans = []
    for label, value in cells:
        at = place(label, start)
        begin = place(value, at)
        spans.append(Cell(at, at + len(label), begin, begin + len(value)))
    return Sentence(text, start, start + len(text), "row", cells=tuple(spans))


def corpus() -> Corpus:
    rows = (
        sentence(FIRST, ("Craft", "barge <b>"), ("Toll", "14 marks")),
        sentence(SECOND, ("Craft", "canoe"), ("Toll", "2 marks")),
    )
    passage = Passage("p", "d", "table", (), 0, len(TEXT), rows)
    return Corpus((Document("d", "T", None, "en", None, TEXT, "s"),), (passage,), "f")


def test_a_row_is_a_small_table_with_the_short_answer_bold() -> None:
    cited = citation(1, quote=FIRST, start=0, end=len(FIRST), passage_id="p", document_id="d")
    at = TEXT.index("14")
    made = replace(answer(f"{FIRST} [1]"), citations=(cited,), short_answer=ShortAnswer("14 marks", 1, at, at + 8))
    html = whole_answer(made, EN, rows=rows_of(corpus()))
    assert "<thead><tr><th scope=col>Craft</th><th scope=col>Toll</th></tr></thead>" in html
    assert "<td>barge &#60;b&#62;</td><td><strong>14 marks</strong></td>" in html
    assert html.count("<table") == 1 and "Craft&#58;" not in html.split("class='refs'")[0].split("title=")[0]


def test_rows_with_the_same_headers_are_one_table_and_text_stays_around_it() -> None:
    cited = citation(1, quote=TEXT, start=0, end=len(TEXT), passage_id="p", document_id="d")
    made = replace(answer(f"- {FIRST}\n- {SECOND} [1]\n\nThe source is old."), citations=(cited,))
    html = whole_answer(made, EN, rows=rows_of(corpus()))
    assert html.count("<table") == 1 and html.count("<tr>") == 3
    assert html.index("</table>") < html.index("The source is old&#46;") < html.index("class='refs'")


def test_what_is_no_row_is_text() -> None:
    assert "<table" not in whole_answer(answer("a [1]"), EN, rows=rows_of(corpus()))
