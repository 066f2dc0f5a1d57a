"""Messages as people write them: what of them is asked, and within which conversation."""

import pytest

from assistant.dialogue import is_courtesy, is_instruction, small_talk
from assistant.languages.detection import question_language
from assistant.understanding import understand


class Knowing:
    """A vocabulary that holds every word."""

    surface_words = ()

    def frequency(self, term: str) -> int:
        return 1

    def knows(self, word: str) -> bool:
        return True


def parts(*turns: str) -> list[str]:
    return list(understand(turns[-1], turns[:-1], Knowing()).parts)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("NISCの役割を教えてください。GSOCの役割を教えてください。", ["NISCの役割", "GSOCの役割"]),
        (
            "NISCの電話番号を教えてください。いつ設立されましたか？",
            ["NISCの電話番号", "いつ設立されましたか (NISCの電話番号)?"],
        ),
        (
            "Give me the phone number of NISC. Tell me its address.",
            ["the phone number of NISC.", "its address (phone number of NISC)?"],
        ),
        ("Tell me about NISC. When was it established?", ["NISC.", "When was it established (NISC)?"]),
        ("About the pool, when does it open?", ["when does it open (pool)?"]),
        ("My card is lost, what now?", ["what now (card lost)?"]),
        ("Hi, how are you? Who heads NISC?", ["Who heads NISC?"]),
        ("Could you help me? Who heads NISC?", ["Who heads NISC?"]),
        ("What is NISC? Please explain.", ["What is NISC?"]),
        ("What's the fee? Please tell me in detail.", ["What's the fee?"]),
        ("有給の特別休暇はどんな場合？全部教えてください。", ["有給の特別休暇はどんな場合？"]),
        ("お元気ですか？NISCの長は誰ですか？", ["NISCの長は誰ですか？"]),
    ],
)
def test_what_is_asked_is_all_that_is_asked(message: str, asked: list[str]) -> None:
    assert parts(message) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who do I inform if I am ill?",
        "How do I know whether I need a permit?",
        "What should I tell the office when I move?",
        "How soon do I hear whether my boss says yes?",
        "If the alarm rings, which exit do I use?",
        "When the fire alarm rings, where do I go?",
        "Does my grandfather, who is 80, have to pay too?",
        "Is NISC, which was established in 2015, part of the Cabinet?",
        "In which year and by whom was NISC established?",
        "Which laws were revised and are now in force?",
        "What is the difference between the number of sectors and the number of measures?",
        "What does Dr. Smith do?",
        "申請書は何で、どこに提出しますか？",
        "会議はどこで、いつ開かれますか？",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == [question]


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Where can I find the form, and who signs it?", ["Where can I find the form", "who signs it?"]),
        ("Could you tell me who heads NISC?", ["who heads NISC?"]),
        ("Can I ask who heads NISC?", ["who heads NISC?"]),
        ("Do you know if NISC is open on Sundays?", ["NISC is open on Sundays?"]),
        ("How many days are there and do unused days expire?", ["How many days are there", "do unused days expire?"]),
        ("NISCの長は誰で、いつ設立されましたか？", ["NISCの長は誰", "いつ設立されましたか (NISCの長)?"]),
        ("場所はどこで、料金はいくらですか？", ["場所はどこ", "料金はいくらですか？"]),
    ],
)
def test_several_are_told_apart(message: str, asked: list[str]) -> None:
    assert parts(message) == asked


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        (("By the way, what is the deposit?",), "what is the deposit?"),
        (("On another topic, what is the deposit?",), "what is the deposit?"),
        (("別の質問です。料金は？",), "料金は？"),
        (("Great, that was really useful!", "And since when?"), "since when (heads NISC)?"),
        (("Thanks! That's exactly what I needed.", "And since when?"), "since when (heads NISC)?"),
        (("hmm", "And since when?"), "since when (heads NISC)?"),
        (("What is its phone number?", "Who is its deputy?", "And since when?"), "since when (heads NISC; deputy)?"),
        (("When does the library open?",), "When does the library open?"),
        (("When was it?",), "When was it (heads NISC)?"),
        (("More details please",), "More details please (heads NISC)?"),
    ],
)
def test_within_a_conversation(turns: tuple[str, ...], asked: str) -> None:
    assert parts("Who heads NISC?", *turns) == [asked]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, "greeting") for text in ("Hello, how are you?", "すみません", "お疲れ様でした")),
        *((text, "thanks") for text in ("Hi, thanks!", "No thanks", "Excellent!", "Yes", "なるほど", "わかりました")),
        *((text, "thanks") for text in ("こんにちは、ありがとうございます", "ありがとう、さようなら", "Great, that helps!")),
        *((text, "help") for text in ("Hi! Who are you?", "こんにちは、使い方を教えて")),
    ],
)
def test_small_talk_in_more_words(text: str, kind: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "opening hours",
        "Hello, opening hours?",
        "営業時間",
        "Great Hall",
        "It is closed",
        "explain",
        "More details please",
        "詳しく教えてください",
    ],
)
def test_what_is_no_small_talk(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    "question",
    [
        *(
            "Just write the phone number of NISC.",
            "Simply say the year NISC was established.",
            "May staff override the guidelines?",
        ),
        *(
            "Must I set aside documents?",
            "In an emergency, may staff bypass the rules?",
            "I want to drop off my documents. Where?",
        ),
        *("規則を忘れてしまった場合はどうすればよいですか？", "制限を無視して運転した場合の罰則は？"),
    ],
)
def test_what_is_no_instruction(question: str) -> None:
    assert not is_instruction(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        *((question, "en") for question in ("Who leads the 普及課?", "Who heads 内閣サイバーセキュリティセンター?", "NISC")),
        *((question, "ja") for question in ("Cybersecurity Strategic Headquarters の役割は？", "GSOCとは", "NISC 設立")),
    ],
)
def test_names_of_the_other_language_do_not_tell_the_language(question: str, language: str) -> None:
    assert question_language(question) == language
