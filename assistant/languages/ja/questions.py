"""Japanese sentences that ask something, and the several things that one of them may ask."""

import re

QUESTION_WORD = r"(?:いつ|誰|だれ|どなた|何|なに|なん(?=で|の)|どこ|どちら|どっち|なぜ|何故|どうして|どうやって|どのよう|どのくらい|どれ|どの|どんな|どう|いくつ|いくら|幾)"
_LINES = re.compile(r"[\r\n\u2028]+")
# Line breaks become blanks on the way, so a blank after the end of a sentence, or after "what about ...", ends one too.
_SENTENCE_END = re.compile(r"(?<=[。？！?!])|(?<=か|は)\s+|(?<=です|ます|した|さい)\s+")
_IS_QUESTION = re.compile(
    rf"[?？]|か[。．.]?$|(?<!こんにち)(?<!こんばん)[はも][。．.]?$|{QUESTION_WORD}|(?:教え|おしえ|説明し|聞かせ|示し|挙げ|列挙し|並べ|まとめ)て|(?:知り|聞き|伺い)たい"
)
_JOINT = re.compile(
    r"(?<=か)、\s?(?:(?:また|そして|それから|それと|あと|さらに)、?)?"
    r"(?=(?:いつ|誰|だれ|どなた|何|なに|どこ|なぜ|どうして|どのよう|どのくらい|どの|どんな|いくつ|いくら))"
)
# "Who heads it, and when ...": after these で is "is, and". After the others it may be "at" or "by", and is not where another
# question word follows at once.
_IS_AND = re.compile(
    rf"(?:(?:(?<=誰)|(?<=だれ)|(?<=どなた)|(?<=いつ)|(?<=いくら)|(?<=いくつ)|(?<=何[年月日時分人名円歳回階号])|(?<=何時間)|(?<=何番))で"
    rf"|(?:(?<=どこ)|(?<=どちら)|(?<=何)|(?<=なん))で(?!、\s?{QUESTION_WORD}))、\s?(?=[^。]{{0,60}}{QUESTION_WORD})"
)
_CHOICE = re.compile(r"か、\s?(?:それとも|または)|それとも")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one."""
    lines = (" ".join(line.split()) for line in _LINES.split(text))
    return [s.strip() for line in lines for s in _SENTENCE_END.split(line) if s.strip()]


def asks(sentence: str) -> bool:
    """Whether a sentence has a question mark or a question word, ends as a question does, or wants to be told something."""
    return bool(_IS_QUESTION.search(sentence))


def split(question: str) -> list[str]:
    """The things asked by one sentence: several where one question follows another, one where there is a choice."""
    if _CHOICE.search(question):
        return [question]
    pieces = (piece for part in _JOINT.split(question) for piece in _IS_AND.split(part))
    return [bare for piece in pieces if (bare := piece.strip(" 、,"))] or [question]
