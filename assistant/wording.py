"""The assistant's own words, in the language that is wanted: everything it says that is not a quote."""

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.languages.detection import question_language
from assistant.languages.kinds import Kind
from assistant.languages.registry import LANGUAGES, language, language_for
from assistant.question import Question, beginning
from corpus.document import Document

# Of the parts that are left out: how many are named, and in how many characters each.
MAX_NAMED, MAX_SHOWN = 3, 80

_MARKER = re.compile(r"\[(\d+)\]")


def spoken(code: str | None) -> str:
    """The code of the language that the assistant speaks to whoever wants that one."""
    return language(code or "").code


def small_talk_reply(kind: str, code: str, subject: str) -> str:
    """The reply to a greeting, thanks, a farewell or a cry for help."""
    return language(code).small_talk_reply(kind, subject)


def nothing_found(kind: Kind, missing: Sequence[str], code: str) -> str:
    """Says that the sources do not answer, what was looked for, and which words of the question they do not mention."""
    return language(code).nothing_found(kind, missing)


def part_not_found(part: str, code: str) -> str:
    """Says which part of a question stays open; a number in brackets there must not pass for a citation."""
    return language(code).part_not_found(_unmarked(part))


def parts_left_out(parts: Sequence[str], code: str) -> str:
    """Says what else a message asked that was not looked into: some of the parts, and how many more there are."""
    named = [_unmarked(_clipped(part)) for part in parts[:MAX_NAMED]]
    return language(code).parts_left_out(named, len(parts) - len(named))


def with_left_out(text: str, parts: Sequence[str], code: str) -> str:
    """An answer with a last paragraph on what else was asked, where anything was."""
    return f"{text}\n\n{parts_left_out(parts, code)}" if parts else text


def items_left_out(counts: Iterable[int], code: str) -> list[str]:
    """What is said of each list that is quoted in part: how many more items it has."""
    return [language(code).items_left_out(count) for count in counts]


def source_language_note(quote_language: str, answer_language: str) -> str:
    """Says in which language a quote is; "" where it is the language of the answer."""
    own = language(answer_language)
    return "" if quote_language == own.code else own.source_note(quote_language)


def source_language_notes(quote_languages: Iterable[str], answer_language: str) -> list[str]:
    """What is said once after the quotes, for each of their languages that is not that of the answer."""
    notes = (source_language_note(quoted, answer_language) for quoted in dict.fromkeys(quote_languages))
    return list(filter(None, notes))


def document_notes(documents: Iterable[Document], code: str) -> list[str]:
    """What is said of when cited documents are of, where that differs, and of how long they hold."""
    cited = list({document.id: document for document in documents}.values())
    own = language(code)
    days = {document.as_of for document in cited if document.as_of}
    dated = [(document.title, document.as_of.isoformat()) for document in cited if document.as_of] if len(days) > 1 else []
    ended = [d for d in cited if d.valid_until or d.superseded_by]
    said = [own.of_dates(dated)] if dated else []
    return said + [own.superseded(d.title, d.valid_until.isoformat() if d.valid_until else "", d.superseded_by) for d in ended]


def language_refused(question: Question, searched: Collection[str]) -> str:
    """Says why a question cannot be answered in its language, or in the one wanted; "" where it can.

    `searched` are the codes of the languages that the search knows.
    """
    asked_in = question_language(question.text)
    if asked_in not in LANGUAGES or (question.language or asked_in) not in LANGUAGES:
        return language(question.language or "").not_understood()
    return "" if asked_in in searched else language_not_covered(question.language or asked_in)


def language_not_covered(code: str = "ja") -> str:
    """Says that the sources and the search are English and that no guess is made."""
    return language(code).not_searched()


def is_language_refused(text: str, question: str, code: str) -> bool:
    """Whether a text may be what `language_refused` gave for this question, in the language wanted or in its own."""
    own = language(code), language_for(question)
    if text in [spoken_in.not_understood() for spoken_in in own]:
        return True
    return own[1].code == "ja" and text in [spoken_in.not_searched() for spoken_in in own]


def _unmarked(part: str) -> str:
    return _MARKER.sub(r"(\1)", part)


def _clipped(part: str) -> str:
    return part if len(part) <= MAX_SHOWN else f"{beginning(part, MAX_SHOWN - 1)}…"
