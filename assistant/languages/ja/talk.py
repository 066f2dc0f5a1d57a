"""Japanese small talk."""

import re
from collections.abc import Mapping

from assistant.languages.language import Talk

_PLEASE = r"(?:よろしく)?(?:お願い|おねがい)(?:します|いたします|致します|申し上げます)"
_TALK: Mapping[Talk, re.Pattern[str]] = {
    "greeting": re.compile(
        rf"(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|(?:はじめ|初め)まして|お疲れ(?:さま|様)(?:です|でした)|お元気ですか|(?:すみません|すいません)|お世話になります|やあ|もしもし|ハロー)(?:{_PLEASE})?"
    ),
    "farewell": re.compile(
        r"(?:では|じゃあ)?(?:さようなら|さよなら|失礼(?:します|いたします|致します)|またね|また今度|また後で|バイバイ|以上です|終わりです)"
    ),
    "help": re.compile(
        r"(?:すみません|すいません)?が?(?:(?:この)?(?:アシスタント|サイト|チャット)?の?(?:使い方|使いかた|つかいかた)(?:は|を教えて(?:ください|下さい|くれますか)?|が(?:わかりません|分かりません)|を知りたい(?:です)?)?(?:何ですか|なんですか)?|"
        r"(?:あなた|君)は(?:誰|だれ|何|なに|どなた)(?:者)?(?:ですか)?|(?:あなたは)?(?:何|なに)[がを](?:でき(?:ますか|るの|る)|して(?:くれますか|くれるの)|聞け(?:ますか|る)|質問でき(?:ますか|る)|知っていますか|答えられますか)|"
        r"どう(?:やって)?(?:使う|使え|使えば)(?:の|んですか|のですか|ばいいですか|いいですか|いいの)?|ヘルプ|助けて(?:ください|下さい)?|手伝って(?:ください|下さい)?)"
    ),
}
_THANKS = r"ありがと[うー]?(?:ございます|ございました|ね)?|有難う(?:ございます|ございました)?|感謝します|サンキュー|どうも"
_APPROVAL = (
    r"了解(?:です|しました|いたしました)?|承知(?:しました|いたしました)|(?:わか|分か)りました|なるほど|助かり(?:ます|ました)|参考になり(?:ます|ました)|"
    r"役に立ち(?:ます|ました)|素晴らしい|すばらしい|すごい|いいですね|そうですか|そうなんですね|オーケー|ok"
)
_BESIDE = r"本当に|ほんとうに|大変|とても|いろいろ|色々|よく|教えて(?:くれて|いただき|くださって|いただいて)|回答|ご回答|はい|です|ね|よ|お|ご|、|ー|こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|さようなら"
# No piece is the beginning of another way to go on, and none is given back: a text that is none of them is soon known.
_COURTEOUS = re.compile(rf"(?:{_THANKS}|{_APPROVAL}|{_BESIDE})++", re.I)
_NEEDED = re.compile(rf"{_THANKS}|{_APPROVAL}", re.I)
# "Tell me all of it": it asks for nothing by itself.
_MORE = re.compile(
    r"(?:もっと|もう少し|より)?(?:全部|すべて|全て|詳しく|くわしく|詳細に|具体的に|簡単に)(?:説明|教え)?(?:し?て(?:ください|下さい)?)?"
)
_THANKED = re.compile(rf"{_THANKS}|了解", re.I)
_SIGN = re.compile(r"[\W_]+")


def small_talk(text: str) -> Talk | None:
    """What kind of small talk a text is, if nothing else is in it."""
    bare = text.replace(" ", "")
    kind = next((kind for kind, pattern in _TALK.items() if pattern.fullmatch(bare)), None)
    return kind or ("thanks" if _COURTEOUS.fullmatch(bare) and _THANKED.search(bare) else None)


def is_courtesy(text: str) -> bool:
    """Whether a text is thanks or approval only."""
    bare = _SIGN.sub("", text)
    return bool(_COURTEOUS.fullmatch(bare) and _NEEDED.search(bare))


def asks_for_more(text: str) -> bool:
    """Whether a sentence asks only to be told more of what is asked beside it."""
    return bool(_MORE.fullmatch(_SIGN.sub("", text)))
