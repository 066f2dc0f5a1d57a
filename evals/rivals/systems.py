"""The systems that are compared: ours, and each rival in the settings it is reported in."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.question import Question
from corpus.decoding import decode
from corpus.files import read_folder
from corpus.reader import read_corpus
from evals.questions import Item
from evals.rivals.remote import WARM_UP, Asked, Facts, RivalError, Shown, ask
from evals.rivals.scored import score

OURS = "NISC Assistant"
# Lower than any score.
ANY_SCORE = -1e9
THRESHOLDS_TRIED = 60
_INSIDE = Path(__file__).parent / "inside"
_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Variant:
    """A rival in certain settings; `fitted`: with the threshold that gets most development questions right."""

    name: str
    settings: Mapping[str, Any]
    fitted: bool = False


@dataclass(frozen=True, slots=True)
class Rival:
    """A program that speaks the protocol of `inside/runner.py`."""

    command: tuple[str, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a system showed for each question, in order; or why it did not run, and nothing shown.

    `program` says which versions ran and how they were set up, `settings` what this row of the table has to itself.
    """

    name: str
    program: str
    settings: str
    shown: tuple[Shown, ...] = ()
    not_run: str = ""


def rivals(environment: Path) -> tuple[Rival, ...]:
    """Cairn and LangChain, installed in a virtual environment."""
    # The dense weight is the best of 0, 0.15, 0.3, 0.4 and 0.5 on the development half.
    cairn = (
        Variant("Cairn, 1 passage", {"passages": 1}),
        Variant("Cairn, 3 passages", {"passages": 3}),
        Variant("Cairn, 1 passage, fitted", {"passages": 1, "dense_weight": 0.4}, fitted=True),
        Variant("Cairn, 3 passages, fitted", {"passages": 3, "dense_weight": 0.4}, fitted=True),
    )
    chroma = (
        Variant("LangChain + Chroma", {"passages": 3}),
        Variant("LangChain + Chroma, fitted", {"passages": 3}, fitted=True),
    )
    return Rival(_command(environment, "cairn_rival"), cairn), Rival(_command(environment, "langchain_rival"), chroma)


def run_rival(rival: Rival, folder: Path, items: Sequence[Item], fit_on: Sequence[Item]) -> list[Ran]:
    """One `Ran` for each variant. A conversation is left out of the fit: what it shows may depend on the threshold."""
    single = [item for item in fit_on if not item.question.history]
    try:
        documents = _documents(folder)
        fitted = [variant for variant in rival.variants if variant.fitted]
        unfitted = [(item, {**variant.settings, "threshold": ANY_SCORE}) for variant in fitted for item in single]
        tried = iter(_ask(rival, documents, unfitted)[1] if unfitted else ())
        thresholds = {variant.name: fit(single, [next(tried) for _ in single]) for variant in fitted}
        settings = [_settings(variant, thresholds) for variant in rival.variants]
        facts, shown = _ask(rival, documents, [(item, chosen) for chosen in settings for item in items])
    except RivalError as error:
        return [Ran(variant.name, "", "", not_run=str(error)) for variant in rival.variants]
    parts = [tuple(shown[i * len(items) : (i + 1) * len(items)]) for i in range(len(settings))]
    program = f"{', '.join(f'{name} {number}' for name, number in facts.versions.items())}: {facts.settings}"
    told = [_told(chosen) for chosen in settings]
    return [Ran(v.name, program, own, part) for v, own, part in zip(rival.variants, told, parts, strict=True)]


def fit(items: Sequence[Item], shown: Sequence[Shown]) -> float:
    """The threshold, of evenly spaced ones, with most questions right; the middle one of several."""
    scores = [value for one in shown for value in one.scores]
    if not scores:
        raise RivalError("it found nothing to fit a threshold on")
    low, step = min(scores), (max(scores) - min(scores)) / THRESHOLDS_TRIED
    tried = [round(low + step * number, 4) for number in range(THRESHOLDS_TRIED + 1)]
    right = [sum(score(i, above(s, least)).right is True for i, s in zip(items, shown, strict=True)) for least in tried]
    best = [least for least, count in zip(tried, right, strict=True) if count == max(right)]
    return best[len(best) // 2]


def above(shown: Shown, least: float) -> Shown:
    """What would be shown if passages with a lower score were not."""
    quotes = [(quote, value) for quote, value in zip(shown.quotes, shown.scores, strict=True) if value >= least]
    texts, scores = tuple(quote for quote, _ in quotes), tuple(value for _, value in quotes)
    return Shown("\n\n".join(texts), texts, scores, not quotes, shown.ms)


def run_ours(assistant: Assistant, items: Sequence[Item]) -> Ran:
    """The assistant as it ships, in this process. Raises `AssistantError`."""
    responder = assistant.responder
    for text in WARM_UP:
        responder.answer(Question(text))
    shown = tuple(_ours(assistant, item.question) for item in items)
    program = f"nisc-assistant {version('nisc-assistant')}: as shipped, in this process"
    return Ran(OURS, program, f"threshold {responder.threshold:g}", shown)


def _ours(assistant: Assistant, question: Question) -> Shown:
    started = time.perf_counter()
    answer = assistant.invoke(question)
    milliseconds = (time.perf_counter() - started) * 1000
    quotes = tuple(citation.quote for citation in answer.citations)
    scores = (answer.confidence,) * len(quotes)
    return Shown(_MARKER.sub("", answer.answer), quotes, scores, answer.status == "abstained", round(milliseconds, 3))


def _ask(
    rival: Rival, documents: Sequence[Mapping[str, str]], wanted: Sequence[tuple[Item, Mapping[str, Any]]]
) -> tuple[Facts, list[Shown]]:
    asked = [Asked((*item.question.history, item.question.text), settings) for item, settings in wanted]
    return ask(rival.command, documents, asked)


def _documents(folder: Path) -> list[dict[str, str]]:
    return list(_read(folder))


def _read(folder: Path) -> Iterator[dict[str, str]]:
    """`source` is the file as it is, `text` what its reader sees. A text that repeats another is left out, as in our corpus."""
    files = {file.name: file for file in read_folder(folder).files}
    for document in read_corpus(folder).documents:
        source = decode(files[document.file].data, document.file).text
        yield {"title": document.title, "language": document.language, "source": source, "text": document.text}


def _settings(variant: Variant, thresholds: Mapping[str, float]) -> dict[str, Any]:
    return {**variant.settings, "threshold": thresholds.get(variant.name)}


def _told(settings: Mapping[str, Any]) -> str:
    threshold = settings["threshold"]
    told = {**settings, "threshold": "as shipped" if threshold is None else f"{threshold:g} (fitted)"}
    return ", ".join(f"{name} {value}" for name, value in told.items())


def _command(environment: Path, module: str) -> tuple[str, ...]:
    # -E: nothing of our own environment leads its imports.
    return (str(environment.absolute() / "bin" / "python"), "-E", "-X", "utf8", str(_INSIDE / "runner.py"), module)
