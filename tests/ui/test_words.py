"""Where the words of a short answer stand in the text of its answer."""

import time
from pathlib import Path

import pytest

import evals.questions
from assistant.answer import Answer, Citation
from assistant.citations import compose, facts, short_answer
from assistant.settings import load_settings
from corpus.reader import read_corpus
from ui.words import NOWHERE, short_span

DEVELOPMENT = evals.questions.DEVELOPMENT / "pages-a"


@pytest.mark.parametrize("folder", [load_settings().corpus, DEVELOPMENT], ids=["shipped", "development"])
def test_every_sentence_of_every_passage_is_found_in_the_text_that_quotes_it(folder: Path) -> None:
    corpus = read_corpus(folder)
    documents = {document.id: document for document in corpus.documents}
    passages = {passage.id: passage for passage in corpus.passages}
    before = corpus.passages[0]
    for passage in corpus.passages:
        quoted = [
            Citation(**facts(each, documents[each.document_id], each.start, each.end), marker=marker)
            for marker, each in enumerate((before, passage), 1)
        ]
        text = compose(quoted, documents, passages, ["Not in the sources: why?"])
        for sentence in passage.sentences:
            short = short_answer((passage.id, sentence.start, sentence.end), quoted[1:])
            assert short is not None
            span = short_span(Answer("q", "q", "en", "partial", text, 0.9, tuple(quoted), short_answer=short))
            assert span != NOWHERE and text[slice(*span)] == short.text
        before = passage


def test_the_work_grows_with_the_length_of_what_was_forged() -> None:
    text, started = "(- \n" * 100_000, time.process_time()
    cited = Citation("p", "d", "T", None, "", None, 0, len(text), text, "s", marker=1)
    for span, end in (((0, 1), " [1]"), ((0, len(text) - 1), "x [1]"), ((0, 1), " - [1]")):
        short = short_answer(("p", *span), (cited,))
        short_span(Answer("q", "q", "en", "answered", text + end, 0.9, (cited,), short_answer=short))
    assert time.process_time() - started < 10
