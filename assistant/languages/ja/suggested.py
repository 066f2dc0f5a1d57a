"""Questions made from Japanese sentences of simple form."""

import re
from collections.abc import Iterator

# What a sentence is about: a noun with its attributes, short enough to be named in a question, that points at nothing before.
_TOPIC = r"(?!こ[のれ]|そ[のれ]|あ[のれ]|同[じ社]|また|なお|ただし|さらに|\d|[０-９])([^、。はがを「」（）()\s]{2,24})(?<![にでとへもの])"
_DEFINED = re.compile(rf"{_TOPIC}とは、")
_STATED = re.compile(rf"{_TOPIC}は、?(?!ない)")
_DONE = re.compile(r"([\u4e00-\u9fff]{2,4})(され|し)(?:た|ました)。\Z")
_DATE = re.compile(r"(?:\d{4}年|(?:令和|平成|昭和)(?:\d+|元)年|\d+月)")
_SUM, _TIME = re.compile(r"\d円|\d万円|無料"), re.compile(r"\d+時|\d+:\d\d")
# By what the topic ends with: what its value is made of, and how it is asked for.
_VALUES = (
    (re.compile(r"(?:料|料金|費|費用|手数料|額|代)\Z"), _SUM, "いくらですか"),
    (re.compile(r"(?:時間|時刻|受付)\Z"), _TIME, "何時ですか"),
    (re.compile(r"(?:期日|[館業会校行]日|期限|締切|締め切り)\Z"), re.compile(r"\d日|曜"), "いつですか"),
    (re.compile(r"(?:長|責任者|担当者|代表)\Z"), re.compile(r"(?:が|である|です|務め)"), "誰ですか"),
    (re.compile(r"(?:場所|所在地|会場|窓口)\Z"), re.compile(r"."), "どこですか"),
)


def questions_of(sentence: str) -> Iterator[str]:
    """Questions that a sentence of simple form answers: what something is, when it was done, and what a value is."""
    if match := _DEFINED.match(sentence):
        yield f"{match.group(1)}とは何ですか。"
    elif match := _STATED.match(sentence):
        topic, said = match.group(1), sentence[match.end() :]
        if (done := _DONE.search(said)) and _DATE.search(said):
            yield f"{topic}はいつ{done.group(1)}{done.group(2)}ましたか。"
        for ending, value, asked in _VALUES:
            if ending.search(topic) and value.search(said):
                yield f"{topic}は{asked}。"
