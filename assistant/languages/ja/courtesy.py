"""What is said around a Japanese question: greetings, excuses, "please tell me"."""

import re

_OPENING = re.compile(
    r"(?:(?:すみません|すいません|恐れ入ります|恐縮です|失礼です|お忙しいところ(?:すみません|恐れ入ります|恐縮です)|お尋ねします|お聞きします|質問(?:です|なのです|があります|なんです))(?:けれど|けど)?[がも]?|"
    r"こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|(?:はじめ|初め)まして|お世話に(?:なります|なっております)|(?:どうも)?ありがとう(?:ございます|ございました)?|"
    r"なるほど|わかりました|分かりました|了解(?:です|しました)?|ええと|えっと|ちょっと(?=[、\s])|あの(?=[、\s])|はい(?=[、\s])|"
    r"(?:では次に|では|じゃあ?|それでは|また|それから|そして|次に|続いて|続けて|あと|ちなみに)(?=[、,\s])|どうか|ぜひ|是非)[、。，,.！!\s]*+"
)
_MARKS = " 。．.、，,！!"
_PLEASE = r"(?:くださいませんか|くださいますか|くださいませ|ください|下さい|いただけませんか|いただけますか|いただけないでしょうか|いただけますでしょうか|頂けますか|頂けませんか|もらえますか|もらえませんか|くれますか|くれませんか|くれる|ほしいです|欲しいです|ほしいのですが|ほしい|欲しい|ちょうだい)"
_ENDING = re.compile(
    rf"(?:[をが]|か)?、?(?:(?:教え|おしえ|お教え|説明し|お聞かせ|聞かせ)(?:て{_PLEASE}?|{_PLEASE})|"
    r"(?:知り|聞き|伺い|うかがい|お聞きし|お尋ねし|確認し)たい(?:と思います|のですが|んですが|です|んだけど|のだけど)?|"
    r"(?:ご存知|ご存じ|御存知)(?:ですか|でしょうか)|(?:どうか|何卒|どうぞ)?(?:よろしく)?、?(?:お願い|おねがい)(?:します|いたします|致します|できますか))(?:か|ね|よ)?\Z"
)
_WHETHER = "か"
_WORD = re.compile(r"\w{2}|[\u4e00-\u9fff]")
# So many courtesies may stand before a question, and after it.
_MOST_OPENINGS, _MOST_ENDINGS = 6, 3
# In characters: longer than the longest ending, which is looked for there only.
_LONGEST_ENDING = 60


def without_courtesy(sentence: str) -> str:
    """The sentence without greeting, excuse and "please tell me"; as it was where nothing else is said."""
    start = 0
    for _ in range(_MOST_OPENINGS):
        opening = _OPENING.match(sentence, start)
        if not opening:
            break
        start = opening.end()
    bare = _without_endings(sentence[start:])
    return bare if _WORD.search(bare) else sentence


def _without_endings(text: str) -> str:
    for _ in range(_MOST_ENDINGS):
        plain = text.rstrip(_MARKS + "?？")
        ending = _ENDING.search(plain, max(0, len(plain) - _LONGEST_ENDING))
        if not ending:
            return text
        # "Who it is": the "か" of an indirect question stays.
        asked = ending.group().startswith(_WHETHER)
        text = plain[: ending.start() + asked].rstrip(_MARKS)
    return text
