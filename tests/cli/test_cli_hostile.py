"""Text that steers a terminal, turns its direction or cannot be seen, wherever it comes from, does not reach it.

`Outcome` looks for it in whatever any test prints; what is printed here is also compared with what should be left.
"""

import json
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.console import exit_code, say, write
from assistant.printed import as_json
from corpus.characters import NO_TEXT
from corpus.reader import read_corpus
from tests.cli.conftest import Outcome, Run
from ui.feedback import Feedback, FeedbackStore

# A colour, a title of the window, C1 forms of both, bidi overrides and isolates, marks, zero width, tags, a line separator.
ODD = (
    "\x1b[31m\x1b]0;x\x07\x9b1m\x9dy\x9c\x85\x08\u061c\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069"
    "\u2060\ufeff\u2028\u2029\U000e0001\U000e0041\U000e007f"
)
SEEN = "[31m]0;x1my"  # what is left of it where it is cut out; line ends are blanks
OPENED = "When was the bridge opened?"
TEXT = f"The bridge\u202e was opened in 1932.{ODD} It is 1,149 metres long.\n\nIt is repainted{ODD} every year.\n"


def escaped(text: str) -> str:
    """As it stands in a string of TOML."""
    return "".join(c if 0x20 <= ord(c) < 0x7F and c not in '"\\' else f"\\U{ord(c):08X}" for c in text)


@pytest.fixture
def hostile(folder: Path) -> Path:
    """A corpus whose text, headings, title, address, language and file name are hostile."""
    (folder / "bridge.txt").unlink()
    (folder / f"br{ODD}idge.md").write_text(f"# The harb{ODD}our\n\n## The bri{ODD}dge\n\n{TEXT}", encoding="utf-8")
    name, title, url = (escaped(text) for text in (f"br{ODD}idge.md", f"Brid{ODD}ges", f"https://e.example/{ODD}x"))
    (folder / "manifest.toml").write_text(f'["{name}"]\ntitle = "{title}"\nurl = "{url}"\nlanguage = "en"\n')
    return folder


@pytest.fixture
def own(cli: Run, hostile: Path, tmp_path: Path) -> Run:
    """Runs a command over the hostile corpus, with an index of its own in a folder of a hostile name."""
    index = tmp_path / f"in{ODD}dex"
    return lambda *arguments, **options: cli("--corpus", hostile, "--index", index, *arguments, **options)


def test_reading_and_asking(own: Run, hostile: Path, tmp_path: Path) -> None:
    (document,) = read_corpus(hostile).documents
    listed = own("corpus", "list")
    assert f"Brid{SEEN}" in listed.out.replace(" ", "") and "https://e.example/" in listed.out
    assert listed.out.count("\n") == 1
    (row,) = json.loads(own("corpus", "list", "--json").out)
    assert (row["title"], row["url"]) == (document.title, document.url) and "\u202e" in row["title"] + row["url"]
    assert own("corpus", "show", document.id).out == document.text

    built = own("index", "build")
    assert built.code == 0 and built.out.count("\n") == 1
    status = own("index", "status")
    assert status.code == 0 and status.out.count("\n") == 7
    assert own("index", "verify").code == 0

    told = own("ask", "When was\x1b\x9b\u202e the bridge\u200b opened?\U000e0041")
    assert "1932" in told.out and "[1] Brid" in told.out
    whole = own("ask", OPENED, "--json")
    answer = json.loads(whole.out)
    assert whole.out.count("\n") == 1 and answer["citations"][0]["title"] == document.title
    assert own("ask", "Who is the mayor of the moon?").code == 0
    saved = tmp_path / f"an{ODD}swer.json"
    saved.write_text(whole.out, encoding="utf-8")
    assert own("verify", saved).code == 0
    saved.write_text(as_json({**answer, "citations": [{**answer["citations"][0], "document_id": f"x{ODD}"}]}), encoding="utf-8")
    own("verify", saved).refused("is not in the corpus")
    assert own("eval", "explain", OPENED, "--before", f"Hel{ODD}lo").code == 0
    assert json.loads(own("eval", "explain", OPENED, "--json").out)["status"] == "answered"


