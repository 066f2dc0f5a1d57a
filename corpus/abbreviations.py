"""Abbreviations: behind which of them a sentence goes on."""

import re

# A sentence never ends with these.
_TITLES = frozenset(
    "dr mr mrs ms messrs prof rev hon gen col maj capt lt sgt gov sen rep pres e.g i.e cf viz vs z.b d.h bzw".split()
)
# Before a number or a letter that is one, such as "No. 5", "vol. IV" or "Fig. A", or a small letter.
_NUMBERED = frozenset(
    "no nos nr art arts sec secs fig figs tab vol vols pp p ch chap chaps para paras par cl eq eqs ed eds app appx approx ca c"
    " circa est max min avg ext tel fax ref rm bldg reg ser ver v ziff abs bd kap pt pts ann".split()
)
# Before the day or the year.
_CALENDAR = frozenset("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat".split())
# A sentence may end with these; it does not before a small letter.
_OTHERS = frozenset("etc ff f al a.m p.m inc ltd co corp jr sr bros dept univ ave rd blvd no incl excl esp ibid et seq".split())
_LAST = re.compile(r"(?<![\w.])((?:[^\W\d_]\.)*[^\W\d_]{1,6})\.[)\]\"'”’]*$")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_IS_NUMBER = re.compile(r"[\d#§(]|[IVXLC]+\b|[A-Z]\b")


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on in `after` though `before` ends in a full stop, as that is of an abbreviation."""
    found = _LAST.search(before[-20:].rstrip())
    if not found or not after:
        return False
    word, folded = found[1], found[1].casefold()
    if folded in _TITLES or (word in _CALENDAR and after[0].isdigit()):
        return True
    if after[0].islower():
        return folded in _NUMBERED or folded in _OTHERS or _LETTERS.fullmatch(word) is not None
    return folded in _NUMBERED and _IS_NUMBER.match(after) is not None
