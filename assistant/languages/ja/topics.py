"""What a Japanese question is about, and whether it needs what was asked before it.

There is no tokenizer: nouns are runs of kanji, katakana and Latin letters that no inflection follows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_KANJI = r"[\u3400-\u4dbf\u4e00-\u9fff々〆]"
_LETTER = r"[\u3400-\u4dbf\u4e00-\u9fff々〆ァ-ヺーｦ-ﾟA-Za-zＡ-Ｚａ-ｚ0-9０-９・&/.\-]"
# "昼休み", "取り組み": some nouns end in hiragana, or have one within, that between kanji or before a particle belongs to them.
_RUN = re.compile(
    rf"{_LETTER}+(?:(?<={_KANJI})[りみきけし](?:(?=[はがを]|の(?!で)|について)|(?<!し)(?={_KANJI}{{1,4}}[りみき]?[はがをの])){_LETTER}*)*"
)
# After a noun comes a particle, a copula, a mark or the end; after a verb or an adjective written with kanji, its inflection.
_AFTER_NOUN = re.compile(
    r"\Z|[^\w]|[はがをにのとでもへや](?!きま)|から|まで|より|って|など|だ(?!さ)|か(?![らりるれろけ])|について|における|なの|なん|さん|氏|ごと|ほど|くらい|ぐらい|い[くつ]|どこ|だれ|どの"
)
_ASKS = re.compile(r"[何誰幾]")
# They say what kind of thing is asked for, or when; not what about.
_NO_TOPIC = frozenset(
    "年 月 日 年月日 日付 日時 時期 時間 期間 期限 理由 目的 原因 名前 名称 正式名称 意味 定義 場所 住所 人 人数 数 件数 方法 手順 内容 詳細 概要 質問 情報 "
    "説明 一覧 種類 場合 現在 最近 最新 今 今日 昨年 今年 去年 以前 以後 当時 他 前 後 次 別 件 話 同 同様 彼 彼女 私 我々 方 者 点 例 全部 全て 部分 一番 最初 最後 具体的 "
    "略 存知 存じ ご存知 事 物 所 時 上 下 中 番目 本当 簡単 回答 資料 出典".split()
)
# "それぞれ", "それでは" and "これまで" point at nothing.
_POINTING = re.compile(
    r"それ(?!ぞれ|で(?!す)|に(?!つ|よ|対|関|基)|から|と[、も]|なら)|その(?!ため|まま|ほか|他|後[、，])|そこ(?!で[、，])|そちら|そいつ|そういった|そのような|"
    r"これ(?!まで|から|ら?の)|これらの|この(?!ページ|サイト|アシスタント|チャット|ほか|[0-9０-９]|度)|ここ(?!数|[0-9０-９])|こちら|あれ(?!ば)|彼(?:女|ら)?|"
    r"同(?=じ(?!く)|[様氏社省庁法会])|両者|前者|後者|当該|上記|前述|(?:その)?(?:他|ほか)(?=[にはのもを])|残り(?=[はのをも])"
)
_ELLIPSIS = re.compile(
    r"\W*(?:では|じゃあ?|それでは|それで|で、|また|続いて|次に|(?:他|ほか)(?:に|は|の)|そして|あと|なぜ|何故|どうして|いつ(?:から|まで)|ちなみに|さらに|もっと|具体的に)"
)
_NEW_TOPIC = re.compile(
    r"(?:別|違う|ほか|他|新しい)の?(?:質問|件|話題|話|テーマ)(?:です|なの|になり|に移|に変|を|が|で、|、)|話(?:題)?(?:は|を|が)変わ|話題を変え|ところで|別件|それはさておき|それはそうと"
)
_DEFINED = re.compile(r"とは|って(?:何|なに|なん)|(?:の|は)(?:意味|略)|について")
_STATED = re.compile(r"[はが]")
_VERB = re.compile(rf"{_KANJI}(?:[さしすせ]|[いきぎちにびみりえけげてねべめれわかがたばまら][たてまなるれ])")
# Of somebody or something: "the members", said after it is known of what.
_OF_SOMETHING = re.compile(r"[長員者局先日期額費法]\Z")
_JOINED = re.compile(r"[のとや・「」『』、,&\s]{1,3}|および|及び|並びに|ならびに|のための|に関する|における|に係る")
_CAPITAL = re.compile(r"[A-ZＡ-Ｚ]")
# In characters: a noun from which length on goes with a name, is one, and says enough alone.
_LONG, _NAME, _TELLING_NAME = 4, 5, 6


@dataclass(frozen=True, slots=True)
class _Noun:
    start: int
    end: int
    is_name: bool


# The parts of a message are read several times, for themselves and as what comes before another.
@lru_cache(maxsize=32)
def _nouns(text: str) -> tuple[_Noun, ...]:
    return tuple(_Noun(start, end, _is_name(text[start:end])) for start, end in _runs(text))


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where the nouns stand that a question can be about."""
    for match in _RUN.finditer(text):
        run = match.group().strip("・&/.-")
        start = match.start() + match.group().find(run)
        end = start + len(run)
        if run and run.strip("ー") and run not in _NO_TOPIC and not _ASKS.search(run) and _AFTER_NOUN.match(text, end):
            yield start, end


