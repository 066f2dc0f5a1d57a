import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, ShortAnswer
from assistant.question import Question
from corpus.document import Corpus, Document, Passage, Place, Sentence
from evals import scoring
from evals.evidence import folded, locate
from evals.metrics import Result, metrics
from evals.questions import Item, plain
from evals.scoring import Verdict, cites_evidence, missing_facts

TEXT = "The bridge was opened in 1932.\n\n- It is 1,149 metres long.\n- It is painted grey."
OPENED, LONG = (TEXT.index("The"), TEXT.index("\n")), (TEXT.index("It is 1"), TEXT.index("\n- It is p"))
# The same text stands in another document, behind a line of its own.
MOVED = len("Copy\n\n")
COPY = (Place("copy", OPENED[0] + MOVED, OPENED[1] + MOVED),)
DOCUMENTS = (
    Document("d", "Bridge", None, "en", None, TEXT, "hash"),
    Document("copy", "Copy", None, "en", None, f"Copy\n\n{TEXT}", "hash"),
)
CORPUS = Corpus(DOCUMENTS, (Passage("p", "d", "paragraph", (), *OPENED, (Sentence("s", *OPENED),), COPY),), "")
ITEM = Item("i", "direct", "test", Question("When?"), (("1932", "the thirties"),), ("opened in 1932",), False)
TO_ABSTAIN = replace(ITEM, facts=(), evidence=(), abstain=True)


def cite(span: tuple[int, int], marker: int = 1) -> Citation:
    also = (Place("copy", span[0] + MOVED, span[1] + MOVED),)
    return Citation("p", "d", "Bridge", None, "", None, *span, TEXT[slice(*span)], "hash", also, marker=marker)


def judge(item: Item, answer: Answer, corpus: Corpus) -> Verdict:
    return scoring.judge(item, answer, corpus, *locate([item], corpus))


def answered(*citations: Citation) -> Answer:
    text = " ".join(f"{c.quote} [{c.marker}]" for c in citations)
    return Answer("When?", "When?", "en", "answered", text, 0.9, citations)


ABSTAINED = Answer("When?", "When?", "en", "abstained", "Not in the sources.", 0.1)


def test_every_fact_told_and_the_evidence_quoted_is_right():
    verdict = judge(ITEM, answered(cite(OPENED)), CORPUS)
    assert (verdict.outcome, verdict.why, verdict.inexact, verdict.cites_evidence) == ("right", "", (), True)


def test_a_missing_fact_is_wrong_and_named():
    verdict = judge(replace(ITEM, facts=(("1932",), ("1,149", "1149"))), answered(cite(OPENED)), CORPUS)
    assert verdict.outcome == "wrong answer" and verdict.why == "not told: 1,149" and verdict.cites_evidence


def test_one_alternative_of_a_fact_is_enough():
    assert judge(replace(ITEM, facts=(("1931", "In  1932"),)), answered(cite(OPENED)), CORPUS).outcome == "right"


def test_the_facts_from_elsewhere_are_wrong():
    item = replace(ITEM, facts=(("metres",),))
    verdict = judge(item, answered(cite(LONG)), CORPUS)
    assert verdict.outcome == "wrong answer" and verdict.why == "no quote holds the evidence" and not verdict.cites_evidence


def test_abstaining_is_wrong_where_there_is_an_answer_and_right_where_there_is_none():
    wrong = judge(ITEM, ABSTAINED, CORPUS)
    assert (wrong.outcome, wrong.why) == ("wrong abstention", "abstained instead of answered")
    assert judge(TO_ABSTAIN, ABSTAINED, CORPUS).outcome == "right"
    wrong = judge(TO_ABSTAIN, answered(cite(OPENED)), CORPUS)
    assert (wrong.outcome, wrong.why) == ("wrong answer", "answered instead of abstained")


def test_a_partial_answer_is_an_answer():
    partial = replace(answered(cite(OPENED)), status="partial")
    verdict = judge(ITEM, partial, CORPUS)
    assert (verdict.outcome, verdict.citation_recall) == ("right", 1.0)
    assert verdict == judge(ITEM, answered(cite(OPENED)), CORPUS)
    assert judge(replace(ITEM, facts=(("1932",), ("1,149",))), partial, CORPUS).why == "not told: 1,149"
    wrong = judge(TO_ABSTAIN, partial, CORPUS)
    assert (wrong.outcome, wrong.why) == ("wrong answer", "partial instead of abstained")


