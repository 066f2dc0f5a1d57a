"""Tells the language of a question from its script and its function words."""

import re
import unicodedata

OTHER = "other"
# Japanese is told from English by script alone; kana settle it, Han characters without kana count as Japanese too.
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
_KANA = re.compile(r"[\u3041-\u30fa\uff66-\uff9d]")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
# Characters that are in every other Chinese question and in no Japanese word.
_CHINESE = re.compile(r"[谁吗么们这为哪嗎麼們這妳您你她呢啥请问负责]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_WORD = re.compile(r"[^\W\d_]+")
# Fewer letters of another script may be a sign or a formula.
_MIN_LETTERS = 2

_ENGLISH = frozenset(
    "the of to and is are was were be been has have had do does did can could will would shall should may must what when where who "
    "whom whose which why how it its this that these those in on at by for from with about as or not no there their they "
    "he she his her you your i me my we us our tell please many much".split()
)
# By language: words that a question is asked with or that make a sentence of it, and other function words. Accents are left
# off, as many do. Words that are also English or a likely typing error of an English word are not among them.
_FUNCTION_WORDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    code: (frozenset(asking.split()), frozenset(other.split()))
    for code, asking, other in (
        ("fr", "qui que quoi quand ou pourquoi combien quel quelle quels quelles est sont etait etaient qu sont sera peut dois",
         "le la les un une du des de ce cette ces au aux dans avec sur sous par et d l s c il elle ils elles je nous vous a t son sa ses"),
        ("de", "wer wann wo warum wieso welche welcher welches welchen wieviel wie ist sind waren wurde wurden wird werden haben kann",
         "der das dem den des ein eine einer einem einen und im zum zur von vom mit fur auf bei nach uber ich wir sie nicht es"),
        ("es", "quien quienes que cuando donde cuanto cuantos cuantas cual cuales es son fue fueron esta estan porque",
         "el la los las un una unos del al de en por para y se su sus lo con como este esta hay"),
        ("it", "chi che cosa quando perche quale quali quanto quanti quante e sono era fu stato stata",
         "il lo la gli le un una uno del dello della dei degli delle di da nel nella con per al alla ci si cos"),
        ("pt", "quem que quando onde qual quais quanto quantos quantas e sao foi foram esta estao porque",
         "o os um uma do da dos das de em na nos nas por para ao se seu sua com como"),
        ("nl", "wie waar wanneer waarom welke welk hoeveel hoe zijn waren werd werden wordt heeft hebben kan",
         "de het een van voor met op aan bij naar uit en niet ik wij dat dit deze"),
    )
}  # fmt: skip
_AMBIGUOUS = frozenset(
    "a an as at de die do in is me no on or so to was war he we i s t d l c e o ou en van kan hoe con per".split()
)
# Of a question's function words that no English question has, so many have to be of one language.
_MIN_WORDS = 2


def is_japanese(text: str) -> bool:
    """Whether a text has Japanese particles and no English function words, or no particles and none of these but a fifth of its
    letters Japanese: each language has names of the other in it."""
    if not (own := len(_JAPANESE.findall(text))):
        return False
    has_particles, is_english = bool(_HIRAGANA.search(text)), any(w.lower() in _ENGLISH for w in _WORD.findall(text))
    if has_particles != is_english:
        return has_particles
    return own >= 0.2 * len(_LETTER.findall(text))


def question_language(text: str) -> str:
    """ "en", "ja", or `OTHER` for what is recognisably neither; names, short keywords and typing errors count as English."""
    if is_japanese(text):
        return OTHER if not _KANA.search(text) and _CHINESE.search(text) else "ja"
    return OTHER if _is_other_script(text) or _is_other_latin(text) else "en"


def _is_other_script(text: str) -> bool:
    """Whether most of the letters are neither Latin nor Japanese."""
    letters = len(_LETTER.findall(text))
    others = letters - len(_LATIN.findall(text)) - len(_JAPANESE.findall(text))
    return others >= _MIN_LETTERS and 2 * others > letters


def _is_other_latin(text: str) -> bool:
    """Whether a text holds several function words of one other language, one to ask with among them, and fewer English ones."""
    words = [_plain(word) for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    return any(_is_in(words, asking, other, english, "¿" in text) for asking, other in _FUNCTION_WORDS.values())


def _is_in(words: list[str], asking: frozenset[str], other: frozenset[str], english: int, marked: bool) -> bool:
    own = [word for word in words if word in asking or word in other]
    sure = {word for word in own if word not in _AMBIGUOUS and word not in _ENGLISH}
    asks = marked or not sure.isdisjoint(asking)
    return asks and len(sure) + marked >= _MIN_WORDS and len(own) > english


def _plain(word: str) -> str:
    """A word in small letters without accents."""
    word = word.lower()
    return word if word.isascii() else "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
