"""Which language a question is in, and in which one the assistant speaks."""

import re

import pytest

from assistant import wording
from assistant.languages.detection import OTHER, question_language
from assistant.languages.kinds import KINDS
from assistant.languages.language import Language
from assistant.languages.registry import LANGUAGES, language, language_for
from assistant.question import Question
from tests.assistant.conftest import HEADS, Ask

JAPANESE = re.compile(r"[ぁ-んァ-ヺ一-龠]")
IN_FRENCH = "Qui dirige le centre et quand a-t-il été créé ?"
WHICH = "English or Japanese"


@pytest.mark.parametrize(
    "text",
    [
        *("Qui dirige le centre ?", "Quand la loi a-t-elle été votée ?", "Où est le siège ?", "¿Qué es NISC?"),
        *("Wer leitet das NISC?", "Was ist das NISC?", "Welche Sektoren sind das?", "Wie leidt het centrum?"),
        *("Chi dirige il centro?", "Quando foi criado o centro?", "Кто возглавляет центр?", "센터장은 누구입니까?"),
        *("网络安全战略本部的负责人是谁？", "من يرأس المركز؟", "Ποιος διευθύνει;", "ใครเป็นหัวหน้า"),
    ],
)
def test_other_languages_are_told(text: str) -> None:
    assert question_language(text) == OTHER


@pytest.mark.parametrize(
    "text",
    [
        *(
            "NISC",
            "boat cover price",
            "Ursula von der Leyen",
            "El Niño",
            "Who is Charles de Gaulle?",
            "whare is teh bord",
            "Wat is NISC",
        ),
        *(
            "What is Médecins sans frontières?",
            "die hard con air",
            "Who runs La Poste and Le Monde?",
            "2015?",
            "?",
            "",
            "budget",
            "µ",
        ),
        *(
            "What does 基本法 mean in the Basic Act on Cybersecurity?",
            "Is the Hotel de la Paix on the list?",
            "wer is the hed of it",
        ),
    ],
)
def test_names_typing_errors_and_keywords_stay_english(text: str) -> None:
    assert question_language(text) == "en"


@pytest.mark.parametrize("text", ["NISCのトップは誰ですか？", "内閣官房長官", "ｻｲﾊﾞｰ", "基本法", "請求", "几帳面"])
def test_japanese_is_told_by_its_script(text: str) -> None:
    assert question_language(text) == "ja" == language_for(text).code


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_speaks_itself(code: str) -> None:
    spoken: Language = language(code)
    said = [
        *(spoken.small_talk_reply(kind, "NISC") for kind in ("greeting", "thanks", "farewell", "help")),
        *(spoken.nothing_found(kind, ["x", "y"]) for kind in KINDS),
        *(spoken.part_not_found("x"), spoken.parts_left_out(["x"], 2), spoken.not_searched(), spoken.not_understood()),
        *(spoken.items_left_out(count) for count in (1, 7)),
        *(spoken.source_note(quoted) for quoted in ("en", "ja", "fr")),
    ]
    assert spoken.code == code
    assert all(bool(JAPANESE.search(text)) == (code == "ja") for text in said)
    assert all(said)


def test_who_wants_an_unknown_language_is_spoken_to_in_english() -> None:
    assert (wording.spoken("fr"), wording.spoken(None), wording.spoken("ja")) == ("en", "en", "ja")


def test_quotes_in_another_language_are_labelled() -> None:
    assert wording.source_language_note("en", "ja") == "出典は英語です。"
    assert wording.source_language_note("ja", "en") == "The source is in Japanese."
    assert wording.source_language_note("ja", "ja") == wording.source_language_note("en", "en") == ""
    assert wording.source_language_notes(["en", "ja", "en", "en"], "ja") == ["出典は英語です。"]


@pytest.mark.parametrize(
    ("question", "searched", "told"),
    [
        (Question(HEADS), ("en",), ""),
        (Question(HEADS, language="ja"), ("en",), ""),
        (Question("NISCの予算は？", language="ja"), ("en", "ja"), ""),
        (Question("NISCの予算は？", language="en"), ("en", "ja"), ""),
        (Question("NISCの予算は？", language="ja"), ("en",), "申し訳"),
        (Question("NISCの予算は？", language="en"), ("en",), "I am sorry"),
        (Question(IN_FRENCH, language="en"), ("en", "ja"), WHICH),
        (Question(HEADS, language="fr"), ("en", "ja"), WHICH),
        (Question(IN_FRENCH, language="ja"), ("en", "ja"), "日本語"),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_language_wanted(question: Question, searched: tuple[str, ...], told: str) -> None:
    text = wording.language_refused(question, searched)
    assert told in text and bool(text) == bool(told)


def test_an_english_question_may_be_answered_in_japanese(ask: Ask) -> None:
    answer = ask(HEADS, language="ja")
    assert (answer.status, answer.language) == ("answered", "ja")
    assert answer.answer.endswith("\n\n出典は英語です。") and answer.answer.count("出典") == 1
    assert answer.citations == ask(HEADS).citations and "出典" not in ask(HEADS).answer
    assert "見つかりませんでした" in ask("How high is Mount Everest?", language="ja").answer


@pytest.mark.parametrize(("text", "wanted"), [(IN_FRENCH, None), (HEADS, "fr"), ("Кто возглавляет центр?", None)])
def test_other_languages_get_an_english_sentence(text: str, wanted: str | None, ask: Ask) -> None:
    answer = ask(text, language=wanted)
    assert (answer.status, answer.language, answer.confidence) == ("abstained", "en", 0.0)
    assert WHICH in answer.answer and not JAPANESE.search(answer.answer)
