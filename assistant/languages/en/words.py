"""What the assistant says in English, besides quotes."""

from collections.abc import Mapping, Sequence

from assistant.languages.kinds import Kind

_MISSING: Mapping[Kind, str] = {
    "date": "a date or year", "duration": "a length of time", "frequency": "how often", "count": "a count",
    "money": "an amount of money", "amount": "an amount", "person": "a person or body", "name": "a name", "place": "a place",
    "contact": "contact details", "reason": "a reason", "manner": "how this is done", "definition": "what this stands for",
    "list": "the list", "yesno": "a statement", "thing": "a statement",
}  # fmt: skip
_SMALL_TALK = {
    "greeting": "Hello. I answer questions about {subject} from its sources and show the passage behind every statement.",
    "thanks": "You are welcome. Ask me anything else about {subject}.",
    "farewell": "Goodbye. I am here whenever you have a question about {subject}.",
    "help": "I answer questions about {subject}, only from its sources, and quote the exact passage each time. "
    "When the sources do not say, I tell you so.",
}
_LANGUAGES = {"en": "English", "ja": "Japanese"}


def small_talk_reply(kind: str, subject: str) -> str:
    """The reply to a greeting, thanks, a farewell or a cry for help."""
    return _SMALL_TALK[kind].format(subject=subject)


def nothing_found(kind: Kind, missing: Sequence[str]) -> str:
    """Says that the sources do not answer, what was looked for, and which words of the question they do not mention."""
    absent = f" They do not mention {_enumerated(missing)}." if missing else ""
    return f"The sources do not answer this: I looked for {_MISSING[kind]} and found none that fits.{absent}"


def part_not_found(part: str) -> str:
    """Says which part of a message stays open."""
    return f"Not in the sources: {part}"


def parts_left_out(named: Sequence[str], more: int) -> str:
    """Says what else was asked that was not looked into."""
    listed = ", ".join(f"“{part}”" for part in named) + (f" and {more} more" if more else "")
    return f"This was too much for one message, so I have not looked into: {listed}. Please ask again for what is missing."


def not_searched() -> str:
    """Says that the search knows English only."""
    return (
        "I am sorry: the search knows English only at present, so I cannot answer a question in Japanese reliably, and I do not "
        "guess. Please ask in English, or see the related passages below."
    )


def not_understood() -> str:
    """Says in which languages questions can be asked."""
    return "Questions can be asked in English or Japanese. Please ask in one of them."


def items_left_out(count: int) -> str:
    """Says how many items of a list are not quoted."""
    return f"The list goes on: {count} more {'item' if count == 1 else 'items'} in the source."


def of_dates(dated: Sequence[tuple[str, str]]) -> str:
    """Says of which dates the quoted documents are; the newest comes first."""
    return f"The sources are of different dates: {'; '.join(f'“{title}” of {day}' for title, day in dated)}."


def superseded(title: str, until: str, by: str) -> str:
    """Says until when a quoted document holds, and what took its place; either may be empty."""
    said = " and ".join(filter(None, (f"holds until {until}" if until else "", f"is superseded by “{by}”" if by else "")))
    return f"“{title}” {said}."


def source_note(quoted: str) -> str:
    """Says in which language the quotes are."""
    return f"The source is in {_LANGUAGES.get(quoted, 'another language')}."


def _enumerated(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