def test_measuring(own: Run, tmp_path: Path) -> None:
    row = {"id": f"a{ODD}", "kind": f"di{ODD}rect", "turns": [f"{OPENED}\x9b\u202e"], "answers": [["1932"]], "abstain": False}
    row["evidence"] = ["was opened in 1932."]
    questions = tmp_path / f"se{ODD}t.jsonl"
    questions.write_text(json.dumps(row), encoding="utf-8")
    for name in ("before", "after"):
        assert own("eval", "run", "--questions", questions, "--split", "all", "--out", tmp_path / name).code == 0
    results = tmp_path / "after" / "results.jsonl"
    changed = {**json.loads(results.read_text(encoding="utf-8")), "outcome": "wrong answer"}
    results.write_text(json.dumps(changed) + "\n", encoding="utf-8")
    gate = tmp_path / "gate.toml"
    gate.write_text(f'[tool.nisc.gate]\nquestions = ["{escaped(row["id"])}"]\n')
    worse = own("eval", "compare", tmp_path / "before", tmp_path / "after", "--gate", gate)
    assert worse.code == 1 and SEEN in worse.out.replace(" ", "") and worse.err.count("\n") == 1
    gate.write_text(f'[tool.nisc.gate]\nquestions = ["{escaped(ODD)}"]\n')
    assert own("eval", "compare", tmp_path / "before", tmp_path / "after", "--gate", gate).code == 2
    for spoilt in ({**row, "turns": [], f"x{ODD}": 1}, {**row, "id": ""}, {**row, "turn\u202e": 1}):
        questions.write_text(json.dumps(spoilt), encoding="utf-8")
        assert own("eval", "run", "--questions", questions, "--out", tmp_path / "x").code == 2


