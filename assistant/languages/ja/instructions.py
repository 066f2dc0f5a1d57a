"""Japanese sentences that tell the assistant how to behave instead of asking about the corpus (a prompt injection)."""

import re
from collections.abc import Iterator

from assistant.languages.spans import Clauses, Span, without

_BOUNDARY = re.compile(r"[、。，,：:]\s?")
_PLEASE = r"(?:ください|下さい|から|、)?"
# "Who has forgotten the rules", "where somebody drives without regard to the limit": nobody is told to.
_NOT_DONE = r"(?!しま|[^、。]{0,10}[ただるい](?:場合|とき|時|人|者|ら))"
# What is said to be left, or to be: it takes its clause from the beginning; what follows may be asked.
_COMMAND = re.compile(
    rf"(?:指示|命令|ルール|規則|プロンプト|制約|制限|出典|資料|情報源).{{0,8}}(?:無視|忘れ)(?:し|せ)?(?:て{_NOT_DONE}|よ|ろ|なさい|。|\Z){_PLEASE}|"
    rf"(?:のふりを?し|になりきっ|として(?:振る舞っ|ふるまっ|行動し))(?:て|なさい|ろ){_PLEASE}"
)
# "Answer with yes only", "say hello only": nothing is asked in the clause.
_MANNER = re.compile(
    r"と(?:だけ|のみ)、?(?:答え|言[いっえ]|返[しせ]|返答し|回答し|出力し|書[いけ])|(?:答え|回答)は.{1,20}?(?:だけ|のみ)(?:で|に)(?:し|お願い)"
)
_PHRASE = re.compile(r"(?:一般|自分の|あなたの|あなた自身の)知識(?:だけ|のみ)?(?:で|から|を(?:使|用)っ?て)")
# No sentence with one of these asks about anything but the assistant.
_INSIDE = re.compile(r"システム\s?プロンプト|脱獄モード|開発者モード")


def without_instructions(sentence: str) -> str:
    """The sentence without its instructions; the same text where it has none."""
    if _INSIDE.search(sentence):
        return ""
    spans = list(_instructions(sentence))
    return without(sentence, spans).strip(" 、。，,：:") if spans else sentence


def _instructions(text: str) -> Iterator[Span]:
    clauses = Clauses(text, _BOUNDARY)
    yield from ((clauses.start(match.start()), match.end()) for match in _COMMAND.finditer(text))
    yield from ((clauses.start(match.start()), clauses.end(match.end())) for match in _MANNER.finditer(text))
    yield from (match.span() for match in _PHRASE.finditer(text))
