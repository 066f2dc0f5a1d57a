"""What holds for the code as a whole: who imports whom, what importing costs, and what is documented."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus.errors
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.errors import AssistantError

TOP = Path(__file__).parents[1]
MAY_IMPORT = {
    "corpus": set(),
    "index": {"corpus"},
    "assistant": {"corpus", "index"},
    "ui": {"corpus", "index", "assistant"},
    "evals": {"corpus", "index", "assistant", "ui"},
}
# The command line starts the server and the evaluation, by name and only when asked to.
LATE_IMPORTS = {"assistant/command.py"}
HEAVY = ("torch", "sentence_transformers", "transformers", "onnx", "gradio")
SOURCES = [path for package in MAY_IMPORT for path in sorted((TOP / package).rglob("*.py"))]


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a file imports, by a statement or by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func) and node.args:
            argument = node.args[0]
            yield argument.value if isinstance(argument, ast.Constant) else "?"


def by_statement(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(node)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    name = path.relative_to(TOP).as_posix()
    package = path.relative_to(TOP).parts[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = list(by_statement(tree) if name in LATE_IMPORTS else imported(tree))
    assert not [module for module in modules if module.startswith(".")], "imports are absolute"
    ours = {module.split(".")[0] for module in modules} & (MAY_IMPORT.keys() | {"tests"})
    assert ours <= MAY_IMPORT[package] | {package}


def test_the_check_sees_the_imports_of_every_package() -> None:
    seen = {path.relative_to(TOP).parts[0]: set(imported(ast.parse(path.read_text(encoding="utf-8")))) for path in SOURCES}
    assert seen.keys() == MAY_IMPORT.keys()
    tree = ast.parse("import ui.chat\nfrom evals.questions import x\nimportlib.import_module('ui.server')\nimport_module(name)")
    assert set(imported(tree)) == {"ui.chat", "evals.questions", "ui.server", "?"}


def run(code: str, *arguments: str, cwd: Path) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": str(TOP), "HOME": str(cwd), "XDG_CACHE_HOME": str(cwd / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


ANSWERING = """
import json, sys
from pathlib import Path
heavy = sys.argv[3].split(",")
loaded = lambda: [name for name in heavy if name in sys.modules]
from assistant.assistant import Assistant
from assistant.question import Question
from assistant.settings import load_settings
imported = loaded()
assistant = Assistant.open(load_settings(index=Path(sys.argv[1]), models=Path(sys.argv[2])))
answer = assistant.invoke(Question("Who heads the Cybersecurity Strategic Headquarters?"))
assistant.close()
print(json.dumps({"imported": imported, "answered": loaded(), "status": answer.status}))
"""


def test_asking_loads_neither_torch_nor_gradio(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    arguments = (str(settings.index_folder), str(settings.models_folder), ",".join(HEAVY))
    assert run(ANSWERING, *arguments, cwd=tmp_path) == {"imported": [], "answered": [], "status": "answered"}


IMPORTING = """
import importlib, json, sys
touched = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        ours = path.startswith((sys.argv[1], sys.argv[2])) and "/.venv/" not in path
        code = path.endswith((".py", ".pyc")) or "/__pycache__/" in path or ".egg-info/" in path
        if ours and not code or path.endswith((".safetensors", ".onnx", "tokenizer.json", ".sqlite3")):
            touched.append(path)
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        touched.append(event)
sys.addaudithook(watch)
for name in sys.argv[4:]:
    importlib.import_module(name)
print(json.dumps({"touched": touched, "heavy": [name for name in sys.argv[3].split(",") if name in sys.modules]}))
"""


def test_importing_reads_nothing_and_downloads_nothing(tmp_path: Path) -> None:
    modules = [
        ".".join(path.relative_to(TOP).with_suffix("").parts)
        for path in SOURCES
        if path.relative_to(TOP).parts[0] in ("corpus", "index", "assistant") and path.name != "__init__.py"
    ]
    assert {"index.model", "index.store", "assistant.assistant"} <= set(modules)
    found = run(IMPORTING, str(TOP), str(tmp_path), ",".join(HEAVY), *modules, cwd=tmp_path)
    assert found == {"touched": [], "heavy": []}
    assert list(tmp_path.iterdir()) == []


def below(kind: type[AssistantError]) -> Iterator[type[AssistantError]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from below(sub)


def test_every_error_stands_in_the_documented_tree() -> None:
    tree = [line.strip(" │├└─") for line in (corpus.errors.__doc__ or "").splitlines() if "Error" in line]
    kinds = {kind.__name__: kind for kind in below(AssistantError) if kind.__module__.split(".")[0] in MAY_IMPORT}
    documented = {line.split()[0] for line in tree if line.split()[0].endswith("Error")}
    assert documented == kinds.keys() | {"AssistantError"}
    assert {kind.__module__ for kind in kinds.values()} == {"corpus.errors"}


def test_a_message_is_one_line_whatever_it_is_made_of() -> None:
    error = AssistantError("It\nbroke \x1b[31m\ud800", "do\r\nthis")
    assert str(error) == "It broke [31m?: do this"


def test_there_are_at_most_25_settings_each_described_in_the_readme() -> None:
    fields = Settings.model_fields
    assert len(fields) <= 25
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    missing = [f"NISC_{name.upper()}" for name in fields if f"NISC_{name.upper()}" not in readme]
    assert not missing, f"README.md does not name these settings: {', '.join(missing)}"
    assert all(field.description for field in fields.values())