def _is_name(run: str) -> bool:
    return not run.isnumeric() and (len(run) >= _NAME or bool(_CAPITAL.match(run)))


def subject(question: str) -> str:
    """The names in a question, joined as they are there, with what is said to be its topic; all nouns where no long name is."""
    nouns = _nouns(question)
    if not any(noun.is_name and noun.end - noun.start >= _TELLING_NAME for noun in nouns):
        return _joined(question, nouns)
    return _joined(question, [noun for noun in nouns if noun.is_name or _goes_along(question, noun)])


def _goes_along(text: str, noun: _Noun) -> bool:
    is_topic = text.startswith("は", noun.end) and not text.endswith("の", 0, noun.start)
    return is_topic or noun.end - noun.start >= _LONG


def _joined(text: str, nouns: Sequence[_Noun]) -> str:
    """The nouns in order, with what joins them where that is only a particle or a mark."""
    joined, last = "", 0
    for noun in nouns:
        between = text[last : noun.start]
        separator = "" if not joined else between if _JOINED.fullmatch(between) else " "
        joined, last = f"{joined}{separator}{text[noun.start : noun.end]}", noun.end
    return joined


def names_something(question: str) -> bool:
    """Whether a long noun or a name in capitals stands in the question."""
    return any(noun.is_name for noun in _nouns(question))


def changes_topic(text: str) -> bool:
    """Whether a text says that it is about another matter."""
    return bool(_NEW_TOPIC.search(text))


def needs_topic(question: str) -> bool:
    """Whether a question points at what was asked before it, or has no subject of its own."""
    if changes_topic(question):
        return False
    nouns = _nouns(question)
    if pointing := _POINTING.search(question):
        return not any(noun.is_name and noun.end <= pointing.start() for noun in nouns)
    if any(noun.is_name for noun in nouns):
        return False
    if nouns and (_DEFINED.search(question) or _states_subject(question, nouns[0])):
        return False
    return len(nouns) <= 1 or (len(nouns) == 2 and bool(_ELLIPSIS.match(question)))


def _states_subject(text: str, noun: _Noun) -> bool:
    """Whether something is said to be done to or by this noun, which does not belong to something else."""
    stated = _STATED.match(text, noun.end) and not _OF_SOMETHING.search(text[noun.start : noun.end])
    return bool(stated and _VERB.search(text, noun.end))


def content_words(text: str) -> Iterator[str]:
    """The nouns of a text, one after the other."""
    return (text[noun.start : noun.end] for noun in _nouns(text))