def test_feedback(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NISC_FEEDBACK", str(tmp_path / "feedback.sqlite3"))
    store = FeedbackStore(tmp_path / "feedback.sqlite3")
    store.add(Feedback(f"Why{ODD}?", json.dumps({"answer": ODD}), "down", f"no{ODD}\n\t文", "en", "f"))
    printed = cli("feedback", "export").out
    (row,) = map(json.loads, printed.splitlines())
    assert (row["question"], row["comment"]) == (f"Why{ODD}?", f"no{ODD}\n\t文") and row["answer"] == {"answer": ODD}
    assert "文" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        (ODD,),
        ("ask", "a", f"b{ODD}"),
        ("ask", f"--no{ODD}thing"),
        ("ask", "--batch", f"no{ODD}ne"),
        ("corpus", "show", f"ff{ODD}"),
        ("corpus", ODD),
        ("--corpus", f"no{ODD}ne", "corpus", "list"),
        ("--index", f"no{ODD}ne", "index", "status"),
        ("serve", "--port", f"1{ODD}"),
        ("serve", "--host", f"no{ODD}ne"),
        ("verify", f"no{ODD}ne"),
        ("eval", "run", "--split", ODD),
        ("eval", "run", "--questions", f"no{ODD}ne"),
        ("eval", "compare", ODD, ODD),
        ("eval", "calibrate", ODD),
    ],
    ids=lambda arguments: ascii(arguments[:2])[:30],
)
def test_arguments(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    cli(*arguments).refused()


@pytest.mark.parametrize("line", [f'{{"question": "a"}}\n{{"que{ODD}', f'{{"question": "{ODD}"}}', f'{{"{ODD}": 1}}'])
def test_batches(cli: Run, line: str) -> None:
    cli("ask", "--batch", "-", stdin=line.encode()).refused("Line")


@pytest.mark.parametrize(
    "name", ["PORT", "THRESHOLD", "EMBED_ORIGINS", "CORPUS", "EMBEDDING_MODEL", "PARAMETERS", "CHROMA_URL"]
)
def test_variables(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"NISC_{name}", f"{tmp_path}/{ODD}" if name in ("CORPUS", "EMBEDDING_MODEL") else ODD)
    cli("ask", OPENED).refused()


@pytest.mark.parametrize("content", [f"x{ODD} = 1", '"a\\u202e\\u009b" = 1', 'host = ["\\u202e"]', 'threads = "\\u202e"'])
def test_settings_files(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "nisc.toml").write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    cli("ask", OPENED).refused()


@pytest.mark.parametrize("name", [f"a{ODD}.txt", f"{ODD}.md", f"d{ODD}/a.txt", f".h{ODD}.txt", f"p{ODD}.jpg"])
@pytest.mark.parametrize("kind", ["bytes", "link", "folder"])
def test_file_names(cli: Run, folder: Path, name: str, kind: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if kind == "bytes":
        path.write_bytes(b"\0")
    else:
        path.symlink_to("/etc/passwd" if kind == "link" else f"no{ODD}where")
    for command in ("list", "check"):
        told = cli("--corpus", folder, "corpus", command)
        assert told.err.count("\n") == 1 and name.rpartition(".")[2] in told.err and told.out.count("\n") == 1
    cli("--corpus", folder, "--strict", "corpus", "list").refused()
    for command in (("remove", name), ("add", path)):
        assert cli("--corpus", folder, "corpus", *command).code in (0, 2)


def test_a_file_that_a_manifest_lists(cli: Run, folder: Path) -> None:
    (folder / "manifest.toml").write_text(f'["{escaped(f"a{ODD}")}"]', encoding="utf-8")
    told = cli("--corpus", folder, "corpus", "list")
    assert told.err.count("\n") == 1 and "which is not there" in told.err and told.code == 0


@pytest.mark.parametrize("table", ['["{}"]\ntitle = 1', '["bridge.txt"]\n"{}" = 1', '"{}" = 1'])
def test_manifests(cli: Run, folder: Path, table: str) -> None:
    (folder / "manifest.toml").write_text(table.replace("{}", escaped(f"a{ODD}")), encoding="utf-8")
    cli("--corpus", folder, "corpus", "list").refused("manifest.toml")


def test_hidden_folders_are_named_in_one_line(cli: Run, folder: Path, tmp_path: Path) -> None:
    for number in range(7):
        (folder / f".h{number}{ODD}\n").mkdir()
        (folder / f".h{number}{ODD}\n" / "a.txt").write_text("Text")
    told = cli("--corpus", folder, "corpus", "list").err
    assert told.startswith("nisc-assistant: .h0") and told.count("\n") == 1
    assert "and 2 more are hidden folders: rename what holds texts of the corpus without the dot" in told
    where = ("--corpus", folder, "--index", tmp_path / "index")
    assert cli(*where, "ask", OPENED).err == told
    assert cli(*where, "ask", OPENED).err == ""
    assert cli(*where, "index", "build").err == told


def test_tracebacks_of_the_server_and_of_libraries(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest has its own there

    def broken() -> int:
        try:
            raise ValueError(f"what a client sent: {ODD}")
        except ValueError:
            logging.getLogger("ui.api").exception("An answer broke off %s", ODD)
        raise RuntimeError(ODD)

    assert exit_code(broken) == 2
    err = capsys.readouterr().err
    Outcome(0, "", err)
    assert err.startswith("nisc-assistant: An answer broke off") and 'File "' in err
    assert err.splitlines()[-1].startswith("nisc-assistant: Unexpected")


@pytest.mark.parametrize("value", [ODD, [ODD], {ODD: f"a{ODD}"}, "\ud800", "\x7f", '内閣→“x”\n\t\\"', list(map(chr, NO_TEXT))])
def test_json_is_equal_after_parsing(value: object) -> None:
    for indent in (None, 1):
        text = as_json(value, indent)
        assert json.loads(text) == value
        assert not NO_TEXT.intersection(map(ord, text))
    assert "内閣→“x”" in as_json("内閣→“x”")


def test_lines_and_columns_stay_as_they_are_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"a{ODD}\tb\n\n  c")
    say(f"a{ODD}\tb\n\n  c")
    out, err = capsys.readouterr()
    assert [line[0] for line in out.split("\n") if line] == ["a", " "] and "\tb\n\n  c\n" in out
    assert err.count("\n") == 1 and err.endswith(" b c\n")


def test_the_notices_beside_a_progress_bar(environment: None, hostile: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    code = "import sys; from assistant.console import showing\nwith showing() as (notify, _): notify(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, ODD.replace("\x1b", "")], stderr=theirs, timeout=60, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    assert done.returncode == 0 and "[31m" in shown
    assert not set(map(chr, NO_TEXT)).intersection(shown) - {"\x1b", "\r"}


def test_the_shipped_texts_hold_nothing_of_it(assistant: Assistant) -> None:
    assert not any(NO_TEXT.intersection(map(ord, document.text)) for document in assistant.corpus.documents)
