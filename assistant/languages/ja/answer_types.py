"""What type of answer a Japanese question asks for."""

import re

from assistant.languages.kinds import Kind

# In order: the first that matches decides.
_QUESTION: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "contact",
        re.compile(
            r"電話番号|連絡先|メールアドレス|問い?合わ?せ先|住所|ファックス|FAX|ＦＡＸ|URL|ＵＲＬ|ホームページ|郵便番号"
        ),
    ),
    ("money", re.compile(r"いくら(?!でも)|何円|費用|料金|金額|価格|値段|予算|手数料")),
    ("frequency", re.compile(r"何回|どのくらいの頻度|頻度|何[年月週日]?に?[一1１]度|何[年月週日]ごと|何[年月週日]おき")),
    ("duration", re.compile(r"どのくらいの(?:期間|間|時間)|何[年月日]間|何か月|何ヶ月|何カ月|何時間|何週間|期間は")),
    ("count", re.compile(r"いくつ|何[人名個件つ社か箇カヶ所項種点本館台機校]|人数|件数|数は")),
    ("date", re.compile(r"いつ|何[年月日時]|年月日|日付|日時|時期|期限|締め?切り?")),
    ("amount", re.compile(r"どのくらい|どれくらい|どれほど|何[％%割倍]|割合|大きさ|広さ|高さ|長さ|重さ")),
    ("reason", re.compile(r"なぜ|何故|どうして|なんで|理由|目的|原因|何のため")),
    ("definition", re.compile(r"(?:とは|って)(?:何|なん|なに)|とは[?？]?\Z|何の略|略称|正式名称|意味")),
    ("person", re.compile(r"誰|だれ|どなた|責任者|担当者|トップ")),
    ("place", re.compile(r"どこ|場所|所在地")),
    ("list", re.compile(r"一覧|すべて|全て|全部|列挙|挙げて|何があ|どんなもの|どのようなもの|それぞれ")),
    ("name", re.compile(r"名前|名称|何という|何と呼")),
    ("manner", re.compile(r"どうやって|どのように|どうすれば|方法|手順|仕方")),
    ("yesno", re.compile(r"(?:です|ます|でしょう|ません|ました|ある|いる|できる|良い|いい)か[。．.?？]?\Z")),
)
_WORD = re.compile(r"何|誰|どの|どう|どこ|なぜ|いつ|どれ|どちら")
_LATEST = re.compile(
    r"(?:最新|一番新し[いく]|もっとも新しい|最も新しい|直近)の?(?:お?知らせ|ニュース|発表|情報|更新|記事|公表|リリース)|新着"
)


def answer_type(question: str) -> Kind:
    """The type of answer that a question asks for; "thing" when nothing says."""
    bare = question.strip(" 　。．.")
    kind: Kind = next((kind for kind, pattern in _QUESTION if pattern.search(bare)), "thing")
    return "thing" if kind == "yesno" and _WORD.search(bare) else kind


def asks_for_latest(question: str) -> bool:
    """Whether the newest of several is asked for."""
    return bool(_LATEST.search(question))
