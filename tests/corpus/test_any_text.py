"""Properties that hold for whatever text there is."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from corpus.content import Content
from corpus.document import Corpus, Document, Passage
from corpus.errors import CorpusError
from corpus.formats import reader_for
from corpus.formats.text import TextReader
from corpus.normalise import normalise
from corpus.page_marks import page_mark
from corpus.reader import read_corpus
from corpus.render import Rendered, render
from corpus.structure import MAX_WHOLE_ITEM, passages_of
from tests.corpus.long_texts import check_linear, repeated

PIECES = [
    "# ", "## ", "- ", "• ", "* ", "1. ", "2.", "(1) ", "a) ", "\t", "  ", "　", "> ", "|", "```", "~~~", "---", "===",
    "\n", "\n\n", "\r\n", "×", "[image: x]", "download", "Read", "more", "Link", "8 March 2024", "2024-03-08",
    "2024年3月8日", "About Us", "Strategy", "the rules are as follows:", "It ends here.", "and goes on", "Is it?",
    "e.g. this", "“Quote.”", "次のとおり。", "「そう」と", "言った。", "・項目", "①", "1 Basics", "1.1 Terms",
    "must not", "x" * 700, "word " * 60, ", ", "; ", ".", "\u200b", "\ufeff", "\x00", "\u2028",
    "é", "e\u0301", "😀", "\x1c", "\x85", "\f", "- 12 -", "[Page 3]", "3/9", "7", "commit-", "tee", "\u00ad", "2.1 Name",
    "2. Scope", "Chapter 3", "第一条　", "（目的）", "一　", "２　", "Key type: RSA", "Open: 9 to 5", "    x = 1;", "Contents",
    "so we talked and then ", "No. 5", "(one. Two.)", "「文。",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join))
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


NAMES = st.sampled_from(["a.txt", "a.md"])


def parsed(raw: str, name: str) -> tuple[Content, Rendered, Document, list[Passage]]:
    reader = reader_for(name)
    assert reader is not None
    try:
        content = reader.read(raw.encode("utf-8", "replace"), name)
    except CorpusError:
        reject()  # mostly control characters: no text
    rendered = render(content)
    document = Document("d", "t", None, "en", None, rendered.text, "")
    return content, rendered, document, passages_of(document, rendered.lines)


@QUICK
@given(TEXTS)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@QUICK
@given(TEXTS, NAMES)
def test_spans_are_inside_ordered_tight_and_bounded(raw: str, name: str) -> None:
    _, _, document, passages = parsed(raw, name)
    position = 0
    for passage in passages:
        assert passage.sentences
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        for sentence in passage.sentences:
            assert position <= sentence.start < sentence.end <= len(document.text)
            assert sentence.end - sentence.start <= MAX_WHOLE_ITEM
            quote = document.text[sentence.start : sentence.end]
            assert quote == quote.strip()
            assert "\n" not in quote
            position = sentence.end
        assert len({sentence.id for sentence in passage.sentences}) == len(passage.sentences)


@QUICK
@given(TEXTS, NAMES)
def test_no_character_is_lost_outside_headings_and_markers(raw: str, name: str) -> None:
    _, rendered, document, passages = parsed(raw, name)
    covered = {at for p in passages for s in p.sentences for at in range(s.start, s.end)}
    titles = {title for p in passages for title in p.section}
    for line in rendered.lines:
        span = set(range(line.start, line.end))
        assert document.text[line.start : line.end] == line.text
        if line.kind == "heading" and not span & covered:
            assert any(line.text in title for title in titles)
        else:
            assert {at for at in span if not document.text[at].isspace()} <= covered
    in_lines = {at for line in rendered.lines for at in range(line.start - len(line.marker), line.end)}
    assert not [c for at, c in enumerate(document.text) if at not in in_lines and not c.isspace()]


@QUICK
@given(TEXTS)
def test_each_run_of_a_plain_text_stands_where_it_says(raw: str) -> None:
    content, _, _, _ = parsed(raw, "a.txt")
    text = TextReader().part_text(raw.encode("utf-8", "replace"), "")
    last = 0
    for run in (run for element in content.elements for run in element.runs if run.start >= 0):
        assert run.start >= last
        assert text[run.start : run.end] == run.text
        last = run.end


WORDS = st.lists(st.sampled_from(["Alpha", "beta", "12", "•", "1.", "\t", "\n", "\n\n", " ", ".", ",", "文", "。", "-"]))


@QUICK
@given(WORDS.map(" ".join))
def test_no_word_is_lost_or_moved_by_normalising(raw: str) -> None:
    assume(not any(map(page_mark, raw.split("\n"))))  # a page number is no word
    kept = normalise(raw)
    assert [c for c in kept if c.isalnum()] == [c for c in raw if c.isalnum()]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["a.txt", "b.md", "c/d.txt", "manifest.toml"]), st.one_of(
    st.binary(max_size=200), TEXTS.map(lambda text: text.encode())), max_size=4))  # fmt: skip
def test_reading_any_bytes_gives_a_sound_corpus_or_a_corpus_error(contents: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in contents.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        try:
            corpus = read_corpus(Path(folder))
        except CorpusError as error:
            assert "\n" not in str(error)
            return
    check(corpus)


def check(corpus: Corpus) -> None:
    assert corpus.documents and corpus.passages
    texts = {document.id: document.text for document in corpus.documents}
    ids = [passage.id for passage in corpus.passages]
    assert len(ids) == len(set(ids))
    sentence_ids = [sentence.id for passage in corpus.passages for sentence in passage.sentences]
    assert len(sentence_ids) == len(set(sentence_ids))
    for passage in corpus.passages:
        for place in (*passage.also_in, *(place for s in passage.sentences for place in s.also_in)):
            assert 0 <= place.start < place.end <= len(texts[place.document_id])


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "piece", ["「そう」と言った。", "a.\"'", "[image: ", "a ", " ", "```\nx\n```\n", "> ", "\tx\n", "A\n8 March 2024\n"]
)
def test_time_grows_in_proportion_to_the_text(piece: str, name: str) -> None:
    check_linear(lambda text: parsed(text, name), repeated(piece), 15_000)
