import json
from pathlib import Path

import pytest

from corpus.document import Corpus
from corpus.reader import default_folder, read_corpus


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return read_corpus(default_folder())


def test_list_as_json_tells_every_document(cli, shipped: Corpus):
    rows = json.loads(cli("corpus", "list", "--json").out)
    assert [(r["id"], r["characters"], r["title"], r["language"]) for r in rows] == [
        (d.id, len(d.text), d.title, d.language) for d in shipped.documents
    ]
    assert [(r["as_of"], r["url"]) for r in rows] == [(d.as_of.isoformat(), d.url) for d in shipped.documents]


def test_passages_that_stand_in_two_documents_count_in_both(cli, shipped: Corpus):
    rows = {r["id"]: r["passages"] for r in json.loads(cli("corpus", "list", "--json").out)}
    for document in shipped.documents:
        own = [p for p in shipped.passages if p.document_id == document.id]
        merged = [p for p in shipped.passages if document.id in {place.document_id for place in p.also_in}]
        assert rows[document.id] == len({p.id for p in own + merged})


def test_list_has_a_line_for_each_document(cli, shipped: Corpus):
    lines = cli("corpus", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [d.id for d in shipped.documents]
    assert all(d.title in line for d, line in zip(shipped.documents, lines, strict=True))


def test_show_prints_the_text_and_nothing_else(cli, shipped: Corpus):
    for document in shipped.documents:
        assert cli("corpus", "show", document.id).out == document.text
        assert cli("corpus", "show", document.id[:6]).out == document.text


def test_show_keeps_every_character_whatever_the_locale(program, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Überblick\n\n内閣サイバーセキュリティセンター → “NISC”.\n", encoding="utf-8")
    document = read_corpus(tmp_path).documents[0]
    outcome = program("--corpus", str(tmp_path), "corpus", "show", document.id, env={"PYTHONIOENCODING": "ascii"})
    assert outcome.out == document.text


@pytest.mark.parametrize("unknown", ["ffffffffffff", "", "zz", "\udcff"])
def test_an_unknown_id_says_how_to_list_them(cli, unknown: str):
    cli("corpus", "show", unknown).refused("nisc-assistant corpus list")


def test_no_index_and_no_encoder_is_needed(cli, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NISC_EMBEDDING_MODEL", "/nowhere")
    outcome = cli("--corpus", folder, "--index", tmp_path / "none", "corpus", "list")
    assert outcome.code == 0 and "The harbour bridge" in outcome.out
    assert not (tmp_path / "none").exists()
