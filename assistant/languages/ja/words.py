"""What the assistant says in Japanese, besides quotes."""

from collections.abc import Mapping, Sequence

from assistant.languages.kinds import Kind

_MISSING: Mapping[Kind, str] = {
    "date": "日付や年", "duration": "期間", "frequency": "頻度", "count": "数", "money": "金額", "amount": "量",
    "person": "人や組織", "name": "名前", "place": "場所", "contact": "連絡先", "reason": "理由", "manner": "方法",
    "definition": "意味や正式名称", "list": "一覧", "yesno": "記述", "thing": "記述",
}  # fmt: skip

_SMALL_TALK = {
    "greeting": "こんにちは。{subject}についての質問に、出典の該当箇所を示してお答えします。",
    "thanks": "どういたしまして。{subject}について、ほかにもお尋ねください。",
    "farewell": "ありがとうございました。{subject}についてご質問があれば、またお尋ねください。",
    "help": "{subject}についての質問に、出典だけを根拠に、該当箇所を引用してお答えします。出典にないことは、ないとお伝えします。",
}
_LANGUAGES = {"en": "英語", "ja": "日本語"}


def small_talk_reply(kind: str, subject: str) -> str:
    """The reply to a greeting, thanks, a farewell or a cry for help."""
    return _SMALL_TALK[kind].format(subject=subject)


def nothing_found(kind: Kind, missing: Sequence[str]) -> str:
    """Says that the sources do not answer, what was looked for, and which words of the question they do not mention."""
    absent = f"出典にない語：{'、'.join(missing)}。" if missing else ""
    return f"出典には、この質問に答える{_MISSING[kind]}が見つかりませんでした。{absent}"


def part_not_found(part: str) -> str:
    """Says which part of a message stays open."""
    return f"次の点は出典にありません：{part}"


def parts_left_out(named: Sequence[str], more: int) -> str:
    """Says what else was asked that was not looked into."""
    others = f"、ほか{more}件" if more else ""
    shown = "".join(f"「{part}」" for part in named)
    return f"一度にお答えできる量を超えたため、次の点は調べていません：{shown}{others}。分けてお尋ねください。"


def not_searched() -> str:
    """Says that the search knows English only."""
    return (
        "申し訳ありませんが、現在の検索は英語にのみ対応しているため、日本語の質問には確実にお答えできません。"
        "推測での回答は控えます。英語でお尋ねいただくか、下の関連箇所（英語）をご覧ください。"
    )


def not_understood() -> str:
    """Says in which languages questions can be asked."""
    return "質問は英語または日本語でお尋ねください。"


def items_left_out(count: int) -> str:
    """Says how many items of a list are not quoted."""
    return f"この一覧には、ほかに{count}項目があります。"


def of_dates(dated: Sequence[tuple[str, str]]) -> str:
    """Says of which dates the quoted documents are; the newest comes first."""
    return f"出典の時点が異なります：{'、'.join(f'「{title}」は{day}' for title, day in dated)}。"


def superseded(title: str, until: str, by: str) -> str:
    """Says until when a quoted document holds, and what took its place; either may be empty."""
    said = "、".join(filter(None, (f"有効期限が{until}です" if until else "", f"「{by}」に置き換えられています" if by else "")))
    return f"「{title}」は{said}。"


def source_note(quoted: str) -> str:
    """Says in which language the quotes are."""
    return f"出典は{_LANGUAGES.get(quoted, '別の言語')}です。"
