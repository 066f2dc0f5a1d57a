"""What is said around a question: greetings, thanks, "could you please tell me"."""

import re
from bisect import bisect_left

WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|might|must|shall)"
PREPOSITION = r"(?:(?:in|on|at|from|since|until|by|for|to|of|with|under|during|through)\s+)"

_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|dear \w+|good (?:morning|afternoon|evening|day)|excuse me|sorry|thanks|thank you|thx|many thanks|ok|okay|well|so|right|great|now|and|but|then|also|yo|um|please|pls|kindly|"
    r"on another (?:matter|note|topic|subject)|by the way|btw|(?:one )?(?:more|other|last|different|quick) (?:question|thing)|next|"
    r"(?:could|can|would|will) (?:you|u) (?:please |kindly |pls )?(?:tell|give|show|explain to|remind|inform) (?:me|us)|(?:tell|give|show|remind) (?:me|us)(?: about)?|"
    r"i(?:'d| would) (?:like|love) to (?:know|ask|learn|hear|find out)(?: about)?|i (?:want|need) to know(?: about)?|i(?:'m| am| was) (?:curious|wondering)(?: about)?|"
    r"(?:do|does) (?:you|anyone|anybody) (?:know|happen to know)|any idea)\b[\s,.:;!-]*)+",
    re.I,
)
_WHETHER = re.compile(r"^(?:whether|if)\s+", re.I)
_PREFACE = re.compile(rf"^[^:?]{{0,120}}:\s+(?={PREPOSITION}?{WH}\b)", re.I)

# "I would be grateful if you could tell me when ...": somebody, who is to say something, and soon the question itself.
# Each is looked for by itself: one pattern for all would try every somebody with every saying with every distance.
_PERSON = re.compile(r"\b(?:you|me|i'm|i'd|i|us|we|please|kindly|grateful|appreciate|anyone|anybody|somebody|someone)\b", re.I)
_SAYING = re.compile(
    r"\b(?:know|tell|say|explain|wonder(?:ing)?|ask|inform|clarify|confirm|see|find out|find|learn|hear|understand|advise|remind|explaining|telling|sure|check|share|idea|curious)\b",
    re.I,
)
_ASKS_ITSELF = re.compile(rf"{PREPOSITION}?{WH}\b|{AUXILIARY}\s+\w", re.I)
_ASKS_TO_BE_TOLD = re.compile(
    rf"{AUXILIARY}\s+(?:you|anyone|anybody|someone|somebody|it be possible|there be)\b|is (?:it possible|there (?:anyone|somebody|someone))\b|"
    r"(?:can|could|may|might) (?:i|we) (?:please |kindly )?(?:ask|know|find out|learn|hear|be told)\b|what (?:i|we) (?:want|need|would|'d)\b",
    re.I,
)
_TO_WHOM = re.compile(r"(?:\s+(?:me|us|out|about|to me|please|kindly))*+", re.I)
_QUESTION = re.compile(rf"(?:{PREPOSITION}?{WH}|whether|if)\b", re.I)
_PAUSE = re.compile(r"\s*(?:,\s*)?")
# In characters: how far into the sentence the somebody may stand, how far from it the saying, and from that the question.
_TO_PERSON, _TO_SAYING, _TO_QUESTION = 200, 160, 80
# More than the longest of the words looked for, so that none is cut in two where a stretch of text ends.
_WHOLE_WORD = 40


def without_courtesy(sentence: str) -> str:
    """The sentence, which has single spaces, without greeting, thanks and "could you please tell me"."""
    opening = _OPENING.match(sentence)
    bare = sentence[opening.end() :] if opening else sentence
    address = _address_end(bare)
    # "If the alarm rings, where do I go": this "if" is a condition.
    if address or (opening and _SAYING.search(opening[0])):
        bare = _WHETHER.sub("", bare[address:])
    bare = _PREFACE.sub("", bare)
    return bare if re.search(r"\w{2}", bare) else sentence


def _address_end(text: str) -> int:
    """Where the question begins that somebody is asked to answer; 0 where nobody is."""
    # "Who do I inform if I am ill": who says it asks that.
    if _ASKS_ITSELF.match(text) and not _ASKS_TO_BE_TOLD.match(text):
        return 0
    start = text[: _TO_PERSON + _WHOLE_WORD]
    persons = [match.end() for match in _PERSON.finditer(start) if match.start() <= _TO_PERSON]
    if not persons:
        return 0
    near = text[: persons[-1] + _TO_SAYING + _WHOLE_WORD]
    questions = {match.start(): _question_after(text, match.end()) for match in _SAYING.finditer(near)}
    sayings = [start for start, question in questions.items() if question]
    for end in persons:
        at = bisect_left(sayings, end)
        if at < len(sayings) and sayings[at] <= end + _TO_SAYING:
            return questions[sayings[at]]
    return 0


def _question_after(text: str, saying: int) -> int:
    """Where the question begins that follows a word of saying ending there; 0 where none follows soon."""
    told = _TO_WHOM.match(text, saying)
    start = told.end() if told else saying
    question = _QUESTION.search(text[start : start + _TO_QUESTION + _WHOLE_WORD])
    between = question.string[: question.start()] if question else "?"
    return start + len(between) if "?" not in between and _PAUSE.fullmatch(between, _TO_QUESTION) else 0
