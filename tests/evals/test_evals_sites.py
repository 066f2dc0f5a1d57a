"""The invented pages and the questions about them, and how a file of questions is read."""

import json
import re
from pathlib import Path

import pytest

from corpus.errors import AnswerFileError
from corpus.reader import read_corpus
from evals.questions import DEVELOPMENT, read_questions
from evals.sites import QUESTIONS, Site, read_written, sites

SITES = list(sites())
KANA = re.compile(r"[\u3040-\u30ff]")
LINE = {
    "id": "fee", "kind": "direct", "split": "train", "lang": "en", "turns": ["What is the fee?"],
    "evidence": ["It costs 8 florins."], "abstain": False, "short": "8 florins",
}  # fmt: skip


def pages(site: Site) -> dict[str, str]:
    files = [path for path in site.folder.iterdir() if path.name != QUESTIONS]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def test_every_folder_of_pages_has_questions():
    assert {path.name for path in DEVELOPMENT.iterdir() if path.is_dir()} == {site.name for site in SITES}


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_what_a_question_names_stands_in_its_pages(site: Site):
    # As a reader sees them, or as they are where a reader sees a line put together of several.
    texts = [*(document.text for document in read_corpus(site.folder).documents), *pages(site).values()]
    for question in site.questions:
        named = [*question.evidence, *([question.trap] if question.trap else [])]
        assert [piece for piece in named if not any(piece in text for text in texts)] == [], question.id
        assert question.short is None or any(question.short in piece for piece in question.evidence), question.id
        assert question.abstain != bool(question.evidence), question.id
        assert all(map(str.strip, (*question.turns, *question.translated))), question.id


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_site_is_a_corpus_with_a_question_set_and_in_one_split(site: Site):
    assert {question.split for question in site.questions} == {site.split}
    assert len(read_corpus(site.folder).documents) == len(pages(site))
    assert len(read_questions(site.folder / QUESTIONS)) == len(site.questions)


def test_there_are_enough_pages_in_both_languages_and_enough_unseen_ones():
    texts = [text for site in SITES for text in pages(site).values()]
    japanese = [text for text in texts if len(KANA.findall(text)) > len(text) / 10]
    assert len(texts) >= 60 and len(japanese) >= 20
    assert len({*texts}) == len(texts)
    unseen = [len(pages(site)) for site in SITES if site.split == "test"]
    assert sum(unseen) >= 12 and {site.split for site in SITES} == {"train", "tune", "test"}


def test_there_are_enough_questions_a_third_of_them_near_misses():
    questions = [question for site in SITES for question in site.questions]
    assert len(questions) >= 3000 and len({question.id for question in questions}) == len(questions)
    assert 0.28 <= sum(question.abstain for question in questions) / len(questions) <= 0.4
    assert all(any(question.lang == lang for question in questions) for lang in ("en", "ja"))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("nonsense", "Invalid JSON"),
        ({name: value for name, value in LINE.items() if name != "turns"}, "Field required"),
        ({**LINE, "split": "dev"}, "'train', 'tune' or 'test'"),
        ({**LINE, "lang": "fr"}, "'en' or 'ja'"),
    ],
)
def test_a_bad_line_is_told_with_its_number_in_one_line(tmp_path: Path, bad: object, why: str):
    path = tmp_path / QUESTIONS
    path.write_text("\n".join([json.dumps(LINE), "", bad if isinstance(bad, str) else json.dumps(bad)]), encoding="utf-8")
    with pytest.raises(AnswerFileError) as caught:
        list(read_written(path))
    told = str(caught.value)
    assert told.startswith(f"line 3 of {path} is no question (") and why in told and "\n" not in told


def test_a_good_line_is_read_whatever_else_it_holds(tmp_path: Path):
    path = tmp_path / QUESTIONS
    path.write_text(json.dumps({**LINE, "page": "fees.txt", "translated": ["料金は?"]}) + "\n\n", encoding="utf-8")
    (found,) = read_written(path)
    assert (found.short, found.trap, found.translated) == ("8 florins", None, ("料金は?",))
