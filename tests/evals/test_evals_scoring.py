from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation
from assistant.question import Question
from corpus.document import Corpus, Document
from evals.questions import Item
from evals.scoring import cites_evidence, judge, missing_facts

TEXT = "The bridge was opened in 1932.\n\n- It is 1,149 metres long.\n- It is painted grey."
OPENED, LONG = (TEXT.index("The"), TEXT.index("\n")), (TEXT.index("It is 1"), TEXT.index("\n- It is p"))
CORPUS = Corpus((Document("d", "Bridge", None, "en", None, TEXT, "hash"),), (), "")
ITEM = Item("i", "direct", "test", Question("When?"), (("1932", "the thirties"),), ("opened in 1932",), False)
TO_ABSTAIN = replace(ITEM, facts=(), evidence=(), abstain=True)


def cite(span: tuple[int, int], marker: int = 1) -> Citation:
    return Citation("p", "d", "Bridge", None, "", None, *span, TEXT[slice(*span)], "hash", marker=marker)


def answered(*citations: Citation) -> Answer:
    text = " ".join(f"{c.quote} [{c.marker}]" for c in citations)
    return Answer("When?", "When?", "en", "answered", text, 0.9, citations)


ABSTAINED = Answer("When?", "When?", "en", "abstained", "Not in the sources.", 0.1)


def test_every_fact_told_and_the_evidence_quoted_is_right():
    verdict = judge(ITEM, answered(cite(OPENED)), CORPUS)
    assert (verdict.right, verdict.why, verdict.inexact, verdict.cites_evidence) == (True, "", (), True)


def test_a_missing_fact_is_wrong_and_named():
    verdict = judge(replace(ITEM, facts=(("1932",), ("1,149", "1149"))), answered(cite(OPENED)), CORPUS)
    assert not verdict.right and verdict.why == "not told: 1,149" and verdict.cites_evidence


def test_one_alternative_of_a_fact_is_enough():
    assert judge(replace(ITEM, facts=(("1931", "In  1932"),)), answered(cite(OPENED)), CORPUS).right


def test_the_facts_from_elsewhere_are_wrong():
    item = replace(ITEM, facts=(("metres",),))
    verdict = judge(item, answered(cite(LONG)), CORPUS)
    assert not verdict.right and verdict.why == "no quote holds the evidence" and not verdict.cites_evidence


def test_abstaining_is_wrong_where_there_is_an_answer_and_right_where_there_is_none():
    assert judge(ITEM, ABSTAINED, CORPUS).why == "abstained instead of answered"
    assert judge(TO_ABSTAIN, ABSTAINED, CORPUS).right
    assert judge(TO_ABSTAIN, answered(cite(OPENED)), CORPUS).why == "answered instead of abstained"


def test_small_talk_is_neither():
    talk = replace(ABSTAINED, status="smalltalk")
    assert not judge(ITEM, talk, CORPUS).right and not judge(TO_ABSTAIN, talk, CORPUS).right


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
    assert missing_facts([["1931", "1930"]], "It was opened in 1932.") == ["1931"]
