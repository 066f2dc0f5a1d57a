"""The assistant's own words, per language: everything it says that is not a quote."""

import re
from collections.abc import Mapping, Sequence

from assistant.asked import Kind
from assistant.question import beginning

# Of the parts that are left out: how many are named, and in how many characters each.
MAX_NAMED, MAX_SHOWN = 3, 80

_MARKER = re.compile(r"\[(\d+)\]")
_MISSING: Mapping[Kind, str] = {
    "date": "a date or year", "duration": "a length of time", "frequency": "how often", "count": "a count",
    "money": "an amount of money", "amount": "an amount", "person": "a person or body", "name": "a name", "place": "a place",
    "contact": "contact details", "reason": "a reason", "manner": "how this is done", "definition": "what this stands for",
    "list": "the list", "yesno": "a statement", "thing": "a statement",
}  # fmt: skip
_MISSING_JA: Mapping[Kind, str] = {
    "date": "日付や年", "duration": "期間", "frequency": "頻度", "count": "数", "money": "金額", "amount": "量",
    "person": "人や組織", "name": "名前", "place": "場所", "contact": "連絡先", "reason": "理由", "manner": "方法",
    "definition": "意味や正式名称", "list": "一覧", "yesno": "記述", "thing": "記述",
}  # fmt: skip

_SMALL_TALK = {
    "en": {
        "greeting": "Hello. I answer questions about {subject} from its sources and show the passage behind every statement.",
        "thanks": "You are welcome. Ask me anything else about {subject}.",
        "farewell": "Goodbye. I am here whenever you have a question about {subject}.",
        "help": "I answer questions about {subject}, only from its sources, and quote the exact passage each time. "
        "When the sources do not say, I tell you so.",
    },
    "ja": {
        "greeting": "こんにちは。{subject}についての質問に、出典の該当箇所を示してお答えします。",
        "thanks": "どういたしまして。{subject}について、ほかにもお尋ねください。",
        "farewell": "ありがとうございました。{subject}についてご質問があれば、またお尋ねください。",
        "help": "{subject}についての質問に、出典だけを根拠に、該当箇所を引用してお答えします。"
        "出典にないことは、ないとお伝えします。",
    },
}


def small_talk_reply(kind: str, language: str, subject: str) -> str:
    """The reply to a greeting, thanks, a farewell or a cry for help."""
    return _SMALL_TALK[language if language in _SMALL_TALK else "en"][kind].format(subject=subject)


def nothing_found(kind: Kind, missing: list[str], language: str) -> str:
    """Says that the sources do not answer, what was looked for, and which words of the question they do not mention."""
    if language == "ja":
        absent = f"出典にない語：{'、'.join(missing)}。" if missing else ""
        return f"出典には、この質問に答える{_MISSING_JA[kind]}が見つかりませんでした。{absent}"
    absent = f" They do not mention {_enumerated(missing)}." if missing else ""
    return f"The sources do not answer this: I looked for {_MISSING[kind]} and found none that fits.{absent}"


def part_not_found(part: str, language: str) -> str:
    """Says which part of a question stays open; a number in brackets there must not pass for a citation."""
    part = _MARKER.sub(r"(\1)", part)
    return f"次の点は出典にありません：{part}" if language == "ja" else f"Not in the sources: {part}"


def parts_left_out(parts: Sequence[str], language: str) -> str:
    """Says what else a message asked that was not looked into: some of the parts, and how many more there are."""
    named = [_MARKER.sub(r"(\1)", _clipped(part)) for part in parts[:MAX_NAMED]]
    more = len(parts) - len(named)
    if language == "ja":
        others = f"、ほか{more}件" if more else ""
        shown = "".join(f"「{part}」" for part in named)
        return f"一度にお答えできる量を超えたため、次の点は調べていません：{shown}{others}。分けてお尋ねください。"
    listed = ", ".join(f"“{part}”" for part in named) + (f" and {more} more" if more else "")
    return f"This was too much for one message, so I have not looked into: {listed}. Please ask again for what is missing."


def with_left_out(text: str, parts: Sequence[str], language: str) -> str:
    """An answer with a last paragraph on what else was asked, where anything was."""
    return f"{text}\n\n{parts_left_out(parts, language)}" if parts else text


def language_not_covered() -> str:
    """Says, in Japanese, that the sources and the search are English and that no guess is made."""
    return (
        "申し訳ありませんが、現在の検索は英語にのみ対応しているため、日本語の質問には確実にお答えできません。"
        "推測での回答は控えます。英語でお尋ねいただくか、下の関連箇所（英語）をご覧ください。"
    )


def _clipped(part: str) -> str:
    return part if len(part) <= MAX_SHOWN else f"{beginning(part, MAX_SHOWN - 1)}…"


def _enumerated(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