def test_partial_answers_are_among_the_answered():
    def figures(status: str) -> dict[str, object]:
        answer = replace(answered(cite(OPENED)), status=status)
        return metrics([Result(ITEM, judge(ITEM, answer, CORPUS), answer)])

    found = figures("partial")
    assert found["answered_cites_evidence"]["n"] == found["groups"]["answerable"]["right"]["n"] == 1
    assert found == figures("answered")


def test_small_talk_is_neither():
    talk = replace(ABSTAINED, status="smalltalk")
    assert judge(ITEM, talk, CORPUS).outcome == "wrong abstention"
    assert judge(TO_ABSTAIN, talk, CORPUS).outcome == "wrong answer"


def test_without_facts_only_an_answer_is_not_scored():
    item = replace(ITEM, facts=())
    assert judge(item, answered(cite(LONG)), CORPUS).outcome == "not scored"
    assert judge(item, ABSTAINED, CORPUS).outcome == "wrong abstention"


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "The bridge was opened in 1933."},
        {"start": 1},
        {"document_id": "other"},
        {"start": 5, "end": 5, "quote": ""},
    ],
)
def test_a_quote_that_is_not_verbatim_is_named(changes: dict[str, object]):
    bad = replace(cite(LONG, 2), **changes)
    assert judge(ITEM, answered(cite(OPENED), bad), CORPUS).inexact == (2,)


def test_evidence_may_be_a_part_of_the_quote_or_the_paragraph_around_it():
    assert cites_evidence(["bridge WAS opened"], [cite(OPENED)])
    assert cites_evidence([f"Before. {TEXT} After."], [cite(OPENED)])
    assert cites_evidence(["nothing", "opened in 1932"], [cite(LONG), cite(OPENED)])
    assert not cites_evidence(["opened in 1933"], [cite(OPENED)])
    assert not cites_evidence(["opened in 1932"], [])
    assert not cites_evidence([], [cite(OPENED)])


def test_a_quote_without_words_holds_nothing():
    assert not cites_evidence(["opened in 1932"], [replace(cite(OPENED), quote="•")])


def test_facts_are_found_across_line_ends_list_marks_and_markers():
    assert missing_facts([["long. it is painted"]], "- It is 1,149 metres long.\n- It is painted grey.") == []
    assert missing_facts([["in 1932."], ["opened in"]], "It was opened [1] in 1932 [2].") == []
    assert missing_facts([["see [7] there"]], "As we see [7] there.") == []
    assert missing_facts([["1"], ["2"]], "Nothing here. [1]\nNor here. [2] [1]") == ["1", "2"]
    assert missing_facts([["1931", "1930"]], "It was opened in 1932.") == ["1931"]


@pytest.mark.parametrize(
    ("facts", "evidence", "quotes", "precision", "recall"),
    [
        (("1932",), ["opened in 1932"], [OPENED], 1, 1),
        (("1932",), ["opened in 1932"], [LONG], 0, 0),
        (("1932",), ["opened in 1932"], [OPENED, LONG], 1 / 2, 1),
        (("grey",), ["opened in 1932", "painted grey"], [OPENED], 1, 1 / 2),
        # Holds a fact, though the evidence is elsewhere.
        (("metres",), ["opened in 1932"], [LONG], 1, 0),
        (("1932",), ["bridge was opened in 1932. It is 1,149"], [OPENED, LONG], 1, 1),
    ],
)
def test_citation_precision_and_recall(facts, evidence, quotes, precision, recall):
    item = replace(ITEM, facts=(facts,), evidence=tuple(evidence))
    verdict = judge(item, answered(*(cite(span, i) for i, span in enumerate(quotes, 1))), CORPUS)
    assert (verdict.citation_precision, verdict.citation_recall) == (precision, recall)


def test_span_f1_is_over_characters():
    whole = TEXT[slice(*OPENED)]
    size, part = len(whole), len("opened in 1932")
    evidence = replace(ITEM, evidence=("opened in 1932",))
    assert judge(evidence, answered(cite(OPENED)), CORPUS).span_f1 == pytest.approx(2 * part / (size + part))
    assert judge(replace(ITEM, evidence=(whole,)), answered(cite(OPENED)), CORPUS).span_f1 == 1
    both = answered(cite(OPENED), cite(LONG, 2))
    long = LONG[1] - LONG[0]
    assert judge(replace(ITEM, evidence=(whole,)), both, CORPUS).span_f1 == pytest.approx(2 * size / (size + long + size))
    assert judge(evidence, answered(cite(LONG)), CORPUS).span_f1 == 0
    assert judge(evidence, ABSTAINED, CORPUS).span_f1 == 0


