"""Words and terms of a text for keyword matching: stems for alphabetic scripts, character bigrams for Japanese."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS

# A word keeps inner apostrophes, dots and slashes out; "JPCERT/CC" gives two words, "2023" one, Japanese runs are split later.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JAPANESE_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々ー]+")
# Full-width letters and digits, half-width katakana, and the marks that make another sound of the one before.
_OTHER_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]")
_SOUND_MARKS = "\uff9e\uff9f"
# A mark that lengthens the last vowel of a katakana word, which is written or left off as one likes: サーバー and サーバ. Short
# words need it: キー is not キ.
_LAST_LENGTH = re.compile(r"(?<=[ァ-ヺー][ァ-ヺ])ー++(?![ァ-ヺ])")
# Of these words and endings are the pairs of hiragana made that stand in every text and tell nothing about it.
_FUNCTION_WORDS = (
    "です でした でしょうか ます ました ません ましょう ください ている ていた ていない ていること された "
    "されている されていた されました される されない させる した して しており している していた しています "
    "しました する すること するための するために するとともに しなければならない こと ことが ことを ことに ことで "
    "もの ものとする ものである ため ための ために という といった として としての とする とは とも から まで より "
    "など などの などを において における についての については に対する に関する によって による により にも には "
    "への では でも である であり であって ではない ある あり あった いる いた いう います あります なる なり "
    "なった なっている なります できる できます これ これら これらの それ その この あの ここ そこ また または "
    "および ならびに かつ だけ ほど くらい ところ ような ように よう のは のが のを のに いつ どこ だれ なに なぜ "
    "どの どれ どのような どのように どう いくつ いくら か ですか ますか ましたか れた れる られた られる "
    "られている それは それが それを それに これは これが これを これに"
).split()
STOPWORDS = frozenset(STOPWORDS_EN_PLUS) | {
    "also", "among", "may", "might", "must", "shall", "could", "would", "upon", "us", "via", "within", "without", "whose",
    "yet", "thus", "etc", "however", "whether", "since", "per", "much", "many", "let",
}  # fmt: skip

# Words that say that something is asked, or what kind of thing; evidence need not repeat them.
_ASKING = (
    "year years date dates day month time name names named list enumerate tell explain describe give show please kindly know "
    "say mention question answer information detail details thing things kind kinds type types sort exactly actually number "
    "many much often long old stand stands mean means meaning full form call called refer refers known reason purpose why "
    "where place person people someone somebody anyone want wanted wonder wondering help find looking happen happened "
    "according text document different various section page site website appear found given sets says meant every "
    "currently today nowadays"
)


# Longer than any word of a language: not worth remembering, and many of them would fill the memory.
LONG_WORD = 40


class Term(NamedTuple):
    """A term and where its word stands: `text[start:end]`."""

    term: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def stem(word: str) -> str:
    """The Snowball stem of a word, case-folded, without possessive ending."""
    return _remembered_stem(word) if len(word) <= LONG_WORD else _stem(word)


def _stem(word: str) -> str:
    folded = word.casefold().replace("’", "'")
    stemmed: str = _stemmer().stemWord(folded.removesuffix("'s"))
    return stemmed


_remembered_stem = lru_cache(maxsize=65_536)(_stem)


@lru_cache(maxsize=1)
def _asking_stems() -> frozenset[str]:
    return frozenset(map(stem, _ASKING.split()))


def is_asking(term: str) -> bool:
    """Whether a term only says that, or what kind of thing, something is asked."""
    return term in _asking_stems()


# Evidence is taken apart anew for each question; a passage that is asked about often is remembered.
@lru_cache(maxsize=2048)
def terms(text: str, keep_stopwords: bool = False) -> tuple[Term, ...]:
    """The content terms of a text in order; repeated terms are repeated."""
    return terms_once(text, keep_stopwords)


def terms_once(text: str, keep_stopwords: bool = False) -> tuple[Term, ...]:
    """As `terms`, for a text of any length that does not come again: it is not remembered."""
    return tuple(terms_in_turn(text, keep_stopwords))


def terms_in_turn(text: str, keep_stopwords: bool = False) -> Iterator[Term]:
    """As `terms`, one after the other, for who may not need all of them."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if not word.isascii() and (_JAPANESE_RUN.search(word) or _OTHER_WIDTH.search(word)):
            yield from _folded_terms(word, start, keep_stopwords)
        elif keep_stopwords or not _is_stopword(word):
            yield Term(stem(word), start, match.end())


def _is_stopword(word: str) -> bool:
    return word.casefold().replace("’", "'") in STOPWORDS


def _folded_terms(word: str, offset: int, keep_stopwords: bool) -> Iterator[Term]:
    """Character bigrams of the Japanese runs of a word (a single character stands alone), the rest as one term each."""
    folded, places = _folded(word)
    for start, end in _pieces(folded):
        term = folded[start:end]
        is_japanese = bool(_JAPANESE_RUN.match(term))
        if keep_stopwords or not (term in _function_pairs() if is_japanese else _is_stopword(term)):
            # A possessive ending that stands alone has no stem.
            yield Term(term if is_japanese else stem(term) or term.casefold(), offset + places[start], offset + places[end])


def _pieces(word: str) -> Iterator[tuple[int, int]]:
    last = 0
    for run in _JAPANESE_RUN.finditer(word):
        if run.start() > last:
            yield last, run.start()
        yield from ((i, min(i + 2, run.end())) for i in range(run.start(), max(run.start() + 1, run.end() - 1)))
        last = run.end()
    if last < len(word):
        yield last, len(word)


def _folded(word: str) -> tuple[str, Sequence[int]]:
    """A word in one width and without last length marks, and where in it each character stands; the end of the word is last.

    What is left off belongs to the character before it, so that no character of the word is lost to the terms.
    """
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(word):
        if character in _SOUND_MARKS and place and len(sounded := _narrow(word[place - 1 : place + 1])) == 1:
            characters[-1] = sounded
        else:
            characters.append(_narrow(character))
            places.append(place)
    folded = "".join(characters)
    left_off = {place for match in _LAST_LENGTH.finditer(folded) for place in range(*match.span())}
    kept = [place for place in range(len(folded)) if place not in left_off]
    return "".join(folded[place] for place in kept), [*(places[place] for place in kept), len(word)]


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text) if _OTHER_WIDTH.match(text) else text


@lru_cache(maxsize=1)
def _function_pairs() -> frozenset[str]:
    """Pairs of hiragana, and single ones, that tell nothing."""
    pairs = {word[i : i + 2] for word in _FUNCTION_WORDS for i in range(max(1, len(word) - 1))}
    return frozenset(pair for pair in pairs if all("ぁ" <= c <= "ん" for c in pair)) | frozenset(
        "はがをにのとでもへやかねよなだ"
    )
