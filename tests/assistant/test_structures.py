"""Answers from tables and nested lists: a row with its headers, an item with what it is listed below."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, RelatedPassage
from assistant.assistant import Assistant
from assistant.citations import facts
from assistant.originals import Originals
from assistant.question import Question
from assistant.reading.reading import Reading
from assistant.settings import load_settings
from assistant.verify import Verifier
from corpus.errors import CorpusError
from corpus.reader import read_corpus
from index.query import Query
from index.search import Hit
from tests.assistant.readers import Informed, responder

TEXT = """---
title: Berths &amp; tolls
---
# The quay

| Craft | Toll *a week* |
|---|---:|
| rowing boat | 3 marks |
| barge \\| lighter | 14 marks |

The keeper looks after:

- the quay
  - its **rings** and [ropes](ropes.md)
  - its lamps
- the crane
"""
ROW = "Craft: barge | lighter; Toll a week: 14 marks"


@pytest.fixture(scope="module")
def harbour(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "quay.md").write_text(TEXT, encoding="utf-8")
    opened = Assistant.open(load_settings(corpus=folder, index=tmp_path_factory.mktemp("index"), models=models))
    yield opened
    opened.close()


class Smallest(Informed):
    """Of what holds the words, the unit with the fewest sentences."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        reading = super().read(query, hits)
        smallest = sorted(reading.evidence, key=lambda each: len(each.unit.sentences))[:1]
        return replace(reading, evidence=tuple(smallest))


def answered(harbour: Assistant, words: str) -> Answer:
    answer = responder(harbour, Smallest({"asked": [words]}, points=True)).answer(Question("Where was it asked?"))
    assert list(Verifier(harbour.corpus, "NISC").problems(answer)) == []
    return answer


def test_a_row_is_quoted_alone_with_its_headers(harbour: Assistant) -> None:
    answer = answered(harbour, "14 marks")
    assert [citation.quote for citation in answer.citations] == [ROW]
    assert answer.short_answer and answer.short_answer.text == "14 marks"
    assert answer.citations[0].title == "Berths &amp; tolls" and answer.citations[0].section == "The quay"


def test_part_of_a_row_is_no_quote(harbour: Assistant) -> None:
    answer = answered(harbour, "14 marks")
    (cited,) = answer.citations
    start = cited.start + cited.quote.index("Toll")
    forged = replace(cited, start=start, quote=cited.quote[start - cited.start :])
    told = "\n".join(Verifier(harbour.corpus, "NISC").problems(replace(answer, citations=(forged,))))
    assert "not made of whole sentences" in told


def test_an_item_comes_with_what_it_is_listed_below(harbour: Assistant) -> None:
    text = answered(harbour, "its lamps").answer
    assert text.startswith("The keeper looks after:\n- the quay")
    assert text.index("the quay") < text.index("its lamps") and "the crane" not in text and "rings" not in text


def test_an_item_without_what_it_is_listed_below_is_refused(harbour: Assistant) -> None:
    answer = answered(harbour, "its lamps")
    *_, item = answer.citations
    assert item.quote == "its lamps"
    alone = replace(answer, citations=(replace(item, marker=1),))
    told = "\n".join(Verifier(harbour.corpus, "NISC").problems(alone))
    assert "without the lead-in of its list, or what it is listed below" in told


@pytest.mark.parametrize("words", ["14 marks", "its lamps", "rings and ropes"])
def test_every_quote_is_found_in_its_file(harbour: Assistant, words: str, tmp_path: Path) -> None:
    answer = answered(harbour, words)
    originals = Originals(harbour.corpus, harbour._settings.corpus)
    assert [problem for citation in answer.citations for problem in originals.problems(citation)] == []


def test_a_file_that_was_changed_is_told(harbour: Assistant, tmp_path: Path) -> None:
    cited = answered(harbour, "14 marks").citations[0]
    (tmp_path / "quay.md").write_text(TEXT.replace("14", "15"), encoding="utf-8")
    assert "no longer gives the text" in "\n".join(Originals(harbour.corpus, tmp_path).problems(cited))
    (tmp_path / "quay.md").unlink()
    assert "quay.md cannot be read" in "\n".join(Originals(harbour.corpus, tmp_path).problems(cited))


def test_the_original_of_a_document(harbour: Assistant, tmp_path: Path) -> None:
    document = harbour.corpus.documents[0]
    assert harbour.original(document).decode() == TEXT
    with pytest.raises(CorpusError):
        harbour.original(replace(document, file="../secret.md"))


def test_a_tab_that_a_list_of_short_lines_shows_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "office.txt").write_text("Office\n\nContact:\nMain Road 1\na@b.example\n", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    (passage,) = [each for each in corpus.passages if len(each.sentences) == 3]
    assert "\t" in corpus.documents[0].text[passage.start : passage.end]
    quoted = RelatedPassage(**facts(passage, corpus.documents[0], passage.start, passage.end))
    assert list(Originals(corpus, tmp_path).problems(quoted)) == []