def test_a_short_answer_is_compared_with_the_nearest_alternative():
    def short(text: str, item: Item = ITEM) -> float | None:
        told = replace(answered(cite(OPENED)), short_answer=ShortAnswer(text, 1, 0, len(text)))
        return judge(item, told, CORPUS).short_f1

    assert (short("1932"), short("in 1932."), short("the bridge")) == (1, pytest.approx(2 / 3), 0)
    assert judge(ITEM, answered(cite(OPENED)), CORPUS).short_f1 == 0
    assert judge(ITEM, ABSTAINED, CORPUS).short_f1 is None
    # What wants nothing, or several things, has no short answer to compare with.
    assert short("1932", replace(ITEM, facts=())) is short("1932", replace(ITEM, facts=(("1932",), ("grey",)))) is None
    assert short("1932", TO_ABSTAIN) is None


def test_figures_are_given_for_each_language():
    japanese = replace(ITEM, id="j", lang="ja")
    told = [(ITEM, answered(cite(OPENED))), (japanese, ABSTAINED)]
    groups = metrics([Result(item, judge(item, answer, CORPUS), answer) for item, answer in told])["groups"]
    shares = {name: (groups[name]["n"], groups[name]["right"]["value"]) for name in ("lang:en", "lang:ja")}
    assert shares == {"lang:en": (1, 1), "lang:ja": (1, 0)}


def test_words_shown_are_counted_in_japanese_too():
    quote = replace(cite(OPENED), quote="橋は昭和七年に開通した。")
    groups = metrics([Result(ITEM, judge(ITEM, answered(quote), CORPUS), answered(quote))])["groups"]
    assert groups["all"]["median_words"] == 6


def test_a_copy_of_the_text_counts_as_the_text():
    quote = replace(cite(OPENED), document_id="copy", start=COPY[0].start, end=COPY[0].end, also_in=(Place("d", *OPENED),))
    item = replace(ITEM, evidence=(TEXT[slice(*OPENED)],))
    verdict = judge(item, answered(quote), CORPUS)
    assert (verdict.citation_precision, verdict.citation_recall, verdict.span_f1) == (1, 1, 1)
    # Evidence that stands only behind the copy is reached through `also_in`.
    only = replace(ITEM, evidence=("Copy The bridge was opened",))
    assert judge(only, answered(cite(OPENED)), CORPUS).citation_recall == 1


def test_what_to_abstain_from_has_no_citation_figures():
    for answer in (answered(cite(OPENED)), ABSTAINED):
        verdict = judge(TO_ABSTAIN, answer, CORPUS)
        assert verdict.citation_precision is verdict.citation_recall is verdict.span_f1 is None
    assert judge(ITEM, ABSTAINED, CORPUS).citation_precision is None
    assert judge(ITEM, ABSTAINED, CORPUS).citation_recall is None


def test_evidence_is_found_in_every_copy_and_in_its_passages():
    (gold,) = locate([replace(ITEM, evidence=("OPENED in\n1932", "metres long. It is painted"))], CORPUS)
    start = TEXT.index("opened")
    assert gold.pieces[0] == (Place("d", start, start + 14), Place("copy", start + MOVED, start + MOVED + 14))
    assert [TEXT[p.start : p.end] for p in gold.pieces[1] if p.document_id == "d"] == ["metres long.\n- It is painted"]
    assert gold.passages == {"p"}


@settings(deadline=None)
@given(st.text(alphabet="aß İ\n\t•*-–1.)\u2028Ke\u0301\u0308か\u3099\u1100\u1161\u11a8") | st.text())
def test_folding_a_text_keeps_the_way_back(text: str):
    found = folded(text)
    assert found.text == plain(text) and len(found.at) == len(found.text)
    assert all(a <= b for a, b in zip(found.at, found.at[1:], strict=False))
    for c, start, end in zip(found.text, found.at, found.ends, strict=True):
        assert c == " " or c in unicodedata.normalize("NFC", text[start:end]).casefold()


def test_evidence_is_found_however_its_characters_are_composed():
    text = unicodedata.normalize("NFD", "Mr Müller runs the café Zoë.")
    corpus = Corpus((Document("d", "T", None, "en", None, text, ""),), (), "")
    for form in ("NFC", "NFD"):
        (gold,) = locate([replace(ITEM, evidence=(unicodedata.normalize(form, "Müller runs the café"),))], corpus)
        ((place,),) = gold.pieces
        assert text[place.start : place.end] == unicodedata.normalize("NFD", "Müller runs the café")
